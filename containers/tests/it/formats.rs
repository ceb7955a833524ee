//! The same rows in every format.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use serde_json::json;

use crate::help::{Lake, Model, load, rejects};
use crate::models::{PRODUCT, RICH, RICH_ROWS};

const PRODUCT_IRI: &str = "https://example.org/shop#Product";

fn lake(model: &Model) -> Lake {
    let lake = Lake::new();
    lake.provision(model);
    lake
}

#[test]
fn csv_has_the_columns_of_the_table() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let file = lake.file(
        "p.csv",
        "sku,price,name,tags\na,1,\"A, b\",\"[\"\"x\"\"]\"\nb,,B,\nc,x,C,\nd,1,,\ne,1\n",
    );
    let loaded = load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.read, loaded.inserted, loaded.rejected), (5, 2, 3));
    assert_eq!(
        lake.query("select * from shop.product order by sku"),
        [
            json!({"sku":"a","name":"A, b","price":1,"tags":["x"]}),
            json!({"sku":"b","name":"B","price":null,"tags":null})
        ]
    );
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(
        rejects[0],
        (4, "price: expected a whole number, found `x`".to_owned())
    );
    assert_eq!(rejects[1], (5, "name: is missing".to_owned()));
    assert_eq!(
        rejects[2],
        (6, "has 2 cells where the header has 4".to_owned())
    );
}

#[test]
fn an_unknown_column_fails_the_load_with_a_hint() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let file = lake.file("p.csv", "sku,name,prize\na,A,1\n");
    let error = load(&lake.live, &model, PRODUCT_IRI, &[file]).unwrap_err();
    assert_eq!(error.help(), Some("did you mean `price`?"));
}

fn parquet(lake: &Lake, name: &str, columns: Vec<(&str, ArrayRef)>) -> PathBuf {
    let path = lake.dir.path().join(name);
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true)))
            .unwrap();
    write(&path, &[batch]);
    path
}

fn write(path: &std::path::Path, batches: &[RecordBatch]) {
    let file = std::fs::File::create(path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batches[0].schema(), None).unwrap();
    batches.iter().for_each(|b| writer.write(b).unwrap());
    writer.close().unwrap();
}

#[test]
fn parquet_columns_are_taken_over_and_checked() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let file = parquet(
        &lake,
        "p.parquet",
        vec![
            ("sku", Arc::new(StringArray::from(vec!["a", "b", "c"]))),
            (
                "name",
                Arc::new(StringArray::from(vec![Some("A"), None, Some("C")])),
            ),
            (
                "price",
                Arc::new(Int64Array::from(vec![
                    Some(5),
                    Some(1),
                    Some(3_000_000_000),
                ])),
            ),
        ],
    );
    let loaded = load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.read, loaded.inserted, loaded.rejected), (3, 1, 2));
    assert_eq!(
        lake.query("select sku, price from shop.product"),
        [json!({"sku":"a","price":5})]
    );
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects[0], (2, "name: is missing".to_owned()));
    assert_eq!(
        rejects[1],
        (3, "price: is outside the range of Int32".to_owned())
    );
}

#[test]
fn a_table_written_to_parquet_loads_as_it_was() {
    let model = Model::of(RICH);
    let (from, to) = (lake(&model), lake(&model));
    from.load(&model, "Item", RICH_ROWS);
    let rows = from
        .live
        .sql("select * from shop.item order by code")
        .unwrap();
    let path = to.dir.path().join("item.parquet");
    write(&path, &rows.batches);
    let loaded = load(
        &to.live,
        &model,
        "https://example.org/shop#Item",
        std::slice::from_ref(&path),
    )
    .unwrap();
    assert_eq!(
        loaded.rejected,
        0,
        "{:?}",
        rejects(&containers::rejects_of(&path))
    );
    assert_eq!(
        to.query("select * from shop.item order by code"),
        rows.objects().collect::<Vec<_>>()
    );
}

#[test]
fn avro_records_are_rows() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let schema = apache_avro::Schema::parse_str(
        r#"{"type":"record","name":"Product","namespace":"shop","fields":[
            {"name":"shop_sku","type":"string"},{"name":"name","type":"string"},
            {"name":"price","type":["null","int"]},{"name":"tags","type":{"type":"array","items":"string"}}]}"#,
    )
    .unwrap();
    let path = lake.dir.path().join("p.avro");
    let mut writer = apache_avro::Writer::new(&schema, std::fs::File::create(&path).unwrap());
    for (sku, price) in [("a", Some(1)), ("b", None)] {
        let mut record = apache_avro::types::Record::new(&schema).unwrap();
        record.put("shop_sku", sku);
        record.put("name", "N");
        record.put("price", price);
        record.put("tags", apache_avro::types::Value::Array(vec!["x".into()]));
        writer.append(record).unwrap();
    }
    writer.flush().unwrap();
    let loaded = load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&path)).unwrap();
    assert_eq!(
        (loaded.inserted, loaded.rejected),
        (2, 0),
        "{:?}",
        rejects(&containers::rejects_of(&path))
    );
    assert_eq!(
        lake.query("select sku, price, tags from shop.product order by sku"),
        [
            json!({"sku":"a","price":1,"tags":["x"]}),
            json!({"sku":"b","price":null,"tags":["x"]})
        ]
    );
}
