//! Values for an Avro schema, each both in bytes and in the JSON that `load` takes: rows to
//! start from for classes of which there is no data.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::Rng;
use super::avro::{put_long, put_sized};

/// Deeper than this, what may be absent is.
const DEEP: usize = 5;
/// Texts that some datatype or facet takes.
const TEXTS: &[&str] = &[
    "a",
    "x1",
    "DE",
    "en",
    "PT1H",
    "2024-02-29",
    "https://example.org/a",
    "{\"x\":[1]}",
    "ü😀",
    "",
];
/// Dates, times and instants as people and as Avro write them.
const DATES: &[(&str, i64)] = &[
    ("1970-01-01", 0),
    ("2024-02-29", 19_782),
    ("1969-12-31", -1),
];
const TIMES: &[(&str, i64)] = &[("00:00:00", 0), ("01:02:03.000004", 3_723_000_004)];
const INSTANTS: &[(&str, i64)] = &[
    ("1970-01-01T00:00:00", 0),
    ("1969-12-31T23:59:59.999999", -1),
    ("2001-09-09T01:46:40", 1_000_000_000_000_000),
];

/// Makes values of one schema.
pub(super) struct Values<'s> {
    schema: &'s Value,
    names: HashMap<String, &'s Value>,
    prefix: String,
    rng: Rng,
}

impl<'s> Values<'s> {
    /// For the schema of a file; `domain` is its namespace.
    pub(super) fn new(schema: &'s Value, domain: &str, seed: u64) -> Self {
        let mut names = HashMap::new();
        define(schema, "", &mut names);
        Self {
            schema,
            names,
            prefix: format!("{domain}_"),
            rng: Rng::new(seed),
        }
    }

    /// A row, its bytes appended.
    pub(super) fn row(&mut self, out: &mut Vec<u8>) -> Value {
        self.value(self.schema, 0, out)
    }

    fn value(&mut self, schema: &'s Value, depth: usize, out: &mut Vec<u8>) -> Value {
        if let Value::Array(branches) = schema {
            return self.union(branches, depth, out);
        }
        let kind = schema.get("type").unwrap_or(schema);
        let logical = schema.get("logicalType").and_then(Value::as_str);
        match kind.as_str().unwrap_or_default() {
            "record" => self.record(schema, depth, out),
            "array" => {
                let count = if depth > DEEP { 0 } else { self.rng.below(3) };
                let items = &schema["items"];
                let values = self.several(count, out, |it, out| it.value(items, depth + 1, out));
                Value::Array(values)
            }
            "map" => {
                let count = if depth > DEEP { 0 } else { self.rng.below(3) };
                let values = self.several(count, out, |it, out| {
                    let key = ["en", "de", ""][it.rng.below(3)];
                    put_sized(key.as_bytes(), out);
                    (key.to_owned(), it.value(&schema["values"], depth + 1, out))
                });
                Value::Object(values.into_iter().collect())
            }
            "enum" => {
                let symbols = schema["symbols"].as_array().map_or(&[][..], Vec::as_slice);
                let place = self.rng.below(symbols.len());
                put_long(place as i64, out);
                symbols.get(place).cloned().unwrap_or_default()
            }
            "" => self.value(kind, depth, out),
            name => match self.names.get(name) {
                Some(named) => self.value(named, depth, out),
                None => self.plain(name, logical, schema, out),
            },
        }
    }

    fn several<T>(
        &mut self,
        count: usize,
        out: &mut Vec<u8>,
        mut one: impl FnMut(&mut Self, &mut Vec<u8>) -> T,
    ) -> Vec<T> {
        if count > 0 {
            put_long(count as i64, out);
        }
        let made = (0..count).map(|_| one(self, out)).collect();
        put_long(0, out);
        made
    }

