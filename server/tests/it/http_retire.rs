//! Retiring over HTTP: what goes along with a model, and graphs that have no short names.

use serde_json::{Value, json};

use crate::auth::served::Served;
use crate::auth::tokens::token;
use crate::bench::{Bench, SHOP};
use crate::http::{Answer, encoded};
use crate::serve::Server;

const MODEL: &str = "https://example.com/onto/shop#";
const MAPPING: &str = "https://example.com/onto/shop/mappings/lake#";
const TABLES: &str = "https://example.com/onto/shop/containers/lake#";

const ANY: (&str, &str) = ("if-match", "*");

fn by_iri(iri: &str) -> String {
    format!("/api/v1/graphs?iri={}", encoded(iri))
}

/// A folder whose model has been provisioned.
fn provisioned() -> Bench {
    let bench = Bench::with(&[("models/shop.ttl", SHOP)]);
    bench.run(&["provision", "models", "--yes"]).ends(0);
    bench
}

fn iris(answer: &Value) -> Vec<&str> {
    let also = answer["alsoRetired"].as_array().unwrap().iter();
    let all = std::iter::once(answer).chain(also);
    all.map(|graph| {
        assert_eq!(graph["change"], "retired", "{graph}");
        graph["iri"].as_str().unwrap()
    })
    .collect()
}

/// The graphs of all kinds that are in use and do not come with the product.
fn in_use(server: &Server) -> Vec<String> {
    in_use_by(|path| server.get(path))
}

fn in_use_by(get: impl Fn(&str) -> Answer) -> Vec<String> {
    let mut all = Vec::new();
    for kind in ["model", "representation", "mapping", "other"] {
        let listed = get(&format!("/api/v1/models?kind={kind}")).is(200);
        let items = listed.json()["items"].as_array().unwrap().clone();
        let iris = items.iter().map(|i| i["iri"].as_str().unwrap().to_owned());
        all.extend(iris.filter(|iri| !iri.starts_with("https://w3id.org/denota/")));
    }
    all
}

#[test]
fn a_provisioned_model_goes_with_its_mapping_and_representation() {
    let bench = provisioned();
    let server = Server::start(&[], &bench.path(""));
    let mapping = in_use(&server).iter().any(|iri| iri == MAPPING);
    assert!(mapping, "{:?}", in_use(&server));
    let answer = server.send("DELETE", "/api/v1/models/shop", &[ANY], "");
    assert_eq!(iris(&answer.is(200).json()), [MODEL, MAPPING, TABLES]);
    assert_eq!(in_use(&server), Vec::<String>::new());
    let trail = server.get("/api/v1/audit?action=retire").is(200).json();
    let items = trail["items"].as_array().unwrap();
    assert_eq!(items.len(), 3, "{trail}");
    drop(server);
    // And comes back with them.
    bench.run(&["provision", "models", "--yes"]).ends(0);
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(in_use(&server), [MODEL, TABLES, MAPPING]);
}

#[test]
fn any_graph_is_retired_by_its_iri() {
    let bench = provisioned();
    let server = Server::start(&[], &bench.path(""));
    let delete = |iri: &str| server.send("DELETE", &by_iri(iri), &[ANY], "");
    let needed = delete(TABLES).problem(422);
    assert!(needed["findings"].to_string().contains(MAPPING), "{needed}");
    assert_eq!(iris(&delete(MAPPING).is(200).json()), [MAPPING]);
    delete(MAPPING).problem(412);
    let listed = server.get("/api/v1/models?kind=representation").json();
    let hash = listed["items"][0]["newest"]["hash"].as_str().unwrap();
    let tag = format!("\"{hash}\"");
    for (tag, status) in [("\"0000\"", 412), (&tag, 200)] {
        let headers = [("if-match", tag)];
        let answer = server.send("DELETE", &by_iri(TABLES), &headers, "");
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    assert_eq!(iris(&delete(MODEL).is(200).json()), [MODEL]);
    delete("https://example.com/none#").problem(404);
    let reserved = "https://w3id.org/denota/upper#";
    assert_eq!(delete(reserved).problem(403)["graph"], reserved);
    server.send("DELETE", &by_iri(MODEL), &[], "").problem(428);
    server
        .send("DELETE", "/api/v1/graphs", &[ANY], "")
        .problem(400);
    let dry = format!("{}&dry_run", by_iri(MODEL));
    server.send("DELETE", &dry, &[ANY], "").problem(400);
}

const SETTINGS: &str = "[serve.auth]\ntokens = \"tokens.toml\"\n";

/// What is others' stays: the model of one team, with the mapping and tables of another.
#[test]
fn nobody_retires_what_is_not_theirs() {
    let bench = Bench::with(&[("denota.toml", SETTINGS), ("shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "iceberg", "shop.ttl", "--out", "gen"])
        .ends(0);
    let graphs = ["container", "mapping"].map(|kind| {
        let path = format!("gen/iceberg/shop.{kind}.ttl");
        json!({ "path": path, "text": bench.read(&path) })
    });
    let [container, mapping] = ["containers", "mappings"]
        .map(|kind| format!("https://example.com/onto/shop/{kind}/iceberg#"));
    let author = token(&bench, &["author", "--team", "shop"]);
    let lake = token(&bench, &["lake", "--team", "lake"]);
    let served = Served::ready(bench);
    assert_eq!(served.create_as(&author, "shop", SHOP).status, 201);
    let send = |token: &str, method: &str, path: &str, body: &str| -> Answer {
        let bearer = format!("Bearer {token}");
        let json = ("content-type", "application/json");
        let headers = [("authorization", &*bearer), json, ANY];
        served.send(method, path, &headers, body)
    };
    let new = json!({ (container.as_str()): "*", (mapping.as_str()): "*" });
    let body = json!({ "graphs": graphs, "preconditions": new }).to_string();
    send(&lake, "POST", "/api/v1/publications", &body).is(200);
    let retire = |token: &str| send(token, "DELETE", "/api/v1/models/shop", "");
    let needed = retire(&author).problem(422);
    let said = needed["findings"].to_string();
    assert!(said.contains(&mapping), "{said}");
    for iri in [&container, &mapping] {
        let refused = send(&author, "DELETE", &by_iri(iri), "").problem(403);
        assert_eq!(refused["graph"], **iri);
    }
    // Who may retire the mapping lets the model go.
    send(&lake, "DELETE", &by_iri(&mapping), "").is(200);
    let gone = retire(&author).is(200).json();
    assert_eq!(gone["alsoRetired"], json!([]));
    let left = in_use_by(|path| served.get(path, Some(&lake)));
    assert_eq!(left, [container]);
}
