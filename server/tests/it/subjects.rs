//! Subjects that clients registered and models have too, and the several names of one.

use serde_json::{Value, json};

use crate::bench::{Bench, SHOP};
use crate::http::Answer;
use crate::serve::Server;

const OPEN: &str = "[serve.schema-registry]\nregister = true\n";
const SUBJECT: &str = "shop.Product";

fn get(server: &Server, path: &str) -> Answer {
    server.get(&format!("/schema-registry{path}"))
}

fn post(server: &Server, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/vnd.schemaregistry.v1+json")];
    let path = format!("/schema-registry{path}");
    server.send("POST", &path, &headers, body.to_string())
}

/// What a client has of a product.
fn product(field: &str) -> Value {
    let field = json!({ "name": field, "type": "int", "default": 0 });
    let text =
        json!({ "type": "record", "name": "Product", "namespace": "shop", "fields": [field] });
    json!({ "schema": text.to_string() })
}

/// A record with a product in it, by a name of its subject.
fn using(name: &str, subject: &str) -> Value {
    let field = json!({ "name": "of", "type": "shop.Product" });
    let text = json!({ "type": "record", "name": name, "fields": [field] });
    let reference = json!({ "name": "shop.Product", "subject": subject, "version": 1 });
    json!({ "schema": text.to_string(), "references": [reference] })
}

fn register(server: &Server, subject: &str, body: &Value) -> Value {
    let path = format!("/subjects/{subject}/versions");
    post(server, &path, body).is(200).json()["id"].clone()
}

fn versions(server: &Server, path: &str) -> Value {
    get(server, &format!("/subjects/{path}")).is(200).json()
}

fn retire(server: &Server) {
    let any = [("if-match", "*")];
    let path = "/api/v1/models/shop";
    server.send("DELETE", path, &any, "").is(200);
}

/// What stays as it was registered, whatever models come and go.
fn is_kept(server: &Server, ids: &[Value]) {
    for (number, id) in (1..).zip(ids) {
        let version = versions(server, &format!("{SUBJECT}/versions/{number}"));
        assert_eq!(version["id"], *id, "{number}");
        let users = get(server, &format!("/schemas/ids/{id}/versions")).json();
        assert_eq!(users, json!([{ "subject": SUBJECT, "version": number }]));
    }
    let found = post(server, &format!("/subjects/{SUBJECT}"), &product("legacy"));
    assert_eq!(found.is(200).json()["version"], 1);
    let path = "/compatibility/subjects/user/versions/1";
    let follows = post(server, path, &using("User", SUBJECT)).is(200).json();
    assert_eq!(follows["is_compatible"], true);
}

#[test]
fn a_model_goes_on_from_what_was_registered_under_the_name_of_its_class() {
    let bench = Bench::with(&[("denota.toml", OPEN)]);
    let server = Server::start(&[], &bench.path(""));
    let none = [("content-type", "application/json")];
    let level = json!({ "compatibility": "NONE" }).to_string();
    let path = "/schema-registry/config";
    server.send("PUT", path, &none, level).is(200);
    let ids = ["legacy", "further"].map(|field| register(&server, SUBJECT, &product(field)));
    register(&server, "user", &using("User", SUBJECT));
    is_kept(&server, &ids);

    server.create("shop", SHOP).is(201);
    is_kept(&server, &ids);
    assert_eq!(
        versions(&server, &format!("{SUBJECT}/versions")),
        json!([1, 2, 3])
    );
    // Under its other name nobody has registered anything.
    assert_eq!(
        versions(&server, &format!("{SUBJECT}-value/versions")),
        json!([1])
    );
    let made = versions(&server, &format!("{SUBJECT}-value/versions/1"));
    let latest = versions(&server, &format!("{SUBJECT}/versions/latest"));
    assert_eq!(latest["version"], 3);
    for field in ["id", "schema"] {
        assert_eq!(latest[field], made[field]);
    }
    let path = format!("/subjects/{SUBJECT}/versions");
    let further = post(&server, &path, &product("more")).json();
    assert_eq!(further["error_code"], 42205, "it is the model's by now");
    drop(server);

    let server = Server::start(&[], &bench.path(""));
    is_kept(&server, &ids);
    assert_eq!(
        versions(&server, &format!("{SUBJECT}/versions")),
        json!([1, 2, 3])
    );
    retire(&server);
    is_kept(&server, &ids);
    assert_eq!(
        versions(&server, &format!("{SUBJECT}/versions")),
        json!([1, 2])
    );
    let all = versions(&server, &format!("{SUBJECT}/versions?deleted=true"));
    assert_eq!(all, json!([1, 2, 3]));
    let listed = get(&server, "/subjects?subjectPrefix=shop.").json();
    assert_eq!(listed, json!([SUBJECT]));
}

#[test]
fn what_uses_a_schema_is_found_by_every_name_of_it() {
    let bench = Bench::with(&[("denota.toml", OPEN)]);
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let names = [SUBJECT, ":.:shop.Product", "shop.Product-value"];
    let mut ids: Vec<u64> = Vec::new();
    for (user, name) in ["a", "b", "c"].into_iter().zip(names) {
        let id = register(&server, user, &using(user, name));
        ids.push(id.as_u64().unwrap());
    }
    let of_a = ids[0];
    ids.sort_unstable();
    for name in names {
        let using = versions(&server, &format!("{name}/versions/1/referencedby"));
        assert_eq!(using, json!(ids), "{name}");
    }
    for name in ["a", ":.:a"] {
        let found = get(
            &server,
            &format!("/schemas/ids/{of_a}/subjects?subject={name}"),
        );
        assert_eq!(found.json(), json!(["a"]), "{name}");
    }
}

#[test]
fn what_is_no_longer_in_use_holds_nothing_up() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let path = format!("/compatibility/subjects/{SUBJECT}/versions");
    let int = json!({ "schema": "\"int\"" });
    let tried = || post(&server, &path, &int).is(200).json()["is_compatible"].clone();
    assert_eq!(tried(), false);
    retire(&server);
    assert_eq!(tried(), true);
    // Of all versions and the last there is none to hold it against; the first is asked for by name.
    let latest = post(&server, &format!("{path}/latest"), &int).is(200);
    assert_eq!(latest.json()["is_compatible"], true);
    let first = post(&server, &format!("{path}/1"), &int).is(404);
    assert_eq!(first.json()["error_code"], 40401);
}
