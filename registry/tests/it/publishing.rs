//! Putting graphs in and getting them out.

use registry::{Change, Kind, Precondition, Publication, Refused, View, content_hash};
use upper::check::{Options, check};

use crate::support::*;

#[test]
fn what_was_put_in_comes_out_as_its_author_wrote_it() {
    let bench = Bench::new();
    assert_eq!(bench.registry.newest_text(SHOP_IRI).unwrap(), None);
    assert_eq!(bench.put(SHOP).change, Change::Created);
    let before = nquads(&bench.registry);
    assert_eq!(bench.put(SHOP).change, Change::Unchanged);
    assert_eq!(
        nquads(&bench.registry),
        before,
        "it is idempotent to the byte"
    );
    let changed = SHOP.replace("\"Order\"@en", "\"Purchase order\"@en");
    assert_eq!(bench.put(&changed).change, Change::Updated);
    assert_eq!(bench.registry.newest_text(SHOP_IRI).unwrap(), Some(changed));
}

#[test]
fn all_that_was_published_is_there_after_opening_again() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&parcels());
    let (before, generation) = (nquads(&bench.registry), bench.registry.index().generation());
    let Bench { registry, folder } = bench;
    let graphs = |r: &registry::Registry| {
        let index = r.index();
        index
            .seen(&View::Everything)
            .graphs()
            .cloned()
            .collect::<Vec<_>>()
    };
    let known = graphs(&registry);
    drop(registry);
    let registry = open(&folder.path().join("registry"));
    assert_eq!(nquads(&registry), before);
    assert_eq!(registry.index().generation(), generation);
    assert_eq!(
        graphs(&registry),
        known,
        "the index read back is the index kept up"
    );
}

#[test]
fn the_index_says_what_there_is() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let index = bench.registry.index();
    let seen = index.seen(&View::Everything);
    let parcels = seen.domain("parcels").unwrap();
    assert_eq!((parcels.kind, parcels.builtin), (Kind::Model, false));
    let needs = &parcels.newest().unwrap().dependencies;
    assert_eq!(needs.len(), 1);
    let shop = seen.graph(SHOP_IRI).unwrap().newest().unwrap();
    assert_eq!(needs[0].resolved.as_ref(), Some(&shop.node));
    let dependents: Vec<&str> = seen.dependents(SHOP_IRI).map(|g| g.iri.as_str()).collect();
    assert_eq!(dependents, [PARCELS_IRI]);
    let upper = seen.domain("upper").unwrap();
    assert!(upper.builtin);
    assert_eq!(upper.owner(), Some("denota"));
}

#[test]
fn going_back_to_an_earlier_state_is_a_revision_of_its_own() {
    let bench = Bench::new();
    let other = SHOP.replace("Order\"@en", "Purchase\"@en");
    for text in [SHOP, &other, SHOP] {
        bench.put(text);
    }
    assert_eq!(
        bench.registry.newest_text(SHOP_IRI).unwrap().as_deref(),
        Some(SHOP)
    );
    let index = bench.registry.index();
    let shop = index.seen(&View::Everything).graph(SHOP_IRI).unwrap();
    let versions: Vec<String> = shop
        .revisions
        .iter()
        .map(|r| r.version.to_string())
        .collect();
    assert_eq!(versions, ["1.0.0", "1.0.1", "1.0.2"]);
    assert_eq!(shop.revisions[0].hash, shop.revisions[2].hash);
    assert_ne!(shop.revisions[0].node, shop.revisions[2].node);
}

#[test]
fn a_set_goes_in_whole_or_not_at_all() {
    let bench = Bench::new();
    let before = nquads(&bench.registry);
    let broken = parcels().replace("shop:Order", "shop:Nothing");
    let why = refused(bench.publish(&[SHOP, &broken]));
    assert!(why.contains("1.ttl"), "{why}");
    assert_eq!(nquads(&bench.registry), before, "nothing was stored");
    assert_eq!(bench.registry.newest_text(SHOP_IRI).unwrap(), None);
}

#[test]
fn preconditions_hold_or_nothing_goes_in() {
    let bench = Bench::new();
    let with = |text: &str, precondition: Precondition| {
        let publication = Publication {
            preconditions: preconditions(&[(SHOP_IRI, precondition)]),
            ..publication(&[text])
        };
        publish(&bench.registry, publication, &View::Everything, &|_| true)
    };
    let why = refused(with(SHOP, Precondition::Is("0".repeat(64))));
    assert_eq!(why, format!("precondition {SHOP_IRI} None"));
    let hash = accepted(with(SHOP, Precondition::Absent)).remove(0).hash;
    let why = refused(with(SHOP, Precondition::Absent));
    assert!(why.contains(&hash), "{why}");
    let other = SHOP.replace("Order\"@en", "Purchase\"@en");
    accepted(with(&other, Precondition::Is(hash.clone())));
    let why = refused(with(SHOP, Precondition::Is(hash)));
    assert!(why.starts_with("precondition"), "{why}");
}

