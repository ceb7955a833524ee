//! Values that rows leave out, whatever they come in.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use serde_json::json;

use crate::help::{Lake, Model, load, rejects};

const IRI: &str = "https://example.org/shop#Thing";

const THINGS: &str = "
s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:level , s:must , s:marks , s:title , s:box , s:tree .
s:id a upper:Attribute ; upper:datatype xsd:string .
s:level a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:defaultValue 7 .
s:must a upper:Attribute ; upper:datatype xsd:boolean ; upper:minCount 1 ; upper:maxCount 1 ; upper:defaultValue true .
s:marks a upper:Attribute ; upper:datatype xsd:string .
s:title a upper:Attribute ; upper:datatype rdf:langString ; upper:maxCount 1 ; upper:defaultValue \"thing\"@en .
s:box a upper:Relationship ; upper:class s:Box ; upper:maxCount 1 .
s:Box a upper:DirectClass ; upper:property s:width , s:level .
s:width a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
s:tree a upper:Relationship ; upper:class s:Tree ; upper:maxCount 1 .
s:Tree a upper:DirectClass ; upper:property s:must , s:below .
s:below a upper:Relationship ; upper:class s:Tree .
";

const SIMPLE: &str = "
s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:level , s:must .
s:id a upper:Attribute ; upper:datatype xsd:string .
s:level a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:defaultValue 7 .
s:must a upper:Attribute ; upper:datatype xsd:boolean ; upper:minCount 1 ; upper:maxCount 1 ; upper:defaultValue true .
";

#[test]
fn json_lines_are_filled_in_at_every_depth() {
    let (lake, model) = (Lake::new(), Model::of(THINGS));
    lake.provision(&model);
    let loaded = lake.load(
        &model,
        "Thing",
        r#"{"id":"1"}
{"id":"2","level":1,"must":false,"marks":["x"],"title":{"de":"Ding"},"box":{"width":2},"tree":{"below":[{"must":false}]}}
"#,
    );
    assert_eq!(loaded.rejected, 0, "{:?}", lake.rejects("Thing"));
    let rows = lake.query("select * from shop.thing order by id");
    assert_eq!(
        rows[0],
        json!({"id":"1","level":7,"must":true,"marks":null,"title":{"en":"thing"},"box":null,"tree":null})
    );
    assert_eq!(rows[1]["level"], json!(1));
    assert_eq!(rows[1]["must"], json!(false));
    assert_eq!(rows[1]["title"], json!({"de":"Ding"}));
    assert_eq!(rows[1]["box"], json!({"width":2,"level":7}));
    assert_eq!(
        rows[1]["tree"],
        json!("{\"must\":true,\"below\":[{\"must\":false}]}")
    );
}

