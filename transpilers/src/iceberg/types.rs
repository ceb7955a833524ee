//! Datatypes as Iceberg types, and what is lost on the way.

use std::fmt::Write as _;

use upper::model::{ClassId, Facets, Literal, Models};
use upper::vocabulary::Primitive;

use super::table::PrimitiveType;
use crate::decimal::{digits, is_exact, is_wider};

/// The type of a datatype's values; `None` for texts in languages, which are maps.
#[must_use]
pub fn primitive(datatype: Primitive, facets: &Facets) -> Option<PrimitiveType> {
    Some(match datatype {
        Primitive::LangString | Primitive::Text => return None,
        Primitive::Boolean => PrimitiveType::Boolean,
        Primitive::Int => PrimitiveType::Int,
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => PrimitiveType::Long,
        Primitive::Decimal => {
            let (precision, scale) = digits(facets);
            PrimitiveType::Decimal { precision, scale }
        }
        Primitive::Float => PrimitiveType::Float,
        Primitive::Double => PrimitiveType::Double,
        Primitive::Date => PrimitiveType::Date,
        Primitive::Time => PrimitiveType::Time,
        Primitive::DateTime => PrimitiveType::Timestamptz,
        Primitive::LocalDateTime => PrimitiveType::Timestamp,
        Primitive::Uuid => PrimitiveType::Uuid,
        Primitive::Base64Binary => PrimitiveType::Binary,
        Primitive::String
        | Primitive::AnyUri
        | Primitive::Duration
        | Primitive::Json
        | Primitive::Literal => PrimitiveType::String,
    })
}

/// What the type cannot say of the datatype: a construct, and a message.
pub(super) fn datatype_loss(
    datatype: Primitive,
    facets: &Facets,
) -> Option<(&'static str, String)> {
    let bounded = |what: &str| {
        (
            "range",
            format!("{what}; other values are rejected when loaded"),
        )
    };
    let text = |what: &str| {
        (
            "datatype",
            format!("{what} is kept as text, which `load` checks and the table does not"),
        )
    };
    Some(match datatype {
        Primitive::Integer => bounded("a `long` holds integers of 64 bits"),
        Primitive::NonNegativeInteger => {
            bounded("a `long` holds integers of 64 bits, and negative ones too")
        }
        Primitive::Decimal => {
            if is_exact(facets) {
                return None;
            }
            let (precision, scale) = digits(facets);
            bounded(&format!(
                "a decimal holds {precision} digits, {scale} of them fraction"
            ))
        }
        Primitive::Time | Primitive::DateTime | Primitive::LocalDateTime => (
            "precision",
            "seconds have six digits of fraction; further ones are rejected when loaded".to_owned(),
        ),
        Primitive::AnyUri => text("a URI"),
        Primitive::Duration => text("a duration"),
        Primitive::Json => text("JSON"),
        Primitive::Literal => text("a literal of any datatype"),
        Primitive::LangString
        | Primitive::Text
        | Primitive::Boolean
        | Primitive::Int
        | Primitive::Long
        | Primitive::Float
        | Primitive::Double
        | Primitive::Date
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::String => return None,
    })
}

/// The facets that a table does not enforce, in words: a construct, and a phrase.
pub(super) fn facet_phrases(
    facets: &Facets,
    built_in: Option<Primitive>,
) -> Vec<(&'static str, String)> {
    let decimal = built_in == Some(Primitive::Decimal);
    let unit = if built_in == Some(Primitive::Base64Binary) {
        "bytes"
    } else {
        "characters"
    };
    let mut phrases: Vec<(&'static str, String)> = Vec::new();
    for pattern in &facets.patterns {
        phrases.push(("pattern", format!("matches `{pattern}`")));
    }
    match (facets.min_length, facets.max_length) {
        (Some(min), Some(max)) => phrases.push(("length", format!("{min} to {max} {unit}"))),
        (Some(min), None) => phrases.push(("length", format!("at least {min} {unit}"))),
        (None, Some(max)) => phrases.push(("length", format!("at most {max} {unit}"))),
        (None, None) => {}
    }
    let mut bounds = String::new();
    for (word, bound) in [
        ("at least", &facets.min_inclusive),
        ("more than", &facets.min_exclusive),
        ("at most", &facets.max_inclusive),
        ("less than", &facets.max_exclusive),
    ] {
        if let Some(bound) = bound {
            let and = if bounds.is_empty() { "" } else { " and " };
            let _ = write!(bounds, "{and}{word} {}", bound.value);
        }
    }
    if !bounds.is_empty() {
        phrases.push(("bounds", bounds));
    }
    // A decimal's own digits say it, but where they leave room on both sides of the point.
    let is_said = decimal && !is_wider(facets);
    if !is_said {
        let fraction = facets.fraction_digits.filter(|_| !decimal);
        let digits = [
            ("digits", facets.total_digits),
            ("digits of fraction", fraction),
        ];
        phrases.extend(
            digits
                .iter()
                .filter_map(|(word, n)| n.map(|n| ("digits", format!("at most {n} {word}")))),
        );
    }
    if let Some(values) = &facets.one_of {
        phrases.push((
            "values",
            format!("one of {}", list(values.iter().map(value_of))),
        ));
    }
    phrases
}

/// The names of an enumeration's values that facets let through, as rows have them.
pub(super) fn enum_names<'m>(models: &'m Models, class: ClassId, facets: &Facets) -> Vec<&'m str> {
    let values = models.values_within(class, facets).into_iter();
    values
        .map(|v| models.enum_value(v).info.name.as_str())
        .collect()
}

fn value_of(literal: &Literal) -> &str {
    &literal.value
}

/// At most twenty words in backticks: docs are for reading, and the properties have all.
pub(super) fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 20;
    let mut text = String::new();
    for (i, word) in words.take(SHOWN + 1).enumerate() {
        if i > 0 {
            text.push_str(", ");
        }
        if i == SHOWN {
            text.push('…');
        } else {
            let _ = write!(text, "`{word}`");
        }
    }
    text
}
