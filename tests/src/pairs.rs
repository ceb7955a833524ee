//! Pairs of Avro schemas, the second a change of the first, made by chance from a seed: the
//! same every time. What can be read by what is asked of several implementations.

use serde_json::{Map, Value, json};

/// A source of chance (xorshift), so that tests need no further crate.
pub struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A writer's schema, and a reader's that is a change of it.
#[must_use]
pub fn pair(seed: u64) -> (Value, Value) {
    let mut chance = Chance::new(seed);
    let mut names = 0;
    let writer = record(&mut chance, &mut names, 3);
    let mut reader = writer.clone();
    for _ in 0..=chance.below(3) {
        change(&mut chance, &mut names, &mut reader);
    }
    (writer, reader)
}

const PRIMITIVES: [&str; 8] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
];
const SYMBOLS: [&str; 4] = ["W", "X", "Y", "Z"];
const FIELDS: [&str; 5] = ["a", "b", "c", "d", "e"];

fn any(chance: &mut Chance, names: &mut usize, depth: usize) -> Value {
    match chance.below(if depth == 0 { 4 } else { 10 }) {
        0..4 => json!(chance.pick(&PRIMITIVES)),
        4 => json!({"type": "array", "items": any(chance, names, depth - 1)}),
        5 => json!({"type": "map", "values": any(chance, names, depth - 1)}),
        6 => union(chance, names, depth - 1),
        7 => enumeration(chance, names),
        8 => json!({"type": "fixed", "name": name(names), "size": 2 + 2 * chance.below(2)}),
        _ => record(chance, names, depth - 1),
    }
}

fn name(names: &mut usize) -> String {
    *names += 1;
    format!("N{names}")
}

fn union(chance: &mut Chance, names: &mut usize, depth: usize) -> Value {
    let mut branches: Vec<Value> = Vec::new();
    for _ in 0..2 + chance.below(2) {
        let branch = any(chance, names, depth);
        let named = |v: &Value| matches!(kind(v), "record" | "enum" | "fixed");
        let taken = branches
            .iter()
            .any(|b| kind(b) == kind(&branch) && !named(b));
        if !branch.is_array() && !taken {
            branches.push(branch);
        }
    }
    Value::Array(branches)
}

fn kind(of: &Value) -> &str {
    of.as_str()
        .or_else(|| of["type"].as_str())
        .unwrap_or("union")
}

fn enumeration(chance: &mut Chance, names: &mut usize) -> Value {
    let symbols = &SYMBOLS[chance.below(2)..2 + chance.below(3)];
    let mut of = json!({"type": "enum", "name": name(names), "symbols": symbols});
    if chance.one_in(3) {
        of["default"] = json!(symbols[0]);
    }
    of
}

fn record(chance: &mut Chance, names: &mut usize, depth: usize) -> Value {
    let name = name(names);
    let count = 1 + chance.below(3);
    let fields: Vec<Value> = FIELDS
        .iter()
        .take(count)
        .map(|field| json!({"name": field, "type": any(chance, names, depth)}))
        .collect();
    json!({"type": "record", "name": name, "fields": fields})
}

/// A default where the type has a simple one.
fn default_of(of: &Value) -> Option<Value> {
    if let Some(branches) = of.as_array() {
        return default_of(branches.first()?);
    }
    match kind(of) {
        "null" => Some(Value::Null),
        "boolean" => Some(json!(false)),
        "int" | "long" | "float" | "double" => Some(json!(0)),
        "bytes" | "string" => Some(json!("")),
        "array" => Some(json!([])),
        "map" => Some(json!({})),
        "enum" => of["symbols"].as_array()?.first().cloned(),
        _ => None,
    }
}

