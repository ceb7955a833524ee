//! JSON numbers to the last digit. Readers of JSON make doubles of them, some not even the
//! nearest one; a decimal has more digits than that.

use std::collections::HashMap;
use std::ptr;

use serde_json::{Number, Value};

/// So many digits, and such powers of ten, are read without rounding.
const DIGITS: usize = 15;
const POWER: i64 = 22;
const DIGITS_OF_WHOLE: i64 = 15;
/// No double has a power of ten as large as this.
const MOST: u32 = 400;

/// The numbers of a row that a double need not hold, to the last digit, by where they lie: a
/// row stays where it is while it is looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exact(HashMap<usize, String>);

impl Exact {
    /// Of a value that was read from a text.
    pub(crate) fn of(text: &[u8], value: &Value) -> Self {
        let mut exact = Self::default();
        if numbers(text).any(is_long) {
            exact.collect(value, &mut numbers(text));
        }
        exact
    }

    fn collect<'t>(&mut self, value: &Value, numbers: &mut impl Iterator<Item = &'t str>) {
        match value {
            Value::Number(_) => {
                if let Some(text) = numbers.next().filter(|text| is_long(text)) {
                    self.0.insert(place(value), plain(text));
                }
            }
            Value::Array(values) => values.iter().for_each(|v| self.collect(v, numbers)),
            Value::Object(members) => members.values().for_each(|v| self.collect(v, numbers)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }

    /// All digits of a number, where its value may say less.
    pub(crate) fn text(&self, value: &Value) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&place(value)).map(String::as_str)
    }
}

fn place(value: &Value) -> usize {
    ptr::from_ref(value).addr()
}

/// Makes the numbers of a value the nearest doubles to those of the text that it was read from.
pub(super) fn round(text: &[u8], value: &mut Value) {
    if numbers(text).any(is_long) {
        round_next(value, &mut numbers(text));
    }
}

fn round_next<'t>(value: &mut Value, numbers: &mut impl Iterator<Item = &'t str>) {
    match value {
        Value::Number(number) => {
            let text = numbers.next().filter(|_| number.is_f64());
            let nearest = text.and_then(|text| text.parse().ok());
            if let Some(nearest) = nearest.and_then(Number::from_f64) {
                *number = nearest;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|v| round_next(v, numbers)),
        Value::Object(members) => members.values_mut().for_each(|v| round_next(v, numbers)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// A number without a power of ten; as it is written where it would get long.
fn plain(number: &str) -> String {
    let written = || number.to_owned();
    let Some((mantissa, power)) = number.split_once(['e', 'E']) else {
        return written();
    };
    let Some(power) = power
        .parse()
        .ok()
        .filter(|p: &i32| p.unsigned_abs() <= MOST)
    else {
        return written();
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or_default());
    let length = |text: &str| i32::try_from(text.len()).unwrap_or(i32::MAX);
    let point = length(whole).saturating_add(power);
    let before = usize::try_from(point).ok().filter(|p| *p > 0);
    match before.map(|at| digits.split_at_checked(at)) {
        None => format!("{sign}0.{}{digits}", zeros(-point)),
        Some(Some((whole, fraction))) if !fraction.is_empty() => {
            format!("{sign}{whole}.{fraction}")
        }
        Some(_) => format!("{sign}{digits}{}", zeros(point - length(&digits))),
    }
}

/// Whether a number may be rounded.
fn is_long(number: &str) -> bool {
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'.');
    if number.len() <= DIGITS && number.bytes().all(plain) {
        return false;
    }
    let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || {
        whole
            .chars()
            .chain(fraction.chars())
            .filter(char::is_ascii_digit)
    };
    let significant = digits().skip_while(|d| *d == '0').count();
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let power: i64 = power.parse().unwrap_or(i64::MAX);
    let power = power.saturating_sub(places);
    // A whole number beyond so many digits is told from its neighbours by what is written alone.
    let whole = power.saturating_add(i64::try_from(significant).unwrap_or(i64::MAX));
    significant > DIGITS || power.abs() > POWER || whole > DIGITS_OF_WHOLE
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

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "in a test")]
mod tests {
    use serde_json::{Value, json};

    use super::{Exact, plain};
    use crate::rows::json::read;

    fn value(text: &str) -> Value {
        read(text.as_bytes()).unwrap_or_default().0
    }

    #[test]
    fn numbers_are_the_nearest_doubles() {
        let text = r#"{"a": "1.5 \" 2", "b": [901.4274576114835, -7], "c": 100.50000000000001}"#;
        let read = value(text);
        let numbers = [&read["b"][0], &read["c"]].map(|n| n.as_f64().map(f64::to_bits));
        let nearest = ["901.4274576114835", "100.50000000000001"];
        assert_eq!(numbers, nearest.map(|n| n.parse().ok().map(f64::to_bits)));
        assert_eq!(read["b"][1], json!(-7));
        assert_eq!(value("-1e-400"), json!(-0.0));
        assert_eq!(value("18446744073709551615"), json!(u64::MAX));
    }

    #[test]
    fn long_numbers_are_known_as_they_are_written() {
        let text =
            r#"[83510150270.49816, {"x": 0.1000000000000000055}, 1.50, 12345678901234567890123]"#;
        let read = value(text);
        let exact = Exact::of(text.as_bytes(), &read);
        let known = |value: &Value| exact.text(value).map(str::to_owned);
        assert_eq!(known(&read[0]).as_deref(), Some("83510150270.49816"));
        assert_eq!(
            known(&read[1]["x"]).as_deref(),
            Some("0.1000000000000000055")
        );
        assert_eq!(known(&read[2]), None);
        assert_eq!(known(&read[3]).as_deref(), Some("12345678901234567890123"));
    }

    #[test]
    fn powers_of_ten_move_the_point() {
        for (written, expected) in [
            ("1.5000000000000000e+00", "1.5000000000000000"),
            ("-1.2345678901234567E2", "-123.45678901234567"),
            ("12345678901234567e3", "12345678901234567000"),
            ("1e30", "1000000000000000000000000000000"),
            ("1.25e-3", "0.00125"),
            ("-12e-2", "-0.12"),
            ("1e-401", "1e-401"),
            ("0.1000000000000000055", "0.1000000000000000055"),
        ] {
            assert_eq!(plain(written), expected);
        }
    }
}
