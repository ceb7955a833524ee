//! What makes two values of a set one: that a column would hold the same, however they are
//! written.

use std::mem;

use serde_json::Value;
use transpilers::iceberg::table::PrimitiveType;

use super::fill::Filler;
use super::json;
use super::problems::Path;
use super::rule::{Node, Shape};
use super::scalar::{self, Native, Scalar, TextKind};

/// What an identity begins with: that there is nothing, what a column would hold, or what was
/// written, where that is no value of the column.
const NOTHING: u8 = 0;
const HELD: u8 = 1;
const WRITTEN: u8 = 2;

/// The first of these values that is there before.
pub(super) fn repeated<'v>(
    filler: &mut Filler<'_>,
    element: &Node,
    values: &'v [Value],
) -> Option<&'v Value> {
    if values.len() < 2 {
        return None;
    }
    // What is wrong with a value is told where it is read.
    let told = mem::take(&mut filler.problems);
    let mut seen = rustc_hash::FxHashSet::default();
    let repeated = values.iter().find(|value| {
        let mut identity = Vec::new();
        below(filler, element, value, &mut identity);
        !seen.insert(identity)
    });
    filler.problems = told;
    repeated
}

/// The identity of what a node finds in the parent's value.
fn below(filler: &mut Filler<'_>, node: &Node, parent: &Value, to: &mut Vec<u8>) {
    let value = filler.fetch(node, parent, &Path::ROOT);
    let Some(value) = value.filter(|v| !v.is_null()) else {
        return match &node.preset {
            Some(preset) => preset.identity(&node.shape, to),
            None => to.push(NOTHING),
        };
    };
    match (&node.shape, value) {
        (Shape::Scalar(scalar), value) => {
            scalar_value(scalar, value, filler.exact.text(value), to);
        }
        (Shape::Struct(nodes, _), value) => {
            to.push(HELD);
            for node in nodes {
                below(filler, node, value, to);
            }
        }
        (Shape::List(element, counts), Value::Array(values)) => {
            list(filler, element, values, counts.set, to);
        }
        // A single value of a set may stand alone.
        (Shape::List(element, counts), value) if counts.set => {
            list(filler, element, std::slice::from_ref(value), true, to);
        }
        (Shape::Map(..), Value::Object(texts)) => {
            let texts = texts.iter();
            languages(texts.map(|(language, text)| (language.as_str(), text)), to);
        }
        (Shape::Map(..), text @ Value::String(_)) => languages([("", text)], to),
        (Shape::Json(class), value) => match filler.nested_text(*class, value, &Path::ROOT) {
            Ok(nested) => {
                to.push(HELD);
                sized(nested.identity.as_bytes(), to);
            }
            Err(_) => written(value, to),
        },
        (Shape::List(..) | Shape::Map(..) | Shape::Nothing, value) => written(value, to),
    }
}

fn list(filler: &mut Filler<'_>, element: &Node, values: &[Value], set: bool, to: &mut Vec<u8>) {
    let identities = values.iter().map(|value| {
        let mut one = Vec::new();
        below(filler, element, value, &mut one);
        one
    });
    let mut identities: Vec<Vec<u8>> = identities.collect();
    if set {
        identities.sort_unstable();
    }
    to.push(HELD);
    sized(&identities.len().to_le_bytes(), to);
    to.extend(identities.iter().flatten());
}

/// Texts by language, of whose tags capitals make no difference.
pub(super) fn languages<'t>(
    texts: impl IntoIterator<Item = (&'t str, &'t Value)>,
    to: &mut Vec<u8>,
) {
    let texts = texts.into_iter();
    let mut texts: Vec<_> = texts
        .map(|(l, text)| (l.to_ascii_lowercase(), text))
        .collect();
    texts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    to.push(HELD);
    sized(&texts.len().to_le_bytes(), to);
    for (language, text) in texts {
        sized(language.as_bytes(), to);
        written(text, to);
    }
}

fn scalar_value(scalar: &Scalar, value: &Value, exact: Option<&str>, to: &mut Vec<u8>) {
    let Ok((native, _)) = scalar.native(value, exact) else {
        return written(value, to);
    };
    if let (TextKind::Json, Native::Text(text)) = (&scalar.text, &native)
        && let Ok((value, None)) = json::read(text.as_bytes())
    {
        to.push(HELD);
        return sized(json::in_order(&value).as_bytes(), to);
    }
    held(scalar.kind, &native, to);
}

/// What a column would hold.
pub(super) fn held(kind: PrimitiveType, native: &Native<'_>, to: &mut Vec<u8>) {
    to.push(HELD);
    match native {
        Native::Boolean(b) => to.push((*b).into()),
        Native::Integer(n) => to.extend(n.to_le_bytes()),
        Native::Float(x) => to.extend(scalar::held(kind, *x).to_bits().to_le_bytes()),
        Native::Decimal(d) => to.extend(d.to_le_bytes()),
        Native::Text(text) => sized(text.as_bytes(), to),
        Native::Uuid(bytes) => to.extend(bytes),
        Native::Bytes(bytes) => sized(bytes, to),
    }
}

/// The text of a value whose members come in one order, none of them null.
fn written(value: &Value, to: &mut Vec<u8>) {
    to.push(WRITTEN);
    match value {
        Value::Object(object) => {
            let members = object.iter().filter(|(_, value)| !value.is_null());
            let mut members: Vec<_> = members.collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            to.push(b'{');
            for (name, value) in members {
                sized(name.as_bytes(), to);
                written(value, to);
            }
            to.push(b'}');
        }
        Value::Array(values) => {
            to.push(b'[');
            for value in values {
                written(value, to);
            }
            to.push(b']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            sized(value.to_string().as_bytes(), to);
        }
    }
}

/// Bytes behind their length, so that no two come to the same.
fn sized(bytes: &[u8], to: &mut Vec<u8>) {
    to.extend((bytes.len() as u64).to_le_bytes());
    to.extend(bytes);
}
