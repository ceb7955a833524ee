//! Avro schemas: accepted by another implementation, and saying what the guide's table promises.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use transpilers::naming::Naming;
use transpilers::output::Output;
use transpilers::representation::Role;
use transpilers::{Settings, target};
use upper::model::{DomainModel, Valid};

use super::models::{self, domains, files};

const MEDIA: [&str; 3] = [
    "domains/media/people.ttl",
    "domains/media/titles.ttl",
    "domains/media/production.ttl",
];

fn transpile(model: &Valid<DomainModel>) -> Output {
    (target("avro").unwrap().transpile)(model, &Settings::default())
}

/// The output for one model with the prefix `d`.
fn output(text: &str) -> Output {
    transpile(&domains(&[("d", text)])[0])
}

/// The files by their paths, each of which another implementation has to accept.
fn schemas(output: &Output) -> BTreeMap<String, Value> {
    let parse = |text: &str| -> Value {
        let schema: Value = serde_json::from_str(text).unwrap();
        let accepted = apache_avro::Schema::parse(&without_decimal_defaults(&schema));
        accepted.unwrap_or_else(|e| panic!("{e}\n{text}"));
        schema
    };
    output
        .artifacts
        .iter()
        .map(|a| (a.path.clone(), parse(&a.text)))
        .collect()
}

/// apache-avro 0.21 refuses the form that the specification gives to a decimal's default.
fn without_decimal_defaults(schema: &Value) -> Value {
    match schema {
        Value::Object(entries) => {
            let decimal = entries
                .get("type")
                .is_some_and(|t| t.to_string().contains("\"decimal\""));
            let kept = entries
                .iter()
                .filter(|(key, value)| !(decimal && *key == "default" && value.is_string()));
            kept.map(|(key, value)| (key.clone(), without_decimal_defaults(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_decimal_defaults).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

fn schema(output: &Output, path: &str) -> Value {
    schemas(output)
        .remove(path)
        .unwrap_or_else(|| panic!("no {path}"))
}

fn field<'v>(record: &'v Value, name: &str) -> &'v Value {
    let fields = record["fields"]
        .as_array()
        .unwrap_or_else(|| panic!("no record: {record}"));
    fields
        .iter()
        .find(|f| f["name"] == name)
        .unwrap_or_else(|| panic!("no field {name}"))
}

fn names<'v>(items: &'v Value, key: &str) -> Vec<&'v str> {
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i[key].as_str().unwrap())
        .collect()
}

fn lost(output: &Output, element: &str) -> Vec<&'static str> {
    output
        .losses
        .iter()
        .filter(|l| l.element == element)
        .map(|l| l.construct)
        .collect()
}

const ID: &str =
    "d:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n";

/// A keyed class `C` with these further properties.
fn keyed(properties: &str, text: &str) -> String {
    format!(
        "{ID} d:C a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id , {properties} .\n{text}"
    )
}

#[test]
fn every_schema_is_accepted_and_every_representation_conforms() {
    for set in [&["domains/onepiece.ttl"][..], &["domains/tpch.ttl"], &MEDIA] {
        for model in files(set) {
            let output = transpile(&model);
            assert!(!schemas(&output).is_empty());
            let turtle = output.representation.turtle();
            models::assert_conforms(set, &turtle);
            for correspondence in output.representation.correspondences() {
                let local = correspondence
                    .element
                    .strip_prefix(output.representation.iri())
                    .unwrap();
                assert!(
                    turtle.contains(&format!("\n:{local} a avro:")),
                    "{local} is not described"
                );
            }
        }
    }
}

