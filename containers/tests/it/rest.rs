//! A REST catalog that is not ours: the one that Iceberg's own tests run against.

use std::collections::BTreeMap;

use containers::{Container, ContainerKind, Live};
use serde_json::{Value, json};

use crate::help::Model;
use crate::models::{PRODUCT, RICH, RICH_ROWS};
use crate::rest_script::{Asked, Script, staged};
use crate::rest_server::RestServer;

fn open(uri: String) -> Live {
    let kind = ContainerKind::Rest {
        uri,
        warehouse: None,
        properties: BTreeMap::new(),
    };
    let name = "elsewhere".to_owned();
    Live::open(&Container { name, kind }).unwrap()
}

#[test]
fn a_rest_catalog_takes_the_same_way() {
    let Some(server) = RestServer::start() else {
        eprintln!("SKIPPED: there is no Java on this machine to run Iceberg's REST catalog");
        return;
    };
    let live = open(server.uri());
    let name = "elsewhere".to_owned();
    let turtle = |text: &str| {
        let mut model = Model::of(text).tables("shop");
        model.iter_mut().for_each(|t| t.namespace.clone_from(&name));
        model
    };
    let planned = turtle(RICH);
    let made = live.apply(&live.plan(&planned).unwrap()).unwrap();
    assert_eq!(
        made.iter().map(|t| t.table.clone()).collect::<Vec<_>>(),
        planned,
        "field ids are kept"
    );
    assert!(live.plan(&planned).unwrap().is_empty());

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("item.jsonl");
    let model = Model::of(RICH);
    let put = |rows: &str| {
        std::fs::write(&file, rows).unwrap();
        let models = &model.checked.models;
        let table = &planned[0];
        let files = std::slice::from_ref(&file);
        live.load(
            &containers::Request {
                models,
                class: table.root,
                table,
                files,
            },
            &mut |_| {},
        )
        .unwrap()
    };
    assert_eq!(put(RICH_ROWS).inserted, 2);
    let corrected = put(
        "{\"_type\":\"Disc\",\"code\":\"d1\",\"title\":{\"en\":\"Sky\"},\"length\":\"PT2H\"}\n",
    );
    assert_eq!((corrected.updated, corrected.inserted), (1, 0));
    let rows = |sql: &str| -> Vec<Value> {
        live.sql(&sql.replace("from ", &format!("from {name}.")))
            .unwrap()
            .objects()
            .collect()
    };
    assert_eq!(
        rows("select code, length from item order by code"),
        [
            json!({"code":"b1","length":null}),
            json!({"code":"d1","length":"PT2H"})
        ]
    );

    let long = RICH.replace(
        "s:pages a upper:Attribute ; upper:datatype xsd:int",
        "s:pages a upper:Attribute ; upper:datatype xsd:long",
    );
    let wider = turtle(&long);
    let plan = live.plan(&wider).unwrap();
    assert!(
        plan.steps
            .iter()
            .any(|s| s.to_string().ends_with("item.pages from int to long")),
        "{plan:?}"
    );
    live.apply(&plan).unwrap();
    assert!(live.plan(&wider).unwrap().is_empty());
    assert_eq!(rows("select sum(pages) as n from item"), [json!({"n": 3})]);

    let renamed = turtle(&long.replace(
        "s:Item a upper:SealedClass ;",
        "s:Item a upper:SealedClass ; upper:name \"Ware\" ;",
    ));
    let plan = live.plan(&renamed).unwrap();
    let step = format!("rename table {name}.item to {name}.ware");
    assert_eq!(plan.steps[0].to_string(), step);
    live.apply(&plan).unwrap();
    assert_eq!(rows("select count(*) as n from ware"), [json!({"n": 2})]);
}

#[test]
fn a_catalog_that_is_not_there_is_an_error_with_a_way_out() {
    let kind = ContainerKind::Rest {
        uri: "http://127.0.0.1:9".to_owned(),
        warehouse: None,
        properties: BTreeMap::new(),
    };
    let error = Live::open(&Container {
        name: "gone".to_owned(),
        kind,
    })
    .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cannot reach the catalog at `http://127.0.0.1:9`"),
        "{error}"
    );
    assert!(error.help().is_some());
}

/// Provisions a table in a catalog that answers to staging it, and to the commit of what was
/// staged, with these statuses: what came of it, and how often it was made without staging.
fn create(stage: u16, commit: u16) -> (containers::Result<()>, usize) {
    let is_unstaged = |asked: &Asked| {
        asked.path == "/v1/namespaces/shop/tables" && asked.body["stage-create"] == json!(false)
    };
    let script = Script::start(move |asked| {
        let failure = json!({"error": {"message": "not now", "type": "x", "code": 0}});
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/v1/config") => (200, json!({"defaults": {}, "overrides": {}})),
            ("POST", "/v1/namespaces") => (200, json!({"namespace": ["shop"]})),
            ("POST", "/v1/namespaces/shop/tables") if is_unstaged(asked) => (503, failure),
            ("POST", "/v1/namespaces/shop/tables") if stage == 200 => (200, staged()),
            ("POST", "/v1/namespaces/shop/tables") => (stage, failure),
            ("POST", _) => (commit, failure),
            _ => (
                404,
                json!({"error": {"message": "no", "type": "NoSuchTableException", "code": 404}}),
            ),
        }
    });
    let live = open(script.uri());
    let plan = live.plan(&Model::of(PRODUCT).tables("shop")).unwrap();
    let made = live.apply(&plan).map(|_| ());
    let unstaged = script.asked().iter().filter(|a| is_unstaged(a)).count();
    (made, unstaged)
}

