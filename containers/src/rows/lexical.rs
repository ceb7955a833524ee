//! Lexical forms: text to numbers, dates, times and bytes, as XML Schema writes them.

use std::cmp::Ordering;

use base64::Engine as _;
use rustc_hash::FxHashSet;
use serde_json::Number;
use transpilers::iceberg::table::PrimitiveType;
use upper::literal;
pub(crate) use upper::literal::boolean;
use upper::vocabulary::Primitive;

/// A decimal number: a whole number and how many of its digits are fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    unscaled: i128,
    scale: u32,
}

impl Decimal {
    pub(crate) const fn whole(n: i128) -> Self {
        Self {
            unscaled: n,
            scale: 0,
        }
    }

    pub(crate) const fn scaled(unscaled: i128, scale: u32) -> Self {
        Self { unscaled, scale }
    }

    /// The whole number that a column of this precision and scale holds.
    pub(crate) fn fit(self, precision: u32, scale: u32) -> Option<i128> {
        let trimmed = self.trimmed();
        let grow = scale.checked_sub(trimmed.scale)?;
        let fitted = trimmed.unscaled.checked_mul(10i128.checked_pow(grow)?)?;
        let limit = 10u128.checked_pow(precision)?;
        (fitted.unsigned_abs() < limit).then_some(fitted)
    }

    fn trimmed(self) -> Self {
        let mut it = self;
        while it.scale > 0 && it.unscaled % 10 == 0 {
            it.unscaled /= 10;
            it.scale -= 1;
        }
        it
    }

    /// How many digits the value has, and how many of them are fraction.
    pub(crate) fn digits(self) -> (u32, u32) {
        let it = self.trimmed();
        let digits = it
            .unscaled
            .unsigned_abs()
            .checked_ilog10()
            .map_or(1, |n| n + 1);
        (digits.max(it.scale), it.scale)
    }

    /// The same value with at least so many digits of fraction, where that is possible.
    pub(crate) fn lifted(self, scale: u32) -> Self {
        let factor = scale
            .checked_sub(self.scale)
            .and_then(|n| 10i128.checked_pow(n));
        let lifted = factor.and_then(|f| self.unscaled.checked_mul(f));
        lifted.map_or(self, |unscaled| Self { unscaled, scale })
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.unscaled.cmp(&other.unscaled);
        }
        let scale = self.scale.max(other.scale);
        let lift = |d: &Self| {
            let factor = 10i128.checked_pow(scale - d.scale)?;
            d.unscaled.checked_mul(factor)
        };
        match (lift(self), lift(other)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Beyond 38 digits the sign and the rough size decide.
            _ => self.rough().total_cmp(&other.rough()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only for numbers far apart")]
    fn rough(&self) -> f64 {
        self.unscaled as f64 / 10f64.powi(i32::try_from(self.scale).unwrap_or(i32::MAX))
    }
}

pub(crate) fn integer(text: &str) -> Option<i128> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 38 || !all_digits(digits) {
        return None;
    }
    text.parse().ok()
}

pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let mut unscaled: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        unscaled = unscaled
            .checked_mul(10)?
            .checked_add(i128::from(digit - b'0'))?;
    }
    Some(Decimal {
        unscaled: if negative { -unscaled } else { unscaled },
        scale: u32::try_from(fraction.len()).ok()?,
    })
}

pub(crate) fn float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "INF" | "+INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        // Rust also reads `inf` and `nan`, which XML Schema does not know.
        _ if text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) =>
        {
            text.parse().ok().filter(|x: &f64| x.is_finite())
        }
        _ => None,
    }
}

/// The text of a JSON number. A fraction that JSON readers have rounded already is refused
/// where the column is exact.
pub(crate) fn number(n: &Number, kind: PrimitiveType) -> Result<String, String> {
    if n.is_i64() || n.is_u64() {
        return Ok(n.to_string());
    }
    let x = n.as_f64().unwrap_or(f64::NAN);
    match kind {
        PrimitiveType::Int | PrimitiveType::Long => {
            if x.fract() != 0.0 {
                Err(format!("expected a whole number, found {n}"))
            } else if x.abs() < 9_007_199_254_740_992.0 {
                Ok(format!("{x:.0}"))
            } else {
                Err(rounded(n))
            }
        }
        PrimitiveType::Decimal { .. } => {
            let text = format!("{x}");
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if digits.trim_matches('0').len() > 16 {
                return Err(rounded(n));
            }
            Ok(text)
        }
        PrimitiveType::Boolean
        | PrimitiveType::Float
        | PrimitiveType::Double
        | PrimitiveType::Date
        | PrimitiveType::Time
        | PrimitiveType::Timestamp
        | PrimitiveType::Timestamptz
        | PrimitiveType::String
        | PrimitiveType::Uuid
        | PrimitiveType::Binary => Ok(format!("{x}")),
    }
}

fn rounded(n: &Number) -> String {
    format!("the number {n} may be rounded already: write it as text, in quotes")
}

