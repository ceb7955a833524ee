//! How many values a query of the schema itself makes: such fields are lists whose length is
//! known, and nested ones multiply.

use super::shape::Shape;

/// How many values a list has of whose length little is known.
const SOME: usize = 8;

/// How many times a field of the schema gives what is below it.
pub(super) fn times(field: &str, shape: &Shape) -> usize {
    match field {
        "types" => shape.types,
        "fields" => shape.fields_each,
        "args" => shape.arguments_each,
        "possibleTypes" | "interfaces" | "enumValues" | "inputFields" | "directives" => SOME,
        _ => 1,
    }
}

/// Whether a field is one of the schema itself, by its name: fields of ours have prefixes.
pub(super) fn is_of_schema(field: &str) -> bool {
    !field.contains('_') || field.starts_with("__")
}
