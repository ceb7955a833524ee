//! What makes two values of a set one: that a column would hold the same, however they are
//! written.

use serde_json::Value;
use transpilers::iceberg::table::PrimitiveType;

use super::fill::{Filler, Path, Problems};
use super::rule::{Node, Shape};
use super::scalar::{Native, Scalar};

/// What an identity begins with: that there is nothing, what a column would hold, or what was
/// written, where that is no value of the column.
const NOTHING: u8 = 0;
const HELD: u8 = 1;
const WRITTEN: u8 = 2;

/// The first of these values that is there before.
pub(super) fn repeated<'v>(
    filler: &Filler<'_>,
    element: &Node,
    values: &'v [Value],
) -> Option<&'v Value> {
    if values.len() < 2 {
        return None;
    }
    // What is wrong with a value is told where it is read.
    let mut quiet = Filler {
        models: filler.models,
        names: filler.names,
        kind: filler.kind,
        problems: Problems::default(),
    };
    let mut seen = rustc_hash::FxHashSet::default();
    values.iter().find(|value| {
        let mut identity = Vec::new();
        below(&mut quiet, element, value, &mut identity);
        !seen.insert(identity)
    })
}

/// The identity of what a node finds in the parent's value.
fn below(filler: &mut Filler<'_>, node: &Node, parent: &Value, to: &mut Vec<u8>) {
    let value = filler.fetch(node, parent, &Path::ROOT);
    let Some(value) = value.filter(|v| !v.is_null()) else {
        return to.push(NOTHING);
    };
    match (&node.shape, value) {
        (Shape::Scalar(scalar), value) => scalar_value(scalar, value, to),
        (Shape::Struct(nodes, _), value) => {
            to.push(HELD);
            for node in nodes {
                below(filler, node, value, to);
            }
        }
        (Shape::List(element, counts), Value::Array(values)) => {
            let identities = values.iter().map(|value| {
                let mut one = Vec::new();
                below(filler, element, value, &mut one);
                one
            });
            let mut identities: Vec<Vec<u8>> = identities.collect();
            if counts.set {
                identities.sort_unstable();
            }
            to.push(HELD);
            sized(&identities.len().to_le_bytes(), to);
            to.extend(identities.iter().flatten());
        }
        (Shape::List(..) | Shape::Map(..) | Shape::Json(_) | Shape::Nothing, value) => {
            written(value, to);
        }
    }
}

fn scalar_value(scalar: &Scalar, value: &Value, to: &mut Vec<u8>) {
    let Ok((native, _)) = scalar.native(value) else {
        return written(value, to);
    };
    to.push(HELD);
    match native {
        Native::Boolean(b) => to.push(b.into()),
        Native::Integer(n) => to.extend(n.to_le_bytes()),
        Native::Float(x) => to.extend(float(scalar.kind, x).to_bits().to_le_bytes()),
        Native::Decimal(d) => to.extend(d.to_le_bytes()),
        Native::Text(text) => sized(text.as_bytes(), to),
        Native::Uuid(bytes) => to.extend(bytes),
        Native::Bytes(bytes) => sized(&bytes, to),
    }
}

/// The number that the column would hold, with one zero.
fn float(kind: PrimitiveType, x: f64) -> f64 {
    if kind != PrimitiveType::Float {
        return x + 0.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding to the column's precision"
    )]
    let narrow = x as f32;
    f64::from(narrow) + 0.0
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
