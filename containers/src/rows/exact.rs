//! JSON numbers to the last digit: readers of JSON round them, some not to the nearest double.

use serde_json::{Number, Value};

/// So many digits, and such powers of ten, are read without rounding.
const DIGITS: usize = 15;
const POWER: i64 = 22;

/// Puts numbers as they are written in a text into the value that was read from it. One that
/// no double prints as is becomes a text, which whoever wants a decimal takes as well.
pub(super) fn restore(text: &[u8], value: &mut Value) {
    if needs_care(text) {
        restore_next(value, &mut numbers(text));
    }
}

/// Whether there is a number that may have been rounded.
fn needs_care(text: &[u8]) -> bool {
    numbers(text).any(|number| {
        let decimal = Decimal::of(number);
        let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        !(plain && number.len() <= DIGITS)
            && (decimal.digits.len() > DIGITS || decimal.exponent.abs() > POWER)
    })
}

fn restore_next<'t>(value: &mut Value, numbers: &mut impl Iterator<Item = &'t str>) {
    match value {
        Value::Number(number) => {
            if let Some(text) = numbers.next()
                && number.is_f64()
            {
                *value = exact(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|v| restore_next(v, numbers)),
        Value::Object(members) => members.values_mut().for_each(|v| restore_next(v, numbers)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn exact(text: &str) -> Value {
    let nearest = text.parse::<f64>().ok().and_then(Number::from_f64);
    let prints = |n: &Number| Decimal::of(&n.to_string()) == Decimal::of(text);
    match nearest.filter(prints) {
        Some(number) => Value::Number(number),
        None => Value::String(text.to_owned()),
    }
}

/// The numbers of a text that is JSON, in order.
fn numbers(text: &[u8]) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = rest
                .iter()
                .position(|b| matches!(b, b'"' | b'-' | b'0'..=b'9'))?;
            rest = rest.get(at..)?;
            if rest.first() != Some(&b'"') {
                let is_part = |b: &u8| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let end = rest.iter().position(|b| !is_part(b)).unwrap_or(rest.len());
                let (number, after) = rest.split_at(end);
                rest = after;
                return std::str::from_utf8(number).ok();
            }
            rest = after_string(rest.get(1..)?);
        }
    })
}

/// What follows a string whose first quote is gone.
fn after_string(text: &[u8]) -> &[u8] {
    let mut escaped = false;
    let end = text.iter().position(|b| {
        let ends = *b == b'"' && !escaped;
        escaped = *b == b'\\' && !escaped;
        ends
    });
    end.and_then(|end| text.get(end + 1..)).unwrap_or_default()
}

/// A number as digits without zeros around them, and the power of ten of the last one.
#[derive(PartialEq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn of(text: &str) -> Self {
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = whole.trim_start_matches('-').to_owned() + fraction;
        let significant = digits.trim_end_matches('0');
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        let zeros = i64::try_from(digits.len() - significant.len()).unwrap_or(i64::MAX);
        let power: i64 = power.parse().unwrap_or(i64::MAX);
        let significant = significant.trim_start_matches('0');
        Self {
            negative: text.starts_with('-') && !significant.is_empty(),
            exponent: if significant.is_empty() {
                0
            } else {
                power.saturating_sub(places).saturating_add(zeros)
            },
            digits: significant.to_owned(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "in a test")]
mod tests {
    use serde_json::{Value, json};

    use crate::rows::json::read;

    fn value(text: &str) -> Value {
        read(text.as_bytes()).unwrap_or_default().0
    }

    #[test]
    fn numbers_are_those_that_are_written() {
        let text = r#"{"a": "1.5 \" 2", "b": [901.4274576114835, -7], "c": 100.50000000000001}"#;
        let read = value(text);
        let numbers = [&read["b"][0], &read["c"]].map(|n| n.as_f64().map(f64::to_bits));
        let nearest = ["901.4274576114835", "100.50000000000001"];
        assert_eq!(numbers, nearest.map(|n| n.parse().ok().map(f64::to_bits)));
        assert_eq!(read["b"][1], json!(-7));
    }

    #[test]
    fn what_no_double_prints_stays_a_text() {
        for text in [
            "0.1000000000000000055",
            "12345678901234567890123",
            "-1e-400",
            // The nearest double prints itself with a 5 at the end.
            "83510150270.49816",
        ] {
            assert_eq!(value(text), json!(text));
        }
        for (text, same) in [("1.50", 1.5), ("-0.0", -0.0)] {
            assert_eq!(value(text), json!(same), "{text}");
        }
        assert_eq!(value("18446744073709551615"), json!(u64::MAX));
    }
}