/// Changes something somewhere in a schema.
fn change(chance: &mut Chance, names: &mut usize, of: &mut Value) {
    if chance.one_in(3) {
        return here(chance, names, of);
    }
    match of {
        Value::Array(branches) if !branches.is_empty() => {
            let at = chance.below(branches.len());
            let before = branches[at].clone();
            change(chance, names, &mut branches[at]);
            // A union directly in a union, or two branches alike, would be no schema.
            let twice = branches
                .iter()
                .filter(|b| kind(b) == kind(&branches[at]))
                .count()
                > 1;
            if branches[at].is_array() || twice {
                branches[at] = before;
            }
        }
        Value::Object(object) => {
            let below = ["items", "values"]
                .into_iter()
                .find(|k| object.contains_key(*k));
            match (
                below,
                object.get_mut("fields").and_then(Value::as_array_mut),
            ) {
                (Some(key), _) => change(chance, names, &mut object[key]),
                (None, Some(fields)) if !fields.is_empty() => {
                    let at = chance.below(fields.len());
                    fields[at].as_object_mut().unwrap().remove("default");
                    change(chance, names, &mut fields[at]["type"]);
                }
                _ => here(chance, names, of),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            here(chance, names, of)
        }
    }
}

fn here(chance: &mut Chance, names: &mut usize, of: &mut Value) {
    match kind(of).to_owned().as_str() {
        "record" => of_record(chance, names, of),
        "enum" => of_enum(chance, of),
        "fixed" => of["size"] = json!(2 + 2 * chance.below(2)),
        "union" => {
            let branches = of.as_array_mut().unwrap();
            match chance.below(3) {
                0 if branches.len() > 1 => drop(branches.remove(0)),
                1 => branches.reverse(),
                _ if !branches.iter().any(|b| kind(b) == "null") => branches.push(json!("null")),
                _ => {}
            }
        }
        "array" | "map" => {
            if chance.one_in(2) {
                *of = json!(["null", of.clone()]);
            }
        }
        _ => match chance.below(3) {
            0 if *of != "null" => *of = json!(["null", of.clone()]),
            _ => *of = json!(chance.pick(&PRIMITIVES)),
        },
    }
}

fn of_record(chance: &mut Chance, names: &mut usize, of: &mut Value) {
    let object = of.as_object_mut().unwrap();
    match chance.below(5) {
        0 => rename(chance, names, object),
        1 => object["fields"].as_array_mut().unwrap().reverse(),
        2 => {
            let fields = object["fields"].as_array_mut().unwrap();
            if fields.len() > 1 {
                fields.remove(chance.below(fields.len()));
            }
        }
        3 => {
            let fields = object["fields"].as_array_mut().unwrap();
            let at = chance.below(fields.len());
            let old = fields[at]["name"].clone();
            fields[at]["name"] = json!(format!("{}2", old.as_str().unwrap()));
            if chance.one_in(2) {
                fields[at]["aliases"] = json!([old]);
            }
        }
        _ => {
            let of = any(chance, names, 1);
            let mut field = json!({"name": "new", "type": of});
            if let Some(default) = default_of(&of).filter(|_| !chance.one_in(3)) {
                field["default"] = default;
            }
            let fields = object["fields"].as_array_mut().unwrap();
            fields.retain(|f| f["name"] != "new");
            fields.push(field);
        }
    }
}

fn rename(chance: &mut Chance, names: &mut usize, object: &mut Map<String, Value>) {
    let old = object["name"].clone();
    let short = old.as_str().unwrap().rsplit('.').next().unwrap().to_owned();
    match chance.below(3) {
        0 => object["name"] = json!(name(names)),
        1 => {
            object["name"] = json!(name(names));
            object.insert("aliases".to_owned(), json!([old]));
        }
        _ => object["name"] = json!(format!("other.{short}")),
    }
}

fn of_enum(chance: &mut Chance, of: &mut Value) {
    let symbols = of["symbols"].as_array_mut().unwrap();
    if chance.one_in(2) && symbols.len() > 1 {
        symbols.pop();
    } else if !symbols.contains(&json!("Z")) {
        symbols.push(json!("Z"));
    }
    let first = symbols[0].clone();
    if chance.one_in(2) {
        of["default"] = first;
    } else {
        of.as_object_mut().unwrap().remove("default");
    }
}
