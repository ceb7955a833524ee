//! From the bytes of a block to rows in JSON.

use serde_json::{Map, Value, json};
use transpilers::iceberg::table::DISCRIMINATOR;

use super::Unread;
use super::container::signed;
use super::schema::{Schemas, Type, TypeId, Unit};
use crate::data::text;

/// How deep values may be nested: a record that holds itself could go on for ever.
const DEPTH: u32 = 256;
/// Values that a row may have before it has any bytes. Nulls, and records of nothing but them,
/// take none: nothing else limits how many are claimed, or how often one record holds another.
const FREE: usize = 1 << 12;
/// Values that a row may have more for each of its bytes: where records stand in records, one
/// byte can end several.
const PER_BYTE: usize = 8;

const ENDS: &str = "ends within a value";

/// Reads one value after another.
pub(super) struct Decoder<'b> {
    schemas: &'b Schemas,
    bytes: &'b [u8],
    /// How many bytes there were before the row.
    before: usize,
    /// How many values the row has so far.
    values: usize,
    /// A key that a map of the row has twice: of its values only one is seen.
    pub(super) twice: Option<String>,
}

impl<'b> Decoder<'b> {
    pub(super) fn new(schemas: &'b Schemas, bytes: &'b [u8]) -> Self {
        Self {
            schemas,
            bytes,
            before: bytes.len(),
            values: 0,
            twice: None,
        }
    }

