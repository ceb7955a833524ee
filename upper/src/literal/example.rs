//! A literal of each datatype, for messages.

use crate::vocabulary::Primitive;

/// A literal of a datatype, as Turtle has it.
pub(crate) fn example(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::String | Primitive::Text | Primitive::Literal => "\"text\"",
        Primitive::LangString => "\"text\"@en",
        Primitive::AnyUri => "\"https://example.org/\"^^xsd:anyURI",
        Primitive::Json => "\"{}\"^^rdf:JSON",
        Primitive::Boolean => "true",
        Primitive::Int | Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => {
            "5"
        }
        Primitive::Decimal => "2.5",
        Primitive::Float => "\"2.5\"^^xsd:float",
        Primitive::Double => "2.5e0",
        Primitive::Date => "\"2024-02-29\"^^xsd:date",
        Primitive::Time => "\"20:15:00\"^^xsd:time",
        Primitive::DateTime => "\"2024-02-29T20:15:00Z\"^^xsd:dateTime",
        Primitive::LocalDateTime => "\"2024-02-29T20:15:00\"^^upper:LocalDateTime",
        Primitive::Duration => "\"PT45M\"^^xsd:duration",
        Primitive::Uuid => "\"123e4567-e89b-12d3-a456-426614174000\"^^upper:UUID",
        Primitive::Base64Binary => "\"aGVsbG8=\"^^xsd:base64Binary",
    }
}
