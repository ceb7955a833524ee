//! Values of columns as JSON text: each is written in one way, whatever way its row had.

use serde_json::Value;
use transpilers::iceberg::table::PrimitiveType;

use super::json;
use super::scalar::{Native, Scalar, TextKind, held};
use crate::data::text;

/// The text of a value that has been read.
pub(super) fn spell(scalar: &Scalar, native: &Native<'_>) -> String {
    match native {
        Native::Boolean(b) => b.to_string(),
        Native::Integer(n) => integer(scalar.kind, *n),
        Native::Float(x) => float(scalar.kind, *x).to_string(),
        Native::Decimal(unscaled) => decimal(scalar.kind, *unscaled),
        Native::Text(text) if matches!(scalar.text, TextKind::Json) => any(text),
        Native::Text(text) => quote(text),
        Native::Uuid(bytes) => quote(&uuid::Uuid::from_bytes(*bytes).to_string()),
        Native::Bytes(bytes) => text::bytes(bytes).to_string(),
    }
}

/// What is JSON already stands among the rest as what it says; but texts are read as JSON, so
/// that what says one is quoted twice.
fn any(json: &str) -> String {
    match json::read(json.as_bytes()) {
        // Null alone would be nothing.
        Ok((value @ (Value::String(_) | Value::Null), _)) => quote(&value.to_string()),
        Ok((value, _)) => value.to_string(),
        Err(_) => quote(json),
    }
}

/// A text in quotes.
pub(super) fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

fn integer(kind: PrimitiveType, n: i64) -> String {
    match kind {
        PrimitiveType::Date => quote(&text::date(n)),
        PrimitiveType::Time => quote(&text::time(n)),
        PrimitiveType::Timestamp => quote(&text::local(n)),
        PrimitiveType::Timestamptz => quote(&text::instant(n)),
        PrimitiveType::Boolean
        | PrimitiveType::Int
        | PrimitiveType::Long
        | PrimitiveType::Float
        | PrimitiveType::Double
        | PrimitiveType::Decimal { .. }
        | PrimitiveType::String
        | PrimitiveType::Uuid
        | PrimitiveType::Binary => n.to_string(),
    }
}

/// The shortest number that is read as the same one.
fn float(kind: PrimitiveType, x: f64) -> Value {
    let x = held(kind, x);
    if kind != PrimitiveType::Float {
        return text::float(x);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is as short already")]
    let narrow = x as f32;
    text::float32(narrow)
}

fn decimal(kind: PrimitiveType, unscaled: i128) -> String {
    let PrimitiveType::Decimal { scale, .. } = kind else {
        return unscaled.to_string();
    };
    let text = text::decimal(unscaled, usize::try_from(scale).unwrap_or_default());
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use upper::model::Facets;

    use super::*;

    #[test]
    fn values_have_one_spelling() {
        let decimal = PrimitiveType::Decimal {
            precision: 38,
            scale: 9,
        };
        let cases = [
            (PrimitiveType::Boolean, "1", "true"),
            (PrimitiveType::Long, "+07", "7"),
            (decimal, "-01.50", "-1.5"),
            (
                decimal,
                "12345678901234567890.123456789",
                "12345678901234567890.123456789",
            ),
            (decimal, "100", "100"),
            (PrimitiveType::Float, "0.10000000149", "0.1"),
            (PrimitiveType::Double, "-0", "0.0"),
            (PrimitiveType::Double, "INF", "\"INF\""),
            (PrimitiveType::Date, "2024-02-29", "\"2024-02-29\""),
            (PrimitiveType::Time, "12:00:00.50", "\"12:00:00.5\""),
            (
                PrimitiveType::Timestamptz,
                "2024-01-01T01:00:00+01:00",
                "\"2024-01-01T00:00:00Z\"",
            ),
            (
                PrimitiveType::Timestamp,
                "2023-12-31T24:00:00",
                "\"2024-01-01T00:00:00\"",
            ),
            (
                PrimitiveType::Uuid,
                "123E4567-E89B-12D3-A456-426614174000",
                "\"123e4567-e89b-12d3-a456-426614174000\"",
            ),
            (PrimitiveType::Binary, "AQI=", "\"AQI=\""),
            (PrimitiveType::String, "a\"b", "\"a\\\"b\""),
        ];
        for (kind, written, expected) in cases {
            let scalar = Scalar::new(kind, TextKind::Plain, &Facets::default());
            let text = scalar.parse(written).map(|native| spell(&scalar, &native));
            assert_eq!(text.as_deref(), Ok(expected), "{written}");
        }
    }
}
