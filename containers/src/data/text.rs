//! Values of arrays as JSON, and as text: for printing, for rejected rows, for nested
//! columns that come in Parquet.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time64MicrosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use base64::Engine as _;
use serde_json::{Map, Value, json};
use upper::literal::civil_from_days;

/// A row as an object by column names.
pub(crate) fn row(batch: &RecordBatch, index: usize) -> Value {
    checked_row(batch, index, &mut None)
}

/// The same, and what is wrong with a value that nobody can read.
pub(crate) fn checked_row(batch: &RecordBatch, index: usize, bad: &mut Option<String>) -> Value {
    let schema = batch.schema();
    let pairs = schema.fields().iter().zip(batch.columns());
    Value::Object(
        pairs
            .map(|(f, array)| (f.name().clone(), checked(array, index, bad)))
            .collect(),
    )
}

/// One value.
pub(crate) fn value(array: &ArrayRef, row: usize) -> Value {
    checked(array, row, &mut None)
}

/// One value, and what is wrong with one that nobody can read.
pub(crate) fn checked(array: &ArrayRef, row: usize, bad: &mut Option<String>) -> Value {
    // An array of type null counts none of its values as nulls.
    if row >= array.len() || array.is_null(row) || *array.data_type() == DataType::Null {
        return Value::Null;
    }
    known(array, row, bad).unwrap_or_else(|| match shown(array, row) {
        Ok(text) => Value::String(text),
        Err(e) => {
            let what = format!("a value of type {} cannot be read: {e}", array.data_type());
            *bad = Some(what);
            Value::String("?".to_owned())
        }
    })
}

fn shown(array: &ArrayRef, row: usize) -> Result<String, ArrowError> {
    let options = FormatOptions::new().with_display_error(false);
    let formatter = ArrayFormatter::try_new(array.as_ref(), &options)?;
    formatter.value(row).try_to_string()
}

fn known(array: &ArrayRef, row: usize, bad: &mut Option<String>) -> Option<Value> {
    Some(match array.data_type() {
        DataType::Boolean => json!(array.as_boolean_opt()?.value(row)),
        DataType::Int8 => json!(array.as_primitive_opt::<Int8Type>()?.value(row)),
        DataType::Int16 => json!(array.as_primitive_opt::<Int16Type>()?.value(row)),
        DataType::Int32 => json!(array.as_primitive_opt::<Int32Type>()?.value(row)),
        DataType::Int64 => json!(array.as_primitive_opt::<Int64Type>()?.value(row)),
        DataType::UInt8 => json!(array.as_primitive_opt::<UInt8Type>()?.value(row)),
        DataType::UInt16 => json!(array.as_primitive_opt::<UInt16Type>()?.value(row)),
        DataType::UInt32 => json!(array.as_primitive_opt::<UInt32Type>()?.value(row)),
        DataType::UInt64 => json!(array.as_primitive_opt::<UInt64Type>()?.value(row)),
        DataType::Float32 => float32(array.as_primitive_opt::<Float32Type>()?.value(row)),
        DataType::Float64 => float(array.as_primitive_opt::<Float64Type>()?.value(row)),
        DataType::Decimal128(_, scale) => {
            let unscaled = array.as_primitive_opt::<Decimal128Type>()?.value(row);
            json!(decimal(
                unscaled,
                usize::try_from(*scale).unwrap_or_default()
            ))
        }
        DataType::Date32 => json!(date(
            array.as_primitive_opt::<Date32Type>()?.value(row).into()
        )),
        DataType::Time64(TimeUnit::Microsecond) => {
            json!(time(
                array
                    .as_primitive_opt::<Time64MicrosecondType>()?
                    .value(row)
            ))
        }
        // Whatever the zone is called: what is counted is UTC.
        DataType::Timestamp(unit, zone) => {
            let (count, digits) = match unit {
                TimeUnit::Second => (
                    array.as_primitive_opt::<TimestampSecondType>()?.value(row),
                    0,
                ),
                TimeUnit::Millisecond => (
                    array
                        .as_primitive_opt::<TimestampMillisecondType>()?
                        .value(row),
                    3,
                ),
                TimeUnit::Microsecond => (
                    array
                        .as_primitive_opt::<TimestampMicrosecondType>()?
                        .value(row),
                    6,
                ),
                TimeUnit::Nanosecond => (
                    array
                        .as_primitive_opt::<TimestampNanosecondType>()?
                        .value(row),
                    9,
                ),
            };
            let utc = if zone.is_some() { "Z" } else { "" };
            json!(format!("{}{utc}", point(count, digits)))
        }
        DataType::Utf8 => json!(array.as_string_opt::<i32>()?.value(row)),
        DataType::LargeUtf8 => json!(array.as_string_opt::<i64>()?.value(row)),
        DataType::Utf8View => json!(array.as_string_view_opt()?.value(row)),
        DataType::Binary => bytes(array.as_binary_opt::<i32>()?.value(row)),
        DataType::LargeBinary => bytes(array.as_binary_opt::<i64>()?.value(row)),
        DataType::BinaryView => bytes(array.as_binary_view_opt()?.value(row)),
        DataType::FixedSizeBinary(16) => {
            let bytes = array.as_fixed_size_binary_opt()?.value(row);
            json!(uuid::Uuid::from_slice(bytes).ok()?.to_string())
        }
        DataType::FixedSizeBinary(_) => bytes(array.as_fixed_size_binary_opt()?.value(row)),
        DataType::Struct(fields) => {
            let columns = array.as_struct_opt()?.columns();
            let pairs = fields.iter().zip(columns);
            Value::Object(
                pairs
                    .map(|(f, c)| (f.name().clone(), checked(c, row, bad)))
                    .collect(),
            )
        }
        DataType::List(_) => all(&array.as_list_opt::<i32>()?.value(row), bad),
        DataType::LargeList(_) => all(&array.as_list_opt::<i64>()?.value(row), bad),
        DataType::FixedSizeList(..) => all(&array.as_fixed_size_list_opt()?.value(row), bad),
        DataType::Map(..) => {
            let entries = array.as_map_opt()?.value(row);
            let [keys, values] = entries.columns() else {
                return None;
            };
            let mut pairs = Map::new();
            for i in 0..entries.len() {
                let key = match checked(keys, i, bad) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                pairs.insert(key, checked(values, i, bad));
            }
            Value::Object(pairs)
        }
        _ => return None,
    })
}

