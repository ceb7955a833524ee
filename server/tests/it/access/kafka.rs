//! What administrators set or register for schemas of a hidden graph is hidden with it.

use serde_json::{Value, json};

use super::{ABSENT, MARK, PEOPLE, SETTINGS, comparable, hidden, policy};
use crate::auth::served::Served;
use crate::auth::tokens::token;
use crate::bench::Bench;
use crate::http::Answer;

struct Kafka {
    served: Served,
    insider: String,
    outsider: String,
    root: String,
}

impl Kafka {
    fn start() -> Self {
        let settings = format!("{SETTINGS}[serve.schema-registry]\nregister = true\n");
        let bench = Bench::with(&[("denota.toml", &settings), ("policy.cedar", &policy())]);
        let insider = token(&bench, &["insider", "--team", "unreleased"]);
        let outsider = token(&bench, &["outsider", "--team", "people"]);
        let root = token(&bench, &["root", "--admin"]);
        let kafka = Self {
            served: Served::ready(bench),
            insider,
            outsider,
            root,
        };
        let served = &kafka.served;
        let people = served.create_as(&kafka.outsider, "people", PEOPLE);
        assert_eq!(people.status, 201, "{}", people.text());
        let secret = served.create_as(&kafka.insider, MARK, &hidden(MARK));
        assert_eq!(secret.status, 201, "{}", secret.text());
        kafka
    }

    fn get(&self, token: &str, path: &str) -> Answer {
        let path = format!("/schema-registry{path}");
        self.served.get(&path, Some(token))
    }

    fn send(&self, token: &str, method: &str, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let path = format!("/schema-registry{path}");
        let headers = [("authorization", &*bearer)];
        let body = body.to_string();
        self.served.send(method, &path, &headers, body.as_bytes())
    }
}

fn subject(name: &str) -> String {
    format!("{name}.{name}")
}

#[test]
fn a_level_of_a_hidden_subject_is_hidden_with_it() {
    let kafka = Kafka::start();
    let path = |name: &str| format!("/config/{}", subject(name));
    let level = json!({ "compatibility": "FULL" });
    let set = kafka.send(&kafka.root, "PUT", &path(MARK), &level);
    assert_eq!(set.status, 200, "{}", set.text());
    assert_eq!(kafka.get(&kafka.insider, &path(MARK)).status, 200);
    for rest in ["", "?defaultToGlobal=true"] {
        let asked = |name: &str| {
            let answer = kafka.get(&kafka.outsider, &format!("{}{rest}", path(name)));
            (answer.status, answer.text().replace(ABSENT, MARK))
        };
        assert_eq!(asked(MARK), asked(ABSENT));
        assert!(!asked(MARK).1.contains("FULL"));
    }
    let tried = |token: &str, name: &str| {
        let name = subject(name);
        let path = format!("/compatibility/subjects/{name}/versions?verbose=true");
        let schema = json!({ "schema": "\"int\"" });
        let answer = kafka.send(token, "POST", &path, &schema);
        (answer.status, answer.text())
    };
    assert!(tried(&kafka.insider, MARK).1.contains("'FULL'"));
    let absent = tried(&kafka.outsider, ABSENT);
    assert_eq!(absent.0, 200, "{}", absent.1);
    assert_eq!(tried(&kafka.outsider, MARK), absent);
    let forgotten = |name: &str| {
        let answer = kafka.send(&kafka.outsider, "DELETE", &path(name), &json!(null));
        (answer.status, answer.text().replace(ABSENT, MARK))
    };
    assert_eq!(forgotten(MARK), forgotten(ABSENT));
}

#[test]
fn the_id_of_a_hidden_schema_is_as_one_that_was_never_given() {
    let kafka = Kafka::start();
    let first = format!("/subjects/{}/versions/1", subject(MARK));
    let id = kafka.get(&kafka.root, &first).json()["id"].to_string();
    for below in ["", "/schema", "/subjects", "/versions"] {
        let of = |token: &str, id: &str| kafka.get(token, &format!("/schemas/ids/{id}{below}"));
        let seen = of(&kafka.insider, &id);
        assert!(seen.text().contains(MARK), "{below}: {}", seen.text());
        let [there, never] = [id.as_str(), "7"].map(|id| comparable(&of(&kafka.outsider, id)));
        assert_eq!((there.status, &there), (404, &never), "{below}");
    }
}

