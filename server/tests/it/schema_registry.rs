//! The schema registry protocol: by stock clients, and by the letter.

use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::artifacts::with_title;
use crate::bench::{Bench, SHOP};
use crate::http::{Answer, PATIENCE, read};
use crate::serve::Server;

const MEDIA_TYPE: &str = "application/vnd.schemaregistry.v1+json";
const SUBJECT: &str = "shop.Product";

fn get(server: &Server, path: &str) -> Answer {
    let answer = server.get(&format!("/schema-registry{path}"));
    assert_eq!(answer.header("content-type"), MEDIA_TYPE, "{path}");
    answer
}

fn send(server: &Server, method: &str, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", MEDIA_TYPE)];
    let path = format!("/schema-registry{path}");
    let answer = server.send(method, &path, &headers, body.to_string());
    assert_eq!(answer.header("content-type"), MEDIA_TYPE, "{path}");
    answer
}

#[track_caller]
fn fails(answer: Answer, code: u64) {
    let body = answer.json();
    assert_eq!(body["error_code"], code, "{body}");
    assert!(body["message"].is_string());
    let status = if code < 1000 { code } else { code / 100 };
    assert_eq!(u64::from(answer.status), status, "{body}");
}

/// A server with two versions of the shop, whose second has an optional title.
fn served(bench: &Bench) -> Server {
    let server = Server::start(&[], &bench.path(""));
    let created = server.create("shop", SHOP).is(201);
    let tag = created.header("etag").to_owned();
    server.replace("shop", &tag, &with_title(SHOP)).is(200);
    server
}

/// A server with settings of `[serve]`, by the ends of their variables.
fn with(bench: &Bench, settings: &[(&str, &str)]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
    command.args(["serve", "--port", "0"]);
    for (name, value) in settings {
        command.env(format!("DENOTA_SERVE_{name}"), value);
    }
    Server::run(command, &bench.path(""))
}

fn schema(server: &Server, version: &str) -> String {
    get(
        server,
        &format!("/subjects/{SUBJECT}/versions/{version}/schema"),
    )
    .text()
}

/// Files with the newer and the older schema, as a build fetches them.
fn files(server: &Server, bench: &Bench) -> [PathBuf; 2] {
    [("1.1.0", "newer.avsc"), ("1.0.0", "older.avsc")].map(|(version, file)| {
        let path = "/api/v1/models/shop/artifacts/avro/shop/Product.avsc";
        let text = server
            .get(&format!("{path}?version={version}"))
            .is(200)
            .text();
        bench.write(file, &text);
        bench.path(file)
    })
}

fn seen(command: &mut Command) -> Value {
    let output = command.output();
    let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}: run `make oracles`"));
    let said = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{told}");
    serde_json::from_str(said.lines().last().unwrap_or_default())
        .unwrap_or_else(|e| panic!("{e}: {said}\n{told}"))
}

#[test]
fn the_stock_python_client_produces_and_consumes() {
    let bench = Bench::new();
    let server = served(&bench);
    let [newer, older] = files(&server, &bench);
    let oracles = std::env::var("DENOTA_ORACLES")
        .unwrap_or_else(|_| format!("{}/.cache/denota/oracles", std::env::var("HOME").unwrap()));
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/oracles/python/schema_registry.py"
    );
    let mut command = Command::new(format!("{oracles}/python/bin/python"));
    command
        .arg(script)
        .arg(format!("{}/schema-registry", server.url()));
    let seen = seen(command.arg(SUBJECT).arg(newer).arg(older));
    let subjects = seen["subjects"].as_array().unwrap();
    assert!(subjects.contains(&json!("shop.Product")), "{subjects:?}");
    assert!(subjects.contains(&json!("shop.Product-value")));
    assert_eq!(seen["types"], json!(["AVRO"]));
    assert_ne!(seen["id"], seen["older_id"]);
    let whole = json!({"sku": "a", "title": "t"});
    assert_eq!(seen["read"], whole);
    assert_eq!(seen["read_by_older"], json!({"sku": "a"}));
    assert_eq!(seen["older_read"], json!({"sku": "b", "title": null}));
    assert_eq!(seen["versions"], json!([1, 2]));
    assert_eq!(seen["latest"], 2);
    assert_eq!(seen["first"], json!([1, seen["older_id"]]));
    assert_eq!(seen["found"], 1);
    assert_eq!(
        seen["of_id"],
        json!([["shop.Product", 2], ["shop.Product-value", 2]])
    );
    assert_eq!(seen["level"], "BACKWARD");
    assert_eq!(seen["compatible"], json!([true, false, true]));
    let codes = [
        40401, 40402, 40401, 40403, 40403, 42205, 42201, 42205, 42203,
    ];
    assert_eq!(seen["errors"], json!(codes));
}

