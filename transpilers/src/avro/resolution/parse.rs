//! From JSON to a schema, refusing what the specification forbids.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde_json::{Map, Value as Json};

use super::default;
use super::named::{Scope, definition};
use super::schema::{Logical, Named, Primitive, Schema, Type};

/// Why a text is no Avro schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Where: a JSON pointer into the text.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{} at `{}`", self.message, self.path)
    }
}

impl std::error::Error for Invalid {}

/// Parses a schema that stands alone.
///
/// # Errors
/// The text is no JSON, or no schema by the specification.
pub fn parse(text: &str) -> Result<Schema, Invalid> {
    parse_with(text, &[])
}

/// Parses a schema that may use the types of others, which come before it in the order in
/// which they use each other.
///
/// # Errors
/// One of the texts is no JSON, or no schema by the specification.
pub fn parse_with(text: &str, references: &[&str]) -> Result<Schema, Invalid> {
    let mut parser = Parser::default();
    for reference in references {
        parser.document(reference)?;
    }
    let root = parser.document(text)?;
    let mut types = Vec::with_capacity(parser.types.len());
    for (id, named) in parser.types.into_iter().enumerate() {
        // A type is put into the arena before its fields are read, and stays empty only when
        // reading them failed.
        types.push(named.ok_or_else(|| Invalid {
            path: String::new(),
            message: format!("type {id} is not complete"),
        })?);
    }
    let schema = Schema { root, types };
    default::check(&schema)?;
    Ok(schema)
}

/// The state of parsing: the arena, and who has which name.
#[derive(Default)]
pub(super) struct Parser {
    pub(super) types: Vec<Option<Named>>,
    pub(super) names: HashMap<String, usize>,
}

impl Parser {
    fn document(&mut self, text: &str) -> Result<Type, Invalid> {
        // A bare name such as `string` is what some clients send for a primitive type.
        let json = match serde_json::from_str(text) {
            Ok(json) => json,
            Err(_) if Primitive::from_name(text.trim()).is_some() => text.trim().into(),
            Err(error) => {
                return Err(Invalid {
                    path: String::new(),
                    message: format!("not JSON: {error}"),
                });
            }
        };
        self.type_of(&json, &Scope::default())
    }

    pub(super) fn type_of(&mut self, json: &Json, scope: &Scope) -> Result<Type, Invalid> {
        match json {
            Json::String(name) => self.by_name(name, scope),
            Json::Array(branches) => self.union(branches, scope),
            Json::Object(object) => self.object(object, scope),
            Json::Null | Json::Bool(_) | Json::Number(_) => {
                Err(scope.invalid("a schema is a name, an object or an array"))
            }
        }
    }

    fn by_name(&self, name: &str, scope: &Scope) -> Result<Type, Invalid> {
        if let Some(primitive) = Primitive::from_name(name) {
            return Ok(Type::Plain(primitive, None));
        }
        let full = scope.full_name(name);
        match self.names.get(&full) {
            Some(id) => Ok(Type::Named(*id)),
            None => Err(scope.invalid(format!("no type `{full}` is defined before it is used"))),
        }
    }

    fn union(&mut self, branches: &[Json], scope: &Scope) -> Result<Type, Invalid> {
        let mut types: Vec<Type> = Vec::with_capacity(branches.len());
        let mut kinds = HashSet::with_capacity(branches.len());
        for (position, branch) in branches.iter().enumerate() {
            let scope = scope.below(&position.to_string());
            let of = self.type_of(branch, &scope)?;
            let kind = match &of {
                Type::Union(_) => return Err(scope.invalid("a union directly inside a union")),
                Type::Plain(primitive, _) => primitive.name().to_owned(),
                Type::Array(_) => "array".to_owned(),
                Type::Map(_) => "map".to_owned(),
                Type::Named(id) => format!("type {id}"),
            };
            if !kinds.insert(kind) {
                return Err(scope.invalid("the union has a branch of that type already"));
            }
            types.push(of);
        }
        Ok(Type::Union(types))
    }

    fn object(&mut self, object: &Map<String, Json>, scope: &Scope) -> Result<Type, Invalid> {
        let kind = match object.get("type") {
            Some(Json::String(kind)) => kind,
            // Not in the specification, but written by some tools and read by all libraries.
            Some(nested @ (Json::Object(_) | Json::Array(_))) => {
                return self.type_of(nested, &scope.below("type"));
            }
            Some(Json::Null | Json::Bool(_) | Json::Number(_)) | None => {
                return Err(scope.invalid("a schema object needs a `type`"));
            }
        };
        let inner = |key: &str| {
            let of = object.get(key);
            of.ok_or_else(|| scope.invalid(format!("`{kind}` needs `{key}`")))
        };
        match kind.as_str() {
            "array" => {
                let items = self.type_of(inner("items")?, &scope.below("items"))?;
                Ok(Type::Array(Box::new(items)))
            }
            "map" => {
                let values = self.type_of(inner("values")?, &scope.below("values"))?;
                Ok(Type::Map(Box::new(values)))
            }
            "record" | "enum" | "fixed" => definition(self, kind, object, scope),
            name => match self.by_name(name, scope)? {
                Type::Plain(primitive, _) => {
                    Ok(Type::Plain(primitive, logical(primitive.name(), 0, object)))
                }
                other @ (Type::Array(_) | Type::Map(_) | Type::Union(_) | Type::Named(_)) => {
                    Ok(other)
                }
            },
        }
    }
}

/// The logical type that an object gives its underlying type, if it is valid there.
pub(super) fn logical(base: &str, size: u64, object: &Map<String, Json>) -> Option<Logical> {
    let name = object.get("logicalType").and_then(Json::as_str)?;
    if name == "decimal" && matches!(base, "bytes" | "fixed") {
        let precision = object.get("precision").and_then(Json::as_u64)?;
        let scale = object.get("scale").map_or(Some(0), Json::as_u64)?;
        let fits = base == "bytes" || precision <= digits(size);
        let valid = precision > 0 && scale <= precision && fits;
        return valid.then_some(Logical::Decimal { precision, scale });
    }
    let known = OTHERS.iter().find(|(known, on, bytes)| {
        *known == name && *on == base && (base != "fixed" || *bytes == size)
    });
    known.map(|(name, ..)| Logical::Other(name))
}

/// How many decimal digits a two's complement of so many bytes holds for certain.
fn digits(size: u64) -> u64 {
    // log10(2) as a fraction, a little too small, so that the result is never too large.
    size.saturating_mul(8)
        .saturating_sub(1)
        .saturating_mul(30_102)
        / 100_000
}

const OTHERS: &[(&str, &str, u64)] = &[
    ("big-decimal", "bytes", 0),
    ("uuid", "string", 0),
    ("uuid", "fixed", 16),
    ("date", "int", 0),
    ("time-millis", "int", 0),
    ("time-micros", "long", 0),
    ("timestamp-millis", "long", 0),
    ("timestamp-micros", "long", 0),
    ("timestamp-nanos", "long", 0),
    ("local-timestamp-millis", "long", 0),
    ("local-timestamp-micros", "long", 0),
    ("local-timestamp-nanos", "long", 0),
    ("duration", "fixed", 12),
];
