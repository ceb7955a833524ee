//! The Graph Store Protocol, reading.

use super::{publish, serve};
use crate::http::encoded;

const SHOP: &str = "https://example.org/shop#";
const CATALOG: &str = "https://w3id.org/denota/registry#";

fn graph(iri: &str) -> String {
    format!("/graphs?graph={}", encoded(iri))
}

#[test]
fn a_graph_is_read_in_the_format_that_is_asked_for() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    assert_eq!(publish(&server, "shop", "Thing", None).status, 201);
    for (accept, media_type, sign) in [
        ("text/turtle", "text/turtle", "@prefix"),
        (
            "application/n-triples",
            "application/n-triples",
            "<https://example.org/shop#Thing>",
        ),
        ("application/rdf+xml", "application/rdf+xml", "<rdf:RDF"),
        ("application/ld+json", "application/ld+json", "\"@id\""),
        ("application/trig", "application/trig", "upper:"),
        (
            "application/n-quads",
            "application/n-quads",
            "<https://example.org/shop#Thing>",
        ),
        ("*/*", "text/turtle", "@prefix"),
    ] {
        let answer = server.send("GET", &graph(SHOP), &[("accept", accept)], "");
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), media_type);
        assert!(answer.text().contains(sign), "{accept}: {}", answer.text());
        assert!(answer.complete);
    }
    let image = server.send("GET", &graph(SHOP), &[("accept", "image/png")], "");
    assert_eq!(image.status, 406);
}

#[test]
fn heads_tags_and_the_default_graph() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    assert_eq!(publish(&server, "shop", "Thing", None).status, 201);
    let head = server.send("HEAD", &graph(SHOP), &[], "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert!(
        !head.headers.contains_key("content-length"),
        "a length would be the graph's"
    );
    let tag = head.header("etag").to_owned();
    let again = server.send("GET", &graph(SHOP), &[("if-none-match", &tag)], "");
    assert_eq!(again.status, 304);
    let triples = [("accept", "application/n-triples")];
    let all = server.send("GET", "/graphs?default", &triples, "");
    assert!(all.text().contains("<https://example.org/shop#Thing>"));
    assert!(
        all.text()
            .contains("<https://w3id.org/denota/upper#DirectClass>")
    );
    let catalog = server.send("GET", &graph(CATALOG), &triples, "");
    assert!(catalog.text().contains("graph#revisionOf"));
}

#[test]
fn revisions_are_graphs_too() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let first = publish(&server, "shop", "First", None);
    let tag = first.header("etag").to_owned();
    assert_eq!(publish(&server, "shop", "Second", Some(&tag)).status, 200);
    let revisions = server.query(
        "PREFIX g: <https://w3id.org/denota/graph#> \
         SELECT ?r { ?r g:revisionOf <https://example.org/shop#> ; g:publishedAt ?at } ORDER BY ?at ?r",
    );
    let mut labels = Vec::new();
    for row in revisions.json()["results"]["bindings"].as_array().unwrap() {
        let node = row["r"]["value"].as_str().unwrap();
        let answer = server.get(&graph(node));
        assert_eq!(answer.status, 200, "{}", answer.text());
        labels.extend(
            ["First", "Second"]
                .into_iter()
                .filter(|l| answer.text().contains(l)),
        );
    }
    labels.sort_unstable();
    assert_eq!(labels, ["First", "Second"]);
}

#[test]
fn what_is_absent_or_not_asked_properly_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    for (target, status) in [
        (graph("https://example.org/none#"), 404),
        (graph(&format!("{CATALOG}revision.0000000000000000.1")), 404),
        (graph("urn:denota:private:registry"), 404),
        (graph("not an iri"), 400),
        (graph("https://example.org/> } } #"), 400),
        ("/graphs".to_owned(), 400),
        ("/graphs?default&graph=x%3Ay".to_owned(), 400),
    ] {
        let answer = server.get(&target);
        assert_eq!(answer.status, status, "{target}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    for method in ["PUT", "POST", "DELETE", "PATCH"] {
        let answer = server.send(method, &graph("https://example.org/none#"), &[], "");
        assert_eq!(answer.status, 405, "{method}");
    }
}