#[test]
fn the_stock_node_client_produces_and_consumes() {
    let bench = Bench::new();
    let server = served(&bench);
    let [newer, older] = files(&server, &bench);
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/oracles/schema-registry/check.mjs"
    );
    let mut command = Command::new("node");
    command
        .arg(script)
        .arg(format!("{}/schema-registry", server.url()));
    let seen = seen(command.arg(SUBJECT).arg(newer).arg(older));
    assert!(
        seen["subjects"]
            .as_array()
            .unwrap()
            .contains(&json!("shop.Product-value"))
    );
    assert_eq!(seen["versions"], json!([1, 2]));
    assert_eq!((&seen["latest"], &seen["found"]), (&json!(2), &json!(1)));
    assert_eq!(seen["written"], seen["id"]);
    assert_ne!(seen["id"], seen["olderId"]);
    assert_eq!(seen["read"]["sku"], "a");
    assert_eq!(seen["compatible"], json!([true, false]));
    assert_eq!(seen["errors"], json!([40401, 40402, 42205]));
}

#[test]
fn what_is_read_is_what_was_published() {
    let bench = Bench::new();
    let server = served(&bench);
    let version = get(&server, &format!("/subjects/{SUBJECT}/versions/latest"))
        .is(200)
        .json();
    assert_eq!(
        (&version["subject"], &version["version"]),
        (&json!(SUBJECT), &json!(2))
    );
    let id = version["id"].as_u64().unwrap();
    assert_eq!(
        get(&server, &format!("/schemas/ids/{id}")).json()["schema"],
        version["schema"]
    );
    let text = get(&server, &format!("/schemas/ids/{id}/schema")).text();
    assert_eq!(text, version["schema"].as_str().unwrap());
    let parsed: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed["namespace"], "shop");
    let users = get(&server, &format!("/schemas/ids/{id}/versions")).json();
    assert_eq!(users[0], json!({"subject": "shop.Product", "version": 2}));
    assert_eq!(get(&server, "/schemas/types").json(), json!(["AVRO"]));
    assert_eq!(get(&server, "/contexts").json(), json!(["."]));
    assert_eq!(get(&server, "/").json(), json!({}));
    let listed = get(&server, "/subjects?subjectPrefix=:.:shop&limit=1").json();
    assert_eq!(listed, json!(["shop.Product"]));
    let latest = get(&server, "/schemas?subjectPrefix=shop.&latestOnly=true").json();
    assert_eq!(
        latest.as_array().unwrap().len(),
        2,
        "under both of its names"
    );
    assert_eq!(
        get(
            &server,
            &format!("/subjects/{SUBJECT}/versions/1/referencedby")
        )
        .json(),
        json!([])
    );
    let escaped = get(&server, "/subjects/:.:shop.Product/versions").json();
    assert_eq!(escaped, json!([1, 2]), "the default context may be named");
}