/// A number of any size that is written with all its digits, if it is whole.
pub(crate) fn whole(text: &str) -> Result<String, String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_power = text.contains(['e', 'E']);
    if is_power || fraction.bytes().any(|b| b != b'0') {
        return Err(format!("expected a whole number, found {text}"));
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let digits = whole.trim_start_matches(['-', '0']);
    Ok(match digits {
        "" => "0".to_owned(),
        digits => format!("{sign}{digits}"),
    })
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Days since 1970.
pub(crate) fn date(text: &str) -> Option<i32> {
    i32::try_from(literal::days(text)?).ok()
}

/// Microseconds since midnight. The end of a day is none of its times: a column would make it
/// the beginning.
pub(crate) fn time(text: &str) -> Option<i64> {
    micros(Primitive::Time, text).filter(|_| !text.starts_with("24"))
}

/// Microseconds since 1970, of a place without a zone.
pub(crate) fn local_date_time(text: &str) -> Option<i64> {
    micros(Primitive::LocalDateTime, text)
}

/// Microseconds since 1970, UTC.
pub(crate) fn date_time(text: &str) -> Option<i64> {
    micros(Primitive::DateTime, text)
}

/// The microseconds of a time or a point in time, which has no finer fraction.
fn micros(primitive: Primitive, text: &str) -> Option<i64> {
    let (seconds, fraction) = literal::seconds(primitive, text)?;
    let finer = u32::try_from(fraction.len()).ok()?;
    let unit = 10i64.checked_pow(6u32.checked_sub(finer)?)?;
    let fraction = match fraction {
        "" => 0,
        digits => digits.parse::<i64>().ok()?.checked_mul(unit)?,
    };
    let whole = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
    whole.checked_add(fraction)
}

pub(crate) fn uuid(text: &str) -> Option<[u8; 16]> {
    if text.len() != 36 {
        return None;
    }
    uuid::Uuid::parse_str(text).ok().map(uuid::Uuid::into_bytes)
}

/// Bytes. Lines may be broken anywhere, as XML Schema and MIME have it.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let engine = base64::engine::general_purpose::STANDARD;
    if !text.bytes().any(|b| b.is_ascii_whitespace()) {
        return engine.decode(text).ok();
    }
    let symbols = text.bytes().filter(|b| !b.is_ascii_whitespace());
    engine.decode(symbols.collect::<Vec<u8>>()).ok()
}

/// Whether a text is a URI, with a scheme where needed.
pub(crate) fn is_uri(text: &str, absolute: bool) -> bool {
    let clean = literal::lexical_ok(Primitive::AnyUri, text);
    let scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    clean && (scheme || !absolute)
}

/// A language tag that is there twice, but for capitals.
pub(crate) fn twice<'t>(mut tags: impl Iterator<Item = &'t String>) -> Option<&'t str> {
    let mut seen = FxHashSet::default();
    let again = tags.find(|tag| !seen.insert(tag.to_ascii_lowercase()));
    again.map(String::as_str)
}

pub(crate) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let short = |p: &str| (1..=8).contains(&p.len());
    short(first)
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| short(p) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn base64_may_be_broken_into_lines() {
        assert_eq!(super::base64("AQ\r\nI=\n"), Some(vec![1, 2]));
        assert_eq!(super::base64("AQI="), Some(vec![1, 2]));
        assert_eq!(super::base64("AQ I"), None);
    }

    #[test]
    fn dates_count_days_from_1970() {
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2000-03-01"), Some(11_017));
        assert_eq!(date("1969-12-31"), Some(-1));
        assert_eq!(date("2024-02-29"), Some(19_782));
        for wrong in [
            "2023-02-29",
            "2024-13-01",
            "2024-1-01",
            "2024-01-01Z",
            "24-01-01",
            "",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_exact_to_the_microsecond() {
        assert_eq!(time("00:00:01.5"), Some(1_500_000));
        assert_eq!(time("23:59:59.999999"), Some(86_399_999_999));
        assert_eq!(time("00:00:00.1234567"), None);
        assert_eq!(time("00:00:00.1230000"), Some(123_000));
        assert_eq!(time("24:00:00"), None);
    }

    #[test]
    fn instants_need_a_zone() {
        assert_eq!(date_time("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(date_time("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(date_time("1970-01-01T00:00:00"), None);
        assert_eq!(local_date_time("1970-01-01T00:00:00Z"), None);
        assert_eq!(local_date_time("1969-12-31T24:00:00"), Some(0));
    }

    #[test]
    fn what_the_model_calls_no_value_is_none_in_a_row() {
        type Taken = fn(&str) -> bool;
        let cases: [(Primitive, Taken, &[&str]); 5] = [
            (
                Primitive::Date,
                |text| date(text).is_some(),
                &[
                    "2024-01-01",
                    "02024-01-01",
                    "12024-02-29",
                    "-0001-12-31",
                    "1900-02-29",
                ],
            ),
            (
                Primitive::Time,
                |text| time(text).is_some(),
                &["12:00:00.5", "12:00:00.", "12:00:00Z"],
            ),
            (
                Primitive::LocalDateTime,
                |text| local_date_time(text).is_some(),
                &["2024-01-01T24:00:00.0", "02024-01-01T00:00:00"],
            ),
            (
                Primitive::DateTime,
                |text| date_time(text).is_some(),
                &[
                    "2024-01-01T00:00:00+14:00",
                    "2024-01-01T00:00:00+14:30",
                    "2024-01-01T00:00:00-00:60",
                ],
            ),
            (
                Primitive::Boolean,
                |text| boolean(text).is_some(),
                &["true", "1", "TRUE", "False"],
            ),
        ];
        for (primitive, taken, texts) in cases {
            for text in texts {
                assert_eq!(taken(text), literal::lexical_ok(primitive, text), "{text}");
            }
        }
        assert_eq!(date_time("294248-01-01T00:00:00Z"), None);
        assert_eq!(date("5881581-01-01"), None);
    }

    #[test]
    fn decimals_fit_or_not() {
        let fit = |text: &str| decimal(text).unwrap().fit(5, 2);
        assert_eq!(fit("123.45"), Some(12_345));
        assert_eq!(fit("-1"), Some(-100));
        assert_eq!(fit("1.500"), Some(150));
        assert_eq!(fit("1.234"), None);
        assert_eq!(fit("1000"), None);
        assert!(decimal(".").is_none() && decimal("1e3").is_none() && decimal("").is_none());
        assert_eq!(decimal("00.10").unwrap().digits(), (1, 1));
    }
}