    fn union(&mut self, branches: &'s [Value], depth: usize, out: &mut Vec<u8>) -> Value {
        let null = branches.iter().position(|b| b == "null");
        let place = match null {
            Some(null) if depth > DEEP || self.rng.once_in(4) => null,
            _ => self.rng.below(branches.len()),
        };
        put_long(place as i64, out);
        let Some(branch) = branches.get(place) else {
            return Value::Null;
        };
        let mut value = self.value(branch, depth, out);
        let several = branches.iter().filter_map(|b| self.record_name(b)).count() > 1;
        if let (Value::Object(object), Some(name), true) =
            (&mut value, self.record_name(branch), several)
        {
            object.insert("_type".to_owned(), name.clone());
        }
        value
    }

    fn record_name(&self, schema: &'s Value) -> Option<&'s Value> {
        let named = schema.as_str().and_then(|n| self.names.get(n));
        named.copied().unwrap_or(schema).get("name")
    }

    fn record(&mut self, schema: &'s Value, depth: usize, out: &mut Vec<u8>) -> Value {
        let mut object = Map::new();
        for field in schema["fields"].as_array().into_iter().flatten() {
            let name = field["name"].as_str().unwrap_or_default();
            let name = name.strip_prefix(&self.prefix).unwrap_or(name);
            let value = self.value(&field["type"], depth + 1, out);
            if !value.is_null() {
                object.insert(name.to_owned(), value);
            }
        }
        Value::Object(object)
    }

    fn plain(
        &mut self,
        name: &str,
        logical: Option<&str>,
        schema: &Value,
        out: &mut Vec<u8>,
    ) -> Value {
        let n = self.rng.below(100) as i64;
        match (name, logical.unwrap_or_default()) {
            ("boolean", _) => {
                out.push((n % 2) as u8);
                json!(n % 2 == 1)
            }
            ("int", "date") => self.dated(DATES, "", out),
            ("long", "time-micros") => self.dated(TIMES, "", out),
            ("long", "timestamp-micros") => self.dated(INSTANTS, "Z", out),
            ("long", "local-timestamp-micros") => self.dated(INSTANTS, "", out),
            ("int" | "long", _) => {
                put_long(n, out);
                json!(n)
            }
            ("float", _) => {
                out.extend((n as f32).to_le_bytes());
                json!(n)
            }
            ("double", _) => {
                out.extend((n as f64).to_le_bytes());
                json!(n)
            }
            ("bytes", "decimal") => {
                let scale = schema["scale"].as_u64().unwrap_or(0) as u32;
                let unscaled = i128::from(n) * 10_i128.pow(scale.min(30));
                put_sized(&unscaled.to_be_bytes(), out);
                json!(n.to_string())
            }
            ("bytes", _) => {
                put_sized(&[1, 2], out);
                json!("AQI=")
            }
            ("string", "uuid") => self.text(&format!("00000000-0000-4000-8000-{n:012}"), out),
            ("string", _) => {
                let text = self.rng.pick(TEXTS).copied().unwrap_or_default();
                self.text(text, out)
            }
            _ => Value::Null,
        }
    }

    fn text(&self, text: &str, out: &mut Vec<u8>) -> Value {
        put_sized(text.as_bytes(), out);
        json!(text)
    }

    fn dated(&mut self, of: &[(&str, i64)], zone: &str, out: &mut Vec<u8>) -> Value {
        let (text, n) = of[self.rng.below(of.len())];
        put_long(n, out);
        json!(format!("{text}{zone}"))
    }
}

/// Collects the named types of a schema, by their full names and by their own.
fn define<'s>(schema: &'s Value, space: &str, names: &mut HashMap<String, &'s Value>) {
    if let Value::Array(branches) = schema {
        return branches.iter().for_each(|b| define(b, space, names));
    }
    let own = schema.get("namespace").and_then(Value::as_str);
    let space = own.unwrap_or(space);
    if let Some(name) = schema.get("name").and_then(Value::as_str) {
        names.insert(format!("{space}.{name}"), schema);
    }
    for inner in ["type", "items", "values"] {
        if let Some(inner) = schema.get(inner) {
            define(inner, space, names);
        }
    }
    for field in schema
        .get("fields")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        define(&field["type"], space, names);
    }
}
