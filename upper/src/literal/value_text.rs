//! One text for each value, whatever its literals look like.

use super::{boolean, number, seconds, time};
use crate::vocabulary::Primitive;

/// A text that literals of a datatype have in common exactly if [`compare`](super::compare) finds
/// them equal; what is not of the datatype has its own. It is not for people.
#[must_use]
pub fn value_text(primitive: Primitive, text: &str) -> String {
    let value = match primitive {
        Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal => number::parse(text).map(|n| {
            let sign = if n.negative { "-" } else { "" };
            format!("{sign}{}.{}", n.whole, n.fraction)
        }),
        // The two zeros are one.
        Primitive::Float => number::floating::<f32>(text).map(|n| (n + 0.0).to_string()),
        Primitive::Double => number::floating::<f64>(text).map(|n| (n + 0.0).to_string()),
        Primitive::Boolean => boolean(text).map(|b| b.to_string()),
        Primitive::Date => time::date(text).map(|days| days.to_string()),
        Primitive::Time | Primitive::DateTime | Primitive::LocalDateTime => {
            seconds(primitive, text).map(|(whole, fraction)| format!("{whole}.{fraction}"))
        }
        Primitive::Duration => time::duration_text(text),
        Primitive::Uuid => Some(text.to_ascii_lowercase()),
        Primitive::String
        | Primitive::AnyUri
        | Primitive::Base64Binary
        | Primitive::Json
        | Primitive::LangString
        | Primitive::Text
        | Primitive::Literal => None,
    };
    value.unwrap_or_else(|| text.to_owned())
}
