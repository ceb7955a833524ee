//! The same model in LinkML's YAML, for figures side by side.

use std::fmt::Write as _;

use super::{Class, Property, Range, TEN, VALUES, classes, words};

const HEADER: &str = "id: https://example.com/onto/scale
name: scale
description: A model of any size, made by rule.
prefixes:
  linkml: https://w3id.org/linkml/
  scale: https://example.com/onto/scale#
default_prefix: scale
default_range: string
imports:
  - linkml:types
types:
  Code:
    typeof: string
    description: \"How people refer to things: letters, digits and hyphens.\"
    pattern: \"^[A-Z0-9-]{1,40}$\"
";

/// Writing to a string cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {
        let _ = writeln!($out, $($arg)*);
    };
}

/// The model with so many classes, in LinkML.
#[must_use]
pub fn linkml(count: usize) -> String {
    let mut out = HEADER.to_owned();
    out.push_str("enums:\n");
    for ten in 0..count.div_ceil(TEN) {
        enumeration(&mut out, ten);
    }
    out.push_str("classes:\n");
    for class in classes(count) {
        write_class(&mut out, &class);
        for property in class.properties() {
            write_property(&mut out, &class, property, count);
        }
    }
    out
}

fn enumeration(out: &mut String, ten: usize) {
    put!(out, "  Status{ten}:\n    title: Status {ten}");
    put!(
        out,
        "    description: How far things of area {ten} have come.\n    permissible_values:"
    );
    for value in VALUES {
        let word = value.to_lowercase();
        put!(
            out,
            "      {value}{ten}:\n        title: {value} {ten}\n        description: It is {word} in area {ten}."
        );
    }
}

fn write_class(out: &mut String, class: &Class) {
    let ten = class.ten();
    let kind = class.kind_name();
    put!(out, "  {}:\n    title: {kind} {ten}", class.name());
    put!(
        out,
        "    description: The {} that area {ten} works with.",
        kind.to_lowercase()
    );
    if class.is_sealed() {
        put!(out, "    abstract: true");
    }
    if let Some(parent) = class.parent() {
        put!(out, "    is_a: {}", parent.name());
    }
    put!(out, "    attributes:");
}

fn write_property(out: &mut String, class: &Class, property: &Property, count: usize) {
    let what = words(property.suffix);
    put!(
        out,
        "      {}:\n        title: {what}",
        class.property_name(property)
    );
    put!(
        out,
        "        description: The {what} of the {} of area {}.",
        class.kind_name().to_lowercase(),
        class.ten()
    );
    put!(out, "        range: {}", range(class, property, count));
    if matches!(property.range, Range::Key) {
        put!(out, "        identifier: true");
    }
    if property.required {
        put!(out, "        required: true");
    }
    if property.many {
        put!(out, "        multivalued: true");
    }
}

fn range(class: &Class, property: &Property, count: usize) -> String {
    match property.range {
        Range::Key => "Code".to_owned(),
        Range::Data(_, linkml) => linkml.to_owned(),
        Range::Enumeration => format!("Status{}", class.ten()),
        Range::Class { kind, before } => class
            .referred(kind, before, count)
            .map_or_else(|| "string".to_owned(), |other| other.name()),
    }
}
