//! Several graphs at once: all of them go in, or none.

use serde_json::json;

use crate::bench::{Bench, SHOP};
use crate::http::Answer;
use crate::serve::Server;

const JSON: (&str, &str) = ("content-type", "application/json");

fn named(name: &str) -> String {
    SHOP.replace("shop", name)
}

pub(crate) fn iri(name: &str) -> String {
    format!("https://example.com/onto/{name}#")
}

pub(crate) fn post(server: &Server, query: &str, body: &serde_json::Value) -> Answer {
    server.send(
        "POST",
        &format!("/api/v1/publications{query}"),
        &[JSON],
        body.to_string(),
    )
}

pub(crate) fn graph(name: &str, text: &str) -> serde_json::Value {
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
    let problem = post(&server, "", &both).problem(422);
    assert!(problem["findings"].to_string().contains("depot.ttl"));
    let stale = json!({
        "graphs": [graph("shop", SHOP), graph("depot", &named("depot"))],
        "preconditions": { iri("shop"): "*", iri("depot"): "0000" },
    });
    assert_eq!(
        post(&server, "", &stale).problem(412)["graph"],
        iri("depot")
    );
    let silent = json!({ "graphs": [graph("shop", SHOP)] });
    assert_eq!(
        post(&server, "", &silent).problem(428)["graphs"],
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
        post(&server, "", &nonsense).problem(400);
    }
    let range = json!({ "graphs": [graph("shop", SHOP)], "preconditions": { iri("shop"): "*" }, "ranges": { iri("x"): "one" } });
    post(&server, "", &range).problem(400);
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
        .problem(428);
    server
        .send("POST", path, &[trig, ("if-none-match", "*")], block("shop"))
        .is(200);
    let tag = server.get("/api/v1/models/shop").header("etag").to_owned();
    let changed =
        block("shop").replace("What a shop sells.", "All that it sells.") + &block("depot");
    server
        .send("POST", path, &[trig, ("if-none-match", "*")], &changed)
        .problem(412);
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
    server.replace("shop", &tag, &branded()).is(200);
    numbered(&server, "shop", &["onto/shop#sku 1", "onto/shop#brand 2"]);
}

/// The shop with a property before the one that it has.
fn branded() -> String {
    let brand = ":brand a upper:Attribute ; upper:label \"Brand\"@en ; upper:description \"Who made it.\"@en ;\n    \
                 upper:datatype xsd:string ; upper:maxCount 1 .\n";
    SHOP.replace("upper:property :sku .", "upper:property :brand , :sku .") + brand
}

/// Asserts that the ledger of a model has lines that end so, and no others.
pub(crate) fn numbered(server: &Server, name: &str, lines: &[&str]) {
    let path = format!("/api/v1/models/{name}/artifacts/iceberg/denota.ids");
    let sent = server.get(&path).is(307);
    let ids = server.get(sent.header("location")).is(200).text();
    let stated: Vec<&str> = ids.lines().filter(|l| !l.starts_with('#')).collect();
    assert_eq!(stated.len(), lines.len(), "{ids}");
    for line in lines {
        assert!(stated.iter().any(|l| l.ends_with(line)), "{line}: {ids}");
    }
}

/// A publication of the branded shop with a ledger.
pub(crate) fn with_ids(hash: &serde_json::Value, ids: &str) -> serde_json::Value {
    json!({
        "graphs": [graph("shop", &branded())],
        "preconditions": { iri("shop"): hash },
        "ids": ids,
    })
}

#[test]
fn a_ledger_of_something_else_renumbers_nothing() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let made = server.create("shop", SHOP).is(201).json();
    let hash = &made["graphs"][0]["hash"];
    let ids = format!("iceberg {0}Thing {0}id 1\n", iri("other"));
    post(&server, "", &with_ids(hash, &ids)).is(200);
    numbered(&server, "shop", &["onto/shop#sku 1", "onto/shop#brand 2"]);
}

