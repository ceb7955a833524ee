//! Defaults: literals in the JSON form that the Avro specification gives each type.

use serde_json::{Number, Value as Json, json};
use upper::literal::days_from_civil;
use upper::model::{ClassId, Literal, Models, Value};
use upper::vocabulary::Primitive;

use super::name::avro_name;
use super::schema::{Scalar, Type};

const MICROS_OF_DAY: i64 = 86_400_000_000;

/// The default of a field for one value; `None` where JSON cannot say it.
pub(super) fn json(models: &Models, value: &Value, of: &Type, literal: &Literal) -> Option<Json> {
    match value {
        Value::Scalar(datatype) => match of {
            Type::Plain(scalar) => plain(models.primitive(*datatype), *scalar, &literal.value),
            Type::Texts => {
                Some(json!({ literal.language.as_deref().unwrap_or(""): literal.value }))
            }
            Type::Named(_) | Type::Array(..) | Type::Union(_) => None,
        },
        Value::Enum(class) => symbol(models, *class, &literal.value).map(Json::from),
        Value::Node => Some(literal.value.as_str().into()),
        Value::Nested(_) | Value::Reference(_) | Value::OneOf(_) | Value::List(..) | Value::Any => {
            None
        }
    }
}

fn symbol(models: &Models, class: ClassId, iri: &str) -> Option<String> {
    let values = models.class(class).kind.values().iter();
    let mut infos = values.map(|v| &models.enum_value(*v).info);
    infos.find(|i| i.iri == iri).map(|i| avro_name(&i.name))
}

fn plain(primitive: Primitive, scalar: Scalar, text: &str) -> Option<Json> {
    match primitive {
        Primitive::String
        | Primitive::AnyUri
        | Primitive::Duration
        | Primitive::Json
        | Primitive::Uuid
        | Primitive::Literal => Some(text.into()),
        Primitive::LangString | Primitive::Text => None,
        Primitive::Boolean => match text.trim() {
            "true" | "1" => Some(true.into()),
            "false" | "0" => Some(false.into()),
            _ => None,
        },
        Primitive::Int => number(text)
            .and_then(|n| i32::try_from(n).ok())
            .map(Json::from),
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => {
            number(text).map(Json::from)
        }
        // Avro has no JSON form for infinities, which a number too great for a float is, and for
        // not-a-number.
        Primitive::Float => {
            let float: f32 = text.trim().parse().ok()?;
            let double = float.is_finite().then(|| text.trim().parse().ok())??;
            Number::from_f64(double).map(Json::from)
        }
        Primitive::Double => Number::from_f64(text.trim().parse().ok()?).map(Json::from),
        Primitive::Base64Binary => base64(text).map(|bytes| byte_string(&bytes)),
        Primitive::Decimal => decimal(text, scalar.digits?.1).map(|bytes| byte_string(&bytes)),
        Primitive::Date => days(text.trim().trim_end_matches('Z'))
            .and_then(|days| i32::try_from(days).ok())
            .map(Json::from),
        // The end of a day is the time at which one begins.
        Primitive::Time => micros_of_day(text.trim().trim_end_matches('Z'))
            .map(|micros| (micros % MICROS_OF_DAY).into()),
        Primitive::DateTime | Primitive::LocalDateTime => micros(text.trim()).map(Json::from),
    }
}

fn number(text: &str) -> Option<i64> {
    text.trim().trim_start_matches('+').parse().ok()
}

/// Bytes as Avro writes them in JSON: each byte is the character with that code point.
fn byte_string(bytes: &[u8]) -> Json {
    bytes
        .iter()
        .copied()
        .map(char::from)
        .collect::<String>()
        .into()
}

