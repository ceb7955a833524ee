//! Whether defaults fit the types of their fields: the table of JSON forms in the
//! specification's section on records.

use std::cell::Cell;

use serde_json::Value as Json;

use super::parse::Invalid;
use super::schema::{Primitive, Schema, Shape, Type};

/// How many comparisons of a value with a type one schema may cost: trying every branch of
/// nested unions can take as many as there are ways through them.
const MAX_STEPS: u32 = 1_000_000;

/// Checks the default of every field.
pub(super) fn check(schema: &Schema) -> Result<(), Invalid> {
    let fitting = Fitting {
        schema,
        steps: Cell::new(0),
    };
    for named in &schema.types {
        let Shape::Record(fields) = &named.shape else {
            continue;
        };
        for field in fields {
            let Some(default) = &field.default else {
                continue;
            };
            if !fitting.fits(&field.of, default) {
                return Err(Invalid {
                    path: String::new(),
                    message: format!(
                        "the default `{default}` of `{}.{}` does not fit its type",
                        named.name, field.name
                    ),
                });
            }
        }
    }
    Ok(())
}

struct Fitting<'s> {
    schema: &'s Schema,
    steps: Cell<u32>,
}

impl Fitting<'_> {
    /// The recursion follows the value, whose nesting the JSON parser has bounded.
    fn fits(&self, of: &Type, value: &Json) -> bool {
        self.steps.set(self.steps.get().saturating_add(1));
        if self.steps.get() > MAX_STEPS {
            return false;
        }
        match of {
            Type::Plain(primitive, _) => plain(*primitive, value),
            Type::Array(items) => value
                .as_array()
                .is_some_and(|values| values.iter().all(|v| self.fits(items, v))),
            Type::Map(values) => value
                .as_object()
                .is_some_and(|entries| entries.values().all(|v| self.fits(values, v))),
            // Since 1.12 any branch will do; earlier versions wanted the first.
            Type::Union(branches) => branches.iter().any(|b| self.fits(b, value)),
            Type::Named(id) => self
                .schema
                .named(*id)
                .is_some_and(|named| self.shape(&named.shape, value)),
        }
    }

    fn shape(&self, shape: &Shape, value: &Json) -> bool {
        match shape {
            Shape::Record(fields) => value.as_object().is_some_and(|object| {
                fields.iter().all(|f| match object.get(&f.name) {
                    Some(value) => self.fits(&f.of, value),
                    None => f.default.is_some(),
                })
            }),
            Shape::Enum { symbols, .. } => value
                .as_str()
                .is_some_and(|v| symbols.iter().any(|s| s == v)),
            Shape::Fixed { size, .. } => byte_string(value).is_some_and(|n| n == *size),
        }
    }
}

fn plain(primitive: Primitive, value: &Json) -> bool {
    match primitive {
        Primitive::Null => value.is_null(),
        Primitive::Boolean => value.is_boolean(),
        Primitive::Int => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        Primitive::Long => value.as_i64().is_some(),
        Primitive::Float | Primitive::Double => value.is_number(),
        Primitive::Bytes => byte_string(value).is_some(),
        Primitive::String => value.is_string(),
    }
}

/// The number of bytes that a string stands for: its characters are their code points.
fn byte_string(value: &Json) -> Option<u64> {
    let text = value.as_str()?;
    let bytes = text.chars().all(|c| u32::from(c) < 256);
    bytes.then(|| text.chars().count() as u64)
}
