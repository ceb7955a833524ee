//! Models over HTTP: published, read in every syntax, compared, retired.

use serde_json::Value;

use crate::bench::{Bench, DEPOT, SHOP};
use crate::serve::Server;

/// The shop with a second property.
fn with_title(text: &str) -> String {
    let title = ":title a upper:Attribute ; upper:label \"Title\"@en ; upper:description \"What it is called.\"@en ;\n    \
                 upper:datatype xsd:string ; upper:maxCount 1 .\n";
    text.replace("upper:property :sku .", "upper:property :sku , :title .") + title
}

#[test]
fn a_model_is_created_changed_and_read_as_its_author_wrote_it() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let created = server.create("shop", SHOP).is(201);
    assert_eq!(created.header("location"), "/api/v1/models/shop");
    let graph = &created.json()["graphs"][0];
    assert_eq!(
        (&graph["change"], &graph["version"]),
        (&"created".into(), &"1.0.0".into())
    );
    let read = server.get("/api/v1/models/shop").is(200);
    assert_eq!(read.text(), SHOP);
    assert_eq!(read.header("content-type"), "text/turtle");
    assert_eq!(read.header("etag"), created.header("etag"));

    let again = server.replace("shop", read.header("etag"), SHOP).is(200);
    assert_eq!(again.json()["graphs"][0]["change"], "unchanged");
    let changed = server
        .replace("shop", read.header("etag"), &with_title(SHOP))
        .is(200);
    let graph = &changed.json()["graphs"][0];
    assert_eq!(
        (&graph["change"], &graph["version"]),
        (&"updated".into(), &"1.1.0".into())
    );
    assert_eq!(graph["report"]["level"], "minor");
    assert_eq!(
        server.get("/api/v1/models/shop").header("etag"),
        changed.header("etag")
    );
}

#[test]
fn writes_must_say_what_they_replace() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let turtle = ("content-type", "text/turtle");
    server
        .send("PUT", "/api/v1/models/shop", &[turtle], SHOP)
        .problem(428);
    server
        .send("DELETE", "/api/v1/models/shop", &[], "")
        .problem(428);
    server.replace("shop", "\"0000\"", SHOP).problem(412);
    server.replace("shop", "*", SHOP).problem(412);
    let tag = server
        .create("shop", SHOP)
        .is(201)
        .header("etag")
        .to_owned();
    let other = with_title(SHOP);
    let problem = server.create("shop", &other).problem(412);
    assert_eq!(
        problem["current"],
        tag.trim_matches('"').split('.').next().unwrap()
    );
    server
        .replace("shop", &format!("W/{tag}"), &other)
        .problem(412);
    server
        .replace("shop", &format!("\"x\", {tag}"), &other)
        .is(200);
    server.replace("shop", &tag, SHOP).problem(412);
    server.replace("shop", "*", SHOP).is(200);
}

#[test]
fn a_broken_model_is_refused_with_the_findings_that_check_prints() {
    let broken = SHOP.replace("upper:datatype xsd:string", "upper:datatype xsd:strin");
    let bench = Bench::with(&[("shop.ttl", &broken)]);
    let server = Server::start(&[], &bench.path(""));
    let problem = server.create("shop", &broken).problem(422);
    let printed = bench
        .run(&["check", "shop.ttl", "--format", "json"])
        .ends(1)
        .out;
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(problem["findings"], printed["findings"]);
    assert_eq!(problem["summary"], printed["summary"]);
    server.get("/api/v1/models/shop").is(404);
    server.create("shop", "not turtle").problem(422);
    server.create("shop", "").problem(422);
    server.create("depot", SHOP).problem(422);
}

#[test]
fn what_goes_under_a_name_is_the_model_of_that_name() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "iceberg", "shop.ttl", "--out", "gen"])
        .ends(0);
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    for beside in ["container", "mapping"] {
        let text = bench.read(&format!("gen/iceberg/shop.{beside}.ttl"));
        let problem = server.create("whatever", &text).problem(422);
        let help = problem["help"].to_string();
        assert!(help.contains("/api/v1/publications"), "{problem}");
    }
    let problem = server
        .create("whatever", &SHOP.replace("shop", "depot"))
        .problem(422);
    assert!(problem["detail"].to_string().contains("`depot`"));
    // One without a name is a model all the same: the findings say what it lacks.
    let nameless = SHOP
        .replace("shop", "kiosk")
        .replace("upper:domain \"kiosk\" ;", "");
    let problem = server.create("whatever", &nameless).problem(422);
    assert!(problem["findings"].is_array(), "{problem}");
    let all = server.get("/api/v1/models?kind=representation").is(200);
    assert!(!all.text().contains("containers/iceberg"), "{}", all.text());
    server.get("/api/v1/models/whatever").problem(404);
}