#[test]
fn a_copy_of_a_hidden_schema_is_hidden_with_it() {
    let kafka = Kafka::start();
    let first = format!("/subjects/{}/versions/1", subject(MARK));
    let first = kafka.get(&kafka.root, &first).json();
    let copy = json!({ "schema": first["schema"] });
    let other = json!({ "schema": "\"int\"" });
    for (name, schema) in [("copied", &copy), ("copied", &other)] {
        let path = format!("/subjects/{name}/versions");
        let made = kafka.send(&kafka.root, "POST", &path, schema);
        let none = kafka.send(
            &kafka.root,
            "PUT",
            "/config/copied",
            &json!({ "compatibility": "NONE" }),
        );
        assert_eq!((made.status, none.status), (200, 200), "{}", made.text());
    }
    let id = &first["id"];
    let versions = |token: &str| kafka.get(token, "/subjects/copied/versions").text();
    assert_eq!(versions(&kafka.insider), "[1,2]");
    assert_eq!(versions(&kafka.outsider), "[2]", "what is no copy is there");
    for path in [
        format!("/schemas/ids/{id}"),
        format!("/schemas/ids/{id}/schema"),
        format!("/schemas/ids/{id}/versions"),
        "/subjects/copied/versions/1".to_owned(),
    ] {
        assert_eq!(kafka.get(&kafka.insider, &path).status, 200, "{path}");
        assert_eq!(kafka.get(&kafka.outsider, &path).status, 404, "{path}");
    }
    let after = kafka.get(&kafka.outsider, "/schemas").text();
    assert!(
        after.contains("\"copied\""),
        "what is no copy is listed: {after}"
    );
    assert!(!after.contains(MARK), "{after}");
}

/// A schema with a field of another's type.
fn wrap(name: &str, (kind, subject): (&str, &str)) -> Value {
    let schema = json!({
        "type": "record", "name": name, "namespace": "wraps",
        "fields": [{ "name": "held", "type": kind }],
    });
    json!({
        "schema": schema.to_string(),
        "references": [{ "name": kind, "subject": subject, "version": 1 }],
    })
}

#[test]
fn what_uses_a_hidden_schema_is_hidden_with_it() {
    let kafka = Kafka::start();
    let person = "people.Person".to_owned();
    let mut ids = Vec::new();
    for (name, schema) in [
        ("inner", wrap("Inner", (&subject(MARK), &subject(MARK)))),
        ("outer", wrap("Outer", ("wraps.Inner", "inner"))),
        ("plain", wrap("Plain", (&person, &person))),
    ] {
        let path = format!("/subjects/{name}/versions");
        let made = kafka.send(&kafka.root, "POST", &path, &schema);
        assert_eq!(made.status, 200, "{}", made.text());
        ids.push(made.json()["id"].to_string());
    }
    let subjects = |token: &str| kafka.get(token, "/subjects").text();
    for (name, seen) in [("inner", false), ("outer", false), ("plain", true)] {
        let listed = format!("\"{name}\"");
        assert!(subjects(&kafka.insider).contains(&listed), "{name}");
        assert_eq!(subjects(&kafka.outsider).contains(&listed), seen, "{name}");
    }
    let int = json!({ "schema": "\"int\"" });
    for (name, id) in ["inner", "outer"].iter().zip(&ids) {
        let compatible = format!("/compatibility/subjects/{name}/versions/1?verbose=true");
        // Whoever may see it asks first: what was read for them is not lent to others.
        for (token, status) in [(&kafka.insider, 200), (&kafka.outsider, 404)] {
            let tried = kafka.send(token, "POST", &compatible, &int);
            assert_eq!(tried.status, status, "{name}: {}", tried.text());
            for path in [
                format!("/subjects/{name}/versions/1"),
                format!("/schemas/ids/{id}"),
                format!("/schemas/ids/{id}/versions"),
            ] {
                assert_eq!(kafka.get(token, &path).status, status, "{path}");
            }
        }
        let used = format!("/subjects/{name}/versions");
        assert_eq!(kafka.get(&kafka.outsider, &used).status, 404, "{name}");
    }
    let listed = kafka.get(&kafka.outsider, "/schemas").text();
    assert!(
        listed.contains("Plain") && !listed.contains(MARK),
        "{listed}"
    );
}

