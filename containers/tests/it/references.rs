//! References to entities with a key of several members, and pairs of inverses.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use serde_json::json;

use crate::help::{Lake, Model, load, rejects};

const PAIR: &str = "
s:C a upper:DirectClass ; upper:primaryKey ( s:a s:b ) ; upper:property s:a , s:b .
s:R a upper:DirectClass ; upper:primaryKey ( s:a ) ; upper:property s:a , s:rc , s:box .
s:Box a upper:DirectClass ; upper:property s:rc .
s:a a upper:Attribute ; upper:datatype xsd:string .
s:b a upper:Attribute ; upper:datatype xsd:string .
s:rc a upper:Relationship ; upper:class s:C ; upper:maxCount 1 .
s:box a upper:Relationship ; upper:class s:Box ; upper:maxCount 1 .
";

const R: &str = "https://example.org/shop#R";

fn start() -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(PAIR));
    lake.provision(&model);
    (lake, model)
}

#[test]
fn a_reference_has_its_whole_key_and_nothing_else() {
    let (lake, model) = start();
    lake.load(
        &model,
        "R",
        r#"{"a":"1","rc":{"a":"1","b":"2"}}
{"a":"2","rc":{"a":"1"}}
{"a":"3","rc":{"a":"1","b":"2","o":"x"}}
{"a":"4","rc":{"nope":true}}
{"a":"5","rc":"1"}
{"a":"6","rc":null}
{"a":"7","box":{"rc":{"b":"2"}}}
{"a":"8","box":{"rc":{"a":"1","b":"2"}}}
"#,
    );
    let reasons = [
        (2, "rc.b: is missing"),
        (3, "rc: a reference to `C` has its key alone, and no `o`"),
        (
            4,
            "rc: a reference to `C` has its key alone, and no `nope`; rc.a: is missing; rc.b: is missing",
        ),
        (5, "rc: expected a key with `a`, found the text `1`"),
        (7, "box.rc.a: is missing"),
    ];
    for ((line, found), (expected, reason)) in lake.rejects("R").iter().zip(reasons) {
        assert_eq!(*line, expected);
        assert!(found.starts_with(reason), "{line}: {found}");
    }
    assert_eq!(lake.rejects("R").len(), reasons.len());
    assert_eq!(
        lake.query("select a, rc_a, rc_b from shop.r order by a"),
        [
            json!({"a":"1","rc_a":"1","rc_b":"2"}),
            json!({"a":"6","rc_a":null,"rc_b":null}),
            json!({"a":"8","rc_a":null,"rc_b":null})
        ]
    );
}

/// A key of one attribute may stand there by itself or as an object, which has it then.
#[test]
fn a_reference_of_one_attribute_has_it() {
    let (lake, model) = (
        Lake::new(),
        Model::of(
            "s:P a upper:DirectClass ; upper:primaryKey ( s:a ) ; upper:property s:a .
             s:Q a upper:DirectClass ; upper:primaryKey ( s:a ) ; upper:property s:a , s:p , s:ps .
             s:ps a upper:Relationship ; upper:class s:P .
             s:a a upper:Attribute ; upper:datatype xsd:string .
             s:p a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .",
        ),
    );
    lake.provision(&model);
    lake.load(
        &model,
        "Q",
        r#"{"a":"1","p":{"a":"x"}}
{"a":"2","p":"x"}
{"a":"3","p":null}
{"a":"4","p":{}}
{"a":"5","p":{"code":"x"}}
{"a":"6","p":{"a":"x","code":"x"}}
{"a":"7","p":{"a":"x","@type":"Q"}}
{"a":"8","p":{"a":"x","@type":"P"},"ps":[{"a":"x"},"y"]}
{"a":"9","ps":["x",{"a":"y","code":"x"}]}
{"a":"10","_type":"Q","@type":"P"}
"#,
    );
    let of_p = |text: &str| text.to_owned();
    assert_eq!(
        lake.rejects("Q"),
        [
            (4, of_p("p.a: is missing")),
            (
                5,
                of_p("p: a reference to `P` has its key alone, and no `code`; p.a: is missing")
            ),
            (
                6,
                of_p("p: a reference to `P` has its key alone, and no `code`")
            ),
            (7, of_p("p.@type: expected `P`, found the text `Q`")),
            (
                9,
                of_p("ps[1]: a reference has the key `a` alone, and no `code`")
            ),
            (
                10,
                of_p("`_type` says the text `Q`, and `@type` says the text `P`")
            ),
        ]
    );
    assert_eq!(
        lake.query("select a, p_a from shop.q order by a"),
        [
            json!({"a":"1","p_a":"x"}),
            json!({"a":"2","p_a":"x"}),
            json!({"a":"3","p_a":null}),
            json!({"a":"8","p_a":"x"})
        ]
    );
}

#[test]
fn columns_have_a_whole_key_or_nothing_of_it() {
    let (lake, model) = start();
    let half = [(
        2,
        "rc_b: is missing, while `rc_a` is there: a reference has its whole key",
    )];
    let half = half.map(|(line, why): (u64, &str)| (line, why.to_owned()));

    let csv = lake.file("r.csv", "a,rc_a,rc_b\n10,1,\n11,1,2\n12,,\n");
    let loaded = load(&lake.live, &model, R, std::slice::from_ref(&csv)).unwrap();
    assert_eq!((loaded.read, loaded.rejected), (3, 1));
    assert_eq!(rejects(&containers::rejects_of(&csv)), half);

    let parquet = lake.dir.path().join("r.parquet");
    let texts = |of: [Option<&str>; 3]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
    let rows = RecordBatch::try_from_iter([
        ("a", texts([Some("20"), Some("21"), Some("22")])),
        ("rc_a", texts([Some("1"), Some("1"), None])),
        ("rc_b", texts([Some("2"), None, None])),
    ])
    .unwrap();
    let file = std::fs::File::create(&parquet).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let loaded = load(&lake.live, &model, R, std::slice::from_ref(&parquet)).unwrap();
    assert_eq!((loaded.read, loaded.rejected), (3, 1));
    assert_eq!(rejects(&containers::rejects_of(&parquet)), half);
}

#[test]
fn what_its_inverse_says_may_be_an_empty_list() {
    let model = Model::of(
        "s:Shelf a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:books .
         s:Book a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:shelf .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:shelf a upper:Relationship ; upper:class s:Shelf ; upper:maxCount 1 .
         s:books a upper:Relationship ; upper:class s:Book ; upper:inverseOf s:shelf .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    let loaded = lake.load(
        &model,
        "Shelf",
        r#"{"id":"1","books":[]}
{"id":"2","books":null}
{"id":"3"}
{"id":"4","books":["b"]}
"#,
    );
    assert_eq!((loaded.inserted, loaded.rejected), (3, 1));
    assert_eq!(
        lake.rejects("Shelf"),
        [(
            4,
            "`books` has no column of its own: it is said by its inverse, `shelf`".to_owned()
        )]
    );
}
