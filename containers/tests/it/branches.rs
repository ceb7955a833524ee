//! Values of several classes, in rows of every form: they have what their own class has.

use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int32Builder, StringBuilder, StructBuilder};
use arrow_array::{
    ArrayRef, Int32Array, Int64Array, StringArray, StructArray, Time64MicrosecondArray,
};
use arrow_schema::{DataType, Field, Fields};
use serde_json::json;

use crate::formats::parquet;
use crate::help::{Lake, Model, load, rejects};

const ANIMALS: &str = "
s:Animal a upper:SealedClass ; upper:primaryKey ( s:code ) ; upper:property s:code .
s:Dog a upper:DirectClass ; upper:subClassOf s:Animal ; upper:property s:legs .
s:Fish a upper:DirectClass ; upper:subClassOf s:Animal .
s:code a upper:Attribute ; upper:datatype xsd:string .
s:legs a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
";

fn start(turtle: &str) -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(turtle));
    lake.provision(&model);
    (lake, model)
}

fn texts(of: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(of.to_vec()))
}

#[test]
fn a_row_of_parquet_has_what_its_class_has() {
    let (lake, model) = start(ANIMALS);
    let file = parquet(
        &lake,
        "a.parquet",
        vec![
            ("_type", texts(&["Dog", "Fish"])),
            ("code", texts(&["1", "2"])),
            ("legs", Arc::new(Int32Array::from(vec![4, 3]))),
        ],
    );
    let all = load(
        &lake.live,
        &model,
        "https://example.org/shop#Animal",
        std::slice::from_ref(&file),
    );
    let all = all.unwrap();
    assert_eq!((all.inserted, all.rejected), (1, 1));
    let told = rejects(&containers::rejects_of(&file));
    assert_eq!(told, [(2, "legs: `Fish` does not have it".to_owned())]);
    let dogs = load(
        &lake.live,
        &model,
        "https://example.org/shop#Dog",
        std::slice::from_ref(&file),
    );
    let dogs = dogs.unwrap();
    assert_eq!((dogs.unchanged, dogs.rejected), (1, 1));
    let told = &rejects(&containers::rejects_of(&file))[0].1;
    assert!(told.contains("`Fish`"), "{told}");
}

const SHAPES: &str = "
s:T a upper:SealedClass ; upper:primaryKey ( s:code ) ; upper:property s:code , s:shape , s:shapes .
s:T1 a upper:DirectClass ; upper:subClassOf s:T ; upper:refinement
    [ upper:refines s:shape ; upper:class s:Circle ] , [ upper:refines s:shapes ; upper:class s:Circle ] .
s:T2 a upper:DirectClass ; upper:subClassOf s:T .
s:code a upper:Attribute ; upper:datatype xsd:string .
s:shape a upper:Relationship ; upper:class s:Shape ; upper:maxCount 1 .
s:shapes a upper:Relationship ; upper:class s:Shape .
s:Shape a upper:SealedClass .
s:Circle a upper:DirectClass ; upper:subClassOf s:Shape ; upper:property s:r .
s:Square a upper:DirectClass ; upper:subClassOf s:Shape ; upper:property s:n .
s:r a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
s:n a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
";

#[test]
fn a_refinement_leaves_the_branches_that_it_names() {
    let (lake, model) = start(SHAPES);
    let rows = r#"{"@type":"T1","code":"1","shape":{"@type":"Square","n":"q"}}
{"@type":"T1","code":"2","shapes":[{"@type":"Square","n":"q"}]}
{"@type":"T2","code":"3","shape":{"@type":"Square","n":"q"}}
{"@type":"T1","code":"4","shape":{"@type":"Circle","r":1.5},"shapes":[{"r":2.5}]}
{"@type":"T1","code":"5","shape":{"r":1.5}}
{"@type":"T2","code":"6","shape":{"r":1.5}}
"#;
    let loaded = lake.load(&model, "T", rows);
    let told = lake.rejects("T");
    assert_eq!((loaded.inserted, loaded.rejected), (3, 3), "{told:?}");
    let lines: Vec<u64> = told.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 6]);
    let stored = lake.query("select shape from shop.t where code = '5'");
    assert_eq!(stored[0]["shape"]["_type"], "Circle");
    assert_eq!(stored[0]["shape"]["circle"], json!({"r": 1.5}));
}