#[test]
fn one_short_name_belongs_to_one_model() {
    let bench = Bench::new();
    bench.put(SHOP);
    let other = SHOP.replace("http://example.com/shop#", "http://example.com/store#");
    let why = refused(bench.publish(&[&other]));
    assert!(why.starts_with("U0503"), "{why}");
    bench.retire(SHOP_IRI).map_err(|r| why_of(&r)).unwrap();
    let retired = refused(bench.publish(&[&other]));
    assert_eq!(
        retired, why,
        "addresses with the name answer with what they did"
    );
    bench.put(SHOP);
    bench.put(&SHOP.replace("\"shop\"", "\"store\""));
    // Also for a registry that has read its store again.
    let bench = bench.reopened();
    assert_eq!(refused(bench.publish(&[&other])), why);
    let index = bench.registry.index();
    for name in ["shop", "store"] {
        let graph = index.seen(&View::Everything).domain(name);
        assert_eq!(graph.map(|g| g.iri.as_str()), Some(SHOP_IRI), "{name}");
    }
}

fn why_of(refused: &Refused) -> String {
    crate::support::why(refused)
}

#[test]
fn models_of_the_product_are_not_for_anybody_to_write() {
    let bench = Bench::new();
    let (iri, _, text) = upper::builtin::MODELS[1];
    assert_eq!(bench.put(text).change, Change::Unchanged);
    let changed = text.replace("\"Named graphs\"@en", "\"Graphs\"@en");
    assert_ne!(changed, text);
    assert_eq!(
        refused(bench.publish(&[&changed])),
        format!("reserved {iri}")
    );
    assert_eq!(refused(bench.retire(iri)), format!("reserved {iri}"));
}

#[test]
fn names_of_the_product_are_refused_whether_they_are_taken_or_not() {
    let bench = Bench::new();
    bench.put(SHOP);
    let before = nquads(&bench.registry);
    for iri in [
        registry::catalog::IRI,
        "https://w3id.org/denota/registry#revision.x/",
        "https://w3id.org/denota/avro#",
        "https://w3id.org/denota/nothing#",
        "https://w3id.org/denota/",
    ] {
        let evil = SHOP
            .replace(SHOP_IRI, iri)
            .replace("upper:domain \"shop\"", "upper:domain \"evil\"");
        assert_eq!(refused(bench.publish(&[&evil])), format!("reserved {iri}"));
    }
    assert_eq!(nquads(&bench.registry), before);
    assert_eq!(bench.registry.inconsistent().unwrap(), Vec::<String>::new());
}

#[test]
fn retiring_forgets_nothing_and_publishing_again_goes_on() {
    let bench = Bench::new();
    bench.put(SHOP);
    assert_eq!(
        bench.retire(SHOP_IRI).map_err(|r| why_of(&r)).unwrap()[0].change,
        Change::Retired
    );
    {
        let index = bench.registry.index();
        let shop = index.seen(&View::Everything).domain("shop").unwrap();
        assert!(shop.newest().is_none());
        assert_eq!(shop.revisions.len(), 2);
        let first = &shop.revisions[0];
        assert_eq!(
            bench.registry.text(&first.node).unwrap().as_deref(),
            Some(SHOP)
        );
    }
    let ask = format!("ASK {{ GRAPH <{SHOP_IRI}> {{ ?s ?p ?o }} }}");
    let answer = registry::query(bench.registry.store(), &ask).unwrap();
    assert_eq!(answer, registry::Answer::Boolean(false));
    let again = bench.put(SHOP);
    assert_eq!(
        (again.change, again.version.to_string().as_str()),
        (Change::Created, "1.0.1")
    );
}

#[test]
fn what_others_need_is_not_retired() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let why = refused(bench.retire(SHOP_IRI));
    assert!(why.contains("U0505") && why.contains(PARCELS_IRI), "{why}");
    assert!(bench.registry.newest_text(SHOP_IRI).unwrap().is_some());
}

#[test]
fn hashes_depend_on_what_is_said_not_on_how() {
    let hash = |text: &str| {
        let checked = check(publication(&[text]).inputs, &Options::default());
        let (_, named) = checked.corpus.graphs().next().unwrap();
        content_hash(&checked.corpus.terms, &named.graph).unwrap()
    };
    let rewritten = SHOP.replace("upper:label \"Order\"@en ; ", "").replace(
        ":number a",
        "# a comment\n:Order upper:label \"Order\"@en .\n:number a",
    );
    assert_eq!(hash(SHOP), hash(&rewritten));
    assert_ne!(hash(SHOP), hash(&SHOP.replace("xsd:long", "xsd:int")));
}

