//! GraphQL as programs of others use it: code generators, a composer of supergraphs, a browser.
//! `make oracles` brings them.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::bench::Bench;
use crate::graphql::{ask, shop};

const CLASS: &str = "https://example.com/onto/shop#Product";

fn oracles() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/oracles")
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}: run `make oracles`"))
}

/// What a program prints, which must end well.
#[track_caller]
fn said(command: &mut Command) -> Value {
    let output = run(command);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
    serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}\n{err}"))
}

#[test]
fn graphql_codegen_makes_a_client_that_works() {
    let bench = Bench::new();
    let server = shop(&bench);
    let answer = said(
        Command::new("node")
            .arg(oracles().join("graphql-clients/codegen.mjs"))
            .args([&format!("{}/graphql", server.url()), CLASS]),
    );
    assert_eq!(answer["total"], answer["names"].as_array().unwrap().len());
    assert!(answer["names"].as_array().unwrap().contains(&json!("shop")));
    assert_eq!(answer["properties"], json!(["sku"]));
    assert_eq!(
        answer["class"]["upper_extends_inverse"]["nodes"][0]["denota_owner"],
        "logistics"
    );
    assert!(answer["lines"].as_u64().unwrap() > 1_000, "{answer}");
}

#[test]
fn ariadne_codegen_makes_a_client_that_works() {
    let bench = Bench::new();
    let server = shop(&bench);
    let python = std::env::var("DENOTA_ORACLES")
        .unwrap_or_else(|_| format!("{}/.cache/denota/oracles", std::env::var("HOME").unwrap()));
    let answer = said(
        Command::new(format!("{python}/python/bin/python"))
            .arg(oracles().join("python/graphql_client.py"))
            .arg(format!("{}/graphql", server.url()))
            .arg(oracles().join("graphql-clients/queries.graphql"))
            .arg(CLASS),
    );
    assert!(answer["names"].as_array().unwrap().contains(&json!("shop")));
    assert_eq!(answer["properties"], json!(["sku"]));
}

#[test]
fn the_schema_joins_a_gateway() {
    let bench = Bench::new();
    let server = shop(&bench);
    let sdl = ask(&server, "{ _service { sdl } }", &json!({}))["_service"]["sdl"]
        .as_str()
        .unwrap()
        .to_owned();
    bench.write("registry.graphqls", &sdl);
    // A subgraph of somebody else, that adds to a type of ours.
    bench.write(
        "reviews.graphqls",
        r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
        scalar URI
        type Query { reviews: [UPPER_DirectClass!]! }
        type UPPER_DirectClass @key(fields: "upper_iri") { upper_iri: URI! review: String }
        "#,
    );
    let said = said(
        Command::new("node")
            .arg(oracles().join("graphql/check.mjs"))
            .arg("subgraphs")
            .args(["registry.graphqls", "reviews.graphqls"].map(|f| bench.path(f))),
    );
    assert!(said["uris"].as_u64().unwrap() > 1_000, "{said}");
}

#[test]
fn graphiql_asks_and_shows_in_a_browser() {
    let bench = Bench::new();
    let server = shop(&bench);
    let page = server
        .send("GET", "/graphql", &[("accept", "text/html")], "")
        .text();
    if page.contains("make ui") {
        return eprintln!("SKIPPED: the server was built without GraphiQL (`make ui`)");
    }
    let mut command = Command::new("node");
    command
        .arg(oracles().join("graphql-clients/graphiql.mjs"))
        .arg(server.url());
    command.args(std::env::var_os("DENOTA_PICTURE"));
    let output = run(&mut command);
    if output.status.code() == Some(3) {
        return eprintln!(
            "SKIPPED: there is no browser (`make oracles` installs one where it can)"
        );
    }
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}\n{err}");
    let seen: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}"));
    assert!(
        seen["answer"].as_str().unwrap().contains("\"totalCount\""),
        "{seen:#}"
    );
    assert!(
        seen["documented"]
            .as_str()
            .unwrap()
            .contains("upper_domainModelList"),
        "{seen:#}"
    );
    assert_eq!(
        seen["elsewhere"],
        json!([]),
        "the page must load nothing from elsewhere"
    );
    assert_eq!(seen["complaints"], json!([]));
}
