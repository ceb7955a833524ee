//! Any past state can be read, queried and held against another.

use registry::{Answer, View, When, query};
use upper::change::compare;

use crate::support::*;

fn label(text: &str) -> String {
    SHOP.replace("\"Order\"@en", &format!("{text:?}@en"))
}

#[test]
fn every_revision_is_a_graph_of_the_history() {
    let bench = Bench::new();
    let first = bench.put(SHOP).revision;
    let history = bench.registry.history().unwrap();
    let second = bench.put(&label("Purchase")).revision;
    let labels = |node: &str| {
        let ask = format!(
            "SELECT ?l WHERE {{ GRAPH <{node}> {{ <{SHOP_IRI}Order> <https://w3id.org/denota/upper#label> ?l }} }}"
        );
        let answer = query(&bench.registry.history().unwrap(), &ask).unwrap();
        let Answer::Solutions { rows, .. } = answer else {
            panic!("{answer:?}")
        };
        rows
    };
    assert_eq!(labels(&first), [["\"Order\"@en"]]);
    assert_eq!(
        labels(&second),
        [["\"Purchase\"@en"]],
        "it is brought up to date"
    );
    drop(history);
}

#[test]
fn the_history_may_be_deleted_at_any_time() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&label("Purchase"));
    let dump = |registry: &registry::Registry| {
        let mut lines: Vec<String> = registry
            .history()
            .unwrap()
            .iter()
            .map(|q| q.unwrap().to_string())
            .collect();
        lines.sort();
        lines
    };
    let before = dump(&bench.registry);
    let Bench { registry, folder } = bench;
    drop(registry);
    let path = folder.path().join("registry");
    std::fs::remove_dir_all(path.join("history")).unwrap();
    assert_eq!(dump(&open(&path)), before);
}

#[test]
fn the_state_of_any_moment_is_known() {
    let bench = Bench::new();
    bench.put(SHOP);
    let then = bench.registry.index().generation();
    bench.put(&label("Purchase"));
    bench.retire(SHOP_IRI).map_err(|r| why(&r)).unwrap();
    let index = bench.registry.index();
    let seen = index.seen(&View::Everything);
    let version = |when: &When| {
        let mut states = seen.as_of(when).filter(|(g, _)| g.iri == SHOP_IRI);
        states.next().map(|(_, r)| r.version.to_string())
    };
    assert_eq!(version(&When::Publication(then - 1)), None);
    assert_eq!(version(&When::Publication(then)).as_deref(), Some("1.0.0"));
    assert_eq!(
        version(&When::Publication(then + 1)).as_deref(),
        Some("1.0.1")
    );
    assert_eq!(version(&When::Publication(then + 2)), None);
    let instant = |at: &str| version(&When::Instant(at.to_owned()));
    assert_eq!(instant("2026-01-02T03:04:04Z"), None);
    assert_eq!(instant("2026-01-02T05:04:04+02:00"), None);
}

#[test]
fn any_two_revisions_can_be_compared() {
    let bench = Bench::new();
    let first = bench.put(SHOP).revision;
    let changed = bench.put(&SHOP.replace("xsd:long", "xsd:string"));
    let model = |node: &str| bench.registry.model(node).unwrap();
    let (old, new) = (model(&first).unwrap(), model(&changed.revision).unwrap());
    let report = compare(&old, &new);
    assert_eq!(Some(&report), changed.report.as_ref());
    assert_eq!(compare(&new, &old).changes.len(), report.changes.len());
    assert!(model("http://example.com/none").is_none());
}

#[test]
fn a_revision_is_the_model_that_it_was_and_none_that_it_needs() {
    let bench = Bench::new();
    bench.put(SHOP);
    let parcels = bench.put(&parcels()).revision;
    let model = |node: &str| bench.registry.model(node).unwrap();
    let iri = model(&parcels).map(|m| m.domain().info.iri.clone());
    assert_eq!(iri.as_deref(), Some(PARCELS_IRI));
    let gone = bench.retire(PARCELS_IRI).map_err(|r| why(&r)).unwrap();
    assert!(model(&gone[0].revision).is_none());
    assert!(model(&parcels).is_some());
}

#[test]
fn a_revision_is_checked_with_what_it_was_published_with() {
    let bench = Bench::new();
    bench.put(SHOP);
    let mut ranged = publication(&[&parcels()]);
    let range = semver::VersionReq::parse("^1").unwrap();
    ranged.ranges.insert(SHOP_IRI.to_owned(), range);
    let parcels = accepted(publish(&bench.registry, ranged, &View::Everything, &|_| {
        true
    }))
    .remove(0);
    bench.put(&SHOP.replace("Order", "Purchase"));
    let checked = bench.registry.governed(&parcels.revision).unwrap().unwrap();
    assert!(!checked.has_errors(), "{:?}", checked.findings);
    assert_eq!(checked.valid().len(), 2);
}
