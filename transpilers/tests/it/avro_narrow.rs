//! Avro fields of classes that are narrower than others: qualified ones of nested sealed
//! classes, and properties that have no values any more.

use serde_json::{Value, json};
use transpilers::output::Output;
use transpilers::{Settings, target};

use super::models::domains;

const SHAPES: &str = "
d:Shape a upper:SealedClass ; upper:property d:colour .
d:Circle a upper:DirectClass ; upper:subClassOf d:Shape ; upper:property d:radius .
d:Square a upper:DirectClass ; upper:subClassOf d:Shape ; upper:property d:side .
d:Red a upper:QualifiedClass ; upper:qualifies d:Shape ; upper:where [ upper:property d:colour ; upper:hasValue \"red\" ] .
d:Blue a upper:QualifiedClass ; upper:qualifies d:Shape ; upper:where [ upper:property d:colour ; upper:hasValue \"blue\" ] .
d:Text a upper:DirectClass ; upper:property d:words .
d:Item a upper:Union ; upper:unionOf ( d:Red d:Text d:Blue ) .
d:Page a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id , d:items , d:first .
d:id a upper:Attribute ; upper:datatype xsd:string .
d:items a upper:Relationship ; upper:class d:Item .
d:first a upper:Relationship ; upper:class d:Red ; upper:maxCount 1 .
d:colour a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
d:radius a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
d:side a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
d:words a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
";

const BIRDS: &str = "
d:Bird a upper:SealedClass ; upper:primaryKey ( d:id ) ; upper:property d:id , d:speed , d:home .
d:Swift a upper:DirectClass ; upper:subClassOf d:Bird .
d:Kiwi a upper:DirectClass ; upper:subClassOf d:Bird ; upper:refinement
    [ upper:refines d:speed ; upper:maxCount 0 ] , [ upper:refines d:home ; upper:maxCount 0 ] .
d:id a upper:Attribute ; upper:datatype xsd:string .
d:speed a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:defaultValue 3 .
d:home a upper:Relationship ; upper:class d:Nest .
d:Nest a upper:DirectClass ; upper:property d:id .
";

fn output(text: &str) -> Output {
    let model = domains(&[("d", text)]).remove(0);
    (target("avro").unwrap().transpile)(&model, &Settings::default())
}

fn fields(output: &Output, path: &str) -> Vec<Value> {
    let file = output.artifacts.iter().find(|a| a.path == path).unwrap();
    apache_avro::Schema::parse_str(&file.text).unwrap();
    let schema: Value = serde_json::from_str(&file.text).unwrap();
    schema["fields"].as_array().unwrap().clone()
}

fn names(branches: &Value) -> Vec<&str> {
    let branches = branches.as_array().unwrap().iter();
    let name = |of| Value::as_str(of).or(of["name"].as_str());
    branches.filter_map(name).collect()
}

#[test]
fn a_qualified_member_of_a_union_is_a_record_of_each_class_below() {
    let output = output(SHAPES);
    let page = fields(&output, "d/Page.avsc");
    assert_eq!(
        names(&page[1]["type"]["items"]),
        ["Circle", "Square", "Text"],
        "each once, though two members are of them"
    );
    assert_eq!(names(&page[2]["type"]), ["null", "d.Circle", "d.Square"]);
}

#[test]
fn conditions_on_values_in_place_are_said_at_the_field() {
    let output = output(SHAPES);
    let page = fields(&output, "d/Page.avsc");
    let red = json!({
        "class": "http://e.org/d#Red",
        "conditions": [{ "property": "http://e.org/d#colour", "hasValue": "red" }],
    });
    assert_eq!(page[2]["denota.qualified"], json!([red]));
    let said = page[1]["denota.qualified"].as_array().unwrap();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0], red);
    let lost = output.losses.iter().filter(|l| l.construct == "condition");
    let lost: Vec<_> = lost
        .map(|l| (l.element.as_str(), l.message.as_str()))
        .collect();
    assert_eq!(
        lost[2],
        (
            "d.Page.first",
            "the conditions of `Red` are stated in a property and not enforced"
        )
    );
}

#[test]
fn a_property_without_values_is_null() {
    let output = output(BIRDS);
    let kiwi = fields(&output, "d/Kiwi.avsc");
    for field in &kiwi[1..] {
        assert_eq!(field["type"], "null", "{field}");
        assert_eq!(field["default"], Value::Null);
        assert_eq!(field["denota.maxCount"], 0);
    }
    assert_eq!(fields(&output, "d/Swift.avsc")[1]["default"], 3);
    let mut lost = output
        .losses
        .iter()
        .filter(|l| l.element.starts_with("d.Kiwi."));
    assert_eq!(lost.next(), None);
}
