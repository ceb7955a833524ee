//! Properties.

use super::{Reading, datatype, put_property};
use crate::model::{Models, Property, PropertyId, PropertyKind, Range, TermInfo};
use crate::vocabulary::upper;

pub(super) fn bare(info: TermInfo, kind: PropertyKind) -> Property {
    Property {
        info,
        kind,
        range: None,
        min: 0,
        max: None,
        inverse_of: None,
        sub_property_of: Vec::new(),
        default: None,
        dependency: false,
    }
}

pub(super) fn fill(models: &mut Models, read: &Reading<'_>, at: PropertyId, info: TermInfo) {
    let subject = info.id;
    let kind = models.property(at).kind;
    let mut property = bare(info, kind);
    property.range = match kind {
        PropertyKind::Attribute => read.graph.object(subject, upper::DATATYPE).and_then(|o| {
            let datatype = models.datatype_at(o).map(Range::Datatype);
            datatype.or_else(|| models.class_at(o).map(Range::Class))
        }),
        PropertyKind::Relationship => read
            .graph
            .object(subject, upper::CLASS)
            .and_then(|o| models.class_at(o))
            .map(Range::Class),
        PropertyKind::ConnectedNode => Some(Range::Node),
        PropertyKind::Any => Some(Range::Any),
    };
    property.min = read.parse(subject, upper::MIN_COUNT).unwrap_or(0);
    property.max = read.parse(subject, upper::MAX_COUNT);
    property.inverse_of = read
        .graph
        .object(subject, upper::INVERSE_OF)
        .and_then(|o| models.property_at(o));
    property.sub_property_of = read
        .graph
        .objects(subject, upper::SUB_PROPERTY_OF)
        .filter_map(|o| read.terms.as_iri(o))
        .map(str::to_owned)
        .collect();
    property.default = read
        .graph
        .object(subject, upper::DEFAULT_VALUE)
        .map(|o| datatype::literal(read, o));
    property.dependency = read.parse(subject, upper::DEPENDENCY).unwrap_or(false);
    put_property(models, at, property);
}