#[test]
fn what_is_filled_in_counts_among_the_values_of_a_set() {
    let (lake, model) = (
        Lake::new(),
        Model::of(
            &THINGS
                .replace(
                    "s:box a upper:Relationship ; upper:class s:Box ; upper:maxCount 1 .",
                    "s:box a upper:Relationship ; upper:class s:Box .",
                )
                .replace(
                    "upper:property s:width , s:level",
                    "upper:property s:width , s:level , s:title , s:marks",
                ),
        ),
    );
    lake.provision(&model);
    let same = [
        (r#"{"width":1}"#, r#"{"width":1,"level":7}"#),
        (r#"{"width":1}"#, r#"{"title":{"EN":"thing"},"width":1}"#),
        (r#"{"marks":["a","b"]}"#, r#"{"marks":["b","a"]}"#),
        (r#"{"marks":"a"}"#, r#"{"marks":["a"]}"#),
    ];
    for (nth, (one, other)) in same.into_iter().enumerate() {
        let row = format!("{{\"id\":\"{nth}\",\"box\":[{one},{other}]}}");
        let loaded = lake.load(&model, "Thing", &row);
        assert_eq!((loaded.inserted, loaded.rejected), (0, 1), "{row}");
        let reason = &lake.rejects("Thing")[0].1;
        assert_eq!(reason, "box: has an object twice, and is a set", "{row}");
    }
    let different = r#"{"id":"5","box":[{"width":1},{"width":1,"level":8},{"width":1,"title":{"de":"thing"}}]}"#;
    assert_eq!(lake.load(&model, "Thing", different).inserted, 1);
}

fn filled(lake: &Lake, model: &Model, file: &PathBuf) {
    let loaded = load(&lake.live, model, IRI, std::slice::from_ref(file)).unwrap();
    let why = rejects(&containers::rejects_of(file));
    assert_eq!((loaded.inserted, loaded.rejected), (2, 0), "{why:?}");
    assert_eq!(
        lake.query("select * from shop.thing order by id"),
        [
            json!({"id":"a","level":7,"must":true}),
            json!({"id":"b","level":1,"must":true})
        ]
    );
}

fn simple() -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(SIMPLE));
    lake.provision(&model);
    (lake, model)
}

#[test]
fn csv_is_filled_in_where_cells_are_empty_or_columns_missing() {
    let (lake, model) = simple();
    let file = lake.file("t.csv", "id,level\na,\nb,1\n");
    filled(&lake, &model, &file);
}

#[test]
fn parquet_is_filled_in_where_values_or_columns_are_missing() {
    let (lake, model) = simple();
    let columns: Vec<(&str, ArrayRef, bool)> = vec![
        ("id", Arc::new(StringArray::from(vec!["a", "b"])), true),
        (
            "level",
            Arc::new(Int32Array::from(vec![None, Some(1)])),
            true,
        ),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let path = lake.dir.path().join("t.parquet");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    filled(&lake, &model, &path);
}

#[test]
fn avro_is_filled_in_where_fields_are_null_or_missing() {
    let (lake, model) = simple();
    let schema = apache_avro::Schema::parse_str(
        r#"{"type":"record","name":"Thing","fields":[{"name":"id","type":"string"},{"name":"level","type":["null","int"]}]}"#,
    )
    .unwrap();
    let path = lake.dir.path().join("t.avro");
    let mut writer = apache_avro::Writer::new(&schema, std::fs::File::create(&path).unwrap());
    for (id, level) in [("a", None), ("b", Some(1))] {
        let mut record = apache_avro::types::Record::new(&schema).unwrap();
        record.put("id", id);
        record.put("level", level);
        writer.append(record).unwrap();
    }
    writer.flush().unwrap();
    filled(&lake, &model, &path);
}

/// As finer than a microsecond: null would be another value than the model says.
#[test]
fn a_default_that_no_column_holds_is_told_with_each_row_that_needs_it() {
    let at = "s:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:maxCount 1 ;
        upper:defaultValue \"2024-12-31T23:59:59.9999999Z\"^^xsd:dateTime .";
    let model = Model::of(&format!(
        "s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:at .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         {at}"
    ));
    let lake = Lake::new();
    lake.provision(&model);
    let rows = "{\"id\":\"a\"}\n{\"id\":\"b\",\"at\":\"2024-12-31T00:00:00Z\"}\n";
    let file = lake.file("t.jsonl", rows);
    let loaded = load(&lake.live, &model, IRI, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.inserted, loaded.rejected), (1, 1));
    let rejects = rejects(&containers::rejects_of(&file));
    assert_eq!(rejects[0].0, 1);
    assert!(rejects[0].1.contains("of its default"), "{rejects:?}");
}

#[test]
fn nested_texts_without_any_language_are_left_out() {
    let all = |of: &str| format!("upper:property {of} , s:title");
    let turtle = THINGS
        .replace("upper:property s:width", &all("s:width"))
        .replace("upper:property s:must , s:below", &all("s:must , s:below"));
    let (lake, model) = (Lake::new(), Model::of(&turtle));
    lake.provision(&model);
    let loaded = lake.load(
        &model,
        "Thing",
        r#"{"id":"1","title":{},"box":{"title":{}},"tree":{"title":{}}}"#,
    );
    assert_eq!(loaded.rejected, 0, "{:?}", lake.rejects("Thing"));
    let rows = lake.query("select * from shop.thing");
    assert_eq!(rows[0]["title"], json!({"en":"thing"}));
    assert_eq!(rows[0]["box"]["title"], json!({"en":"thing"}));
    assert_eq!(
        rows[0]["tree"],
        json!("{\"must\":true,\"title\":{\"en\":\"thing\"}}")
    );
}
