//! The W3C's 34 tests of the SPARQL 1.1 protocol.
//!
//! Seven of them update, and all the others may follow an update: they run against the
//! protocol over a scratch store. Those that only read run against `denota serve` besides,
//! on a store with their data; there the seven are refused, with 403, as nobody changes the
//! registry by SPARQL.

use registry::Registry;
use registry::sparql::scratch_update;

use super::manifest::{Step, Test, suite, tests};
use super::serve;
use crate::http::Answer;
use crate::serve::Server;

#[test]
fn all_of_the_protocols_tests_pass_over_a_store_that_can_be_updated() {
    let Some(folder) = suite() else { return };
    let tests = tests(&folder.join("protocol"));
    assert_eq!(tests.len(), 34);
    let here = tempfile::tempdir().unwrap();
    let server = Server::scratch(here.path());
    let update = |text: &str| {
        let update = [("content-type", "application/sparql-update")];
        let answer = server.send("POST", "/sparql", &update, text);
        assert_eq!(answer.status, 204, "{}", answer.text());
    };
    for test in &tests {
        update("CLEAR ALL");
        for (name, triples) in &test.data {
            update(&format!("INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}"));
        }
        for step in &test.requests {
            passes(test, step, &send(&server, step));
        }
    }
}

#[test]
fn the_registry_passes_those_that_read_and_refuses_those_that_write() {
    let Some(folder) = suite() else { return };
    let tests = tests(&folder.join("protocol"));
    let here = tempfile::tempdir().unwrap();
    let registry = Registry::open(&here.path().join(".denota/registry")).unwrap();
    for (name, triples) in tests.iter().flat_map(|t| &t.data) {
        let update = format!("INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}");
        scratch_update(registry.store(), &update, None, &[], &[]).unwrap();
    }
    registry.store().flush().unwrap();
    drop(registry);
    let server = serve(here.path());
    let (mut passed, mut refused) = (0, 0);
    for test in &tests {
        let first = &test.requests[0];
        if test.name.starts_with("update_") {
            assert_eq!(send(&server, first).status, 403, "{}", test.name);
            refused += 1;
            continue;
        }
        for step in &test.requests {
            passes(test, step, &send(&server, step));
        }
        passed += 1;
    }
    assert_eq!((passed, refused), (27, 7));
}

fn send(server: &Server, step: &Step) -> Answer {
    let target = format!("/sparql{}", step.query);
    let headers = step.headers.iter();
    let headers: Vec<(&str, &str)> = headers.map(|(n, v)| (n.as_str(), v.as_str())).collect();
    server.send(&step.method, &target, &headers, &step.body)
}

fn passes(test: &Test, step: &Step, answer: &Answer) {
    let name = &test.name;
    assert!(
        step.statuses.contains(&(answer.status / 100)),
        "{name}: {} {}",
        answer.status,
        answer.text()
    );
    let media_type = answer.header("content-type");
    let media_type = media_type.split(';').next().unwrap_or_default();
    let json = "application/sparql-results+json";
    let xml = "application/sparql-results+xml";
    let formats: &[&str] = match step.format.as_deref() {
        None => &[],
        Some("boolean") => &[json, xml],
        Some("tabular") => &[json, xml, "text/csv", "text/tab-separated-values"],
        Some("RDF") => &[
            "text/turtle",
            "application/rdf+xml",
            "application/n-triples",
        ],
        Some(other) => panic!("{name}: {other}"),
    };
    assert!(
        formats.is_empty() || formats.contains(&media_type),
        "{name}: {media_type}"
    );
    if let Some(expected) = step.boolean {
        assert_eq!(answer.json()["boolean"], expected, "{name}");
    }
}
