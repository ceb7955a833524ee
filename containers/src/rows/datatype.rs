//! From the datatypes and enumerations of a model to how their values are read.

use transpilers::iceberg::table::PrimitiveType;
use upper::model::{ClassId, DatatypeId, Facets, Models};
use upper::vocabulary::Primitive;

use super::scalar::{Scalar, TextKind};

/// The names of an enumeration's values that facets let through, in order.
pub(crate) fn enum_names(models: &Models, class: ClassId, narrowed: &Facets) -> Vec<String> {
    let values = models.values_within(class, narrowed).into_iter();
    values
        .map(|v| models.enum_value(v).info.name.clone())
        .collect()
}

/// How literals of a datatype are read into a column.
pub(crate) fn scalar_of(
    models: &Models,
    kind: PrimitiveType,
    datatype: DatatypeId,
    narrowed: &Facets,
) -> Scalar {
    let primitive = models.primitive(datatype);
    let text = match primitive {
        Primitive::AnyUri => TextKind::Uri { absolute: false },
        Primitive::Duration => TextKind::Duration,
        Primitive::Json => TextKind::Json,
        Primitive::LangString
        | Primitive::Boolean
        | Primitive::Date
        | Primitive::DateTime
        | Primitive::Decimal
        | Primitive::Double
        | Primitive::Float
        | Primitive::Int
        | Primitive::Integer
        | Primitive::Long
        | Primitive::String
        | Primitive::Time
        | Primitive::LocalDateTime
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::NonNegativeInteger
        | Primitive::Literal
        | Primitive::Text => TextKind::Plain,
    };
    let facets = models.narrowed(datatype, narrowed);
    let mut scalar = Scalar::new(kind, text, &facets);
    scalar.non_negative = primitive == Primitive::NonNegativeInteger;
    scalar
}