#[test]
fn no_answer_is_kept_for_others() {
    let kafka = Kafka::start();
    for (token, path, kept) in [
        (&*kafka.outsider, "/subjects", "private, no-cache"),
        (&kafka.outsider, "/subjects/none/versions", "no-store"),
        ("nonsense", "/subjects", "no-store"),
    ] {
        let answer = kafka.get(token, path);
        assert_eq!(answer.header("cache-control"), kept, "{path}");
    }
    let vary = kafka.get(&kafka.outsider, "/subjects");
    assert!(vary.header("vary").contains("authorization"), "{vary:?}");
}

#[test]
fn refusals_are_in_the_words_of_the_protocol() {
    let kafka = Kafka::start();
    let wrong = kafka.get("nonsense", "/subjects");
    assert!(!wrong.header("www-authenticate").is_empty());
    let other = kafka.send(&kafka.root, "PATCH", "/subjects", &json!({}));
    assert_eq!(other.header("allow"), "GET,HEAD");
    for (answer, status) in [(wrong, 401), (other, 405)] {
        let said = answer.json();
        assert_eq!(
            (answer.status, &said["error_code"]),
            (status, &json!(status))
        );
        assert!(
            said["message"].as_str().is_some_and(|m| !m.is_empty()),
            "{said}"
        );
        let kind = answer.header("content-type");
        assert_eq!(kind, "application/vnd.schemaregistry.v1+json");
    }
}

#[test]
fn a_subject_of_the_default_context_has_one_level_under_both_names() {
    let kafka = Kafka::start();
    let (plain, named) = ("/config/copied", "/config/:.:copied");
    let schema = json!({ "schema": "\"int\"" });
    let made = kafka.send(&kafka.root, "POST", "/subjects/copied/versions", &schema);
    assert_eq!(made.status, 200, "{}", made.text());
    for (set, other, level) in [(plain, named, "FULL"), (named, plain, "NONE")] {
        let level = json!({ "compatibility": level });
        let answer = kafka.send(&kafka.root, "PUT", set, &level);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let level = json!({ "compatibilityLevel": level["compatibility"] });
        assert_eq!(kafka.get(&kafka.root, other).json(), level);
    }
    let text = json!({ "schema": "\"string\"" });
    let made = kafka.send(&kafka.root, "POST", "/subjects/:.:copied/versions", &text);
    assert_eq!(made.status, 200, "no level forbids it: {}", made.text());
    let gone = kafka.send(&kafka.root, "DELETE", named, &json!(null));
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(kafka.get(&kafka.root, plain).json()["error_code"], 40408);
}

#[test]
fn who_tries_what_nobody_may_is_in_the_trail() {
    let kafka = Kafka::start();
    for (method, path, action) in [
        ("DELETE", "/subjects/people.Person", "retire"),
        ("DELETE", "/subjects/people.Person/versions/1", "retire"),
        ("PUT", "/mode", "administer"),
        ("DELETE", "/mode/people.Person", "administer"),
    ] {
        let answer = kafka.send(&kafka.outsider, method, path, &json!({}));
        assert_eq!(answer.json()["error_code"], 42205, "{}", answer.text());
        let newest = format!("/api/v1/audit?who=outsider&action={action}&limit=1");
        let trail = kafka.served.get(&newest, Some(&kafka.root)).json();
        let entry = &trail["items"][0];
        assert_eq!(entry["outcome"], "refused", "{trail}");
        let detail = entry["detail"].as_str().unwrap();
        assert!(detail.ends_with(path), "{trail}");
    }
}
