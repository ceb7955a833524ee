//! Publications that would do harm: with preconditions of a state that has gone, numbers past
//! the greatest, and graphs that nobody can tell apart.

use serde_json::json;

use crate::bench::{Bench, SHOP};
use crate::http_publications::{graph, importing, iri, numbered, post, with_ids};
use crate::serve::Server;

#[test]
fn a_tag_holds_of_its_revision_alone_and_a_hash_of_all_that_say_the_same() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let depot = importing("depot", &["shop"]);
    let made = server.create("depot", &depot).is(201);
    let tag = made.header("etag").trim_matches('"').to_owned();
    let with = |condition: &str, range: &str| {
        let body = json!({
            "graphs": [graph("depot", &depot)],
            "preconditions": { iri("depot"): condition },
            "ranges": { iri("shop"): range },
        });
        post(&server, "", &body)
    };
    with(&tag, "^1").is(200);
    // Somebody else has said something since, though in the same words.
    let problem = with(&tag, ">=1.0.0, <3").problem(412);
    assert_eq!(problem["graph"], iri("depot"));
    let stale = [("if-match", made.header("etag"))];
    let delete =
        |headers: &[(&str, &str)]| server.send("DELETE", "/api/v1/models/depot", headers, "");
    delete(&stale).problem(412);
    let hash = tag.split('.').next().unwrap();
    with(hash, ">=1.0.0, <3").is(200);
    let read = server.get("/api/v1/models/depot").is(200);
    delete(&[("if-match", read.header("etag"))]).is(200);
}

#[test]
fn numbers_that_run_out_are_told_before_anything_is_stored() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let made = server.create("shop", SHOP).is(201).json();
    let greatest = "iceberg SHOPProduct SHOPother 2147483446\n".replace("SHOP", &iri("shop"));
    for query in ["?dry_run", ""] {
        let sent = with_ids(&made["graphs"][0]["hash"], &greatest);
        let problem = post(&server, query, &sent).problem(409);
        assert_eq!(problem["graph"], iri("shop"));
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("no number is left"), "{problem}");
    }
    numbered(&server, "shop", &["onto/shop#sku 1"]);
    server
        .create("depot", &importing("depot", &["shop"]))
        .is(201);
    let hash = &made["graphs"][0]["hash"];
    post(&server, "", &with_ids(hash, "")).is(200);
    numbered(&server, "shop", &["onto/shop#sku 1", "onto/shop#brand 2"]);
}

#[test]
fn a_graph_that_cannot_be_told_from_others_is_a_finding() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let nodes = (0..8).flat_map(|a| (0..8).map(move |b| (a, b)));
    let links = nodes.filter(|(a, b)| a != b);
    let links: String = links
        .map(|(a, b)| format!("_:n{a} <http://example.org/v#n> _:n{b} .\n"))
        .collect();
    let nodes: String = (0..8)
        .map(|n| format!(":Product <http://example.org/v#has> _:n{n} .\n"))
        .collect();
    let text = format!("{SHOP}\n{nodes}{links}");
    let headers = [("if-none-match", "*"), ("content-type", "text/turtle")];
    for query in ["?dry_run", ""] {
        let path = format!("/api/v1/models/shop{query}");
        let problem = server.send("PUT", &path, &headers, &text).problem(422);
        let mut findings = problem["findings"].as_array().unwrap().iter();
        let finding = findings.find(|f| f["code"] == "U0508").unwrap();
        assert!(finding["start"]["line"].as_u64() > Some(20), "{finding}");
    }
    server.create("shop", SHOP).is(201);
}