/// The unscaled value as the shortest big-endian two's complement.
fn decimal(text: &str, scale: u32) -> Option<Vec<u8>> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let missing = usize::try_from(scale).ok()?.checked_sub(fraction.len())?;
    let digits = format!(
        "{}{fraction}{}",
        whole.trim_start_matches('+'),
        "0".repeat(missing)
    );
    let unscaled: i128 = digits.parse().ok()?;
    let mut bytes: &[u8] = &unscaled.to_be_bytes();
    while let [first, rest @ ..] = bytes {
        let Some(second) = rest.first() else { break };
        let redundant = (*first == 0 && *second < 0x80) || (*first == 0xFF && *second >= 0x80);
        if !redundant {
            break;
        }
        bytes = rest;
    }
    Some(bytes.to_vec())
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for c in text
        .bytes()
        .filter(|c| !c.is_ascii_whitespace() && *c != b'=')
    {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

/// Days since 1970-01-01.
fn days(text: &str) -> Option<i64> {
    let (before_christ, rest) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let mut parts = rest.splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok()?;
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (month, day) = (number()?, number()?);
    let year = if before_christ { -year } else { year };
    i64::try_from(days_from_civil(year, month, day)).ok()
}

fn micros_of_day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let (seconds, fraction) = parts.next().map(|s| s.split_once('.').unwrap_or((s, "")))?;
    let seconds: i64 = seconds.parse().ok()?;
    let fraction = fraction.trim_end_matches('0');
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    let exact = fraction.len() <= 6;
    exact.then_some(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros)
}

/// Microseconds since the epoch, in UTC where there is an offset.
fn micros(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let rest = rest.trim_end_matches('Z');
    let (time, offset) = match rest.find(['+', '-']) {
        Some(at) => {
            let (time, zone) = rest.split_at(at);
            let (sign, zone) = (if zone.starts_with('-') { -1 } else { 1 }, zone.get(1..)?);
            (time, sign * micros_of_day(&format!("{zone}:00"))?)
        }
        None => (rest, 0),
    };
    days(date)?
        .checked_mul(MICROS_OF_DAY)?
        .checked_add(micros_of_day(time)? - offset)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn decimals_are_scaled_and_as_short_as_their_sign_allows() {
        assert_eq!(
            decimal("1.5", 2).unwrap(),
            [0, 150],
            "150 needs a sign byte"
        );
        assert_eq!(decimal("-1", 0).unwrap(), [0xFF]);
        assert_eq!(decimal("0", 9).unwrap(), [0]);
        assert_eq!(decimal("1.27", 2).unwrap(), [127]);
        assert_eq!(
            decimal("1.275", 2),
            None,
            "more digits than the scale holds"
        );
        assert_eq!(decimal("1.500", 1).unwrap(), [15]);
        assert_eq!(decimal(".5", 1).unwrap(), [5]);
    }

    #[test]
    fn dates_count_from_the_epoch() {
        assert_eq!(days("1970-01-01"), Some(0));
        assert_eq!(days("1969-12-31"), Some(-1));
        assert_eq!(
            days("2000-03-01"),
            Some(30 * 365 + 7 + 31 + 29),
            "seven leap days before 2000, and its own"
        );
        assert_eq!(days("soon"), None);
    }

    #[test]
    fn times_are_microseconds_and_instants_are_in_utc() {
        assert_eq!(micros_of_day("00:00:01.5"), Some(1_500_000));
        assert_eq!(micros_of_day("00:00:00.0000001"), None);
        assert_eq!(micros("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(micros("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(micros("1970-01-01T00:00:00-00:30"), Some(1_800_000_000));
    }

    #[test]
    fn numbers_beyond_what_the_type_holds_are_no_defaults() {
        let of = |primitive, text| plain(primitive, Scalar::plain("of it"), text);
        assert_eq!(of(Primitive::Time, "24:00:00"), Some(json!(0)));
        assert_eq!(of(Primitive::Date, "9999-12-31Z"), Some(json!(2_932_896)));
        assert_eq!(of(Primitive::Date, "9999999-12-31"), None);
        assert_eq!(of(Primitive::Float, "0.1"), Some(json!(0.1)));
        assert_eq!(of(Primitive::Float, "1e300"), None);
        assert_eq!(of(Primitive::Double, "1e300"), Some(json!(1e300)));
    }

    #[test]
    fn bytes_are_characters_with_their_code_points() {
        assert_eq!(byte_string(&base64("AP8=").unwrap()), json!("\u{0}\u{ff}"));
        assert_eq!(base64("#"), None);
    }
}
