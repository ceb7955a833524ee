//! Several graphs at once: all of them go in, or none.

use serde_json::json;

use crate::bench::{Bench, SHOP};
use crate::http::Answer;
use crate::serve::Server;

const JSON: (&str, &str) = ("content-type", "application/json");

fn named(name: &str) -> String {
    SHOP.replace("shop", name)
}

fn iri(name: &str) -> String {
    format!("https://example.com/onto/{name}#")
}

fn post(server: &Server, query: &str, body: &serde_json::Value) -> Answer {
    server.send(
        "POST",
        &format!("/api/v1/publications{query}"),
        &[JSON],
        body.to_string(),
    )
}

fn graph(name: &str, text: &str) -> serde_json::Value {
    json!({ "path": format!("{name}.ttl"), "text": text })
}

#[test]
fn graphs_go_in_together() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let importing = named("depot").replace(
        "upper:domain \"depot\" ;",
        "upper:domain \"depot\" ; <http://www.w3.org/2002/07/owl#imports> <https://example.com/onto/shop#> ;",
    );
    let both = json!({
        "graphs": [graph("depot", &importing), graph("shop", SHOP)],
        "preconditions": { iri("shop"): "*", iri("depot"): "*" },
        "ranges": { iri("shop"): "^1" },
    });
    let dry = post(&server, "?dry_run=true", &both).is(200).json();
    assert_eq!(dry["dryRun"], true);
    assert_eq!(dry["graphs"].as_array().unwrap().len(), 2);
    server.get("/api/v1/models/shop").is(404);
    let done = post(&server, "", &both).is(200).json();
    assert_eq!(done["dryRun"], false);
    let needs = server
        .get("/api/v1/models/depot/dependencies")
        .is(200)
        .json();
    let shop = needs["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["domain"] == "shop")
        .unwrap();
    assert_eq!(
        (&shop["range"], &shop["resolved"]),
        (&"^1".into(), &"1.0.0".into())
    );
}

#[test]
fn one_that_is_wrong_keeps_all_out() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let broken = named("depot").replace("xsd:string", "xsd:strin");
    let both = json!({
        "graphs": [graph("shop", SHOP), graph("depot", &broken)],
        "preconditions": { iri("shop"): "*", iri("depot"): "*" },
    });
    let problem = post(&server, "", &both).is_problem(422);
    assert!(problem["findings"].to_string().contains("depot.ttl"));
    let stale = json!({
        "graphs": [graph("shop", SHOP), graph("depot", &named("depot"))],
        "preconditions": { iri("shop"): "*", iri("depot"): "0000" },
    });
    assert_eq!(
        post(&server, "", &stale).is_problem(412)["graph"],
        iri("depot")
    );
    let silent = json!({ "graphs": [graph("shop", SHOP)] });
    assert_eq!(
        post(&server, "", &silent).is_problem(428)["graphs"],
        json!([iri("shop")])
    );
    for name in ["shop", "depot"] {
        server.get(&format!("/api/v1/models/{name}")).is(404);
    }
    for nonsense in [
        json!({}),
        json!([]),
        json!({ "graphs": [] }),
        json!({ "graphs": [{}] }),
    ] {
        post(&server, "", &nonsense).is_problem(400);
    }
    let range = json!({ "graphs": [graph("shop", SHOP)], "preconditions": { iri("shop"): "*" }, "ranges": { iri("x"): "one" } });
    post(&server, "", &range).is_problem(400);
}

#[test]
fn trig_holds_graphs_and_headers_their_conditions() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let turtle = |name: &str| {
        let text = named(name);
        let (prefixes, rest) = text.split_once("\n: a").unwrap();
        (prefixes.to_owned(), format!(": a{rest}"))
    };
    let block = |name: &str| {
        let (prefixes, rest) = turtle(name);
        format!("{prefixes}\n<{}> {{\n{rest}}}\n", iri(name))
    };
    let trig = ("content-type", "application/trig");
    let path = "/api/v1/publications";
    server
        .send("POST", path, &[trig], block("shop"))
        .is_problem(428);
    server
        .send("POST", path, &[trig, ("if-none-match", "*")], block("shop"))
        .is(200);
    let tag = server.get("/api/v1/models/shop").header("etag").to_owned();
    let changed =
        block("shop").replace("What a shop sells.", "All that it sells.") + &block("depot");
    server
        .send("POST", path, &[trig, ("if-none-match", "*")], &changed)
        .is_problem(412);
    let conditions = [trig, ("if-none-match", "*"), ("if-match", &tag)];
    let done = server
        .send("POST", path, &conditions, &changed)
        .is(200)
        .json();
    let became: Vec<&str> = done["graphs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["change"].as_str().unwrap())
        .collect();
    assert!(
        became.contains(&"updated") && became.contains(&"created"),
        "{became:?}"
    );
}

#[test]
fn numbers_of_columns_go_on_from_publication_to_publication() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let tag = server
        .create("shop", SHOP)
        .is(201)
        .header("etag")
        .to_owned();
    let sorted_first = ":brand a upper:Attribute ; upper:label \"Brand\"@en ; upper:description \"Who made it.\"@en ;\n    \
                        upper:datatype xsd:string ; upper:maxCount 1 .\n";
    let text =
        SHOP.replace("upper:property :sku .", "upper:property :brand , :sku .") + sorted_first;
    server.replace("shop", &tag, &text).is(200);
    let ids = server.get("/api/v1/models/shop/artifacts/iceberg/denota.ids");
    let ids = if ids.status == 307 || ids.status == 302 {
        server.get(ids.header("location"))
    } else {
        ids
    };
    let ids = ids.is(200).text();
    assert!(ids.contains("onto/shop#sku 1\n"), "{ids}");
    assert!(ids.contains("onto/shop#brand 2\n"), "{ids}");
}
