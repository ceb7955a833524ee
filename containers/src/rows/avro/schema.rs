//! The schema of a file, as far as reading its records takes: types in one list, names
//! resolved, those of the model where Avro has others for them. Defaults, docs and aliases
//! concern other readers and are not looked at.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::Unread;

/// The place of a type in its list.
pub(super) type TypeId = usize;

/// More digits of fraction than any decimal has.
const MOST_DIGITS: u64 = 1000;

/// How values are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    Text,
    Fixed(usize),
    Enum(Vec<String>),
    /// The flag: pairs of key and value, as Iceberg writes maps.
    Array(TypeId, bool),
    Map(TypeId),
    /// The flag: several branches are records, so that a value must say which it is.
    Union(Vec<TypeId>, bool),
    /// Its name, its fields.
    Record(String, Vec<(String, TypeId)>),
    /// Digits of fraction, and the size where it is fixed.
    Decimal(usize, Option<usize>),
    /// A decimal that carries its own digits of fraction.
    BigDecimal,
    Uuid,
    Date,
    Time(Unit),
    /// The flag: an instant, not a time of a calendar somewhere.
    Timestamp(Unit, bool),
    Duration,
}

/// What times are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Milli,
    Micro,
    Nano,
}

/// All types of a file.
#[derive(Debug)]
pub(super) struct Schemas {
    types: Vec<Type>,
    pub(super) root: TypeId,
}

impl Schemas {
    /// From JSON; `prefix` is left off the names of records and of fields, unless a field has a
    /// name of the model as it is.
    pub(super) fn parse(json: &[u8], prefix: &str, is_name: &dyn Fn(&str) -> bool) -> Unread<Self> {
        let json: Value =
            serde_json::from_slice(json).map_err(|e| format!("its schema is no JSON: {e}"))?;
        let mut parser = Parser {
            types: Vec::new(),
            names: HashMap::new(),
            prefix,
            record_prefix: prefix.to_uppercase(),
            is_name,
        };
        let root = parser.schema(&json, "")?;
        let mut types = parser.types;
        discriminate(&mut types);
        Ok(Self { types, root })
    }

    /// One type.
    pub(super) fn get(&self, id: TypeId) -> &Type {
        self.types.get(id).unwrap_or(&Type::Null)
    }
}

/// Marks the unions of several records.
fn discriminate(types: &mut [Type]) {
    let is_record: Vec<bool> = types
        .iter()
        .map(|t| matches!(t, Type::Record(..)))
        .collect();
    for of in types {
        if let Type::Union(branches, several) = of {
            let records = branches
                .iter()
                .filter(|b| is_record.get(**b) == Some(&true));
            *several = records.count() > 1;
        }
    }
}

struct Parser<'p> {
    types: Vec<Type>,
    /// Named types by full name.
    names: HashMap<String, TypeId>,
    prefix: &'p str,
    record_prefix: String,
    is_name: &'p dyn Fn(&str) -> bool,
}

