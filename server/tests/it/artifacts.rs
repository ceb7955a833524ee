//! Generated schemas over HTTP, as downstream builds fetch them.

use std::process::{Command, Stdio};

use crate::bench::{Bench, SHOP};
use crate::serve::Server;

const ARTIFACTS: &str = "/api/v1/models/shop/artifacts";
const SCHEMA: &str = "/api/v1/models/shop/artifacts/avro/shop/Product.avsc";

/// The shop with a second property: version 1.1.0.
pub(crate) fn with_title(text: &str) -> String {
    text.replace("upper:property :sku .", "upper:property :sku , :title .")
        + ":title a upper:Attribute ; upper:label \"Title\"@en ;\n    \
           upper:description \"What it is called.\"@en ;\n    \
           upper:datatype xsd:string ; upper:maxCount 1 .\n"
}

/// A server with two versions of the shop.
fn served(bench: &Bench) -> Server {
    let server = Server::start(&[], &bench.path(""));
    let created = server.create("shop", SHOP).is(201);
    let tag = created.header("etag").to_owned();
    server.replace("shop", &tag, &with_title(SHOP)).is(200);
    server
}

#[test]
fn exact_versions_are_for_ever_and_everything_else_redirects_to_one() {
    let bench = Bench::new();
    let server = served(&bench);
    let first = server.get(&format!("{SCHEMA}?version=1.0.0")).is(200);
    assert_eq!(first.header("content-type"), "application/json");
    assert!(
        first
            .header("cache-control")
            .contains("max-age=31536000, immutable")
    );
    assert!(first.header("etag").starts_with('"'), "a strong tag");
    assert_eq!(first.json()["fields"].as_array().unwrap().len(), 1);
    for (asked, version) in [
        ("", "1.1.0"),
        ("?version=latest", "1.1.0"),
        ("?version=1", "1.1.0"),
        ("?version=%5E1.0", "1.1.0"),
        ("?version=~1.0", "1.0.0"),
        ("?version=%3E%3D1.0.0,%3C1.1.0", "1.0.0"),
    ] {
        let sent = server.get(&format!("{SCHEMA}{asked}")).is(307);
        assert_eq!(
            sent.header("location"),
            format!("{SCHEMA}?version={version}"),
            "{asked}"
        );
        assert!(sent.header("cache-control").contains("no-cache"));
        server.get(sent.header("location")).is(200);
    }
    for nothing in ["?version=9.9.9", "?version=%5E2"] {
        server.get(&format!("{SCHEMA}{nothing}")).problem(404);
    }
    server.get(&format!("{SCHEMA}?version=newest")).problem(400);
}

#[test]
fn tags_spare_a_build_what_it_has() {
    let bench = Bench::new();
    let server = served(&bench);
    let path = format!("{SCHEMA}?version=1.1.0");
    let got = server.get(&path).is(200);
    let tag = got.header("etag");
    let known = server
        .send("GET", &path, &[("if-none-match", tag)], "")
        .is(304);
    assert!(known.body.is_empty());
    assert_eq!(known.header("etag"), tag);
    let head = server.send("HEAD", &path, &[], "").is(200);
    assert_eq!(head.header("etag"), tag);
    assert_eq!(head.header("content-length"), got.body.len().to_string());
    let other = server.get(&format!("{SCHEMA}?version=1.0.0"));
    assert_ne!(other.header("etag"), tag);
    server
        .send("GET", &path, &[("if-none-match", other.header("etag"))], "")
        .is(200);
}

#[test]
fn files_are_those_that_transpile_writes_and_are_listed() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "all", "shop.ttl", "--out", "gen"])
        .ends(0);
    let server = served(&bench);
    let targets = server
        .get(&format!("{ARTIFACTS}?version=1.0.0"))
        .is(200)
        .json();
    assert_eq!(targets["version"], "1.0.0");
    let mut listed = 0;
    for target in targets["targets"].as_array().unwrap() {
        let files = server.get(target["href"].as_str().unwrap()).is(200).json();
        for file in files["files"].as_array().unwrap() {
            let path = file["path"].as_str().unwrap();
            let got = server.get(file["href"].as_str().unwrap()).is(200);
            assert_eq!(
                got.header("content-type"),
                file["mediaType"].as_str().unwrap()
            );
            if path != "denota.ids" {
                let name = format!("gen/{}/{path}", target["target"].as_str().unwrap());
                assert_eq!(got.text(), bench.read(&name), "{name}");
                listed += 1;
            }
        }
    }
    assert_eq!(listed, bench.all("gen").len(), "every file and no other");
    for (path, media_type) in [
        (
            "graphql/shop.graphqls",
            "application/graphql; charset=utf-8",
        ),
        ("shacl/shop.ttl", "text/turtle; charset=utf-8"),
        ("avro/shop.losses.json", "application/json"),
        ("avro/shop%2FProduct.avsc", "application/json"),
    ] {
        let got = server
            .get(&format!("{ARTIFACTS}/{path}?version=1.0.0"))
            .is(200);
        assert_eq!(got.header("content-type"), media_type);
    }
}