#[test]
fn datatypes_have_the_images_of_the_table() {
    let decimal = json!({"type": "bytes", "logicalType": "decimal", "precision": 38, "scale": 9});
    let logical = |ty: &str, logical: &str| json!({"type": ty, "logicalType": logical});
    let table = [
        ("xsd:string", json!("string")),
        ("rdf:langString", json!({"type": "map", "values": "string"})),
        ("xsd:boolean", json!("boolean")),
        ("xsd:int", json!("int")),
        ("xsd:long", json!("long")),
        ("xsd:integer", json!("long")),
        ("xsd:nonNegativeInteger", json!("long")),
        ("xsd:decimal", decimal),
        ("xsd:float", json!("float")),
        ("xsd:double", json!("double")),
        ("xsd:date", logical("int", "date")),
        ("xsd:time", logical("long", "time-micros")),
        ("xsd:dateTime", logical("long", "timestamp-micros")),
        (
            "upper:LocalDateTime",
            logical("long", "local-timestamp-micros"),
        ),
        ("xsd:duration", json!("string")),
        ("xsd:anyURI", json!("string")),
        ("upper:UUID", logical("string", "uuid")),
        ("xsd:base64Binary", json!("bytes")),
        ("rdf:JSON", json!("string")),
    ];
    let mut text = String::new();
    for (index, (datatype, _)) in table.iter().enumerate() {
        text.push_str(&format!("d:p{index} a upper:Attribute ; upper:datatype {datatype} ; upper:minCount 1 ; upper:maxCount 1 .\n"));
    }
    let properties: Vec<String> = (0..table.len()).map(|i| format!("d:p{i}")).collect();
    let record = schema(&output(&keyed(&properties.join(" , "), &text)), "d/C.avsc");
    for (index, (datatype, expected)) in table.iter().enumerate() {
        assert_eq!(
            field(&record, &format!("p{index}"))["type"],
            *expected,
            "{datatype}"
        );
    }
}

#[test]
fn decimals_have_room_for_all_digits_on_either_side_of_the_point() {
    for (facets, precision, scale) in [
        ("upper:totalDigits 5", 10, 5),
        ("upper:totalDigits 35", 38, 9),
        ("upper:fractionDigits 4", 38, 4),
        ("upper:totalDigits 5 ; upper:fractionDigits 2", 5, 2),
    ] {
        let text = format!(
            "d:p a upper:Attribute ; upper:datatype d:D ; upper:minCount 1 ; upper:maxCount 1 .
             d:D a upper:CustomDatatype ; upper:base xsd:decimal ; {facets} ."
        );
        let record = schema(&output(&keyed("d:p", &text)), "d/C.avsc");
        let of = &field(&record, "p")["type"];
        assert_eq!(
            (&of["precision"], &of["scale"]),
            (&json!(precision), &json!(scale)),
            "{facets}"
        );
    }
}

#[test]
fn counts_decide_between_null_array_and_plain_and_defaults_come_first() {
    let record = schema(
        &output(&keyed(
            "d:must , d:may , d:some , d:many , d:ready , d:price , d:texts",
            "d:must a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
             d:may a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
             d:some a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 9 .
             d:many a upper:Attribute ; upper:datatype xsd:int .
             d:ready a upper:Attribute ; upper:datatype xsd:boolean ; upper:maxCount 1 ; upper:defaultValue true .
             d:price a upper:Attribute ; upper:datatype d:Price ; upper:minCount 1 ; upper:maxCount 1 ; upper:defaultValue 1.28 .
             d:texts a upper:Attribute ; upper:datatype rdf:langString .
             d:Price a upper:CustomDatatype ; upper:base xsd:decimal ; upper:totalDigits 8 ; upper:fractionDigits 2 .",
        )),
        "d/C.avsc",
    );
    let of = |name| {
        (
            &field(&record, name)["type"],
            field(&record, name).get("default"),
        )
    };
    assert_eq!(of("must"), (&json!("int"), None));
    assert_eq!(of("may"), (&json!(["null", "int"]), Some(&Value::Null)));
    let set = json!({"type": "array", "items": "int", "denota.set": true});
    assert_eq!(of("some"), (&set, None));
    assert_eq!(field(&record, "some")["denota.maxCount"], 9);
    assert_eq!(of("many"), (&set, Some(&json!([]))));
    assert_eq!(
        of("ready"),
        (&json!(["boolean", "null"]), Some(&json!(true)))
    );
    let price = json!({"type": "bytes", "logicalType": "decimal", "precision": 8, "scale": 2});
    // 128 needs a second byte, so that the first is not taken for a sign.
    assert_eq!(of("price"), (&price, Some(&json!("\u{0}\u{80}"))));
    assert_eq!(of("texts").1, Some(&json!({})));
}

