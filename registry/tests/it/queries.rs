//! Asking a store.

use registry::{Answer, Error, memory_store, query};
use upper::check::{Options, check};

use crate::support::*;

#[test]
fn queries_see_all_graphs_at_once_and_bombs_are_refused() {
    let checked = check(publication(&[SHOP]).inputs, &Options::default());
    let store = memory_store(&checked.corpus).unwrap();
    let answer = query(&store, "ASK { <http://example.com/shop#Order> ?p ?o }").unwrap();
    assert_eq!(answer, Answer::Boolean(true));
    let deep = format!("ASK {}{}", "{".repeat(5000), "}".repeat(5000));
    assert!(matches!(query(&store, &deep), Err(Error::Query(_))));
}

#[test]
fn what_is_private_is_in_no_named_graph() {
    let bench = Bench::new();
    bench.put(SHOP);
    for quad in bench.registry.store().iter() {
        let quad = quad.unwrap();
        let private = quad.predicate.as_str().starts_with("urn:denota:private:");
        assert_eq!(private, quad.graph_name.is_default_graph(), "{quad}");
    }
}