impl Parser<'_> {
    fn add(&mut self, of: Type) -> TypeId {
        self.types.push(of);
        self.types.len() - 1
    }

    fn schema(&mut self, json: &Value, space: &str) -> Unread<TypeId> {
        match json {
            Value::String(name) => self.by_name(name, &Map::new(), space),
            Value::Array(branches) => {
                let branches = branches.iter().map(|b| self.schema(b, space));
                let branches = branches.collect::<Unread<_>>()?;
                Ok(self.add(Type::Union(branches, false)))
            }
            Value::Object(object) => match object.get("type") {
                Some(Value::String(kind)) => self.complex(kind, object, space),
                Some(inner) => self.schema(inner, space),
                None => Err("its schema has an object without a type".to_owned()),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                Err(format!("its schema has `{json}` where a type should be"))
            }
        }
    }

    fn complex(&mut self, kind: &str, object: &Map<String, Value>, space: &str) -> Unread<TypeId> {
        let part = |key: &str| {
            object
                .get(key)
                .ok_or_else(|| format!("its schema has an {kind} without `{key}`"))
        };
        match kind {
            "array" => {
                let items = self.schema(part("items")?, space)?;
                let pairs = logical(object) == "map";
                Ok(self.add(Type::Array(items, pairs)))
            }
            "map" => {
                let values = self.schema(part("values")?, space)?;
                Ok(self.add(Type::Map(values)))
            }
            "record" | "error" => self.record(object, part("fields")?, space),
            "enum" => {
                let symbols = part("symbols")?.as_array().into_iter().flatten();
                let originals = object.get("denota.symbolNames");
                let original = |s: &str| originals?.get(s)?.as_str().map(str::to_owned);
                let symbols = symbols.filter_map(Value::as_str);
                let symbols = symbols.map(|s| original(s).unwrap_or_else(|| s.to_owned()));
                let of = Type::Enum(symbols.collect());
                self.named(object, space, of)
            }
            "fixed" => {
                let size = part("size")?.as_u64().and_then(|n| usize::try_from(n).ok());
                let size = size.ok_or("its schema has a fixed without a size")?;
                let of = fixed(size, object)?;
                self.named(object, space, of)
            }
            name => self.by_name(name, object, space),
        }
    }

    /// A primitive type, or one that was defined before.
    fn by_name(&mut self, name: &str, object: &Map<String, Value>, space: &str) -> Unread<TypeId> {
        if let Some(of) = primitive(name, object)? {
            return Ok(self.add(of));
        }
        let full = full_name(name, space);
        let known = self.names.get(&full).or_else(|| self.names.get(name));
        known
            .copied()
            .ok_or_else(|| format!("its schema uses the type `{full}`, which it does not define"))
    }

    fn named(&mut self, object: &Map<String, Value>, space: &str, of: Type) -> Unread<TypeId> {
        let (full, _) = names(object, space)?;
        let id = self.add(of);
        self.names.insert(full, id);
        Ok(id)
    }

    fn record(
        &mut self,
        object: &Map<String, Value>,
        fields: &Value,
        space: &str,
    ) -> Unread<TypeId> {
        // The name comes first: a field may be of the record itself.
        let id = self.named(object, space, Type::Null)?;
        let (full, space) = names(object, space)?;
        let mut members: Vec<(String, TypeId)> = Vec::new();
        let mut seen = HashSet::new();
        for field in fields.as_array().into_iter().flatten() {
            let (Some(name), Some(of)) =
                (field.get("name").and_then(Value::as_str), field.get("type"))
            else {
                return Err(format!(
                    "its schema has a field without name or type in `{full}`"
                ));
            };
            let plain = || {
                let stripped = name.strip_prefix(self.prefix);
                stripped.filter(|_| !(self.is_name)(name)).unwrap_or(name)
            };
            let name = original(field.get("denota.name")).unwrap_or_else(plain);
            if !seen.insert(name.to_owned()) {
                return Err(format!(
                    "its schema has two fields in `{full}` for `{name}`"
                ));
            }
            members.push((name.to_owned(), self.schema(of, &space)?));
        }
        let local = full.rsplit('.').next().unwrap_or_default();
        let plain = || local.strip_prefix(&self.record_prefix).unwrap_or(local);
        let name = original(object.get("denota.name")).unwrap_or_else(plain);
        if let Some(of) = self.types.get_mut(id) {
            *of = Type::Record(name.to_owned(), members);
        }
        Ok(id)
    }
}

/// What a model calls something that Avro cannot call so: schemas made of it say so.
fn original(said: Option<&Value>) -> Option<&str> {
    said.and_then(Value::as_str)
}