#[test]
fn defaults_have_the_json_form_of_their_type() {
    let table = [
        ("xsd:string", "\"a\"", json!("a")),
        ("xsd:long", "\"+7\"^^xsd:long", json!(7)),
        ("xsd:double", "\"1.5E0\"^^xsd:double", json!(1.5)),
        ("xsd:date", "\"1970-02-01\"^^xsd:date", json!(31)),
        ("xsd:time", "\"00:01:00\"^^xsd:time", json!(60_000_000)),
        (
            "xsd:dateTime",
            "\"1970-01-01T02:00:00+01:00\"^^xsd:dateTime",
            json!(3_600_000_000_i64),
        ),
        (
            "upper:LocalDateTime",
            "\"1970-01-02T00:00:00\"^^upper:LocalDateTime",
            json!(86_400_000_000_i64),
        ),
        (
            "xsd:base64Binary",
            "\"/w==\"^^xsd:base64Binary",
            json!("\u{ff}"),
        ),
        (
            "upper:UUID",
            "\"00000000-0000-4000-8000-000000000000\"^^upper:UUID",
            json!("00000000-0000-4000-8000-000000000000"),
        ),
    ];
    let mut text = String::new();
    for (index, (datatype, literal, _)) in table.iter().enumerate() {
        text.push_str(&format!(
            "d:p{index} a upper:Attribute ; upper:datatype {datatype} ; upper:defaultValue {literal} ; upper:maxCount 1 .\n"
        ));
    }
    let properties: Vec<String> = (0..table.len()).map(|i| format!("d:p{i}")).collect();
    let record = schema(&output(&keyed(&properties.join(" , "), &text)), "d/C.avsc");
    for (index, (datatype, _, expected)) in table.iter().enumerate() {
        let field = field(&record, &format!("p{index}"));
        assert_eq!(field["default"], *expected, "{datatype}");
        assert_eq!(field["type"][1], "null", "{datatype}");
    }
    let infinite = output(&keyed(
        "d:p",
        "d:p a upper:Attribute ; upper:datatype xsd:double ; upper:defaultValue \"INF\"^^xsd:double ; upper:maxCount 1 .",
    ));
    assert_eq!(lost(&infinite, "d.C.p"), ["default"]);
    assert_eq!(
        field(&schema(&infinite, "d/C.avsc"), "p")["type"],
        json!(["null", "double"])
    );
}

const PLACES: &str = "
d:Town a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id .
d:Street a upper:DirectClass ; upper:primaryKey ( d:town d:no ) ; upper:property d:town , d:no .
d:town a upper:Relationship ; upper:class d:Town ; upper:minCount 1 ; upper:maxCount 1 .
d:no a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
d:House a upper:DirectClass ; upper:primaryKey ( d:street d:no ) ; upper:property d:street , d:no .
d:street a upper:Relationship ; upper:class d:Street ; upper:minCount 1 ; upper:maxCount 1 .
d:Place a upper:Union ; upper:unionOf ( d:Town d:House ) .
";

#[test]
fn references_are_keys_bare_where_one_attribute_holds_them() {
    let text = keyed(
        "d:home , d:houses , d:place",
        &format!(
            "{PLACES}
            d:home a upper:Relationship ; upper:class d:Town ; upper:maxCount 1 .
            d:houses a upper:Relationship ; upper:class d:House .
            d:place a upper:Relationship ; upper:class d:Place ; upper:minCount 1 ; upper:maxCount 1 ."
        ),
    );
    let output = output(&text);
    let record = schema(&output, "d/C.avsc");
    assert_eq!(field(&record, "home")["type"], json!(["null", "string"]));
    let references = json!({"class": "http://e.org/d#Town", "key": ["id"]});
    assert_eq!(field(&record, "home")["denota.references"], references);
    let house = &field(&record, "houses")["type"]["items"];
    assert_eq!(
        (house["namespace"].as_str(), house["name"].as_str()),
        (Some("d.key"), Some("House"))
    );
    // Keys of keys, down to the attributes.
    let street = &field(house, "street")["type"];
    assert_eq!(street["name"], "Street");
    assert_eq!(field(street, "town")["type"], "string");
    assert_eq!(field(street, "no")["type"], "int");
    // In a union even a single attribute gets a record, so that branches differ; what is
    // defined already stands by name.
    let branches = &field(&record, "place")["type"];
    assert_eq!(branches[0]["name"], "Town");
    assert_eq!(names(&branches[0]["fields"], "name"), ["id"]);
    assert_eq!(branches[1], "d.key.House");
    assert_eq!(lost(&output, "d.C.home"), ["reference"]);
    assert_eq!(lost(&output, "d.C.houses"), ["unique values", "reference"]);
    let house = schema(&output, "d/House.avsc");
    assert_eq!(house["denota.key"], json!(["street", "no"]));
    assert_eq!(field(&house, "no")["denota.key"], true);
}