fn all(values: &ArrayRef, bad: &mut Option<String>) -> Value {
    let each = (0..values.len()).map(|i| checked(values, i, bad));
    Value::Array(each.collect())
}

/// Bytes in base64.
pub(crate) fn bytes(bytes: &[u8]) -> Value {
    json!(base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// A number, where JSON has it; else its name.
pub(crate) fn float(x: f64) -> Value {
    if x.is_nan() {
        json!("NaN")
    } else if x.is_infinite() {
        json!(if x > 0.0 { "INF" } else { "-INF" })
    } else {
        json!(x)
    }
}

/// The shortest text of a 32-bit number, not of the 64-bit one nearby.
pub(crate) fn float32(x: f32) -> Value {
    float(x.to_string().parse().unwrap_or_else(|_| f64::from(x)))
}

/// A decimal number with its point.
pub(crate) fn decimal(unscaled: i128, scale: usize) -> String {
    let sign = if unscaled < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(scale));
    if scale == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{fraction}")
}

/// A decimal number in two's complement, the highest byte first. One that is longer than
/// any column is no number here: its size is told instead.
pub(crate) fn decimal_bytes(bytes: &[u8], scale: usize) -> String {
    let negative = bytes.first().is_some_and(|b| *b >= 0x80);
    let (start, sign): (i128, u8) = if negative { (-1, 0xFF) } else { (0, 0) };
    let (above, kept) = bytes.split_at(bytes.len().saturating_sub(16));
    let fits = kept.first().is_none_or(|b| (*b >= 0x80) == negative);
    if !fits || above.iter().any(|b| *b != sign) {
        return format!("a number of {} bytes", bytes.len());
    }
    decimal(
        kept.iter().fold(start, |n, b| (n << 8) | i128::from(*b)),
        scale,
    )
}

/// A date, from days since 1970.
pub(crate) fn date(days: i64) -> String {
    let (year, month, day) = civil_from_days(days);
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}-{month:02}-{day:02}", year.abs())
}

/// A time, from microseconds since midnight.
pub(crate) fn time(micros: i64) -> String {
    let (seconds, rest) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    clock(seconds, rest, 6)
}

fn clock(seconds: i64, rest: i64, digits: usize) -> String {
    let clock = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if rest == 0 {
        return clock;
    }
    let fraction = format!("{rest:0digits$}");
    format!("{clock}.{}", fraction.trim_end_matches('0'))
}

/// A date and time without a zone, from a count since 1970 in units of a second with so many
/// digits.
fn point(count: i64, digits: u32) -> String {
    const DAY: i64 = 86_400;
    let unit = 10i64.pow(digits);
    let (seconds, rest) = (count.div_euclid(unit), count.rem_euclid(unit));
    let clock = clock(seconds.rem_euclid(DAY), rest, digits as usize);
    format!("{}T{clock}", date(seconds.div_euclid(DAY)))
}

/// A date and time without a zone, from microseconds since 1970.
pub(crate) fn local(micros: i64) -> String {
    point(micros, 6)
}

/// An instant, from microseconds since 1970, in UTC.
pub(crate) fn instant(micros: i64) -> String {
    format!("{}Z", local(micros))
}

#[cfg(test)]
mod tests {
    use super::{date, decimal, decimal_bytes, instant, point, time};

    #[test]
    fn numbers_become_the_texts_that_people_write() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(time(1_500_000), "00:00:01.5");
        assert_eq!(instant(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(point(1_500_000_001, 9), "1970-01-01T00:00:01.500000001");
        assert_eq!(point(i64::MAX, 0), "292277026596-12-04T15:30:07");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(12_345, 2), "123.45");
        assert_eq!(decimal_bytes(&[0xff, 0x85], 2), "-1.23");
        assert_eq!(decimal_bytes(&[0xff; 20], 1), "-0.1");
        assert_eq!(decimal_bytes(&[1; 17], 0), "a number of 17 bytes");
    }
}