#[test]
fn errors_have_the_codes_of_the_protocol() {
    let bench = Bench::new();
    let server = served(&bench);
    let versions = format!("/subjects/{SUBJECT}/versions");
    for (path, code) in [
        ("/subjects/nobody.Knows/versions".to_owned(), 40401),
        ("/subjects/nobody.Knows/versions/1".to_owned(), 40401),
        (format!("{versions}/3"), 40402),
        (format!("{versions}/0"), 42202),
        (format!("{versions}/newest"), 42202),
        ("/schemas/ids/99999999".to_owned(), 40403),
        ("/schemas/ids/x".to_owned(), 40403),
        (format!("/config/{SUBJECT}"), 40408),
        (format!("/mode/{SUBJECT}"), 40409),
        ("/nothing/there".to_owned(), 404),
    ] {
        fails(get(&server, &path), code);
    }
    for (method, path, body, code) in [
        ("POST", versions.as_str(), json!({"schema": "{"}), 42201),
        (
            "POST",
            versions.as_str(),
            json!({"schema": "\"int\"", "schemaType": "JSON"}),
            42201,
        ),
        (
            "POST",
            versions.as_str(),
            json!({"schema": "\"int\""}),
            42205,
        ),
        ("POST", versions.as_str(), json!({}), 422),
        (
            "POST",
            "/subjects/other-value/versions",
            json!({"schema": "\"int\""}),
            42205,
        ),
        (
            "POST",
            "/subjects/nobody.Knows",
            json!({"schema": "\"int\""}),
            40401,
        ),
        (
            "POST",
            "/subjects/shop.Product",
            json!({"schema": "\"int\""}),
            40403,
        ),
        ("PUT", "/config", json!({"compatibility": "FULL"}), 42205),
        ("PUT", "/config", json!({"compatibility": "full"}), 42203),
        ("PUT", "/mode", json!({"mode": "READWRITE"}), 42205),
        ("DELETE", "/subjects/shop.Product", json!({}), 42205),
        (
            "DELETE",
            "/subjects/shop.Product/versions/1",
            json!({}),
            42205,
        ),
    ] {
        fails(send(&server, method, path, &body), code);
    }
    let missing = json!({"schema": "\"shop.Product\"", "references": [
        {"name": "shop.Product", "subject": "nobody.Knows", "version": 1}]});
    fails(
        send(&server, "POST", "/subjects/shop.Product", &missing),
        42201,
    );
}

#[test]
fn compatibility_is_told_with_reasons() {
    let bench = Bench::new();
    let server = served(&bench);
    let mut further: Value = serde_json::from_str(&schema(&server, "1")).unwrap();
    further["fields"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "more", "type": "int"}));
    let body = json!({"schema": further.to_string()});
    let path = format!("/compatibility/subjects/{SUBJECT}/versions");
    for (path, compatible) in [
        (format!("{path}/latest"), false),
        (path.clone(), false),
        (
            "/compatibility/subjects/nobody.Knows/versions".to_owned(),
            true,
        ),
        (
            "/compatibility/subjects/nobody.Knows/versions/latest".to_owned(),
            true,
        ),
    ] {
        let told = send(&server, "POST", &path, &body).is(200).json();
        assert_eq!(told, json!({"is_compatible": compatible}), "{path}");
    }
    let told = send(&server, "POST", &format!("{path}/1?verbose=true"), &body).json();
    let messages = told["messages"].to_string();
    assert!(
        messages.contains("READER_FIELD_MISSING_DEFAULT_VALUE"),
        "{messages}"
    );
    assert!(messages.contains("`more` was not written"), "{messages}");
    assert_eq!(
        get(&server, "/config").json(),
        json!({"compatibilityLevel": "BACKWARD"})
    );
    let own = get(&server, &format!("/config/{SUBJECT}?defaultToGlobal=true")).json();
    assert_eq!(own, json!({"compatibilityLevel": "BACKWARD"}));
    assert_eq!(get(&server, "/mode").json(), json!({"mode": "READONLY"}));
}