const SHAPES: &str = "
d:Shape a upper:SealedClass ; upper:primaryKey ( d:id ) ; upper:property d:id .
d:Flat a upper:SealedClass ; upper:subClassOf d:Shape ; upper:uniqueKey ( d:size ) ; upper:property d:size .
d:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
d:Round a upper:DirectClass ; upper:subClassOf d:Flat ; upper:trait d:Marked .
d:Square a upper:DirectClass ; upper:subClassOf d:Flat ; upper:refinement [ upper:refines d:size ; upper:minCount 1 ; upper:minInclusive 2 ] .
d:Solid a upper:DirectClass ; upper:subClassOf d:Shape .
d:Marked a upper:Trait ; upper:property d:mark .
d:mark a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
d:Big a upper:QualifiedClass ; upper:qualifies d:Square ; upper:where [ upper:property d:size ; upper:minInclusive 4 ] .
d:Sized a upper:QualifiedClass ; upper:qualifies d:Shape ; upper:where [ upper:property d:id ; upper:present true ] .
";

#[test]
fn a_sealed_class_is_the_union_of_its_leaves_at_every_level() {
    let output = output(&format!("{ID}{SHAPES}"));
    let files = schemas(&output);
    let expected = ["Big", "Flat", "Round", "Shape", "Sized", "Solid", "Square"];
    assert_eq!(
        files.keys().cloned().collect::<Vec<_>>(),
        expected.map(|n| format!("d/{n}.avsc"))
    );
    assert_eq!(
        names(&files["d/Shape.avsc"], "name"),
        ["Round", "Square", "Solid"]
    );
    assert_eq!(names(&files["d/Flat.avsc"], "name"), ["Round", "Square"]);
    assert_eq!(files["d/Sized.avsc"], files["d/Shape.avsc"]);
    let round = &files["d/Round.avsc"];
    assert_eq!(names(&round["fields"], "name"), ["id", "size", "mark"]);
    assert_eq!(
        round["denota.subClassOf"],
        json!(["http://e.org/d#Flat", "http://e.org/d#Shape"])
    );
    assert_eq!(round["denota.traits"], json!(["http://e.org/d#Marked"]));
    assert_eq!(round["denota.uniqueKeys"], json!([["size"]]));
    // The refinement narrows the field of one leaf alone.
    assert_eq!(field(round, "size")["type"], json!(["null", "int"]));
    let square = field(&files["d/Square.avsc"], "size");
    assert_eq!(square["type"], "int");
    assert_eq!(square["denota.facets"], json!({"minInclusive": "2"}));
    assert_eq!(lost(&output, "d.Square.size"), ["bound"]);
    let big = &files["d/Big.avsc"];
    assert_eq!(big["name"], "Big");
    let condition = json!([{"property": "http://e.org/d#size", "minInclusive": "4"}]);
    assert_eq!(big["denota.conditions"], condition);
    assert!(lost(&output, "d.Big").contains(&"condition"));
    assert_eq!(lost(&output, "d.Shape"), ["primary key", "sealed class"]);
}