#[test]
fn a_ledger_adds_numbers_and_contradicts_none() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let made = server.create("shop", SHOP).is(201).json();
    let hash = &made["graphs"][0]["hash"];
    for (ids, what) in [
        ("iceberg SHOPProduct SHOPsku 7\n", "has number 1, not 7"),
        ("iceberg SHOPProduct SHOPbrand 1\n", "number 1 of"),
    ] {
        let wrong = with_ids(hash, &ids.replace("SHOP", &iri("shop")));
        for query in ["", "?dry_run=true"] {
            let problem = post(&server, query, &wrong).problem(409);
            assert_eq!(problem["graph"], iri("shop"));
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(what), "{problem}");
            assert!(problem["help"].is_string());
        }
    }
    let ids = "iceberg SHOPProduct SHOPbrand 5\n".replace("SHOP", &iri("shop"));
    post(&server, "", &with_ids(hash, &ids)).is(200);
    numbered(&server, "shop", &["onto/shop#sku 1", "onto/shop#brand 5"]);
}

#[test]
fn numbers_go_on_where_a_model_was_retired() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let made = server.create("shop", SHOP).is(201);
    let conditions = [("if-match", made.header("etag"))];
    server
        .send("DELETE", "/api/v1/models/shop", &conditions, "")
        .is(200);
    server.create("shop", &branded()).is(201);
    numbered(&server, "shop", &["onto/shop#sku 1", "onto/shop#brand 2"]);
}

#[test]
fn each_model_keeps_its_own_numbers_alone() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let both = json!({
        "graphs": [graph("shop", SHOP), graph("depot", &named("depot"))],
        "preconditions": { iri("shop"): "*", iri("depot"): "*" },
    });
    post(&server, "", &both).is(200);
    numbered(&server, "shop", &["onto/shop#sku 1"]);
    numbered(&server, "depot", &["onto/depot#sku 1"]);
}

#[test]
fn names_of_the_product_are_kept_for_it() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let catalog = "/graphs?graph=https%3A%2F%2Fw3id.org%2Fdenota%2Fregistry%23";
    let before = server.get(catalog).is(200).text();
    for kept in [
        "https://w3id.org/denota/registry#",
        "https://w3id.org/denota/nothing#",
    ] {
        let evil = SHOP
            .replace("https://example.com/onto/shop#", kept)
            .replace("\"shop\"", "\"evil\"");
        let problem = server.create("evil", &evil).problem(403);
        assert_eq!(problem["graph"], kept);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("w3id.org/denota/"), "{problem}");
    }
    assert_eq!(server.get(catalog).is(200).text(), before);
}

pub(crate) fn importing(name: &str, others: &[&str]) -> String {
    let imports = others.iter().map(|o| format!("<{}>", iri(o)));
    let imports = imports.collect::<Vec<_>>().join(" , ");
    named(name).replace(
        &format!("upper:domain \"{name}\" ;"),
        &format!("upper:domain \"{name}\" ; <http://www.w3.org/2002/07/owl#imports> {imports} ;"),
    )
}

#[test]
fn what_is_needed_at_a_distance_is_as_a_state_was_checked_with() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let tag = server.create("shop", SHOP).is(201);
    server
        .create("depot", &importing("depot", &["shop"]))
        .is(201);
    let text = crate::artifacts::with_title(SHOP);
    server.replace("shop", tag.header("etag"), &text).is(200);
    // The depot was published with the shop as it was before; the office was not.
    server
        .create("office", &importing("office", &["depot"]))
        .is(201);
    let resolved = |name: &str| {
        let path = format!("/api/v1/models/{name}/dependencies?all=true");
        let needs = server.get(&path).is(200).json();
        let needs = needs["items"].as_array().unwrap();
        let shop = needs.iter().find(|d| d["domain"] == "shop").unwrap();
        shop["resolved"].clone()
    };
    assert_eq!(resolved("depot"), "1.0.0");
    assert_eq!(resolved("office"), "1.1.0");
    // The same as a past state, where a model leads to what it imports and states.
    let states = |name: &str, path: &str| {
        let terms = "denota_definedIn_inverse(first: 100) { nodes { upper_iri } }";
        let fields = path.replace('*', &format!("upper_imports {{ nodes {{ {terms} }} }}"));
        let query = format!(
            "{{ denota_state(graph: \"{}\", version: \"1.0.0\") {{ header {{ ... on UPPER_DomainModel {{ {fields} }} }} }} }}",
            iri(name)
        );
        let data = crate::graphql::ask(&server, &query, &json!({})).to_string();
        assert!(data.contains("shop#sku"), "{data}");
        data.contains("shop#title")
    };
    assert!(!states("depot", "*"));
    assert!(states("office", "upper_imports { nodes { * } }"));
}

