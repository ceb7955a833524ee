//! Tables whose files are in an object store, by a catalog and a store that are not ours.

use std::collections::BTreeMap;
use std::path::PathBuf;

use containers::{Container, ContainerKind, Live};
use serde_json::{Value, json};

use crate::help::{Model, load};
use crate::models::{PRODUCT, RICH, RICH_ROWS};
use crate::object_store::{KEY, ObjectStore, SECRET};
use crate::oracle::{python, run};
use crate::rest_server::RestServer;

/// The properties with which a client reaches the store.
fn reaching(store: &ObjectStore) -> BTreeMap<String, String> {
    let properties = [
        ("s3.endpoint", store.endpoint().as_str()),
        ("s3.path-style-access", "true"),
        ("s3.region", "us-east-1"),
        // Nothing is taken from the machine that the test runs on.
        ("s3.disable-config-load", "true"),
        ("s3.disable-ec2-metadata", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    BTreeMap::from(properties)
}

fn with_key(store: &ObjectStore, secret: &str) -> BTreeMap<String, String> {
    let mut properties = reaching(store);
    properties.insert("s3.access-key-id".to_owned(), KEY.to_owned());
    properties.insert("s3.secret-access-key".to_owned(), secret.to_owned());
    properties
}

fn open(catalog: &RestServer, properties: BTreeMap<String, String>) -> Live {
    let kind = ContainerKind::Rest {
        uri: catalog.uri(),
        warehouse: None,
        properties,
    };
    let name = "elsewhere".to_owned();
    Live::open(&Container { name, kind }).unwrap()
}

fn query(live: &Live, sql: &str) -> Vec<Value> {
    live.sql(sql).unwrap().objects().collect()
}

/// What is loaded as a class of the domain `shop`, from a file in a folder.
fn put(live: &Live, model: &Model, class: &str, rows: &str) -> containers::Loaded {
    let dir = tempfile::tempdir().unwrap();
    let file: PathBuf = dir.path().join("rows.jsonl");
    std::fs::write(&file, rows).unwrap();
    load(
        live,
        model,
        &format!("https://example.org/shop#{class}"),
        &[file],
    )
    .unwrap()
}

#[test]
fn tables_in_an_object_store_take_the_same_way() {
    let store = ObjectStore::start();
    let Some(catalog) = store.catalog(false) else {
        eprintln!("SKIPPED: there is no Java on this machine to run Iceberg's REST catalog");
        return;
    };
    let properties = with_key(&store, SECRET);
    let live = open(&catalog, properties.clone());
    let model = Model::of(RICH);
    let tables = model.tables("shop");
    live.apply(&live.plan(&tables).unwrap()).unwrap();
    assert!(live.plan(&tables).unwrap().is_empty());
    assert_eq!(put(&live, &model, "Item", RICH_ROWS).inserted, 2);
    let corrected = put(
        &live,
        &model,
        "Item",
        "{\"_type\":\"Disc\",\"code\":\"d1\",\"title\":{\"en\":\"Sky\"},\"length\":\"PT2H\",\"parts\":[{\"label\":\"case\"}]}\n",
    );
    assert_eq!((corrected.updated, corrected.inserted), (1, 0));
    let ours = query(&live, "select * from shop.item order by code");
    assert_eq!(ours.len(), 2);
    assert_eq!(ours[1]["length"], json!("PT2H"));

    let mut theirs: serde_json::Map<String, Value> =
        properties.into_iter().map(|(k, v)| (k, json!(v))).collect();
    theirs.insert("type".to_owned(), json!("rest"));
    theirs.insert("uri".to_owned(), json!(catalog.uri()));
    let printed = run(python("read_table.py")
        .arg(Value::Object(theirs).to_string())
        .args(["shop.item", "pyiceberg", "code"]));
    let theirs: Vec<Value> = printed
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(theirs, ours);

    let wider = Model::of(&RICH.replace(
        "s:pages a upper:Attribute ; upper:datatype xsd:int",
        "s:pages a upper:Attribute ; upper:datatype xsd:long",
    ));
    live.apply(&live.plan(&wider.tables("shop")).unwrap())
        .unwrap();
    let sum = "select sum(pages) as n from shop.item";
    assert_eq!(query(&live, sum), [json!({"n": 3})]);
    assert!(!std::path::Path::new("s3:").exists());
}

/// An object that is sent in parts of 5 MiB, and credentials that the catalog gives.
#[test]
fn a_large_file_goes_to_the_store_with_the_credentials_of_the_catalog() {
    let store = ObjectStore::start();
    let Some(catalog) = store.catalog(true) else {
        eprintln!("SKIPPED: there is no Java on this machine to run Iceberg's REST catalog");
        return;
    };
    let live = open(&catalog, reaching(&store));
    let model = Model::of(PRODUCT);
    live.apply(&live.plan(&model.tables("shop")).unwrap())
        .unwrap();
    let count: usize = 120_000;
    let rows: String = (0..count)
        .map(|n| {
            // Nothing in it repeats, so that it does not become small.
            let name = blake3::hash(&n.to_le_bytes()).to_hex();
            let tag = blake3::hash(name.as_bytes()).to_hex();
            format!("{{\"sku\":\"{name}\",\"name\":\"{tag}\",\"price\":{n}}}\n")
        })
        .collect();
    assert_eq!(put(&live, &model, "Product", &rows).inserted, count as u64);
    let largest = store.sizes(".parquet").into_iter().max();
    assert!(largest > Some(6 << 20), "{largest:?}");
    let seen = query(
        &live,
        "select count(*) as n, sum(price) as p from shop.product",
    );
    let sum = count * (count - 1) / 2;
    assert_eq!(seen, [json!({"n": count, "p": sum})]);
}

#[test]
fn a_store_that_refuses_the_key_leaves_the_table_as_it_was() {
    let store = ObjectStore::start();
    let Some(catalog) = store.catalog(false) else {
        eprintln!("SKIPPED: there is no Java on this machine to run Iceberg's REST catalog");
        return;
    };
    let model = Model::of(PRODUCT);
    let live = open(&catalog, with_key(&store, SECRET));
    live.apply(&live.plan(&model.tables("shop")).unwrap())
        .unwrap();
    put(&live, &model, "Product", r#"{"sku":"a","name":"A"}"#);

    let locked_out = open(&catalog, with_key(&store, "another"));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("p.jsonl");
    std::fs::write(&file, r#"{"sku":"b","name":"B"}"#).unwrap();
    let product = "https://example.org/shop#Product";
    let error = load(&locked_out, &model, product, &[file]).unwrap_err();
    assert!(error.to_string().contains("object store"), "{error}");
    assert!(error.help().unwrap().contains("s3."), "{error:?}");
    let error = locked_out.sql("select * from shop.product").unwrap_err();
    assert!(error.to_string().contains("object store"), "{error}");
    assert!(error.help().unwrap().contains("s3."), "{error:?}");
    let names = query(&live, "select sku from shop.product");
    assert_eq!(names, [json!({"sku": "a"})]);
}