#[test]
fn ids_count_nothing_and_outlive_restarts_and_retirement() {
    let bench = Bench::new();
    let ids = |server: &Server| -> Vec<u64> {
        let id = |v| {
            get(
                server,
                &format!("/subjects/{SUBJECT}/versions/{v}?deleted=true"),
            )
            .json()
        };
        [1, 2].map(|v| id(v)["id"].as_u64().unwrap()).to_vec()
    };
    let before = {
        let server = served(&bench);
        ids(&server)
    };
    let is_int = |id: &u64| i32::try_from(*id).is_ok_and(|id| id > 0);
    assert!(before.iter().all(is_int), "{before:?}");
    // Of two billion numbers two next to each other would be no chance.
    assert!(before[0].abs_diff(before[1]) > 100, "{before:?}");
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(ids(&server), before);
    let read = server.get("/api/v1/models/shop");
    let tag = read.header("etag").to_owned();
    server
        .send("DELETE", "/api/v1/models/shop", &[("if-match", &tag)], "")
        .is(200);
    fails(
        get(&server, &format!("/subjects/{SUBJECT}/versions")),
        40401,
    );
    assert_eq!(
        get(&server, "/subjects?subjectPrefix=shop.").json(),
        json!([])
    );
    let deleted = get(&server, "/subjects?subjectPrefix=shop.&deletedOnly=true").json();
    assert_eq!(deleted, json!(["shop.Product", "shop.Product-value"]));
    assert_eq!(ids(&server), before, "old records can be read still");
    get(&server, &format!("/schemas/ids/{}", before[0])).is(200);
}

#[test]
fn where_it_is_allowed_further_schemas_are_registered() {
    let bench = Bench::with(&[("denota.toml", "[serve.schema-registry]\nregister = true\n")]);
    let server = served(&bench);
    let register = |text: &str| {
        let body = json!({"schema": text});
        send(&server, "POST", "/subjects/orders-value/versions", &body)
    };
    // The schema of a model keeps its number, whatever the topic is called.
    let of_model = get(&server, &format!("/subjects/{SUBJECT}/versions/1")).json()["id"].clone();
    assert_eq!(
        register(&schema(&server, "1")).is(200).json()["id"],
        of_model
    );
    for elsewhere in [":.other:orders", "%20"] {
        let path = format!("/subjects/{elsewhere}/versions");
        fails(
            send(&server, "POST", &path, &json!({"schema": "\"int\""})),
            42208,
        );
    }
    let second = register(&schema(&server, "2")).is(200).json();
    assert_ne!(second["id"], of_model);
    assert_eq!(
        get(&server, "/subjects/orders-value/versions").json(),
        json!([1, 2])
    );

    let order =
        r#"{"type":"record","name":"Order","fields":[{"name":"of","type":"shop.Product"}]}"#;
    let with_reference = json!({"schema": order, "references": [
        {"name": "shop.Product", "subject": "orders-value", "version": 2}]});
    let first = send(
        &server,
        "POST",
        "/subjects/refer-value/versions",
        &with_reference,
    );
    let id = first.is(200).json()["id"].clone();
    let read = get(&server, &format!("/schemas/ids/{id}")).json();
    assert_eq!(read["references"][0]["subject"], "orders-value");
    let referring = get(&server, "/subjects/orders-value/versions/2/referencedby").json();
    assert_eq!(referring, json!([id]));

    let broken = r#"{"type":"record","name":"Product","namespace":"shop","fields":[{"name":"sku","type":"int"}]}"#;
    fails(register(broken), 409);
    fails(register("\"int\""), 409);
    let none = json!({"compatibility": "NONE"});
    send(&server, "PUT", "/config/orders-value", &none).is(200);
    register(broken).is(200);
    let of_model = json!({"schema": "\"int\""});
    fails(
        send(
            &server,
            "POST",
            "/subjects/shop.Product/versions",
            &of_model,
        ),
        42205,
    );
    let trail = |action: &str| server.get(&format!("/api/v1/audit?action={action}")).json();
    let details = |action: &str| {
        let trail = trail(action);
        let items = trail["items"].as_array().unwrap().iter();
        items
            .map(|e| format!("{}: {}", e["outcome"].as_str().unwrap(), e["detail"]))
            .collect::<Vec<_>>()
    };
    let published = details("publish");
    let has = |words: &[&str]| {
        published
            .iter()
            .any(|d| words.iter().all(|w| d.contains(w)))
    };
    assert!(
        has(&["done", "version 2 of `orders-value`"]),
        "{published:?}"
    );
    assert!(has(&["refused", "`shop.Product`"]), "{published:?}");
    assert_eq!(
        details("administer"),
        ["done: \"compatibility of `orders-value`: NONE\""]
    );
    drop(server);

    let server = Server::start(&[], &bench.path(""));
    assert_eq!(
        get(&server, "/subjects/orders-value/versions").json(),
        json!([1, 2, 3])
    );
    let level = get(&server, "/config/orders-value").json();
    assert_eq!(level, json!({"compatibilityLevel": "NONE"}));
}