#[test]
fn an_archive_is_what_tar_unpacks_and_the_same_every_time() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "avro", "shop.ttl", "--out", "gen"])
        .ends(0);
    let server = served(&bench);
    let path = format!("{ARTIFACTS}/avro.tar.gz?version=1.0.0");
    let got = server.get(&path).is(200);
    assert_eq!(got.header("content-type"), "application/gzip");
    assert_eq!(got.body, server.get(&path).body);
    assert!(got.header("cache-control").contains("immutable"));
    std::fs::write(bench.path("avro.tar.gz"), &got.body).unwrap();
    std::fs::create_dir(bench.path("unpacked")).unwrap();
    let tar = Command::new("tar")
        .args(["-xzf", "avro.tar.gz", "-C", "unpacked"])
        .current_dir(bench.path(""))
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(
        tar.status.success(),
        "{}",
        String::from_utf8_lossy(&tar.stderr)
    );
    let texts = |folder: &str| -> Vec<(String, String)> {
        let below = bench.path(folder);
        let all = bench.all(folder).into_iter();
        all.map(|(path, text)| {
            let path = path
                .strip_prefix(&below)
                .unwrap_or(&path)
                .display()
                .to_string();
            (path, text)
        })
        .collect()
    };
    assert_eq!(texts("unpacked"), texts("gen"));
}

#[test]
fn what_is_not_there_is_told_alike() {
    let bench = Bench::new();
    let server = served(&bench);
    let absent = server.get("/api/v1/models/nothing/artifacts/avro");
    absent.clone().problem(404);
    for path in [
        "/api/v1/models/nothing/artifacts",
        "/api/v1/models/nothing/artifacts/avro.tar.gz",
        "/api/v1/models/nothing/artifacts/avro/a/b/c?version=1.0.0",
        "/api/v1/models/shop/artifacts/cobol?version=1.0.0",
        "/api/v1/models/shop/artifacts/cobol.tar.gz?version=1.0.0",
        "/api/v1/models/shop/artifacts/avro/shop/Nothing.avsc?version=1.0.0",
        "/api/v1/models/shop/artifacts/avro/..%2F..%2Fetc%2Fpasswd?version=1.0.0",
    ] {
        assert_eq!(server.get(path).body, absent.body, "{path}");
    }
}

#[test]
fn a_retired_model_keeps_its_versions() {
    let bench = Bench::new();
    let server = served(&bench);
    let tag = server.get("/api/v1/models/shop").header("etag").to_owned();
    server
        .send("DELETE", "/api/v1/models/shop", &[("if-match", &tag)], "")
        .is(200);
    server.get(&format!("{SCHEMA}?version=1.1.0")).is(200);
    let latest = server.get(SCHEMA);
    assert!(matches!(latest.status, 404 | 410), "{}", latest.text());
}

#[test]
fn numbers_of_what_comes_with_the_product_are_told() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let text =
        "@prefix : <https://example.org/nodes#> . @prefix upper: <https://w3id.org/denota/upper#> .
        : a upper:DomainModel ; upper:domain \"nodes\" .
        :Node a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property :next .
        :next a upper:Relationship ; upper:class :Node ; upper:maxCount 1 .";
    server.create("nodes", text).is(201);
    let path = "/api/v1/models/nodes/artifacts/iceberg/denota.ids?version=1.0.0";
    let ids = server.get(path).is(200).text();
    let told = ids.lines().filter(|l| l.contains("denota/upper#iri"));
    assert_eq!(
        told.count(),
        2,
        "its own column, and that of a reference: {ids}"
    );
    assert!(!ids.contains("reserved"), "{ids}");
}