/// A union in Parquet: the class, a circle, a square.
fn shapes(of: &[(&str, Option<f64>, Option<&str>)]) -> ArrayRef {
    let circle = Fields::from(vec![Field::new("r", DataType::Float64, true)]);
    let square = Fields::from(vec![Field::new("n", DataType::Utf8, true)]);
    let (mut kinds, mut circles, mut squares) = (
        StringBuilder::new(),
        StructBuilder::new(circle.clone(), vec![Box::new(Float64Builder::new())]),
        StructBuilder::new(square.clone(), vec![Box::new(StringBuilder::new())]),
    );
    for (kind, r, n) in of {
        kinds.append_value(kind);
        circles
            .field_builder::<Float64Builder>(0)
            .unwrap()
            .append_option(*r);
        circles.append(r.is_some());
        squares
            .field_builder::<StringBuilder>(0)
            .unwrap()
            .append_option(*n);
        squares.append(n.is_some());
    }
    let fields = Fields::from(vec![
        Field::new("_type", DataType::Utf8, true),
        Field::new("circle", DataType::Struct(circle), true),
        Field::new("square", DataType::Struct(square), true),
    ]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(kinds.finish()),
        Arc::new(circles.finish()),
        Arc::new(squares.finish()),
    ];
    Arc::new(StructArray::new(fields, columns, None))
}

#[test]
fn a_union_in_parquet_has_the_branch_that_it_names() {
    let (lake, model) = start(SHAPES);
    let file = parquet(
        &lake,
        "t.parquet",
        vec![
            ("_type", texts(&["T2"; 4])),
            ("code", texts(&["1", "2", "3", "4"])),
            (
                "shape",
                shapes(&[
                    ("Circle", Some(1.0), None),
                    ("Circle", Some(1.0), Some("lost")),
                    ("Circle", None, Some("lost")),
                    ("Square", None, None),
                ]),
            ),
        ],
    );
    let loaded = load(
        &lake.live,
        &model,
        "https://example.org/shop#T",
        std::slice::from_ref(&file),
    );
    assert_eq!(
        (loaded.as_ref().unwrap().inserted, loaded.unwrap().rejected),
        (1, 3)
    );
    let told = rejects(&containers::rejects_of(&file));
    assert_eq!(
        told[0],
        (
            2,
            "shape.square: is filled, while the value is a `Circle`".to_owned()
        )
    );
    assert_eq!(told[2].0, 4);
}

#[test]
fn fields_of_parquet_structs_are_those_of_the_table() {
    let (lake, model) = start(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:box , s:at .
         s:id a upper:Attribute ; upper:datatype xsd:long .
         s:at a upper:Attribute ; upper:datatype xsd:time ; upper:maxCount 1 .
         s:box a upper:Relationship ; upper:class s:Box ; upper:maxCount 1 .
         s:Box a upper:DirectClass ; upper:property s:width .
         s:width a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .",
    );
    let iri = "https://example.org/shop#P";
    let mut width = Int32Builder::new();
    width.append_value(3);
    let width: ArrayRef = Arc::new(width.finish());
    let field = Field::new("widht", DataType::Int32, true);
    let boxes = StructArray::new(Fields::from(vec![field]), vec![width], None);
    let file = parquet(
        &lake,
        "p.parquet",
        vec![
            ("id", Arc::new(Int64Array::from(vec![1]))),
            ("box", Arc::new(boxes)),
        ],
    );
    let loaded = load(&lake.live, &model, iri, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.inserted, loaded.rejected), (0, 1));
    let told = rejects(&containers::rejects_of(&file));
    assert_eq!(
        told,
        [(
            1,
            "box: has no field `widht`, did you mean `width`?".to_owned()
        )]
    );
    let times = Time64MicrosecondArray::from(vec![1, 86_400_000_000]);
    let file = parquet(
        &lake,
        "t.parquet",
        vec![
            ("id", Arc::new(Int64Array::from(vec![1, 2]))),
            ("at", Arc::new(times)),
        ],
    );
    let loaded = load(&lake.live, &model, iri, std::slice::from_ref(&file)).unwrap();
    assert_eq!((loaded.inserted, loaded.rejected), (1, 1));
    let told = rejects(&containers::rejects_of(&file));
    assert_eq!(told, [(2, "at: is no time of a day".to_owned())]);
}

#[test]
fn a_key_with_a_member_called_value_is_a_branch_as_any() {
    let (lake, model) = start(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:any .
         s:id a upper:Attribute ; upper:datatype xsd:long .
         s:any a upper:Relationship ; upper:class s:U ; upper:maxCount 1 .
         s:U a upper:Union ; upper:unionOf ( s:A s:B ) .
         s:A a upper:DirectClass ; upper:primaryKey ( s:value s:day ) ; upper:property s:value , s:day .
         s:B a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id .
         s:value a upper:Attribute ; upper:datatype xsd:string .
         s:day a upper:Attribute ; upper:datatype xsd:date .",
    );
    let rows = r#"{"id":1,"any":{"@type":"A","value":"k","day":"2024-01-01"}}
{"id":2,"any":{"@type":"A","value":{"value":"k","day":"2024-01-01"}}}
{"id":3,"any":{"@type":"B","value":7}}
"#;
    let loaded = lake.load(&model, "P", rows);
    assert_eq!(
        (loaded.inserted, loaded.rejected),
        (3, 0),
        "{:?}",
        lake.rejects("P")
    );
    let stored = lake.query("select any from shop.p order by id");
    assert_eq!(stored[0], stored[1]);
}
