//! What becomes of each construct in Iceberg, and what stays as a model changes.

mod artifacts;
mod filters;
mod renames;
mod tables;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use transpilers::Settings;
use transpilers::iceberg::represent::{Coordinates, represent};
use transpilers::iceberg::table::{Column, ColumnType, Content, Origin, Table};
use transpilers::iceberg::{TARGET, record, tables};
use transpilers::ids::Ids;
use transpilers::output::Output;
use transpilers::representation::{Representation, Role};
use upper::check::{Checked, check};
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

const HEAD: &str = "
    @prefix m: <http://e.org/m#> . @prefix o: <http://e.org/o#> .
    @prefix upper: <https://w3id.org/denota/upper#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";

/// A model with the domain `m`, keyed on `m:id` where it says so.
fn model(text: &str) -> Checked {
    sound(unsound(text))
}

/// The same, whatever rules find.
fn unsound(text: &str) -> Checked {
    models(&[&format!(
        "m: a upper:DomainModel ; upper:domain \"m\" .
         m:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 . {text}"
    )])
}

fn models(texts: &[&str]) -> Checked {
    let inputs = texts.iter().enumerate().map(|(i, text)| Input {
        path: format!("{i}.ttl"),
        bytes: format!("{HEAD}{text}").into_bytes(),
        syntax: Syntax::Turtle,
    });
    check(inputs.collect(), &upper::check::Options::default())
}

fn bundled(names: &[&str]) -> Checked {
    let inputs = names.iter().map(|name| {
        let path = format!(
            "{}/../ontologies/domains/{name}.ttl",
            env!("CARGO_MANIFEST_DIR")
        );
        Input {
            bytes: std::fs::read(&path).unwrap(),
            path,
            syntax: Syntax::Turtle,
        }
    });
    sound(check(inputs.collect(), &upper::check::Options::default()))
}

fn sound(checked: Checked) -> Checked {
    let errors: Vec<_> = checked
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    checked
}

fn domain(checked: &Checked, name: &str) -> Valid<DomainModel> {
    checked
        .valid()
        .into_iter()
        .find(|m| m.domain().info.name == name)
        .unwrap()
}

fn plan(checked: &Checked, name: &str, ids: &Ids) -> Vec<Table> {
    let model = domain(checked, name);
    tables(model.models(), model.id(), ids)
}

fn output(checked: &Checked, name: &str) -> Output {
    (TARGET.transpile)(&domain(checked, name), &Settings::default())
}

/// A table on one line per column: `name! type`.
fn shape(table: &Table) -> String {
    let mut text = String::new();
    for column in &table.columns {
        let _ = writeln!(text, "{}", field(column));
    }
    text
}

fn field(column: &Column) -> String {
    format!(
        "{}{} {}",
        column.name,
        if column.required { "!" } else { "" },
        kind(column)
    )
}

fn kind(column: &Column) -> String {
    match &column.kind {
        ColumnType::Primitive(primitive) => primitive.to_string(),
        ColumnType::Struct(fields) => format!(
            "{{{}}}",
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        ),
        ColumnType::List(element) => format!("[{}]", field(element)),
        ColumnType::Map(key, value) => format!("({}: {})", field(key), field(value)),
    }
}

fn shapes(text: &str) -> String {
    let checked = model(text);
    let tables = plan(&checked, "m", &Ids::default());
    tables
        .iter()
        .map(|t| format!("{}:\n{}", t.name, shape(t)))
        .collect()
}

fn numbers(table: &Table) -> BTreeMap<String, i32> {
    let mut numbers = BTreeMap::new();
    table.visit(&mut |names, column| {
        assert!(
            numbers.insert(names.join("."), column.id).is_none(),
            "{names:?} twice"
        );
    });
    numbers
}

/// `Thing`, keyed on `m:id`, with further properties.
fn thing(properties: &str) -> String {
    format!(
        "m:Thing a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id {properties} ."
    )
}

fn attribute(name: &str, datatype: &str) -> String {
    format!("m:{name} a upper:Attribute ; upper:datatype {datatype} ; upper:maxCount 1 . ")
}

fn relationship(name: &str, class: &str, more: &str) -> String {
    format!("m:{name} a upper:Relationship ; upper:class {class} {more} . ")
}
