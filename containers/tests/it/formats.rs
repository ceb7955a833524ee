//! The same rows in every format.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Int64Array, NullArray, RecordBatch, StringArray};
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

/// The rejected rows of a CSV file of products, by line.
fn rejected(text: &str) -> Vec<(u64, String)> {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let file = lake.file("p.csv", text);
    let loaded = load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap();
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects.len() as u64, loaded.rejected);
    rejects
}

#[test]
fn a_list_in_csv_is_told_how_it_is_written() {
    let rejects = rejected("sku,name,tags\na,A,x;y\nb,B,[\"x\",\"y\"]\n");
    assert_eq!(
        rejects,
        [
            (2, "tags: expected a list in JSON like `[\"A\",\"B\"]`, which a cell has in quotes, `\"[\"\"A\"\",\"\"B\"\"]\"`, found `x;y`".to_owned()),
            (3, "has 4 cells where the header has 3: a cell with a comma stands in quotes".to_owned()),
        ]
    );
}

#[test]
fn a_quote_in_csv_that_is_not_closed_is_found_where_it_opens() {
    let open = "has a quote that is not closed, so that all that follows is in it";
    for end in ["b,B\nc,C\n", "b,B", "b,B\n\n\n", "b,\"\"B\n", ""] {
        let text = format!("sku,name\na,A\n\nx,\"X\n{end}");
        assert_eq!(rejected(&text), [(4, open.to_owned())], "{text}");
    }
    let closed = "has 3 cells where the header has 2, and goes on over the end of the line: is a quote not closed?";
    assert_eq!(
        rejected("sku,name\nx,\"X\nb,\"B,C\"\nc,C\n"),
        [(2, closed.to_owned())]
    );
    for fine in ["x,\"X\n\n\"", "x,\"X\n\n\"\n", "x,\"\"\"\"", "x,5\" disk"] {
        assert_eq!(rejected(&format!("sku,name\n{fine}")), [], "{fine}");
    }
}

#[test]
fn lines_of_csv_are_counted_however_they_end() {
    let lines = |text: &str| -> Vec<u64> { rejected(text).iter().map(|r| r.0).collect() };
    let text = "sku,name\na\n\nb,\"B\nB\"\nc\nd,D\ne";
    assert_eq!(lines(text), [2, 6, 8]);
    assert_eq!(lines(&text.replace('\n', "\r\n")), [2, 6, 8]);
    assert_eq!(lines(&format!("\u{feff}{text}\n")), [2, 6, 8]);
}

#[test]
fn a_file_without_rows_changes_nothing() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    for (name, text) in [
        ("a.jsonl", ""),
        ("b.jsonl", "\n\n"),
        ("c.csv", ""),
        ("d.csv", "\n"),
        ("e.csv", "sku,name\n"),
    ] {
        let file = lake.file(name, text);
        let loaded = load(&lake.live, &model, PRODUCT_IRI, &[file]).unwrap();
        assert_eq!((loaded.read, loaded.superseded()), (0, 0), "{name}");
    }
}

#[test]
fn the_class_of_a_row_is_called_as_in_its_format() {
    let model = Model::of(RICH);
    let lake = lake(&model);
    let file = lake.file("i.csv", "code,title\n1,\"{\"\"en\"\":\"\"x\"\"}\"\n");
    let iri = "https://example.org/shop#Item";
    load(&lake.live, &model, iri, std::slice::from_ref(&file)).unwrap();
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects[0].1, "`_type` is missing: one of `Book`, `Disc`");
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
fn a_file_with_a_column_twice_is_not_read() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let texts = |of: &str| Arc::new(StringArray::from(vec![of])) as ArrayRef;
    let columns = [("sku", "a"), ("name", "A"), ("name", "B")];
    let columns = columns.map(|(name, text)| (name, texts(text)));
    for file in [
        lake.file("p.csv", "sku,name,name\na,A,B\n"),
        parquet(&lake, "p.parquet", columns.to_vec()),
    ] {
        let error = load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "cannot read `{}`: it has two columns `name`",
                file.display()
            )
        );
    }
}

/// As writers make them that know of no texts, and of nothing for want of values.
#[test]
fn parquet_bytes_are_texts_and_columns_of_nulls_are_not_there() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let names: Vec<&[u8]> = vec![b"A", b"\xff"];
    let file = parquet(
        &lake,
        "p.parquet",
        vec![
            ("sku", Arc::new(StringArray::from(vec!["a", "b"]))),
            ("name", Arc::new(BinaryArray::from(names))),
            ("price", Arc::new(NullArray::new(2))),
        ],
    );
    load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap();
    assert_eq!(
        lake.query("select sku, name, price from shop.product"),
        [json!({"sku": "a", "name": "A", "price": null})]
    );
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects, [(2, "name: is not UTF-8".to_owned())]);
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

#[test]
fn one_value_has_one_text_whatever_form_its_row_had() {
    let model = Model::of(
        "s:C a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:p .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:p a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
         s:P a upper:DirectClass ; upper:property s:name , s:knows , s:met .
         s:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:knows a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
         s:met a upper:Relationship ; upper:class s:Any ; upper:maxCount 1 .
         s:Any a upper:Union ; upper:unionOf ( s:P s:Q ) .
         s:Q a upper:DirectClass ; upper:property s:q .
         s:q a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    let first = lake.load(
        &model,
        "C",
        r#"{"id":"1","p":{"@type":"P","knows":{"knows":null,"name":"b"},"name":"a","met":{"q":"x","@type":"Q"}}}"#,
    );
    assert_eq!((first.inserted, first.rejected), (1, 0));
    // Members as the model orders them, no null, and the class only where there is a choice.
    let text = r#"{"name":"a","knows":{"name":"b"},"met":{"_type":"Q","q":"x"}}"#;
    assert_eq!(lake.query("select p from shop.c"), [json!({ "p": text })]);
    let again = lake.load(
        &model,
        "C",
        r#"{"id":"1","p":{"_type":"P","name":"a","met":{"_type":"Q","q":"x"},"knows":{"name":"b"}}}"#,
    );
    assert_eq!((again.unchanged, again.rejected), (1, 0));
}
