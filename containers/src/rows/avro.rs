//! Avro container files: records read into the form that rows have in JSON, whatever
//! naming the schema was made with.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::io::BufReader;
use std::path::Path;

use apache_avro::Schema;
use apache_avro::schema::Name;
use apache_avro::types::Value as Avro;
use base64::Engine as _;
use serde_json::{Map, Value, json};
use transpilers::iceberg::table::DISCRIMINATOR;

use super::batch::Batcher;
use super::fill::Names;
use super::{Counts, broken, open};
use crate::data::text;
use crate::error::Result;

pub(crate) fn read(path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let input = BufReader::with_capacity(1 << 20, open(path)?);
    let reader = apache_avro::Reader::new(input).map_err(|e| broken(path, e))?;
    let schema = reader.writer_schema().clone();
    let names = apache_avro::schema::ResolvedSchema::try_from(&schema)
        .map_err(|e| broken(path, e))?
        .get_names()
        .iter()
        .map(|(name, schema)| (name.clone(), (*schema).clone()))
        .collect();
    let prefix = batcher.target.prefix.clone();
    let conversion = Conversion {
        names,
        prefix: &prefix,
    };
    for (number, record) in (1..).zip(reader) {
        if batcher.stopped() {
            break;
        }
        let record = record.map_err(|e| broken(path, e))?;
        let row = conversion.value(&record, &schema);
        batcher.row(number, &row, Names::Model, 256)?;
    }
    batcher.finish()
}

struct Conversion<'a> {
    names: std::collections::HashMap<Name, Schema>,
    prefix: &'a str,
}

impl Conversion<'_> {
    fn value(&self, value: &Avro, schema: &Schema) -> Value {
        let schema = match schema {
            Schema::Ref { name } => self.names.get(name).unwrap_or(schema),
            other => other,
        };
        match (value, schema) {
            (Avro::Union(index, inner), Schema::Union(union)) => {
                let branch = union.variants().get(*index as usize);
                let several = union
                    .variants()
                    .iter()
                    .filter(|v| self.is_record(v))
                    .count()
                    > 1;
                match branch {
                    Some(branch) => self.branch(inner, branch, several),
                    None => Value::Null,
                }
            }
            (Avro::Record(fields), Schema::Record(record)) => {
                let pairs = fields.iter().zip(&record.fields);
                Value::Object(
                    pairs
                        .map(|((name, v), f)| (self.name(name), self.value(v, &f.schema)))
                        .collect(),
                )
            }
            (Avro::Array(items), Schema::Array(array)) => self.array(items, &array.items),
            (Avro::Map(map), Schema::Map(inner)) => {
                let mut pairs: Vec<_> = map.iter().collect();
                pairs.sort_by(|a, b| a.0.cmp(b.0));
                Value::Object(
                    pairs
                        .into_iter()
                        .map(|(k, v)| (k.clone(), self.value(v, &inner.types)))
                        .collect(),
                )
            }
            (Avro::Decimal(decimal), Schema::Decimal(schema)) => {
                let bytes = <Vec<u8>>::try_from(decimal).unwrap_or_default();
                json!(text::decimal_bytes(&bytes, schema.scale))
            }
            (other, _) => plain(other),
        }
    }

    /// An array, or a map of Iceberg's kind: an array of records of a key and a value.
    fn array(&self, items: &[Avro], schema: &Schema) -> Value {
        Value::Array(items.iter().map(|item| self.value(item, schema)).collect())
    }

    fn branch(&self, value: &Avro, schema: &Schema, several: bool) -> Value {
        let mut converted = self.value(value, schema);
        if let (true, Some(name), Value::Object(object)) =
            (several, self.record_name(schema), &mut converted)
        {
            object
                .entry(DISCRIMINATOR)
                .or_insert_with(|| Value::String(name));
        }
        converted
    }

    fn is_record(&self, schema: &Schema) -> bool {
        self.record_name(schema).is_some()
    }

    fn record_name(&self, schema: &Schema) -> Option<String> {
        let name = match schema {
            Schema::Record(record) => &record.name,
            Schema::Ref { name } => match self.names.get(name) {
                Some(Schema::Record(record)) => &record.name,
                _ => return None,
            },
            _ => return None,
        };
        let upper = self.prefix.to_uppercase();
        Some(
            name.name
                .strip_prefix(&upper)
                .unwrap_or(&name.name)
                .to_owned(),
        )
    }

    fn name(&self, name: &str) -> String {
        name.strip_prefix(self.prefix).unwrap_or(name).to_owned()
    }
}

fn plain(value: &Avro) -> Value {
    match value {
        Avro::Null => Value::Null,
        Avro::Boolean(b) => json!(b),
        Avro::Int(n) => json!(n),
        Avro::Long(n) => json!(n),
        Avro::Float(x) => number(f64::from(*x)),
        Avro::Double(x) => number(*x),
        Avro::Bytes(bytes) | Avro::Fixed(_, bytes) => {
            json!(base64::engine::general_purpose::STANDARD.encode(bytes))
        }
        Avro::String(text) | Avro::Enum(_, text) => json!(text),
        Avro::Date(days) => json!(text::date(i64::from(*days))),
        Avro::TimeMillis(ms) => json!(text::time(i64::from(*ms) * 1000)),
        Avro::TimeMicros(us) => json!(text::time(*us)),
        Avro::TimestampMillis(ms) => json!(text::instant(ms.saturating_mul(1000))),
        Avro::TimestampMicros(us) => json!(text::instant(*us)),
        Avro::TimestampNanos(ns) => json!(text::instant(ns / 1000)),
        Avro::LocalTimestampMillis(ms) => json!(text::local(ms.saturating_mul(1000))),
        Avro::LocalTimestampMicros(us) => json!(text::local(*us)),
        Avro::LocalTimestampNanos(ns) => json!(text::local(ns / 1000)),
        Avro::Uuid(uuid) => json!(uuid.to_string()),
        Avro::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Avro::Map(map) => Value::Object(
            map.iter()
                .map(|(k, v)| (k.clone(), plain(v)))
                .collect::<Map<_, _>>(),
        ),
        Avro::Record(fields) => Value::Object(
            fields
                .iter()
                .map(|(k, v)| (k.clone(), plain(v)))
                .collect::<Map<_, _>>(),
        ),
        Avro::Union(_, inner) => plain(inner),
        Avro::BigDecimal(decimal) => json!(decimal.to_string()),
        Avro::Decimal(_) | Avro::Duration(_) => json!(format!("{value:?}")),
    }
}

fn number(x: f64) -> Value {
    if x.is_nan() {
        json!("NaN")
    } else if x.is_infinite() {
        json!(if x > 0.0 { "INF" } else { "-INF" })
    } else {
        json!(x)
    }
}
