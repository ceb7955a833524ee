//! What XML cannot say is refused, and never sent as what no parser reads.

use serde_json::Value;

use super::workers::restarts;
use super::{model, serve};
use crate::http::{Answer, encoded};
use crate::serve::Server;

const RDF_XML: &str = "application/rdf+xml";
const RESULTS_XML: &str = "application/sparql-results+xml";

fn asked(server: &Server, query: &str, accept: &str) -> Answer {
    let headers = [
        ("content-type", "application/sparql-query"),
        ("accept", accept),
    ];
    server.send("POST", "/sparql", &headers, query)
}

fn constructed(property: &str, value: &str) -> String {
    format!("CONSTRUCT {{ <http://example.com/a> <{property}> {value} }} WHERE {{}}")
}

/// Checks that a problem says in which formats the answer can be had.
fn offers(problem: &Value, has: &str, lacks: &str) {
    let offers = problem["offers"].as_array().unwrap();
    assert!(offers.contains(&has.into()), "{problem}");
    assert!(!offers.contains(&lacks.into()), "{problem}");
}

#[test]
fn a_graph_that_rdf_xml_cannot_say_is_offered_in_other_formats_and_costs_no_worker() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    assert!(server.is_well());
    let before = restarts(&server);
    for (property, value) in [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#li", "\"x\""),
        ("http://example.com/1", "\"x\""),
        ("http://example.com/", "\"x\""),
        ("http://example.com/#", "\"x\""),
        ("http://example.com/b", "\"a\\u0001b\""),
        (
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
            "<http://example.com/1>",
        ),
    ] {
        let query = constructed(property, value);
        let problem = asked(&server, &query, RDF_XML).problem(406);
        offers(&problem, "text/turtle", RDF_XML);
        for accept in ["text/turtle", "application/ld+json"] {
            asked(&server, &query, accept).is(200);
        }
    }
    asked(
        &server,
        &constructed("http://example.com/b", "\"x\""),
        RDF_XML,
    )
    .is(200);
    assert_eq!(restarts(&server), before);
}

#[test]
fn a_table_that_xml_cannot_hold_is_offered_in_other_formats() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let query = "SELECT (\"a\\u0001b\" AS ?x) {}";
    let problem = asked(&server, query, RESULTS_XML).problem(406);
    offers(&problem, "application/sparql-results+json", RESULTS_XML);
    let json = asked(&server, query, "application/sparql-results+json").is(200);
    assert_eq!(
        json.json()["results"]["bindings"][0]["x"]["value"],
        "a\u{1}b"
    );
    asked(&server, "SELECT (\"a\\tb\" AS ?x) {}", RESULTS_XML).is(200);
}

#[test]
fn a_model_that_rdf_xml_cannot_say_is_offered_in_other_formats() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let text = model("shop", "Thing") + ":Thing <http://example.com/1> \"x\" .\n";
    server.create("shop", &text).is(201);
    let graph = format!("/graphs?graph={}", encoded("https://example.org/shop#"));
    for path in ["/api/v1/models/shop", &graph] {
        let problem = server
            .send("GET", path, &[("accept", RDF_XML)], "")
            .problem(406);
        offers(&problem, "application/n-triples", RDF_XML);
        server
            .send("GET", path, &[("accept", "application/n-triples")], "")
            .is(200);
    }
}