#[test]
fn only_a_catalog_that_cannot_stage_numbers_a_table_itself() {
    for (stage, commit) in [
        (500, 0),
        (503, 0),
        (429, 0),
        (403, 0),
        (200, 500),
        (200, 504),
        (200, 401),
    ] {
        let (made, unstaged) = create(stage, commit);
        let error = made.unwrap_err();
        let status = if stage == 200 { commit } else { stage };
        assert_eq!(
            error.to_string(),
            format!(
                "the catalog refused to create the table `shop.product` (status {status}): not now"
            )
        );
        assert!(error.help().is_some());
        assert_eq!(unstaged, 0, "{stage} {commit}");
    }
    for (stage, commit) in [(400, 0), (406, 0), (501, 0), (200, 400), (200, 404)] {
        assert_eq!(create(stage, commit).1, 1, "{stage} {commit}");
    }
}

/// A catalog of one table, which is or would be at a place.
fn catalog_at(location: &'static str, is_there: bool) -> Script {
    Script::start(move |asked| {
        let mut table = staged();
        table["metadata"]["location"] = json!(location);
        table["metadata-location"] = json!(format!("{location}/metadata/0.json"));
        let missing =
            json!({"error": {"message": "no", "type": "NoSuchTableException", "code": 404}});
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/v1/config") => (200, json!({"defaults": {}, "overrides": {}})),
            ("GET", "/v1/namespaces") => (200, json!({"namespaces": [["shop"]]})),
            ("GET" | "HEAD", "/v1/namespaces/shop") => (200, json!({"namespace": ["shop"]})),
            ("POST", "/v1/namespaces") => (200, json!({"namespace": ["shop"]})),
            ("POST", "/v1/namespaces/shop/tables") => (200, table),
            ("GET", "/v1/namespaces/shop/tables") => {
                let names = json!([{"namespace": ["shop"], "name": "product"}]);
                (200, json!({"identifiers": names}))
            }
            ("GET", "/v1/namespaces/shop/tables/product") if is_there => (200, table),
            _ => (404, missing),
        }
    })
}

#[test]
fn tables_in_places_that_are_not_known_are_refused_before_anything_is_written() {
    let place = "hdfs://node/wh/shop/product";
    let model = Model::of(PRODUCT);
    let tables = model.tables("shop");
    let refused = |error: containers::Error| {
        let what = error.to_string();
        let expected = format!(
            "the files of the table `shop.product` are at `{place}`, which is neither a folder of \
             this machine nor in an object store that is known"
        );
        assert_eq!(what, expected);
        assert!(error.help().unwrap().contains("`s3://`"));
    };

    let script = catalog_at(place, false);
    let live = open(script.uri());
    refused(live.apply(&live.plan(&tables).unwrap()).unwrap_err());
    let table = "/v1/namespaces/shop/tables/product";
    let is_commit = |asked: &Asked| asked.method == "POST" && asked.path == table;
    assert!(!script.asked().iter().any(is_commit));

    let script = catalog_at(place, true);
    let live = open(script.uri());
    refused(live.plan(&tables).unwrap_err());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("p.jsonl");
    std::fs::write(&file, r#"{"sku":"a","name":"A"}"#).unwrap();
    let product = "https://example.org/shop#Product";
    refused(crate::help::load(&live, &model, product, &[file]).unwrap_err());
    for table in ["product", "\"product$snapshots\""] {
        let asked = live.sql(&format!("select * from shop.{table}"));
        refused(asked.unwrap_err());
    }
    assert!(!script.asked().iter().any(is_commit));
    assert!(!std::path::Path::new("hdfs:").exists());
}

#[test]
fn a_catalog_that_does_not_answer_is_not_waited_for_for_ever() {
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let timeout = ("rest.client.socket-timeout-ms".to_owned(), "200".to_owned());
    let kind = ContainerKind::Rest {
        uri: format!("http://127.0.0.1:{port}"),
        warehouse: None,
        properties: BTreeMap::from([timeout]),
    };
    let name = "silent".to_owned();
    let error = Live::open(&Container { name, kind }).unwrap_err();
    let expected = format!("the catalog does not answer at `http://127.0.0.1:{port}`");
    assert_eq!(error.to_string(), expected);
    assert!(error.help().is_some());
}
