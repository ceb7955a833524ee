//! Datatypes: the Avro type of each, and what of it an Avro type cannot say.

use upper::model::{DatatypeId, Facets, Models};
use upper::vocabulary::{Primitive, iri};

use super::facets;
use super::schema::{Property, Scalar, Type};
use crate::decimal::{digits, is_exact};

/// The type of a datatype's values, with facets that narrow it further.
pub(super) fn type_of(models: &Models, id: DatatypeId, narrowed: &Facets) -> Type {
    of_primitive(models.primitive(id), &models.narrowed(id, narrowed))
}

/// The type of a built-in datatype's values, with all facets that hold for them.
pub(super) fn of_primitive(primitive: Primitive, facets: &Facets) -> Type {
    let plain = |name| Type::Plain(Scalar::plain(name));
    let logical = |name, logical| Type::Plain(Scalar::logical(name, logical));
    match primitive {
        Primitive::LangString | Primitive::Text => Type::Texts,
        Primitive::String
        | Primitive::AnyUri
        | Primitive::Duration
        | Primitive::Json
        | Primitive::Literal => plain("string"),
        Primitive::Boolean => plain("boolean"),
        Primitive::Int => plain("int"),
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => plain("long"),
        Primitive::Float => plain("float"),
        Primitive::Double => plain("double"),
        Primitive::Base64Binary => plain("bytes"),
        Primitive::Decimal => Type::Plain(Scalar {
            digits: Some(digits(facets)),
            ..Scalar::logical("bytes", "decimal")
        }),
        Primitive::Date => logical("int", "date"),
        Primitive::Time => logical("long", "time-micros"),
        Primitive::DateTime => logical("long", "timestamp-micros"),
        Primitive::LocalDateTime => logical("long", "local-timestamp-micros"),
        Primitive::Uuid => logical("string", "uuid"),
    }
}

/// What a built-in datatype says that its Avro type does not hold to, with all facets that
/// hold for the values: construct and message.
pub(super) fn lost(primitive: Primitive, facets: &Facets) -> Option<(&'static str, &'static str)> {
    match primitive {
        Primitive::String
        | Primitive::Boolean
        | Primitive::Int
        | Primitive::Long
        | Primitive::Float
        | Primitive::Double
        | Primitive::Base64Binary
        | Primitive::Date
        | Primitive::Uuid => None,
        Primitive::LangString => Some((
            "language tag",
            "the keys of the map are not checked to be language tags",
        )),
        Primitive::Text => Some((
            "language tag",
            "the keys of the map are not checked; a plain text has the empty key",
        )),
        Primitive::AnyUri => Some(("datatype", "a string that is not checked to be a URI")),
        Primitive::Duration => Some(("datatype", "a string that is not checked to be a duration")),
        Primitive::Json => Some(("datatype", "a string that is not checked to be JSON")),
        Primitive::Literal => Some((
            "datatype",
            "the lexical form alone, without the datatype of the value",
        )),
        Primitive::Integer => Some(("range", "integers beyond 64 bits are rejected")),
        Primitive::NonNegativeInteger => Some((
            "range",
            "negative numbers are not excluded; integers beyond 63 bits are rejected",
        )),
        Primitive::Decimal => (!is_exact(facets)).then_some((
            "range",
            "numbers with more digits than precision and scale allow are rejected",
        )),
        Primitive::Time => Some(("range", "times finer than a microsecond are rejected")),
        Primitive::DateTime => Some((
            "range",
            "the instant alone, without its offset; instants finer than a microsecond are rejected",
        )),
        Primitive::LocalDateTime => Some(("range", "times finer than a microsecond are rejected")),
    }
}

/// Custom properties for what the Avro type leaves open: the datatype, its base, facets.
pub(super) fn properties(models: &Models, id: DatatypeId, narrowed: &Facets) -> Vec<Property> {
    let mut out: Vec<Property> = Vec::new();
    let primitive = models.primitive(id);
    let custom = models.datatype_chain(id).nth(1).is_some();
    if custom || !implied(primitive) {
        out.push((
            "denota.datatype",
            models.datatype(id).info.iri.as_str().into(),
        ));
    }
    if custom && let Some(base) = iri(primitive.term()) {
        out.push(("denota.base", base.into()));
    }
    let facets = models.narrowed(id, narrowed);
    if !facets.is_empty() {
        out.push(("denota.facets", facets::json(&facets)));
    }
    out
}

/// Whether the Avro type tells the datatype.
const fn implied(primitive: Primitive) -> bool {
    match primitive {
        Primitive::String
        | Primitive::LangString
        | Primitive::Boolean
        | Primitive::Int
        | Primitive::Long
        | Primitive::Decimal
        | Primitive::Float
        | Primitive::Double
        | Primitive::Date
        | Primitive::Time
        | Primitive::DateTime
        | Primitive::LocalDateTime
        | Primitive::Uuid
        | Primitive::Base64Binary => true,
        Primitive::AnyUri
        | Primitive::Duration
        | Primitive::Json
        | Primitive::Literal
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Text => false,
    }
}
