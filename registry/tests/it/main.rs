//! Integration tests of the registry.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use registry::{Answer, Change, Entry, Publisher, Registry, content_hash, memory_store, query};
use upper::check::{Checked, Options, check};
use upper::source::{Input, Syntax};

const MODEL: &str = r#"
@prefix : <http://example.com/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "shop" .
:Order a upper:DirectClass ; upper:label "Order"@en ; upper:primaryKey ( :number ) ; upper:property :number .
:number a upper:Attribute ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .
"#;

fn checked(text: &str) -> Checked {
    let input = Input {
        path: "shop.ttl".to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    check(vec![input], &Options::default())
}

fn entry(text: &str) -> Entry {
    let checked = checked(text);
    let valid = checked.valid_graphs();
    assert_eq!(valid.len(), 1, "{:?}", checked.findings);
    Entry::new(&checked.corpus, &valid[0]).unwrap()
}

fn publisher() -> Publisher {
    Publisher {
        name: "tests".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
    }
}

#[test]
fn what_was_put_in_comes_out_as_its_author_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let registry = Registry::open(folder.path()).unwrap();
    assert_eq!(registry.get("http://example.com/shop#").unwrap(), None);
    assert_eq!(
        registry.put(&[entry(MODEL)], &publisher()).unwrap(),
        [Change::Created]
    );
    assert_eq!(
        registry.put(&[entry(MODEL)], &publisher()).unwrap(),
        [Change::Unchanged]
    );
    let changed = MODEL.replace("\"Order\"@en", "\"Purchase order\"@en");
    assert_eq!(
        registry.put(&[entry(&changed)], &publisher()).unwrap(),
        [Change::Updated]
    );
    assert_eq!(
        registry.get("http://example.com/shop#").unwrap(),
        Some(changed)
    );
    assert_eq!(registry.list().unwrap(), ["http://example.com/shop#"]);
}

#[test]
fn going_back_to_an_earlier_state_is_a_revision_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let registry = Registry::open(folder.path()).unwrap();
    let other = MODEL.replace("Order\"@en", "Purchase\"@en");
    for text in [MODEL, &other, MODEL] {
        registry.put(&[entry(text)], &publisher()).unwrap();
    }
    assert_eq!(
        registry.get("http://example.com/shop#").unwrap().as_deref(),
        Some(MODEL)
    );
    let count = "PREFIX g: <https://w3id.org/denota/graph#> SELECT (COUNT(?r) AS ?n) WHERE { ?r a g:Revision }";
    let answer = query(registry.store(), count).unwrap();
    let Answer::Solutions { rows, .. } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(
        rows,
        [["\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>"]]
    );
}

#[test]
fn hashes_depend_on_what_is_said_not_on_how() {
    let hash = |text: &str| {
        let checked = checked(text);
        let (_, named) = checked.corpus.graphs().next().unwrap();
        content_hash(&checked.corpus.terms, &named.graph).unwrap()
    };
    let rewritten = MODEL.replace("upper:label \"Order\"@en ; ", "").replace(
        ":number a",
        "# a comment\n:Order upper:label \"Order\"@en .\n:number a",
    );
    assert_eq!(hash(MODEL), hash(&rewritten));
    assert_ne!(hash(MODEL), hash(&MODEL.replace("xsd:long", "xsd:int")));
}

#[test]
fn a_second_process_is_told_to_wait() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Registry::open(folder.path()).unwrap();
    assert!(matches!(
        Registry::open(folder.path()),
        Err(registry::Error::Busy(_))
    ));
}

#[test]
fn queries_see_all_graphs_at_once_and_bombs_are_refused() {
    let store = memory_store(&checked(MODEL).corpus).unwrap();
    let answer = query(&store, "ASK { <http://example.com/shop#Order> ?p ?o }").unwrap();
    assert_eq!(answer, Answer::Boolean(true));
    let deep = format!("ASK {}{}", "{".repeat(5000), "}".repeat(5000));
    assert!(matches!(
        query(&store, &deep),
        Err(registry::Error::Query(_))
    ));
}
