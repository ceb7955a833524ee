//! What others publish, recorded along with what was made with it: theirs it stays.

use registry::{Author, Change, Publication, Published, View};
use semver::Version;

use crate::support::*;

/// Records parcels with a copy of the shop, as a team of its own.
fn record(bench: &Bench, shop: &str, version: &str) -> Vec<Published> {
    let publisher = publisher();
    let author = Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_| true,
    };
    let version = Version::parse(version).unwrap();
    let publication = Publication {
        owner: Some("logistics".to_owned()),
        copies: [(SHOP_IRI.to_owned(), version)].into(),
        ..publication(&[shop, &parcels()])
    };
    let mut writer = bench.registry.writer().recording();
    let prepared = writer.prepare(publication, &author).unwrap();
    let prepared = prepared.map_err(|r| why(&r)).unwrap();
    writer.commit(prepared, Vec::new(), &publisher).unwrap()
}

fn owned(bench: &Bench, text: &str) {
    let publication = Publication {
        owner: Some("sales".to_owned()),
        ..publication(&[text])
    };
    accepted(publish(
        &bench.registry,
        publication,
        &View::Everything,
        &|_| true,
    ));
}

/// All versions of the shop, each with its owner.
fn versions(bench: &Bench) -> Vec<(String, Option<String>)> {
    let index = bench.registry.index();
    let shop = index.seen(&View::Everything).graph(SHOP_IRI).unwrap();
    let revisions = shop.revisions.iter();
    revisions
        .map(|r| (r.version.to_string(), r.owner.clone()))
        .collect()
}

/// The version of the shop that the parcels were recorded with.
fn with(bench: &Bench) -> Option<String> {
    let index = bench.registry.index();
    let parcels = index.seen(&View::Everything).graph(PARCELS_IRI).unwrap();
    let needs = parcels.newest().unwrap().dependencies.iter();
    let mut shop = needs.filter(|d| d.iri == SHOP_IRI);
    let (_, revision) = index.revision(shop.next()?.resolved.as_deref()?)?;
    Some(revision.version.to_string())
}

fn keyed_anew() -> String {
    SHOP.replace(":number", ":id")
}

#[test]
fn an_older_state_that_the_registry_has_stays_where_it_is() {
    let bench = Bench::new();
    owned(&bench, SHOP);
    owned(&bench, &keyed_anew());
    let before = versions(&bench);
    assert_eq!(before.len(), 2);
    let recorded = record(&bench, SHOP, "1.0.0");
    assert_eq!(recorded.len(), 1, "{recorded:?}");
    assert_eq!(recorded[0].iri, PARCELS_IRI);
    assert_eq!(versions(&bench), before);
    assert_eq!(with(&bench).as_deref(), Some("1.0.0"));
    // What was recorded is what was provisioned, and is owned by who did.
    let index = bench.registry.index();
    let parcels = index.seen(&View::Everything).graph(PARCELS_IRI).unwrap();
    assert_eq!(parcels.owner(), Some("logistics"));
}

#[test]
fn a_copy_of_what_is_not_there_is_nobodys_and_has_the_version_of_its_owners() {
    let bench = Bench::new();
    let recorded = record(&bench, SHOP, "3.1.0");
    assert_eq!(recorded.len(), 2);
    assert_eq!(versions(&bench), [("3.1.0".to_owned(), None)]);
    let recorded = record(&bench, &keyed_anew(), "4.0.0");
    let shop = recorded.iter().find(|p| p.iri == SHOP_IRI).unwrap();
    assert_eq!(shop.change, Change::Updated);
    assert_eq!(versions(&bench)[1], ("4.0.0".to_owned(), None));
}

#[test]
fn a_copy_follows_nothing_that_is_newer() {
    let bench = Bench::new();
    owned(&bench, SHOP);
    owned(&bench, &keyed_anew());
    let before = versions(&bench);
    let other = SHOP.replace("Order\"@en", "Purchase\"@en");
    for version in ["1.5.0", "2.0.0"] {
        let recorded = record(&bench, &other, version);
        assert!(
            recorded.iter().all(|p| p.iri == PARCELS_IRI),
            "{recorded:?}"
        );
        assert_eq!(versions(&bench), before);
        assert_eq!(with(&bench), None);
    }
}
