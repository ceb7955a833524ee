//! JSON as it is written: that a member is there twice is noticed, not settled in silence.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::exact;
use super::scalar::short;

/// A value, and the name of a member that an object of it has twice.
pub(crate) type Read = (Value, Option<String>);

/// Reads one value.
pub(crate) fn read(text: &[u8]) -> serde_json::Result<Read> {
    let twice = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(text);
    let mut value = Any { twice: &twice }.deserialize(&mut reader)?;
    reader.end()?;
    let twice = twice.into_inner();
    if twice.is_none() {
        exact::round(text, &mut value);
    }
    Ok((value, twice))
}

/// The text of a value, the same whatever the order of its members.
pub(super) fn in_order(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let mut members: Vec<_> = object.iter().collect();
                members.sort_unstable_by_key(|(name, _)| *name);
                let members = members.into_iter();
                Value::Object(members.map(|(n, v)| (n.clone(), sorted(v))).collect())
            }
            Value::Array(values) => values.iter().map(sorted).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }
    sorted(value).to_string()
}

/// Why a text cannot stand among JSON as what it says.
pub(crate) fn refused(text: &str) -> Option<String> {
    match read(text.as_bytes()) {
        Ok((_, twice)) => twice.map(|name| ambiguous(&name)),
        Err(_) => Some(format!("expected JSON, found `{}`", short(text))),
    }
}

/// Why a value with a member that is there twice is not taken.
pub(crate) fn ambiguous(name: &str) -> String {
    format!("has the member `{name}` twice")
}

#[derive(Clone, Copy)]
struct Any<'t> {
    twice: &'t Cell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            match object.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    self.twice.set(Some(entry.key().clone()));
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(object))
    }
}