    /// How many bytes have not been read.
    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }

    /// The next row.
    pub(super) fn row(&mut self) -> Unread<Value> {
        self.before = self.bytes.len();
        self.values = 0;
        self.twice = None;
        self.value(self.schemas.root, 0)
    }

    fn value(&mut self, id: TypeId, depth: u32) -> Unread<Value> {
        if depth > DEPTH {
            return Err(format!("is nested more than {DEPTH} deep"));
        }
        self.one_more()?;
        Ok(match self.schemas.get(id) {
            Type::Null => Value::Null,
            Type::Boolean => json!(self.boolean()?),
            Type::Int => json!(self.int()?),
            Type::Long => json!(self.long()?),
            Type::Float => text::float32(f32::from_le_bytes(self.array()?)),
            Type::Double => text::float(f64::from_le_bytes(self.array()?)),
            Type::Bytes => text::bytes(self.sized()?),
            Type::Text => {
                let text = std::str::from_utf8(self.sized()?);
                json!(text.map_err(|_| "has a text that is not UTF-8")?)
            }
            Type::Fixed(size) => text::bytes(self.take(*size)?),
            Type::Enum(symbols) => json!(pick(symbols, self.long()?)?),
            Type::Array(items, pairs) => self.list(*items, *pairs, depth)?,
            Type::Map(values) => self.map(*values, depth)?,
            Type::Union(branches, several) => self.union(branches, *several, depth)?,
            Type::Record(_, fields) => self.record(fields, depth)?,
            Type::Decimal(scale, size) => {
                let bytes = match size {
                    Some(size) => self.take(*size)?,
                    None => self.sized()?,
                };
                json!(text::decimal_bytes(bytes, *scale))
            }
            Type::BigDecimal => self.big_decimal()?,
            Type::Uuid => json!(uuid::Uuid::from_bytes(self.array()?).to_string()),
            Type::Date => json!(text::date(i64::from(self.int()?))),
            Type::Time(unit) => {
                let time = match unit {
                    Unit::Milli => i64::from(self.int()?),
                    Unit::Micro | Unit::Nano => self.long()?,
                };
                moment(time, *unit, text::time)
            }
            Type::Timestamp(unit, instant) => {
                let (instant, n) = (*instant, self.long()?);
                match moment(n, *unit, text::local).as_str() {
                    Some(local) if instant => json!(format!("{local}Z")),
                    Some(local) => json!(local),
                    None => json!(n),
                }
            }
            Type::Duration => json!(self.duration()?),
        })
    }

    /// Counts a value: no row has many more of them than bytes.
    fn one_more(&mut self) -> Unread<()> {
        self.values += 1;
        let bytes = self.before - self.bytes.len();
        if self.values > FREE + PER_BYTE * bytes {
            return Err("claims more values than its bytes can hold".to_owned());
        }
        Ok(())
    }

    fn record(&mut self, fields: &[(String, TypeId)], depth: u32) -> Unread<Value> {
        let mut object = Map::with_capacity(fields.len());
        for (name, of) in fields {
            object.insert(name.clone(), self.value(*of, depth + 1)?);
        }
        Ok(Value::Object(object))
    }

    fn union(&mut self, branches: &[TypeId], several: bool, depth: u32) -> Unread<Value> {
        let branch = *pick(branches, self.long()?)?;
        let mut value = self.value(branch, depth + 1)?;
        if let (true, Type::Record(name, _), Value::Object(object)) =
            (several, self.schemas.get(branch), &mut value)
        {
            object
                .entry(DISCRIMINATOR)
                .or_insert_with(|| Value::String(name.clone()));
        }
        Ok(value)
    }

    fn list(&mut self, items: TypeId, pairs: bool, depth: u32) -> Unread<Value> {
        let mut values = Vec::new();
        loop {
            let count = self.count()?;
            if count == 0 {
                break;
            }
            for _ in 0..count {
                values.push(self.value(items, depth + 1)?);
            }
        }
        Ok(if pairs {
            self.object(values.into_iter().map(key_and_value).collect())
        } else {
            Value::Array(values)
        })
    }

    fn map(&mut self, of: TypeId, depth: u32) -> Unread<Value> {
        let mut entries = Vec::new();
        loop {
            let count = self.count()?;
            if count == 0 {
                break;
            }
            for _ in 0..count {
                let key = std::str::from_utf8(self.sized()?);
                let key = key.map_err(|_| "has a key that is not UTF-8")?.to_owned();
                entries.push((key, self.value(of, depth + 1)?));
            }
        }
        // Writers put the entries in any order.
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(self.object(entries))
    }

    fn object(&mut self, entries: Vec<(String, Value)>) -> Value {
        let mut object = Map::with_capacity(entries.len());
        for (key, value) in entries {
            if object.contains_key(&key) {
                self.twice = Some(key.clone());
            }
            object.insert(key, value);
        }
        Value::Object(object)
    }

    /// How many elements come next.
    fn count(&mut self) -> Unread<usize> {
        let mut count = self.long()?;
        if count < 0 {
            count = count.checked_neg().ok_or("claims elements without end")?;
            self.long()?;
        }
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// A number and its digits of fraction, as `apache-avro` writes decimals of no fixed scale.
    fn big_decimal(&mut self) -> Unread<Value> {
        let mut inner = Decoder::new(self.schemas, self.sized()?);
        let unscaled = inner.sized()?;
        let scale = usize::try_from(inner.long()?).ok().filter(|n| *n <= 1000);
        let scale = scale.ok_or("has a decimal whose scale is not a small number")?;
        Ok(json!(text::decimal_bytes(unscaled, scale)))
    }

    /// Months, days and milliseconds, as XML Schema writes durations.
    fn duration(&mut self) -> Unread<String> {
        let [months, days, millis] = [
            u32::from_le_bytes(self.array()?),
            u32::from_le_bytes(self.array()?),
            u32::from_le_bytes(self.array()?),
        ];
        let (seconds, millis) = (millis / 1000, millis % 1000);
        Ok(format!("P{months}M{days}DT{seconds}.{millis:03}S"))
    }

    fn boolean(&mut self) -> Unread<bool> {
        match self.array::<1>()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(format!("has a boolean that is {other}")),
        }
    }

    fn int(&mut self) -> Unread<i32> {
        let n = self.long()?;
        i32::try_from(n).map_err(|_| format!("has an int that is {n}"))
    }

    fn long(&mut self) -> Unread<i64> {
        let mut n = 0_u64;
        for place in 0..10 {
            let [byte] = self.array::<1>()?;
            n |= u64::from(byte & 0x7F) << (7 * place);
            if byte < 0x80 {
                return Ok(signed(n));
            }
        }
        Err("has a number of more than 64 bits".to_owned())
    }

    fn sized(&mut self) -> Unread<&'b [u8]> {
        let length = self.long()?;
        self.take(usize::try_from(length).map_err(|_| ENDS)?)
    }

    fn take(&mut self, length: usize) -> Unread<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(ENDS)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Unread<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or(ENDS)?;
        self.bytes = rest;
        Ok(*taken)
    }
}

fn pick<T>(of: &[T], place: i64) -> Unread<&T> {
    let found = usize::try_from(place).ok().and_then(|at| of.get(at));
    found.ok_or_else(|| format!("names number {place} of {}", of.len()))
}

/// A time, by microseconds in words; finer ones are told as they are, and what is beyond all
/// times as its number, so that the row is rejected for what it has.
fn moment(n: i64, unit: Unit, words: impl Fn(i64) -> String) -> Value {
    const NANOS: i64 = 1_000_000_000;
    match unit {
        Unit::Milli => n
            .checked_mul(1000)
            .map_or(json!(n), |micros| json!(words(micros))),
        Unit::Micro => json!(words(n)),
        Unit::Nano if n.rem_euclid(1000) == 0 => json!(words(n.div_euclid(1000))),
        Unit::Nano => {
            let seconds = words(n.div_euclid(NANOS) * 1_000_000);
            json!(format!("{seconds}.{:09}", n.rem_euclid(NANOS)))
        }
    }
}

