//! Values of arrays as JSON, and as text: for printing, for rejected rows, for nested
//! columns that come in Parquet.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time64MicrosecondType, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use base64::Engine as _;
use serde_json::{Map, Value, json};
use upper::literal::civil_from_days;

/// A row as an object by column names.
pub(crate) fn row(batch: &RecordBatch, index: usize) -> Value {
    let schema = batch.schema();
    let pairs = schema.fields().iter().zip(batch.columns());
    Value::Object(
        pairs
            .map(|(f, array)| (f.name().clone(), value(array, index)))
            .collect(),
    )
}

/// One value.
pub(crate) fn value(array: &ArrayRef, row: usize) -> Value {
    // An array of type null counts none of its values as nulls.
    if row >= array.len() || array.is_null(row) || *array.data_type() == DataType::Null {
        return Value::Null;
    }
    known(array, row).unwrap_or_else(|| {
        arrow_cast::display::array_value_to_string(array, row).map_or(Value::Null, Value::String)
    })
}

fn known(array: &ArrayRef, row: usize) -> Option<Value> {
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
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            let micros = array
                .as_primitive_opt::<TimestampMicrosecondType>()?
                .value(row);
            json!(if zone.is_some() {
                instant(micros)
            } else {
                local(micros)
            })
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
                    .map(|(f, c)| (f.name().clone(), value(c, row)))
                    .collect(),
            )
        }
        DataType::List(_) => all(&array.as_list_opt::<i32>()?.value(row)),
        DataType::LargeList(_) => all(&array.as_list_opt::<i64>()?.value(row)),
        DataType::FixedSizeList(..) => all(&array.as_fixed_size_list_opt()?.value(row)),
        DataType::Map(..) => {
            let entries = array.as_map_opt()?.value(row);
            let [keys, values] = entries.columns() else {
                return None;
            };
            let key = |i| match value(keys, i) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Value::Object(
                (0..entries.len())
                    .map(|i| (key(i), value(values, i)))
                    .collect::<Map<_, _>>(),
            )
        }
        _ => return None,
    })
}

fn all(values: &ArrayRef) -> Value {
    Value::Array((0..values.len()).map(|i| value(values, i)).collect())
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
    let clock = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if rest == 0 {
        return clock;
    }
    let fraction = format!("{rest:06}");
    format!("{clock}.{}", fraction.trim_end_matches('0'))
}

/// A date and time without a zone, from microseconds since 1970.
pub(crate) fn local(micros: i64) -> String {
    const DAY: i64 = 86_400_000_000;
    format!(
        "{}T{}",
        date(micros.div_euclid(DAY)),
        time(micros.rem_euclid(DAY))
    )
}

/// An instant, from microseconds since 1970, in UTC.
pub(crate) fn instant(micros: i64) -> String {
    format!("{}Z", local(micros))
}

#[cfg(test)]
mod tests {
    use super::{date, decimal, decimal_bytes, instant, time};

    #[test]
    fn numbers_become_the_texts_that_people_write() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(time(1_500_000), "00:00:01.5");
        assert_eq!(instant(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(12_345, 2), "123.45");
        assert_eq!(decimal_bytes(&[0xff, 0x85], 2), "-1.23");
        assert_eq!(decimal_bytes(&[0xff; 20], 1), "-0.1");
        assert_eq!(decimal_bytes(&[1; 17], 0), "a number of 17 bytes");
    }
}