fn logical(object: &Map<String, Value>) -> &str {
    object
        .get("logicalType")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn primitive(name: &str, object: &Map<String, Value>) -> Unread<Option<Type>> {
    Ok(Some(match (name, logical(object)) {
        ("null", _) => Type::Null,
        ("boolean", _) => Type::Boolean,
        ("int", "date") => Type::Date,
        ("int", "time-millis") => Type::Time(Unit::Milli),
        ("int", _) => Type::Int,
        ("long", "time-micros") => Type::Time(Unit::Micro),
        ("long", "timestamp-millis") => Type::Timestamp(Unit::Milli, true),
        ("long", "timestamp-micros") => Type::Timestamp(Unit::Micro, instant(object)),
        ("long", "timestamp-nanos") => Type::Timestamp(Unit::Nano, instant(object)),
        ("long", "local-timestamp-millis") => Type::Timestamp(Unit::Milli, false),
        ("long", "local-timestamp-micros") => Type::Timestamp(Unit::Micro, false),
        ("long", "local-timestamp-nanos") => Type::Timestamp(Unit::Nano, false),
        ("long", _) => Type::Long,
        ("float", _) => Type::Float,
        ("double", _) => Type::Double,
        ("bytes", "decimal") => Type::Decimal(scale(object)?, None),
        ("bytes", "big-decimal") => Type::BigDecimal,
        ("bytes", _) => Type::Bytes,
        ("string", _) => Type::Text,
        _ => return Ok(None),
    }))
}

/// Iceberg's files say so where a timestamp has no zone.
fn instant(object: &Map<String, Value>) -> bool {
    object.get("adjust-to-utc").and_then(Value::as_bool) != Some(false)
}

fn fixed(size: usize, object: &Map<String, Value>) -> Unread<Type> {
    Ok(match (logical(object), size) {
        ("decimal", _) => Type::Decimal(scale(object)?, Some(size)),
        ("uuid", 16) => Type::Uuid,
        ("duration", 12) => Type::Duration,
        _ => Type::Fixed(size),
    })
}

fn scale(object: &Map<String, Value>) -> Unread<usize> {
    let scale = object.get("scale").map_or(Some(0), Value::as_u64);
    scale
        .filter(|n| *n <= MOST_DIGITS)
        .and_then(|n| usize::try_from(n).ok())
        .ok_or_else(|| "its schema has a decimal whose scale is not a small number".to_owned())
}

/// The full name of a named type, and the namespace that holds within it.
fn names(object: &Map<String, Value>, space: &str) -> Unread<(String, String)> {
    let name = object
        .get("name")
        .and_then(Value::as_str)
        .ok_or("its schema has a named type without a name")?;
    let own = object.get("namespace").and_then(Value::as_str);
    let full = full_name(name, own.unwrap_or(space));
    let space = full.rsplit_once('.').map_or("", |(space, _)| space);
    let space = space.to_owned();
    Ok((full, space))
}

fn full_name(name: &str, space: &str) -> String {
    if space.is_empty() || name.contains('.') {
        name.to_owned()
    } else {
        format!("{space}.{name}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::{Schemas, Type};

    fn parse(json: &str) -> Result<Schemas, String> {
        Schemas::parse(json.as_bytes(), "shop_", &|name| name == "shop_id")
    }

    #[test]
    fn what_avro_calls_otherwise_has_its_own_name() {
        let schemas = parse(
            r#"{"type":"record","name":"Sea_t","denota.name":"Sea-t","fields":[
                {"name":"seat_no","denota.name":"seat-no","type":{"type":"enum","name":"kind",
                 "symbols":["plain","station_wagon"],
                 "denota.symbolNames":{"station_wagon":"station-wagon"}}}]}"#,
        )
        .unwrap();
        let Type::Record(name, fields) = schemas.get(schemas.root) else {
            panic!("{schemas:?}")
        };
        assert_eq!((name.as_str(), fields[0].0.as_str()), ("Sea-t", "seat-no"));
        let symbols = ["plain", "station-wagon"].map(str::to_owned);
        assert_eq!(*schemas.get(fields[0].1), Type::Enum(symbols.into()));
    }

    #[test]
    fn names_are_found_in_their_namespace_without_their_prefix() {
        let schemas = parse(
            r#"{"type":"record","name":"SHOP_Part","namespace":"shop","fields":[
                {"name":"shop_next","type":["null","SHOP_Part"],"default":null},
                {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2},"default":"\u0000"}]}"#,
        )
        .unwrap();
        let Type::Record(name, fields) = schemas.get(schemas.root) else {
            panic!("{schemas:?}")
        };
        assert_eq!(name, "Part");
        let names: Vec<&str> = fields.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["next", "price"]);
        let Type::Union(branches, several) = schemas.get(fields[0].1) else {
            panic!("{schemas:?}")
        };
        assert_eq!((branches[1], *several), (schemas.root, false));
        assert_eq!(*schemas.get(fields[1].1), Type::Decimal(2, None));
    }

    #[test]
    fn a_name_of_the_model_keeps_what_looks_like_a_prefix() {
        let fields = |names: &[&str]| {
            let fields = names.iter().map(|n| json!({"name": n, "type": "int"}));
            let fields: Vec<Value> = fields.collect();
            let schemas =
                parse(&json!({"type":"record","name":"Order","fields":fields}).to_string())?;
            if let Type::Record(_, fields) = schemas.get(schemas.root) {
                return Ok(fields.iter().map(|(n, _)| n.clone()).collect());
            }
            Err("no record".to_owned())
        };
        let names = |names: &[&str]| Ok(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert_eq!(fields(&["id", "shop_id"]), names(&["id", "shop_id"]));
        assert_eq!(fields(&["shop_name"]), names(&["name"]));
        let error: Result<Vec<String>, String> = fields(&["name", "shop_name"]);
        assert!(
            error
                .unwrap_err()
                .contains("two fields in `Order` for `name`")
        );
    }

    #[test]
    fn schemas_that_cannot_be_read_say_why() {
        for (json, expected) in [
            ("{", "its schema is no JSON"),
            ("7", "where a type should be"),
            ("\"part\"", "uses the type `part`"),
            (r#"{"type":"array"}"#, "an array without `items`"),
            (
                r#"{"type":"bytes","logicalType":"decimal","scale":5000}"#,
                "scale",
            ),
        ] {
            let error = parse(json).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