/// An entry of a map that is an array of records.
fn key_and_value(mut pair: Value) -> (String, Value) {
    let value = pair.get_mut("value").map_or(Value::Null, Value::take);
    match pair.get_mut("key").map(Value::take) {
        Some(Value::String(key)) => (key, value),
        other => (other.unwrap_or_default().to_string(), value),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::{Decoder, ENDS, Schemas};

    fn row(schema: &Value, bytes: &[u8]) -> Result<Value, String> {
        let schemas = Schemas::parse(schema.to_string().as_bytes(), "", &|_| false).unwrap();
        Decoder::new(&schemas, bytes).row()
    }

    #[test]
    fn values_are_read_as_the_specification_writes_them() {
        let fixed = |logical: &str, size: u32| json!({"type":"fixed","name":"f","size":size,"logicalType":logical,"scale":2});
        let long = |logical: &str| json!({"type":"long","logicalType":logical});
        let cases = [
            (json!("int"), &b"\x80\x01"[..], json!(64)),
            (json!("string"), b"\x06foo", json!("foo")),
            (json!("float"), b"\xcd\xcc\xcc\x3d", json!(0.1)),
            (
                json!({"type":"array","items":"long"}),
                b"\x04\x06\x36\x00",
                json!([3, 27]),
            ),
            (
                json!({"type":"array","items":"long"}),
                b"\x03\x04\x06\x36\x00",
                json!([3, 27]),
            ),
            (
                json!({"type":"map","values":"int"}),
                b"\x04\x02b\x02\x02a\x04\x00",
                json!({"a":2,"b":1}),
            ),
            (json!(["null", "string"]), b"\x02\x02a", json!("a")),
            (
                json!({"type":"enum","name":"e","symbols":["A","B"]}),
                b"\x02",
                json!("B"),
            ),
            (fixed("decimal", 2), b"\xff\x85", json!("-1.23")),
            (
                fixed("duration", 12),
                b"\x01\0\0\0\x02\0\0\0\xdc\x05\0\0",
                json!("P1M2DT1.500S"),
            ),
            (
                long("timestamp-millis"),
                b"\x01",
                json!("1969-12-31T23:59:59.999Z"),
            ),
            (
                long("local-timestamp-micros"),
                b"\x02",
                json!("1970-01-01T00:00:00.000001"),
            ),
        ];
        for (schema, bytes, expected) in cases {
            assert_eq!(row(&schema, bytes), Ok(expected), "{schema}");
        }
    }

    #[test]
    fn a_key_that_a_map_has_twice_is_told() {
        let texts = json!({"type":"map","values":"string"});
        let schemas = Schemas::parse(texts.to_string().as_bytes(), "", &|_| false).unwrap();
        let bytes = b"\x04\x02a\x02x\x02a\x02y\x00\x02\x02a\x02x\x00";
        let mut decoder = Decoder::new(&schemas, bytes);
        assert_eq!(decoder.row(), Ok(json!({"a": "y"})));
        assert_eq!(decoder.twice.as_deref(), Some("a"));
        assert_eq!(decoder.row(), Ok(json!({"a": "x"})));
        assert_eq!(decoder.twice, None);
    }

    #[test]
    fn a_record_in_itself_and_values_of_nothing_end() {
        let endless = json!({"type":"record","name":"r","fields":[{"name":"r","type":"r"}]});
        assert!(row(&endless, &[]).unwrap_err().contains("nested"));
        let nulls = json!({"type":"array","items":"null"});
        let many = b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
        assert!(row(&nulls, many).unwrap_err().contains("more values"));
        assert_eq!(row(&json!("string"), many), Err(ENDS.to_owned()));
        let inner = (1..30).rev().fold(
            json!({"type":"record","name":"r30","fields":[]}),
            |below, n| {
                let again = format!("r{}", n + 1);
                json!({"type":"record","name":format!("r{n}"),"fields":[
                    {"name":"a","type":below},
                    {"name":"b","type":again},
                ]})
            },
        );
        let doubled = json!({"type":"record","name":"r0","fields":[
            {"name":"id","type":"int"},
            {"name":"a","type":inner},
        ]});
        assert!(row(&doubled, b"\x02").unwrap_err().contains("more values"));
    }

    #[test]
    fn wide_rows_of_nulls_and_long_lists_of_records_are_read() {
        let names: Vec<String> = (0..20_000).map(|n| format!("f{n}")).collect();
        let fields: Vec<Value> = names
            .iter()
            .map(|name| json!({"name":name,"type":["null","int"]}))
            .collect();
        let wide = json!({"type":"record","name":"r","fields":fields});
        let read = row(&wide, &[0; 20_000]).unwrap();
        assert_eq!(read.as_object().unwrap().len(), names.len());
        let record = json!({"type":"record","name":"r","fields":[
            {"name":"a","type":{"type":"record","name":"s","fields":[
                {"name":"b","type":["null","int"]},
            ]}},
        ]});
        let mut bytes = b"\xc0\x9a\x0c".to_vec();
        bytes.resize(bytes.len() + 100_000 + 1, 0);
        let read = row(&json!({"type":"array","items":record}), &bytes).unwrap();
        assert_eq!(read.as_array().unwrap().len(), 100_000);
    }
}