#[test]
fn no_two_graphs_share_a_blank_node() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let shared = "SELECT ?b WHERE { GRAPH ?g { ?b ?p ?o } GRAPH ?h { ?b ?q ?r } FILTER (isBlank(?b) && ?g != ?h) }";
    let registry::Answer::Solutions { rows, .. } =
        registry::query(bench.registry.store(), shared).unwrap()
    else {
        panic!("it is a SELECT")
    };
    assert_eq!(rows, Vec::<Vec<String>>::new());
}

#[test]
fn a_second_process_is_told_to_wait() {
    let bench = Bench::new();
    let busy = registry::Registry::open(&bench.path("registry")).err();
    assert!(
        matches!(&busy, Some(registry::Error::Busy { cause, .. }) if cause.contains("LOCK")),
        "{busy:?}"
    );
}

#[test]
fn what_cannot_be_opened_is_not_busy_whatever_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("While lock file: block");
    // No file of a store can be made where a folder has its name.
    std::fs::create_dir_all(folder.join("LOCK")).unwrap();
    let failed = registry::Registry::open(&folder).err();
    assert!(
        matches!(&failed, Some(registry::Error::Storage(_))),
        "{failed:?}"
    );
}

#[test]
fn a_publication_may_be_one_text_of_several_graphs() {
    let bench = Bench::new();
    let block = |iri: &str, text: &str| {
        let (prefixes, rest): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|l| l.starts_with("@prefix"));
        format!(
            "{}\n<{iri}> {{\n{}\n}}\n",
            prefixes.join("\n"),
            rest.join("\n")
        )
    };
    let parcels = parcels();
    let trig = block(SHOP_IRI, SHOP) + &block(PARCELS_IRI, &parcels);
    let mut publication = publication(&[&trig]);
    publication.inputs[0].syntax = upper::source::Syntax::TriG;
    let published = publish(&bench.registry, publication, &View::Everything, &|_| true);
    assert_eq!(accepted(published).len(), 2);
    // Each reads by itself as the text of its own does.
    assert_eq!(bench.put(SHOP).change, Change::Unchanged);
    assert_eq!(bench.put(&parcels).change, Change::Unchanged);
    let text = bench.registry.newest_text(PARCELS_IRI).unwrap().unwrap();
    assert!(!text.contains("shop#number"), "{text}");
}

#[test]
fn a_text_that_means_something_only_where_it_came_from_is_kept_as_triples() {
    let bench = Bench::new();
    let aliased = SHOP.replace(
        "https://w3id.org/denota/upper#",
        "http://elsewhere.example/u#",
    );
    let mut publication = publication(&[&aliased]);
    let aliases = &mut publication.options.aliases;
    aliases.add(
        "http://elsewhere.example/u#",
        "https://w3id.org/denota/upper#",
    );
    let published = publish(&bench.registry, publication, &View::Everything, &|_| true);
    accepted(published);
    assert_eq!(bench.put(SHOP).change, Change::Unchanged);
    accepted(bench.publish(&[&parcels()]));
}

#[test]
fn what_was_made_is_kept_with_its_revision() {
    let bench = Bench::new();
    let publisher = publisher();
    let author = registry::Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_| true,
    };
    let made = |path: &str, text: &str| registry::Made {
        iri: SHOP_IRI.to_owned(),
        target: "avro".to_owned(),
        path: path.to_owned(),
        text: text.to_owned(),
        aside: false,
    };
    let commit = |text: &str, all: Vec<registry::Made>| {
        let mut writer = bench.registry.writer();
        let prepared = writer.prepare(publication(&[text]), &author).unwrap();
        let prepared = prepared.map_err(|r| why_of(&r)).unwrap();
        assert_eq!(prepared.models().len(), 1);
        writer
            .commit(prepared, all, &publisher)
            .unwrap()
            .remove(0)
            .revision
    };
    let odd = "shop/Größe \"x\".avsc";
    let first = commit(SHOP, vec![made("shop/Order.avsc", "{}"), made(odd, "[]")]);
    let second = commit(
        &SHOP.replace("Order", "Bill"),
        vec![made("shop/Bill.avsc", "{ }")],
    );
    let names = |node: &str| bench.registry.artifacts(node).unwrap();
    let of = |path: &str| ("avro".to_owned(), path.to_owned());
    assert_eq!(names(&first), [of(odd), of("shop/Order.avsc")]);
    assert_eq!(names(&second), [of("shop/Bill.avsc")]);
    let text = |node: &str, path: &str| bench.registry.artifact(node, "avro", path).unwrap();
    assert_eq!(text(&first, odd).as_deref(), Some("[]"));
    assert_eq!(text(&second, "shop/Order.avsc"), None);
}