#[test]
fn values_of_an_enumeration_that_are_left_are_stated() {
    let output = output(&format!(
        "{ID}
         d:Switch a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id , d:st ;
             upper:refinement [ upper:refines d:st ; upper:oneOf ( d:On ) ] .
         d:st a upper:Relationship ; upper:class d:State ; upper:maxCount 1 .
         d:State a upper:Enumeration ; upper:oneOf ( d:On d:Off ) .
         d:On a upper:EnumValue . d:Off a upper:EnumValue ."
    ));
    let switch = schema(&output, "d/Switch.avsc");
    let state = field(&switch, "st");
    assert_eq!(state["denota.facets"], json!({"oneOf": ["On"]}));
    assert_eq!(lost(&output, "d.Switch.st"), ["allowed values"]);
}

#[test]
fn extensions_and_singletons_are_records_the_former_keyed_alike() {
    let models = domains(&[
        ("d", format!("{ID}{SHAPES}").as_str()),
        (
            "e",
            "e:Extra a upper:Extension ; upper:extends d:Shape ; upper:property e:weight .
             e:weight a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
             e:Settings a upper:Singleton ; upper:property e:weight .",
        ),
    ]);
    let output = transpile(&models[1]);
    let extra = schema(&output, "e/Extra.avsc");
    assert_eq!(names(&extra["fields"], "name"), ["id", "weight"]);
    assert_eq!(extra["denota.key"], json!(["id"]));
    assert_eq!(extra["denota.extends"], "http://e.org/d#Shape");
    assert_eq!(field(&extra, "id")["denota.term"], "http://e.org/d#id");
    assert_eq!(schema(&output, "e/Settings.avsc")["denota.singleton"], true);
}

#[test]
fn nested_types_stand_where_they_are_used_first_even_within_themselves() {
    let text = keyed(
        "d:main , d:other",
        "d:main a upper:Relationship ; upper:class d:Part ; upper:minCount 1 ; upper:maxCount 1 .
         d:other a upper:Relationship ; upper:class d:Part ; upper:maxCount 1 .
         d:Part a upper:DirectClass ; upper:property d:kind , d:inner , d:either .
         d:inner a upper:Relationship ; upper:class d:Part .
         d:either a upper:Relationship ; upper:class d:Either ; upper:maxCount 1 .
         d:Either a upper:SealedClass .
         d:Left a upper:DirectClass ; upper:subClassOf d:Either ; upper:property d:kind .
         d:Right a upper:DirectClass ; upper:subClassOf d:Either ; upper:property d:grid .
         d:grid a upper:Attribute ; upper:datatype d:Rows ; upper:maxCount 1 .
         d:Rows a upper:List ; upper:listOf d:Row .
         d:Row a upper:List ; upper:listOf xsd:int .
         d:kind a upper:Relationship ; upper:class d:Kind ; upper:minCount 1 ; upper:maxCount 1 .
         d:Kind a upper:Enumeration ; upper:oneOf ( d:a d:b ) .
         d:a a upper:EnumValue . d:b a upper:EnumValue .",
    );
    let output = output(&text);
    let record = schema(&output, "d/C.avsc");
    let part = &field(&record, "main")["type"];
    assert_eq!(part["namespace"], "d");
    assert_eq!(field(part, "inner")["type"]["items"], "d.Part");
    assert_eq!(field(&record, "other")["type"], json!(["null", "d.Part"]));
    assert_eq!(field(part, "kind")["type"]["symbols"], json!(["a", "b"]));
    assert_eq!(
        field(part, "kind")["type"]["denota.symbols"]["b"],
        "http://e.org/d#b"
    );
    let either = &field(part, "either")["type"];
    assert_eq!(
        (&either[0], either[1]["name"].as_str()),
        (&json!("null"), Some("Left"))
    );
    assert_eq!(field(&either[1], "kind")["type"], "d.Kind");
    let grid = &field(&either[2], "grid")["type"][1];
    assert_eq!(grid["items"]["items"], "int");
    assert_eq!(grid["denota.term"], "http://e.org/d#Rows");
    // One class, one element, however many files it stands in.
    let of_part = output
        .representation
        .correspondences()
        .filter(|c| c.term == "http://e.org/d#Part");
    assert_eq!(of_part.map(|c| c.role).collect::<Vec<_>>(), [Role::Entity]);
}

