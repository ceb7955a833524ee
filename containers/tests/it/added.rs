//! Columns that are added to tables with rows, by us and by others.

use containers::Allow;
use serde_json::{Value, json};

use crate::help::{Lake, Model};
use crate::models::PRODUCT;
use crate::oracle;

const ROW: &str = r#"{"sku":"a","name":"A","price":1}"#;

/// A property of each kind of value that files without it cannot simply be read with, and a
/// value of it.
fn kinds() -> Vec<(&'static str, Value)> {
    vec![
        (
            "upper:Attribute ; upper:datatype xsd:string",
            json!(["x", "y"]),
        ),
        (
            "upper:Attribute ; upper:datatype rdf:langString",
            json!({"en": "Sea"}),
        ),
        (
            "upper:Attribute ; upper:datatype upper:UUID ; upper:maxCount 1",
            json!("6f96cfdf-38d5-4c4a-a9a7-38a1d4ff5dc8"),
        ),
        (
            "upper:Attribute ; upper:datatype xsd:time ; upper:maxCount 1",
            json!("12:30:00"),
        ),
        (
            "upper:Attribute ; upper:datatype xsd:base64Binary ; upper:maxCount 1",
            json!("AAE="),
        ),
        (
            "upper:Relationship ; upper:class s:Box ; upper:maxCount 1",
            json!({"label": "l", "marks": ["m"]}),
        ),
        (
            "upper:Relationship ; upper:class s:Box",
            json!([{"label": "l", "marks": ["m"]}]),
        ),
    ]
}

fn with_extra(kind: &str) -> Model {
    Model::of(&format!(
        "{}\ns:extra a {kind} .
         s:Box a upper:DirectClass ; upper:property s:label , s:marks .
         s:label a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:marks a upper:Attribute ; upper:datatype xsd:string .",
        PRODUCT.replace("s:price , s:tags", "s:price , s:tags , s:extra")
    ))
}

fn start() -> Lake {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    lake.load(&model, "Product", ROW);
    lake
}

/// The row is read as it was, and takes a value.
fn is_usable(lake: &Lake, model: &Model, value: &Value) {
    let extra = "select sku, extra from shop.product";
    assert_eq!(lake.query(extra), [json!({"sku":"a","extra":null})]);
    let again = lake.load(model, "Product", &format!("{ROW}\n"));
    assert_eq!((again.unchanged, again.rejected), (1, 0));
    let row = json!({"sku":"a","name":"A","price":1,"extra":value});
    assert_eq!(lake.load(model, "Product", &row.to_string()).updated, 1);
    assert_eq!(lake.query(extra), [json!({"sku":"a","extra":value})]);
}

#[test]
fn a_column_of_any_type_is_added_to_a_table_with_rows() {
    for (kind, value) in kinds() {
        let (lake, model) = (start(), with_extra(kind));
        let steps = lake.provision(&model);
        assert!(
            steps.contains(&"rewrite 1 data file of shop.product".to_owned()),
            "{kind}: {steps:?}"
        );
        let theirs = oracle::read(&lake, "shop.product", "pyiceberg", "sku");
        assert_eq!(theirs[0]["sku"], json!("a"), "{kind}");
        is_usable(&lake, &model, &value);
    }
}

const ADD: &str = "
import sys
import pyiceberg.types as t
from pyiceberg.catalog.sql import SqlCatalog
table = SqlCatalog('lake', uri=f'sqlite:///{sys.argv[1]}').load_table('shop.product')
with table.update_schema() as update:
    update.add_column('extra', eval(sys.argv[2]))
";

/// Their files stay as they are, and lack the column.
#[test]
fn a_column_of_any_type_that_others_added_is_there_too() {
    let types = [
        "t.ListType(1, t.StringType(), True)",
        "t.MapType(1, t.StringType(), 2, t.StringType(), True)",
        "t.UUIDType()",
        "t.TimeType()",
        "t.BinaryType()",
    ];
    for ((kind, value), theirs) in kinds().into_iter().zip(types) {
        let (lake, model) = (start(), with_extra(kind));
        let script = lake.file("add.py", ADD);
        let mut python = oracle::python(script.to_str().unwrap());
        oracle::run(python.arg(lake.live.database().unwrap()).arg(theirs));
        for sql in [
            "select sku, extra from shop.product",
            "select * except (name, price, tags) from shop.product where extra is null",
        ] {
            let expected = json!({"sku":"a","extra":null});
            assert_eq!(lake.query(sql), [expected], "{theirs}");
        }
        assert_eq!(
            lake.query("select extra from shop.product"),
            [json!({"extra":null})]
        );
        let allow = Allow { narrowing: true };
        let plan = lake.live.plan_for(&[], &model.tables("shop"), allow);
        lake.live.apply(&plan.unwrap()).unwrap();
        is_usable(&lake, &model, &value);
    }
}
