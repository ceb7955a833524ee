//! What the built-in datatypes become: built-in scalars, or types that every document
//! defines alike, so that subgraphs of different domains compose.

use apollo_compiler::ast;
use upper::vocabulary::Primitive;

/// The image of a built-in datatype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Image {
    /// A scalar of GraphQL itself.
    BuiltIn(&'static str),
    /// A scalar: its name, the address of its specification, and what it is, for readers.
    Scalar(&'static str, &'static str, &'static str),
    /// An object type of a language and a text, always in lists: its name, and whether each
    /// text has a language.
    Texts(&'static str, bool),
}

impl Image {
    /// The name of the type.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::BuiltIn(name) | Self::Scalar(name, _, _) | Self::Texts(name, _) => name,
        }
    }
}

/// The scalar for values that are any term of RDF.
pub(super) const TERM: Image = Image::Scalar(
    "RdfTerm",
    "https://www.w3.org/TR/n-triples/#grammar-production-object",
    "Any RDF term, as N-Triples writes it.",
);

/// The scalar for nodes of the knowledge graph is that for IRIs.
pub(super) const NODE: Primitive = Primitive::AnyUri;

/// The image of a built-in datatype.
pub(super) const fn image(primitive: Primitive) -> Image {
    use Image::{BuiltIn, Scalar, Texts};
    match primitive {
        Primitive::String => BuiltIn("String"),
        Primitive::Boolean => BuiltIn("Boolean"),
        Primitive::Int => BuiltIn("Int"),
        Primitive::Float | Primitive::Double => BuiltIn("Float"),
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => Scalar(
            "Long",
            "https://www.w3.org/TR/xmlschema11-2/#long",
            "A whole number of 64 bits.",
        ),
        Primitive::Decimal => Scalar(
            "Decimal",
            "https://www.w3.org/TR/xmlschema11-2/#decimal",
            "A decimal number, exact, as a string or number.",
        ),
        Primitive::Date => Scalar(
            "Date",
            "https://www.w3.org/TR/xmlschema11-2/#date",
            "A calendar date, such as `2024-02-29`.",
        ),
        Primitive::Time => Scalar(
            "Time",
            "https://www.w3.org/TR/xmlschema11-2/#time",
            "A time of day, such as `18:30:00`.",
        ),
        Primitive::DateTime => Scalar(
            "DateTime",
            "https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp",
            "An instant, with a time zone, such as `2024-02-29T18:30:00Z`.",
        ),
        Primitive::LocalDateTime => Scalar(
            "LocalDateTime",
            "https://www.w3.org/TR/xmlschema11-2/#dateTime",
            "A date and time of day without a time zone, such as `2024-02-29T18:30:00`.",
        ),
        Primitive::Duration => Scalar(
            "Duration",
            "https://www.w3.org/TR/xmlschema11-2/#duration",
            "A length of time, such as `PT1H30M`.",
        ),
        Primitive::AnyUri => Scalar(
            "URI",
            "https://www.rfc-editor.org/rfc/rfc3987",
            "A URI or IRI.",
        ),
        Primitive::Uuid => Scalar(
            "UUID",
            "https://www.rfc-editor.org/rfc/rfc9562",
            "A UUID in its usual form of 36 characters.",
        ),
        Primitive::Base64Binary => Scalar(
            "Base64",
            "https://www.rfc-editor.org/rfc/rfc4648#section-4",
            "Bytes in base 64.",
        ),
        Primitive::Json => Scalar(
            "JSON",
            "https://www.rfc-editor.org/rfc/rfc8259",
            "A JSON value.",
        ),
        Primitive::Literal => Scalar(
            "RdfLiteral",
            "https://www.w3.org/TR/n-triples/#grammar-production-literal",
            "Any RDF literal, as N-Triples writes it.",
        ),
        Primitive::LangString => Texts("LangString", true),
        Primitive::Text => Texts("Text", false),
    }
}

/// The datatype for which the shared type of a datatype stands: the same in every document,
/// whichever of those with one image it uses.
pub(super) const fn canonical(primitive: Primitive) -> Primitive {
    match primitive {
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => Primitive::Long,
        Primitive::Float | Primitive::Double => Primitive::Double,
        Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Boolean
        | Primitive::Date
        | Primitive::DateTime
        | Primitive::Decimal
        | Primitive::Int
        | Primitive::String
        | Primitive::Time
        | Primitive::LocalDateTime
        | Primitive::Duration
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::Json
        | Primitive::Literal
        | Primitive::Text => primitive,
    }
}

/// A default value as GraphQL writes one of the datatype.
pub(super) fn value(primitive: Primitive, lexical: &str) -> ast::Value {
    let text = || ast::Value::String(lexical.to_owned());
    match primitive {
        Primitive::Boolean => ast::Value::Boolean(matches!(lexical, "true" | "1")),
        Primitive::Int => lexical
            .parse::<i32>()
            .map_or_else(|_| text(), ast::Value::from),
        Primitive::Float | Primitive::Double => lexical
            .parse::<f64>()
            .map_or_else(|_| text(), ast::Value::from),
        Primitive::String
        | Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Date
        | Primitive::DateTime
        | Primitive::Decimal
        | Primitive::Integer
        | Primitive::Long
        | Primitive::Time
        | Primitive::LocalDateTime
        | Primitive::Duration
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::Json
        | Primitive::NonNegativeInteger
        | Primitive::Literal
        | Primitive::Text => text(),
    }
}