#[test]
fn names_that_avro_refuses_are_replaced_and_kept() {
    let text = keyed(
        "d:line-no , d:kind",
        "d:line-no a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         d:kind a upper:Relationship ; upper:class d:Kind ; upper:maxCount 1 .
         d:Kind a upper:Enumeration ; upper:oneOf ( d:a d:b ) .
         d:a a upper:EnumValue ; upper:name \"PG-13\" .
         d:b a upper:EnumValue ; upper:deprecated \"Too vague.\" .",
    );
    let model = &domains(&[("d", &text)])[0];
    let record = schema(&transpile(model), "d/C.avsc");
    assert_eq!(field(&record, "line_no")["denota.name"], "line-no");
    let kind = &field(&record, "kind")["type"][1];
    assert_eq!(kind["symbols"], json!(["PG_13", "b"]));
    assert_eq!(kind["denota.symbolNames"], json!({"PG_13": "PG-13"}));
    assert_eq!(kind["denota.deprecatedSymbols"], json!({"b": "Too vague."}));
    let told = (target("avro").unwrap().names)(model.models(), model.id(), Naming::Prefixed);
    for (scope, name) in [
        ("d", "C"),
        ("d", "Kind"),
        ("d.C", "line_no"),
        ("d.Kind", "PG_13"),
    ] {
        assert!(
            told.iter().any(|n| n.scope == scope && n.name == name),
            "{scope} {name}"
        );
    }
}

#[test]
fn a_replaced_term_is_an_alias_once_its_name_is_free() {
    let text = keyed(
        "d:fresh , d:newer , d:old",
        "d:fresh a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         d:stale a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:deprecated \"Gone.\" ; upper:replacedBy d:fresh .
         d:staler a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:replacedBy d:stale .
         d:newer a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         d:old a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:deprecated \"Say newer.\" ; upper:replacedBy d:newer .
         d:B a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id ; upper:replacedBy d:C .",
    );
    let record = schema(&output(&text), "d/C.avsc");
    assert_eq!(record["aliases"], json!(["B"]));
    assert_eq!(
        field(&record, "fresh")["aliases"],
        json!(["stale", "staler"])
    );
    // The class still lists the old property: data has both.
    assert_eq!(field(&record, "newer").get("aliases"), None);
    let old = field(&record, "old");
    assert_eq!(old["doc"], "Deprecated: Say newer.");
    assert_eq!(old["denota.replacedBy"], "http://e.org/d#newer");
}

#[test]
fn one_more_class_changes_no_other_file() {
    let class = |n: u32| {
        format!("d:C{n} a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id .\n")
    };
    let text = |skip: u32| {
        (0..30)
            .filter(|n| *n != skip)
            .map(class)
            .collect::<String>()
            + ID
    };
    let (with, without) = (output(&text(99)), output(&text(17)));
    assert_eq!(with.artifacts.len(), 30);
    let kept: Vec<_> = with
        .artifacts
        .iter()
        .filter(|a| a.path != "d/C17.avsc")
        .collect();
    assert_eq!(kept, without.artifacts.iter().collect::<Vec<_>>());
}

#[test]
fn very_deep_nesting_ends_in_a_string_and_a_loss() {
    let mut text = keyed("d:p0", "");
    for n in 0..300 {
        text.push_str(&format!(
            "d:p{n} a upper:Relationship ; upper:class d:N{n} ; upper:maxCount 1 .
             d:N{n} a upper:DirectClass ; upper:property d:p{} .\n",
            n + 1
        ));
    }
    text.push_str("d:p300 a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .");
    let output = output(&text);
    assert!(schemas(&output).contains_key("d/C.avsc"));
    // Each level costs four brackets (record, fields, field, union with null): the class
    // itself begins at 0, N0 at 4, N23 at 96.
    assert_eq!(lost(&output, "d.N23"), Vec::<&str>::new());
    assert_eq!(lost(&output, "d.N24"), ["nesting"]);
    assert!(output.artifacts[0].text.len() < 200_000);
}
