//! From the datatypes and enumerations of a model to how their values are read.

use std::sync::Arc;

use rustc_hash::FxHashMap;
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

/// How literals are read that no column is for, compiled once for each datatype and what its
/// facets are narrowed to.
#[derive(Debug, Default)]
pub(crate) struct Scalars(FxHashMap<DatatypeId, Vec<(Facets, Arc<Scalar>)>>);

impl Scalars {
    pub(super) fn of(
        &mut self,
        models: &Models,
        datatype: DatatypeId,
        facets: &Facets,
    ) -> Arc<Scalar> {
        let known = self.0.entry(datatype).or_default();
        if let Some((_, scalar)) = known.iter().find(|(narrowed, _)| narrowed == facets) {
            return Arc::clone(scalar);
        }
        let kind = image(models.primitive(datatype));
        let scalar = Arc::new(scalar_of(models, kind, datatype, facets));
        known.push((facets.clone(), Arc::clone(&scalar)));
        scalar
    }
}

/// The column that would hold the literals of a datatype.
fn image(primitive: Primitive) -> PrimitiveType {
    match primitive {
        Primitive::Boolean => PrimitiveType::Boolean,
        Primitive::Int => PrimitiveType::Int,
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => PrimitiveType::Long,
        Primitive::Decimal => PrimitiveType::Decimal {
            precision: 38,
            scale: 9,
        },
        Primitive::Float => PrimitiveType::Float,
        Primitive::Double => PrimitiveType::Double,
        Primitive::Date => PrimitiveType::Date,
        Primitive::Time => PrimitiveType::Time,
        Primitive::DateTime => PrimitiveType::Timestamptz,
        Primitive::LocalDateTime => PrimitiveType::Timestamp,
        Primitive::Uuid => PrimitiveType::Uuid,
        Primitive::Base64Binary => PrimitiveType::Binary,
        Primitive::LangString
        | Primitive::AnyUri
        | Primitive::String
        | Primitive::Duration
        | Primitive::Json
        | Primitive::Literal
        | Primitive::Text => PrimitiveType::String,
    }
}
