//! Literals by their text: whether it is one of the datatype, and how two compare by value.
//!
//! XSD 1.1, with the readings of Upper: a `xsd:dateTime` states its zone; dates, times and
//! local date-times state none. Numbers are compared as text, so that their size is not
//! limited and nothing is rounded.

mod between;
mod calendar;
mod ends;
mod example;
mod number;
mod text;
mod time;
mod value_text;

use std::cmp::Ordering;

pub use between::{End, Most, some_between};
pub use calendar::{civil_from_days, days_from_civil};
pub use ends::Side;
pub(crate) use ends::is_whole;
pub(crate) use example::example;
pub use number::{Digits, digits};
pub use text::boolean;
pub use value_text::value_text;

use crate::vocabulary::Primitive;

/// Whether `text` is in the lexical space of a datatype. There is no trimming: spaces
/// around a number are not part of any number.
#[must_use]
pub fn lexical_ok(primitive: Primitive, text: &str) -> bool {
    match primitive {
        Primitive::String | Primitive::LangString | Primitive::Text | Primitive::Literal => true,
        Primitive::Boolean => boolean(text).is_some(),
        Primitive::Int => {
            number::is_integer_between(text, &i32::MIN.to_string(), &i32::MAX.to_string())
        }
        Primitive::Long => {
            number::is_integer_between(text, &i64::MIN.to_string(), &i64::MAX.to_string())
        }
        Primitive::Integer => number::is_integer(text),
        Primitive::NonNegativeInteger => {
            number::is_integer(text) && number::compare(text, "0").is_some_and(Ordering::is_ge)
        }
        Primitive::Decimal => number::is_decimal(text),
        Primitive::Float | Primitive::Double => number::is_floating(text),
        Primitive::Date => time::is_date(text),
        Primitive::Time => time::is_time(text),
        Primitive::DateTime => time::is_date_time(text),
        Primitive::LocalDateTime => time::is_local_date_time(text),
        Primitive::Duration => time::is_duration(text),
        Primitive::AnyUri => oxiri::IriRef::parse(text).is_ok(),
        Primitive::Uuid => text::is_uuid(text),
        Primitive::Base64Binary => text::bytes_of_base64(text).is_some(),
        Primitive::Json => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
    }
}

/// How two literals of one datatype compare by value; for bounds and keys.
///
/// Numbers of every kind may bound one another (`5` bounds `5.25`). `None` where a text is
/// not in the lexical space, where the datatype has no order and the texts differ, and for
/// durations of which neither is always the longer (`P1M` and `P30D`).
#[must_use]
pub fn compare(primitive: Primitive, a: &str, b: &str) -> Option<Ordering> {
    match primitive {
        Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal => number::compare(a, b),
        Primitive::Float => number::floating::<f32>(a)?.partial_cmp(&number::floating::<f32>(b)?),
        Primitive::Double => number::floating::<f64>(a)?.partial_cmp(&number::floating::<f64>(b)?),
        Primitive::Boolean => Some(boolean(a)?.cmp(&boolean(b)?)),
        Primitive::Date => Some(time::date(a)?.cmp(&time::date(b)?)),
        Primitive::Time => Some(time::time(a)?.cmp(&time::time(b)?)),
        Primitive::DateTime => Some(time::date_time(a)?.cmp(&time::date_time(b)?)),
        Primitive::LocalDateTime => Some(time::local_date_time(a)?.cmp(&time::local_date_time(b)?)),
        Primitive::Duration => time::compare_durations(a, b),
        Primitive::String | Primitive::AnyUri => Some(a.cmp(b)),
        Primitive::Uuid => Some(a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase())),
        Primitive::Base64Binary
        | Primitive::Json
        | Primitive::LangString
        | Primitive::Text
        | Primitive::Literal => (a == b).then_some(Ordering::Equal),
    }
}

/// The days from 1970-01-01 to a date; `None` where the text is none.
#[must_use]
pub fn days(text: &str) -> Option<i128> {
    time::date(text)
}

/// The whole seconds of a time since midnight, or of a point in time since 1970, and the
/// digits of the fraction, without zeros at the end. `None` where the text is not of the
/// datatype, or the datatype has no such values.
#[must_use]
pub fn seconds(primitive: Primitive, text: &str) -> Option<(i128, &str)> {
    match primitive {
        Primitive::Time => time::time(text),
        Primitive::DateTime => time::date_time(text),
        Primitive::LocalDateTime => time::local_date_time(text),
        Primitive::Date
        | Primitive::Duration
        | Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal
        | Primitive::Float
        | Primitive::Double
        | Primitive::Boolean
        | Primitive::String
        | Primitive::AnyUri
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::Json
        | Primitive::LangString
        | Primitive::Text
        | Primitive::Literal => None,
    }
}

/// The length that `upper:minLength` and `upper:maxLength` count: characters, and bytes
/// for binary data. `None` where the text is not of the datatype.
#[must_use]
pub fn length(primitive: Primitive, text: &str) -> Option<u64> {
    if primitive == Primitive::Base64Binary {
        return text::bytes_of_base64(text);
    }
    u64::try_from(text.chars().count()).ok()
}

#[cfg(test)]
mod tests;
