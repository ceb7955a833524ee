//! From the datatypes and enumerations of a model to how their values are read.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use transpilers::iceberg::primitive;
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
        let kind = primitive(
            models.primitive(datatype),
            &models.narrowed(datatype, facets),
        );
        // What is by language has texts.
        let kind = kind.unwrap_or(PrimitiveType::String);
        let scalar = Arc::new(scalar_of(models, kind, datatype, facets));
        known.push((facets.clone(), Arc::clone(&scalar)));
        scalar
    }
}
