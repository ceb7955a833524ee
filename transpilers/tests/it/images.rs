//! The tables of the documentation: that they are up to date, and that they are true.

use std::path::Path;

use serde_json::Value;
use transpilers::images::{Construct, page};
use transpilers::{Settings, TARGETS, target};
use upper::vocabulary::{Kind, Primitive};

use crate::models::domains;

#[test]
fn the_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/targets.md");
    if std::env::var_os("DENOTA_UPDATE").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == page(),
        "docs/reference/targets.md is not what the targets say: run this test with DENOTA_UPDATE=1"
    );
}

#[test]
fn every_kind_of_term_has_rows_and_every_row_a_kind() {
    let of_kinds: Vec<Construct> = Kind::ALL
        .iter()
        .flat_map(|k| Construct::of(*k))
        .copied()
        .collect();
    for construct in Construct::ALL {
        assert!(of_kinds.contains(construct), "{construct:?} is no kind's");
    }
    for construct in of_kinds {
        assert!(
            Construct::ALL.contains(&construct),
            "{construct:?} is missing from the table"
        );
    }
    for target in TARGETS {
        for construct in Construct::ALL {
            assert!(
                !(target.images.construct)(*construct).is_empty(),
                "{}: {construct:?}",
                target.name
            );
        }
    }
}

/// The datatypes of domain models: those that are meant for Upper and the system domains
/// are left out.
fn datatypes() -> impl Iterator<Item = (String, Primitive, &'static str)> {
    let known = Primitive::ALL
        .iter()
        .filter(|p| !matches!(p, Primitive::Literal | Primitive::Text));
    known.map(|p| {
        (
            format!("v{p:?}").to_lowercase(),
            *p,
            upper::vocabulary::iri(p.term()).unwrap(),
        )
    })
}

/// A class with one attribute per datatype, as a target makes it.
fn artifact(name: &str) -> String {
    let mut text =
        String::from("d:C a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id");
    let mut terms = String::from(
        "d:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n",
    );
    for (name, _, iri) in datatypes() {
        text.push_str(&format!(" , d:{name}"));
        terms.push_str(&format!("d:{name} a upper:Attribute ; upper:datatype <{iri}> ; upper:minCount 1 ; upper:maxCount 1 .\n"));
    }
    let models = domains(&[("d", &format!("{text} .\n{terms}"))]);
    let output = (target(name).unwrap().transpile)(&models[0], &Settings::default());
    output.artifacts[0].text.clone()
}

fn image(target_name: &str, primitive: Primitive) -> String {
    (target(target_name).unwrap().images.datatype)(primitive)
}

#[test]
fn graphql_fields_have_the_types_of_the_table() {
    let text = artifact("graphql");
    for (name, primitive, _) in datatypes() {
        let image = image("graphql", primitive);
        let ty = image.trim_start_matches("scalar ");
        assert!(
            text.contains(&format!("d_{name}: {ty}!")),
            "{name}: {ty}\n{text}"
        );
        let defined = text.contains(&format!("scalar {ty} "));
        assert_eq!(image.starts_with("scalar "), defined, "{name}: {ty}");
    }
}

fn field<'a>(fields: &'a Value, name: &str) -> &'a Value {
    fields
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["name"] == name)
        .unwrap()
}

#[test]
fn avro_fields_have_the_types_of_the_table() {
    let schema: Value = serde_json::from_str(&artifact("avro")).unwrap();
    for (name, primitive, _) in datatypes() {
        let ty = &field(&schema["fields"], &name)["type"];
        let written = match ty["type"].as_str() {
            None => ty.as_str().unwrap().to_owned(),
            Some("map") => format!("map of {}", ty["values"].as_str().unwrap()),
            Some(plain) => match (&ty["logicalType"], &ty["precision"]) {
                (Value::Null, _) => plain.to_owned(),
                (logical, Value::Null) => format!("{plain} {}", logical.as_str().unwrap()),
                (logical, precision) => format!(
                    "{plain} {}({precision}, {})",
                    logical.as_str().unwrap(),
                    ty["scale"]
                ),
            },
        };
        assert_eq!(written, image("avro", primitive), "{name}");
    }
}

#[test]
fn iceberg_columns_have_the_types_of_the_table() {
    let table: Value = serde_json::from_str(&artifact("iceberg")).unwrap();
    for (name, primitive, _) in datatypes() {
        let ty = &field(&table["schema"]["fields"], &name)["type"];
        let written = match ty.as_str() {
            Some(plain) => plain.to_owned(),
            None => format!(
                "map<{}, {}>",
                ty["key"].as_str().unwrap(),
                ty["value"].as_str().unwrap()
            ),
        };
        assert_eq!(written, image("iceberg", primitive), "{name}");
    }
}

#[test]
fn shapes_have_the_datatypes_of_the_table() {
    let text = artifact("shacl");
    for (name, primitive, _) in datatypes() {
        let shape = text.split("\n\n").find(|s| {
            s.contains(&format!("sh:path d:{name} ")) || s.contains(&format!("sh:path d:{name};"))
        });
        let shape = shape.unwrap_or_else(|| panic!("no shape of {name} in {text}"));
        assert!(
            shape.contains(&image("shacl", primitive)),
            "{name}: {shape}"
        );
    }
}