#[test]
fn every_syntax_says_the_same() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let mut tags = Vec::new();
    for media_type in [
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
        "application/trig",
        "application/n-quads",
    ] {
        let read = server
            .send("GET", "/api/v1/models/shop", &[("accept", media_type)], "")
            .is(200);
        assert_eq!(read.header("content-type"), media_type);
        assert!(read.header("vary").contains("accept"));
        // Saying the same, it changes nothing when it is put back.
        let headers = [
            ("if-match", read.header("etag")),
            ("content-type", media_type),
        ];
        let back = server
            .send("PUT", "/api/v1/models/shop", &headers, &read.body)
            .is(200);
        assert_eq!(
            back.json()["graphs"][0]["change"],
            "unchanged",
            "{media_type}"
        );
        let twice = server.send("GET", "/api/v1/models/shop", &[("accept", media_type)], "");
        assert_eq!(read.body, twice.body, "{media_type}");
        tags.push(read.header("etag").to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 6, "bytes that differ have tags that differ");
    let described = server
        .send(
            "GET",
            "/api/v1/models/shop",
            &[("accept", "application/json")],
            "",
        )
        .is(200);
    // Of a description a write may be conditional as well.
    let headers = [
        ("if-match", described.header("etag")),
        ("content-type", "text/turtle"),
    ];
    let changed = server.send("PUT", "/api/v1/models/shop", &headers, with_title(SHOP));
    assert_eq!(changed.is(200).json()["graphs"][0]["version"], "1.1.0");
    let described = server
        .send(
            "GET",
            "/api/v1/models/shop?version=1.0.0",
            &[("accept", "application/json")],
            "",
        )
        .is(200)
        .json();
    assert_eq!(described["iri"], "https://example.com/onto/shop#");
    assert_eq!(described["state"]["version"], "1.0.0");
    assert_eq!(described["newest"]["version"], "1.1.0");
    server
        .send("GET", "/api/v1/models/shop", &[("accept", "image/png")], "")
        .problem(406);
}

#[test]
fn versions_stay_and_ranges_lead_to_them() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let tag = server
        .create("shop", SHOP)
        .is(201)
        .header("etag")
        .to_owned();
    server.replace("shop", &tag, &with_title(SHOP)).is(200);
    let first = server.get("/api/v1/models/shop?version=1.0.0").is(200);
    assert_eq!(first.text(), SHOP);
    assert!(first.header("cache-control").contains("immutable"));
    assert!(
        !server
            .get("/api/v1/models/shop")
            .header("cache-control")
            .contains("immutable")
    );
    for (asked, leads_to) in [
        ("latest", "1.1.0"),
        ("^1", "1.1.0"),
        ("~1.0", "1.0.0"),
        (">=1, <2", "1.1.0"),
    ] {
        let asked: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        let answer = server
            .get(&format!("/api/v1/models/shop?version={asked}"))
            .is(307);
        assert_eq!(
            answer.header("location"),
            format!("/api/v1/models/shop?version={leads_to}")
        );
    }
    server.get("/api/v1/models/shop?version=2.0.0").problem(404);
    server.get("/api/v1/models/shop?version=%5E2").problem(404);
    for query in ["?version=newest", "/diff?from=newest", "/diff?to=1.0.x.y"] {
        let path = format!("/api/v1/models/shop{query}");
        let problem = server.get(&path).problem(400);
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.ends_with("is neither a version nor a range"),
            "{problem}"
        );
    }
    for (query, from, to) in [
        ("from=~1.0&to=latest", "1.0.0", "1.1.0"),
        ("from=latest&to=1.0.0", "1.1.0", "1.0.0"),
        ("to=%5E1", "1.0.0", "1.1.0"),
    ] {
        let path = format!("/api/v1/models/shop/diff?{query}");
        let diff = server.get(&path).is(200).json();
        assert_eq!(
            (&diff["from"]["version"], &diff["to"]["version"]),
            (&from.into(), &to.into()),
            "{query}"
        );
    }
    server
        .get("/api/v1/models/shop/diff?from=%5E2")
        .problem(404);
    let versions = server.get("/api/v1/models/shop/versions").is(200).json();
    let versions: Vec<&str> = versions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["version"].as_str().unwrap())
        .collect();
    assert_eq!(versions, ["1.1.0", "1.0.0"]);
    let diff = server
        .get("/api/v1/models/shop/diff?from=1.0.0&to=1.1.0")
        .is(200)
        .json();
    assert_eq!(diff["report"]["level"], "minor");
    let added =
        |c: &Value| c["kind"] == "added" && c["term"] == "https://example.com/onto/shop#title";
    assert!(
        diff["report"]["changes"]
            .as_array()
            .unwrap()
            .iter()
            .any(added),
        "{diff:#}"
    );
    let back = server
        .get("/api/v1/models/shop/diff?from=1.1.0&to=1.0.0")
        .is(200)
        .json();
    assert_eq!(back["report"]["level"], "major");
}

