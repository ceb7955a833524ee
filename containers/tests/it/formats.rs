//! The same rows in every format.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, Date64Array, Int64Array, NullArray, RecordBatch, StringArray,
};
use serde_json::{Value, json};

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
fn cells_that_csv_has_no_column_for_are_kept_with_their_row() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let file = lake.file("p.csv", "sku,name\na,A,B,\"C,D\"\nb\n");
    load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap();
    let text = std::fs::read_to_string(containers::rejects_of(&file)).unwrap();
    let rows = text.lines().map(|line| {
        let reject: Value = serde_json::from_str(line).unwrap();
        reject["row"].clone()
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            json!({"sku": "a", "name": "A", "_surplus": ["B", "C,D"]}),
            json!({"sku": "b"}),
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

pub(crate) fn parquet(lake: &Lake, name: &str, columns: Vec<(&str, ArrayRef)>) -> PathBuf {
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

/// Arrow's dates in milliseconds are dates of Parquet like any other.
#[test]
fn parquet_dates_are_dates_whatever_their_writer_had() {
    let model = Model::of(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:born .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:born a upper:Attribute ; upper:datatype xsd:date ; upper:maxCount 1 .",
    );
    let lake = lake(&model);
    let day = 86_400_000;
    let file = parquet(
        &lake,
        "p.parquet",
        vec![
            ("id", Arc::new(StringArray::from(vec!["a", "b"]))),
            (
                "born",
                Arc::new(Date64Array::from(vec![-day, 19_723 * day])),
            ),
        ],
    );
    let class = "https://example.org/shop#P";
    let loaded = load(&lake.live, &model, class, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.read, loaded.rejected), (2, 0));
    assert_eq!(
        lake.query("select id, cast(born as varchar) as born from shop.p order by id"),
        [
            json!({"id": "a", "born": "1969-12-31"}),
            json!({"id": "b", "born": "2024-01-01"})
        ]
    );
}

/// A list makes a file be read row by row.
#[test]
fn parquet_bytes_are_texts_beside_lists_as_well() {
    let model = Model::of(PRODUCT);
    let lake = lake(&model);
    let mut tags = ListBuilder::new(StringBuilder::new());
    for _ in 0..2 {
        tags.append_value([Some("x")]);
    }
    let names: Vec<&[u8]> = vec![b"A", b"\xff"];
    let file = parquet(
        &lake,
        "p.parquet",
        vec![
            ("sku", Arc::new(StringArray::from(vec!["a", "b"]))),
            ("name", Arc::new(BinaryArray::from(names))),
            ("tags", Arc::new(tags.finish())),
        ],
    );
    load(&lake.live, &model, PRODUCT_IRI, std::slice::from_ref(&file)).unwrap();
    assert_eq!(
        lake.query("select sku, name, tags from shop.product"),
        [json!({"sku": "a", "name": "A", "tags": ["x"]})]
    );
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects, [(2, "name: is not UTF-8".to_owned())]);
}

#[test]
fn a_key_that_a_parquet_map_has_twice_rejects_its_row() {
    let model = Model::of(RICH);
    let lake = lake(&model);
    let mut titles = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for texts in [["en", "x", "en", "y"], ["en", "x", "de", "y"]] {
        let [one, first, two, second] = texts;
        titles.keys().append_value(one);
        titles.values().append_value(first);
        titles.keys().append_value(two);
        titles.values().append_value(second);
        titles.append(true).unwrap();
    }
    let texts = |of: [&str; 2]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
    let file = parquet(
        &lake,
        "i.parquet",
        vec![
            ("_type", texts(["Disc", "Disc"])),
            ("code", texts(["1", "2"])),
            ("title", Arc::new(titles.finish())),
        ],
    );
    let iri = "https://example.org/shop#Item";
    let loaded = load(&lake.live, &model, iri, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.inserted, loaded.rejected), (1, 1));
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects, [(1, "has the member `en` twice".to_owned())]);
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
        (
            3,
            "price: `3000000000` is outside the 32 bits of the column".to_owned()
        )
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
fn numbers_of_json_count_to_the_last_digit() {
    let model = Model::of(
        "s:C a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:exact , s:near , s:all , s:text .
         s:id a upper:Attribute ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .
         s:exact a upper:Attribute ; upper:datatype s:Small ; upper:maxCount 1 .
         s:Small a upper:CustomDatatype ; upper:base xsd:decimal ; upper:maxInclusive 83510150270.498155 .
         s:near a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
         s:all a upper:Attribute ; upper:datatype rdf:JSON ; upper:maxCount 1 .
         s:text a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
    );
    let lake = lake(&model);
    let rows = r#"{"id":1,"exact":83510150270.498155,"near":901.4274576114835,"all":[0.1,83510150270.498155]}
{"id":2,"exact":83510150270.498156}
{"id":3,"exact":0.1000000000000000055}
{"id":9223372036854775807,"near":0.1000000000000000055}
{"id":9223372036854775808}
{"id":6,"text":1.5}
{"id":1e16,"exact":1e10}
{"id":4503599627370496.4}
{"id":1.00000000000000001}
{"id":123456789012345678.0}
{"id":1.23456789012345e18}
"#;
    let loaded = lake.load(&model, "C", rows);
    assert_eq!((loaded.inserted, loaded.rejected), (5, 6));
    assert_eq!(
        lake.query("select id, exact, near, \"all\" from shop.c order by id"),
        [
            // Numbers of `rdf:JSON` are doubles: what is nearest has fewer digits.
            json!({"id": 1, "exact": "83510150270.498155000", "near": 901.427_457_611_483_5, "all": "[0.1,83510150270.49815]"}),
            json!({"id": 10_000_000_000_000_000_i64, "exact": "10000000000.000000000", "near": null, "all": null}),
            json!({"id": 123_456_789_012_345_678_i64, "exact": null, "near": null, "all": null}),
            json!({"id": 1_234_567_890_123_450_000_i64, "exact": null, "near": null, "all": null}),
            json!({"id": 9_223_372_036_854_775_807_i64, "exact": null, "near": 0.1, "all": null}),
        ]
    );
    let reasons: Vec<String> = lake.rejects("C").into_iter().map(|r| r.1).collect();
    assert_eq!(
        reasons,
        [
            "exact: `83510150270.498156` is more than 83510150270.498155",
            "exact: `0.1000000000000000055` does not fit into decimal(38, 9)",
            "id: `9223372036854775808` is outside the 64 bits of the column",
            "text: expected text, found the number 1.5",
            "id: expected a whole number, found 4503599627370496.4",
            "id: expected a whole number, found 1.00000000000000001",
        ]
    );
}