#[test]
fn what_is_needed_directly_is_listed_before_what_that_needs() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let tag = server.create("shop", SHOP).is(201);
    let depot = importing("depot", &["shop"]);
    server.create("depot", &depot).is(201);
    let text = crate::artifacts::with_title(SHOP);
    server.replace("shop", tag.header("etag"), &text).is(200);
    let office = importing("office", &["shop", "depot"]);
    server.create("office", &office).is(201);
    for query in ["", "?all=true"] {
        let path = format!("/api/v1/models/office/dependencies{query}");
        let needs = server.get(&path).is(200).json();
        let needs = needs["items"].as_array().unwrap();
        let shop = needs.iter().find(|d| d["domain"] == "shop").unwrap();
        assert_eq!(shop["resolved"], "1.1.0", "{query}");
    }
}

#[test]
fn the_style_of_what_is_only_needed_is_not_the_publishers() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let echoing = |text: &str| text.replace("Something that is sold.", "Product");
    let put = |name: &str, text: String| {
        let body = json!({
            "graphs": [graph(name, &text)],
            "preconditions": { iri(name): "*" },
        });
        post(&server, "", &body).is(200).json()["findings"].clone()
    };
    let own = put("shop", echoing(SHOP));
    assert!(own["findings"].to_string().contains("U0307"), "{own}");
    let found = put("depot", echoing(crate::bench::DEPOT));
    assert_eq!(found["findings"], json!([]), "{found}");
    assert_eq!(found["summary"]["warnings"], 0);
}

#[test]
fn a_dry_run_is_one_however_it_is_spelt_and_nothing_else_is_taken_for_one() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let one = json!({ "graphs": [graph("shop", SHOP)], "preconditions": { iri("shop"): "*" } });
    for query in ["?dry_run", "?dry_run=", "?dry_run=1", "?dry_run=true"] {
        let dry = post(&server, query, &one).is(200).json();
        assert_eq!(dry["dryRun"], true, "{query}");
    }
    for (query, detail, help) in [
        (
            "?dryrun=true",
            "there is no parameter `dryrun`",
            "did you mean `dry_run`?",
        ),
        (
            "?dry-run",
            "there is no parameter `dry-run`",
            "did you mean `dry_run`?",
        ),
        (
            "?dry_run=yes",
            "the parameter `dry_run`: `true` or `false` is expected",
            "",
        ),
    ] {
        let problem = post(&server, query, &one).problem(400);
        assert_eq!(problem["detail"], detail);
        assert_eq!(problem["help"].as_str().unwrap_or_default(), help);
    }
    let headers = [("if-none-match", "*"), ("content-type", "text/turtle")];
    let put = |query: &str| {
        let path = format!("/api/v1/models/shop{query}");
        server.send("PUT", &path, &headers, SHOP)
    };
    let dry = put("?dry_run").is(200);
    assert_eq!(dry.header("location"), "");
    assert_eq!(dry.json()["dryRun"], true);
    assert_eq!(dry.json()["graphs"][0]["change"], "created");
    assert_eq!(
        put("?dryrun=true").problem(400)["help"],
        "did you mean `dry_run`?"
    );
    server.get("/api/v1/models/shop").is(404);
    put("?dry_run=false").is(201);
    let any = [("if-match", "*")];
    server
        .send("DELETE", "/api/v1/models/shop?dry_run=true", &any, "")
        .problem(400);
    server
        .send("POST", "/api/v1/backups?dry_run", &[], "")
        .problem(400);
    server.get("/api/v1/models/shop").is(200);
}

#[test]
fn what_is_wrong_with_a_body_is_said_in_its_own_words() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    for (body, said) in [
        (json!([]), "an object is expected, not a list"),
        (json!({}), "the field `graphs` is missing"),
        (json!({ "graphs": "x" }), "a list is expected, not \"x\""),
        (
            json!({ "graphs": [], "precondition": {} }),
            "there is no field `precondition`",
        ),
    ] {
        let problem = post(&server, "", &body).problem(400);
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains(said) && !detail.contains("struct"),
            "{problem}"
        );
    }
}
