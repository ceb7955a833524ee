//! How far SHACL compares values as Upper does, which is by value: it compares terms, and in
//! an order that not all datatypes have there.

use crate::vocabulary::Primitive;

/// How SHACL finds out that two values of a datatype are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// By their terms: a value is written in one way.
    Term,
    /// By their terms, though a value can be written in several ways.
    Spelling,
    /// By their order: a value is usually written in several ways.
    Order,
}

/// How SHACL finds out that two values of a datatype are the same.
#[must_use]
pub const fn sameness(primitive: Primitive) -> Sameness {
    match primitive {
        Primitive::String
        | Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Text
        | Primitive::Literal
        | Primitive::Json
        | Primitive::Date
        | Primitive::Base64Binary => Sameness::Term,
        Primitive::Boolean
        | Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Time
        | Primitive::LocalDateTime
        | Primitive::Duration
        | Primitive::Uuid => Sameness::Spelling,
        Primitive::Decimal | Primitive::Float | Primitive::Double | Primitive::DateTime => {
            Sameness::Order
        }
    }
}

/// Whether SHACL can hold values of a datatype to bounds. It compares as SPARQL does, which
/// orders neither durations nor datatypes that it does not know.
#[must_use]
pub const fn has_order(primitive: Primitive) -> bool {
    match primitive {
        Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal
        | Primitive::Float
        | Primitive::Double
        | Primitive::Boolean
        | Primitive::Date
        | Primitive::Time
        | Primitive::DateTime
        | Primitive::String => true,
        Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Text
        | Primitive::Literal
        | Primitive::Json
        | Primitive::LocalDateTime
        | Primitive::Duration
        | Primitive::Uuid
        | Primitive::Base64Binary => false,
    }
}