/// Registers schemas under a subject, all at once.
fn at_once(server: &Server, subject: &str, texts: &[String]) {
    let path = format!("/subjects/{subject}/versions");
    let start = std::sync::Barrier::new(texts.len());
    std::thread::scope(|scope| {
        for text in texts {
            let (path, start) = (&path, &start);
            scope.spawn(move || {
                start.wait();
                send(server, "POST", path, &json!({"schema": text})).is(200);
            });
        }
    });
}

#[test]
fn of_clients_that_register_at_once_each_gets_a_version_of_its_own() {
    let bench = Bench::with(&[("denota.toml", "[serve.schema-registry]\nregister = true\n")]);
    let server = Server::start(&[], &bench.path(""));
    let text = |field: usize| {
        let field = json!({"name": format!("f{field}"), "type": "int", "default": 0});
        json!({"type": "record", "name": "A", "fields": [field]}).to_string()
    };
    let different: Vec<String> = (0..8).map(text).collect();
    at_once(&server, "different", &different);
    at_once(&server, "same", &vec![text(9); 8]);
    let versions = |server: &Server, subject: &str| {
        let path = format!("/subjects/{subject}/versions");
        get(server, &path).json()
    };
    let all = json!([1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(versions(&server, "different"), all);
    assert_eq!(versions(&server, "same"), json!([1]));
    drop(server);
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(versions(&server, "different"), all);
    assert_eq!(versions(&server, "same"), json!([1]));
}

#[test]
fn equal_texts_that_use_different_schemas_are_different_schemas() {
    let bench = Bench::with(&[("denota.toml", "[serve.schema-registry]\nregister = true\n")]);
    let server = Server::start(&[], &bench.path(""));
    let register = |subject: &str, body: &Value| {
        let path = format!("/subjects/{subject}/versions");
        send(&server, "POST", &path, body).is(200).json()["id"].clone()
    };
    let used = |of: &str| {
        let field = json!({"name": "a", "type": of});
        let text = json!({"type": "record", "name": "Used", "fields": [field]});
        json!({"schema": text.to_string()})
    };
    register("int", &used("int"));
    register("string", &used("string"));
    let user = r#"{"type":"record","name":"User","fields":[{"name":"of","type":"Used"}]}"#;
    let using = |subject: &str| {
        let reference = json!({"name": "Used", "subject": subject, "version": 1});
        json!({"schema": user, "references": [reference]})
    };
    let (one, other) = (using("int"), using("string"));
    let ids = [
        register("of-int", &one),
        register("of-string", &other),
        register("of-int-too", &one),
    ];
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[0], ids[2]);
    for (id, body) in ids.iter().zip([&one, &other]) {
        let read = get(&server, &format!("/schemas/ids/{id}")).json();
        assert_eq!(read["references"], body["references"]);
    }
    // Each follows what was registered before it, as that was meant.
    let follows = |subject: &str, body: &Value| {
        let path = format!("/compatibility/subjects/{subject}/versions/latest");
        send(&server, "POST", &path, body).is(200).json()["is_compatible"].clone()
    };
    assert_eq!(follows("of-int", &one), true);
    assert_eq!(follows("of-string", &other), true);
    assert_eq!(follows("of-string", &one), false);
}

/// What is answered to who sends a part of a body, and then nothing.
fn begin(server: &Server, header: &str, part: &str) -> Answer {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST /schema-registry/subjects/{SUBJECT}/versions HTTP/1.1\r\n\
         host: localhost\r\nconnection: close\r\n{header}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(part.as_bytes()).unwrap();
    let answer = read(&mut stream, false).unwrap();
    assert_eq!(answer.header("content-type"), MEDIA_TYPE);
    answer
}

#[test]
fn bodies_are_bounded_in_size_in_time_and_all_together() {
    const MOST: usize = 1 << 20;
    let bench = Bench::new();
    let schema = json!({"schema": "\"int\""}).to_string();
    let body = |length: usize| schema.clone() + &" ".repeat(length - schema.len());
    let path = format!("/schema-registry/subjects/{SUBJECT}/versions");
    let post = |server: &Server, length| server.send("POST", &path, &[], body(length));

    let server = with(&bench, &[("BODY_SECONDS", "3")]);
    fails(post(&server, MOST), 42205);
    fails(post(&server, MOST + 1), 413);
    let chunk = format!("{:x}\r\n{}\r\n", MOST + 1, body(MOST + 1));
    fails(begin(&server, "transfer-encoding: chunked", &chunk), 413);
    fails(begin(&server, "content-length: 1000", "{"), 408);
    drop(server);

    let server = with(&bench, &[("BODY_BYTES", "65536")]);
    fails(post(&server, 200_000), 503);
    for _ in 0..3 {
        fails(post(&server, 60_000), 42205);
    }
}

#[test]
fn who_registers_waits_among_those_who_publish() {
    let bench = Bench::with(&[("denota.toml", "[serve.schema-registry]\nregister = true\n")]);
    let settings = [("READS", "64"), ("PUBLICATIONS", "1"), ("QUEUE", "1")];
    let server = with(&bench, &settings);
    let register = |round: usize| -> Vec<u16> {
        let start = std::sync::Barrier::new(16);
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..16)
                .map(|n| {
                    let (server, start) = (&server, &start);
                    scope.spawn(move || {
                        let path = format!("/subjects/of-{round}-{n}/versions");
                        start.wait();
                        send(server, "POST", &path, &json!({"schema": "\"int\""})).status
                    })
                })
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        })
    };
    let mut shed = false;
    for round in 0..20 {
        let statuses = register(round);
        assert!(
            statuses.iter().all(|s| matches!(s, 200 | 503)),
            "{statuses:?}"
        );
        shed = statuses.contains(&503);
        if shed {
            break;
        }
    }
    assert!(shed, "one is at work, and one may wait");
    let metrics = server.get("/metrics").text();
    let at = |pool: &str| metrics.contains(&format!("denota_sheds_total{{where=\"{pool}\"}}"));
    assert!(at("publications") && !at("reads"), "{metrics}");
}

#[test]
fn lists_come_in_pages() {
    let bench = Bench::new();
    let server = served(&bench);
    for list in [
        "/schemas?subjectPrefix=shop.",
        "/subjects?subjectPrefix=shop.",
        "/subjects/shop.Product/versions?deleted=true",
    ] {
        let page = |rest: &str| get(&server, &format!("{list}{rest}")).is(200).json();
        let all = page("");
        let items = all.as_array().unwrap();
        assert!(items.len() >= 2, "{list}: {all}");
        for (offset, item) in items.iter().enumerate() {
            assert_eq!(page(&format!("&offset={offset}&limit=1")), json!([item]));
        }
        assert_eq!(page("&limit=-1"), all);
        assert_eq!(page("&offset=1"), json!(items[1..]));
        assert_eq!(page(&format!("&offset={}", items.len())), json!([]));
    }
}
