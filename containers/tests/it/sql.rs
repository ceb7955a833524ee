//! What queries may ask of columns of every type.

use serde_json::json;

use crate::help::{Lake, Model};

const NOTES: &str = "
s:Note a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:at , s:blob , s:tags , s:title , s:box , s:price .
s:id a upper:Attribute ; upper:datatype upper:UUID .
s:at a upper:Attribute ; upper:datatype xsd:time ; upper:maxCount 1 .
s:blob a upper:Attribute ; upper:datatype xsd:base64Binary ; upper:maxCount 1 .
s:tags a upper:Attribute ; upper:datatype xsd:string .
s:title a upper:Attribute ; upper:datatype rdf:langString .
s:box a upper:Relationship ; upper:class s:Box ; upper:maxCount 1 .
s:Box a upper:DirectClass ; upper:property s:label .
s:label a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
s:price a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
";

const A: &str = "6f96cfdf-38d5-4c4a-a9a7-38a1d4ff5dc8";
const B: &str = "7f96cfdf-38d5-4c4a-a9a7-38a1d4ff5dc8";

fn start() -> Lake {
    let (lake, model) = (Lake::new(), Model::of(NOTES));
    lake.provision(&model);
    let full = json!({"id": A, "at": "12:30:00", "blob": "AAE=", "tags": ["x"], "title": {"en": "t"}, "box": {"label": "l"}, "price": "1.5"});
    lake.load(&model, "Note", &format!("{full}\n{{\"id\":\"{B}\"}}\n"));
    lake
}

/// The row with everything, or the one with nothing.
fn is_found(lake: &Lake, filter: &str, id: &str) {
    let found = lake.query(&format!("select id from shop.note where {filter}"));
    assert_eq!(found, [json!({ "id": id })], "{filter}");
}

#[test]
fn columns_of_every_type_are_asked_for_values() {
    let lake = start();
    for column in ["at", "blob", "tags", "title", "box", "price"] {
        is_found(&lake, &format!("{column} is not null"), A);
        is_found(&lake, &format!("{column} is null"), B);
        is_found(&lake, &format!("{column} is null and price is null"), B);
    }
    for filter in [
        &format!("id = '{A}'"),
        &format!("id in ('{A}')"),
        &format!("id <> '{B}'"),
        &format!("id = '{A}' and tags is not null"),
        "id like '6f%'",
        "at = '12:30:00'",
        "price > 1",
        "price = 1.5",
        "array_has(tags, 'x')",
        "box['label'] = 'l'",
    ] {
        is_found(&lake, filter, A);
    }
}

#[test]
fn counts_limits_and_tables_of_metadata_work() {
    let lake = start();
    let one = |sql: &str| lake.query(sql)[0].clone();
    assert_eq!(one("select count(*) as n from shop.note"), json!({"n": 2}));
    assert_eq!(
        one("select count(tags) as n from shop.note"),
        json!({"n": 1})
    );
    assert_eq!(lake.query("select id from shop.note limit 1").len(), 1);
    assert_eq!(
        one("select count(*) as n from shop.note a join shop.note b on a.id = b.id"),
        json!({"n": 2})
    );
    assert!(
        !lake
            .query("select * from shop.\"note$snapshots\"")
            .is_empty()
    );
}

/// The bounds of files that were written before are of the narrower type.
#[test]
fn a_filter_finds_rows_from_before_their_column_was_widened() {
    let of = |whole: &str, real: &str| {
        Model::of(&format!(
            "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:i , s:f .
             s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
             s:i a upper:Attribute ; upper:datatype {whole} ; upper:maxCount 1 .
             s:f a upper:Attribute ; upper:datatype {real} ; upper:maxCount 1 ."
        ))
    };
    let lake = Lake::new();
    let narrow = of("xsd:int", "xsd:float");
    lake.provision(&narrow);
    lake.load(&narrow, "P", r#"{"id":"a","i":-7,"f":-2.5}"#);
    let wide = of("xsd:long", "xsd:double");
    lake.provision(&wide);
    lake.load(&wide, "P", r#"{"id":"b","i":7,"f":2.5}"#);
    for (filter, ids) in [
        ("i < 5", vec!["a"]),
        ("i > -10", vec!["a", "b"]),
        ("i between -10 and 10", vec!["a", "b"]),
        ("f < 0", vec!["a"]),
        ("f in (-2.5, 2.5)", vec!["a", "b"]),
        ("not i >= 5", vec!["a"]),
    ] {
        let rows = lake.query(&format!("select id from shop.p where {filter} order by id"));
        let found: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{filter}");
    }
}

#[test]
fn zero_has_no_sign() {
    let model = Model::of(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:d .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:d a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    lake.load(&model, "P", r#"{"id":"a","d":-0.0}"#);
    assert_eq!(lake.query("select id from shop.p where d = 0").len(), 1);
    let loaded = lake.load(&model, "P", r#"{"id":"a","d":0}"#);
    assert_eq!((loaded.updated, loaded.unchanged), (0, 1));
}