#[test]
fn the_graph_of_graphs_can_be_walked_both_ways() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("depot", DEPOT).problem(422);
    server.create("shop", SHOP).is(201);
    server.create("depot", DEPOT).is(201);
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
    assert_eq!(shop["resolved"], "1.0.0");
    let needed = server.get("/api/v1/models/shop/dependents").is(200).json();
    assert_eq!(needed["items"][0]["domain"], "depot");
    let extensions = server.get("/api/v1/models/shop/extensions").is(200).json();
    assert_eq!(
        extensions["items"][0]["extension"],
        "https://example.com/onto/depot#ProductInDepot"
    );
    assert_eq!(
        extensions["items"][0]["class"],
        "https://example.com/onto/shop#Product"
    );
    assert_eq!(extensions["items"][0]["graph"]["domain"], "depot");
    let narrow = SHOP.replace(
        ":Product a upper:DirectClass",
        ":Article a upper:DirectClass",
    );
    let tag = server.get("/api/v1/models/shop").header("etag").to_owned();
    let problem = server.replace("shop", &tag, &narrow).problem(422);
    assert!(
        problem["findings"].to_string().contains("depot"),
        "{problem:#}"
    );
}

#[test]
fn a_retired_model_is_gone_and_not_forgotten() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let tag = server
        .create("shop", SHOP)
        .is(201)
        .header("etag")
        .to_owned();
    let delete = |tag: &str| server.send("DELETE", "/api/v1/models/shop", &[("if-match", tag)], "");
    delete("\"0000\"").problem(412);
    delete(&tag).is(200);
    for newest in ["", "?version=latest"] {
        let problem = server
            .get(&format!("/api/v1/models/shop{newest}"))
            .problem(410);
        assert!(
            problem["help"].to_string().contains("/versions"),
            "{problem}"
        );
    }
    // Its versions stay, so a range still leads to them.
    server.get("/api/v1/models/shop?version=%5E1").is(307);
    assert_eq!(
        server
            .get("/api/v1/models/shop?version=1.0.0")
            .is(200)
            .text(),
        SHOP
    );
    let listed = |query: &str| {
        server
            .get(&format!("/api/v1/models{query}"))
            .is(200)
            .text()
            .contains("onto/shop#")
    };
    assert!(!listed("") && listed("?retired=true"));
    let versions = server.get("/api/v1/models/shop/versions").is(200).json();
    assert_eq!(versions["items"][0]["retired"], true);
    server.create("shop", &with_title(SHOP)).is(201);
    server.get("/api/v1/models/shop").is(200);
}

#[test]
fn lists_come_in_pages() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    for name in ["shop", "depot", "stall", "kiosk", "market"] {
        server.create(name, &SHOP.replace("shop", name)).is(201);
    }
    let mut names = Vec::new();
    let mut next = "/api/v1/models?limit=2".to_owned();
    let mut pages = 0;
    while !next.is_empty() {
        let page = server.get(&next).is(200).json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        names.extend(items.iter().map(|i| i["iri"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().unwrap_or_default().to_owned();
        pages += 1;
        assert!(pages < 100);
    }
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(names, sorted);
    assert_eq!(
        names
            .iter()
            .filter(|n| n.starts_with("https://example.com/"))
            .count(),
        5
    );
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let tag = server
        .create("shop", SHOP)
        .is(201)
        .header("etag")
        .to_owned();
    let tag = server
        .replace("shop", &tag, &with_title(SHOP))
        .is(200)
        .header("etag")
        .to_owned();
    drop(server); // kill -9
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(
        server.get("/api/v1/models/shop").is(200).header("etag"),
        tag
    );
    assert_eq!(
        server
            .get("/api/v1/models/shop?version=1.0.0")
            .is(200)
            .text(),
        SHOP
    );
}

#[test]
fn latest_is_a_release_and_build_metadata_may_be_left_out() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let at = |domain: &str, version: &str, text: &str| {
        let name = format!("upper:domain \"{domain}\" ;");
        let claim = format!("<http://www.w3.org/2002/07/owl#versionInfo> \"{version}\" ;");
        text.replace(&name, &format!("{name} {claim}"))
    };
    let leads_to = |path: &str| {
        let answer = server.get(&format!("/api/v1/models/{path}")).is(307);
        let (_, version) = answer.header("location").split_once("?version=").unwrap();
        version.to_owned()
    };
    let first = server.create("shop", &at("shop", "1.0.0+x", SHOP)).is(201);
    let next = at("shop", "2.0.0-rc.1", &with_title(SHOP));
    server.replace("shop", first.header("etag"), &next).is(200);
    assert_eq!(server.get("/api/v1/models/shop").is(200).text(), next);
    for path in [
        "shop?version=latest",
        "shop?version=*",
        "shop?version=1.0.0",
        "shop/artifacts/avro/shop/Product.avsc",
        "shop/artifacts/avro/shop/Product.avsc?version=1.0.0",
    ] {
        assert_eq!(leads_to(path), "1.0.0%2Bx", "{path}");
    }
    for exact in ["1.0.0%2Bx", "2.0.0-rc.1"] {
        let answer = server.get(&format!("/api/v1/models/shop?version={exact}"));
        assert!(answer.is(200).header("cache-control").contains("immutable"));
    }
    for other in ["1.0.0%2By", "2.0.0"] {
        let answer = server.get(&format!("/api/v1/models/shop?version={other}"));
        answer.problem(404);
    }
    let kiosk = at("kiosk", "1.0.0-rc.1", &SHOP.replace("shop", "kiosk"));
    server.create("kiosk", &kiosk).is(201);
    assert_eq!(leads_to("kiosk?version=latest"), "1.0.0-rc.1");
}
