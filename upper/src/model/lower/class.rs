//! Classes, extensions, and what is nested in them.

use super::{Reading, datatype, put};
use crate::graph::TermId;
use crate::model::{
    Bound, Class, ClassId, ClassKind, Condition, ListElement, Literal, Models, Refinement,
    TermInfo, Test,
};
use crate::vocabulary::upper;

pub(super) fn bare(info: TermInfo, kind: ClassKind) -> Class {
    Class {
        info,
        kind,
        parent: None,
        children: Vec::new(),
        traits: Vec::new(),
        stands_for: Vec::new(),
        properties: Vec::new(),
        refinements: Vec::new(),
        primary_key: None,
        unique_keys: Vec::new(),
        members: Vec::new(),
        key: None,
    }
}

pub(super) fn fill(models: &mut Models, read: &Reading<'_>, at: ClassId, info: TermInfo) {
    let subject = info.id;
    let kind = fill_kind(models, read, subject, models.class(at).kind.clone());
    // What an extension cannot have is found where it stands, and is no part of any class.
    let only_adds = matches!(kind, ClassKind::Extension(_));
    let mut class = bare(info, kind);
    for triple in read.graph.about(subject) {
        let object = triple.object;
        match triple.predicate {
            upper::REFINEMENT
            | upper::SUB_CLASS_OF
            | upper::PRIMARY_KEY
            | upper::KEYED_ON
            | upper::UNIQUE_KEY
                if only_adds => {}
            upper::PROPERTY => class.properties.extend(models.property_at(object)),
            upper::TRAIT => class.traits.extend(models.class_at(object)),
            upper::SUB_CLASS_OF => class.parent = class.parent.or_else(|| models.class_at(object)),
            upper::STANDS_FOR if object.is_iri() => {
                class.stands_for.push(read.terms.text(object).to_owned())
            }
            upper::REFINEMENT => class.refinements.push(refinement(models, read, object)),
            upper::PRIMARY_KEY | upper::KEYED_ON => {
                class.primary_key = class
                    .primary_key
                    .take()
                    .or_else(|| properties(models, read, object));
            }
            upper::UNIQUE_KEY => class.unique_keys.extend(properties(models, read, object)),
            _ => {}
        }
    }
    put(models, at, class);
}

fn fill_kind(models: &Models, read: &Reading<'_>, subject: TermId, kind: ClassKind) -> ClassKind {
    let class_of = |property| {
        read.graph
            .objects(subject, property)
            .find_map(|o| models.class_at(o))
    };
    let list = |property| read.list(subject, property).unwrap_or_default();
    match kind {
        ClassKind::Direct | ClassKind::Sealed | ClassKind::Trait | ClassKind::Singleton => kind,
        ClassKind::Qualified { .. } => ClassKind::Qualified {
            of: class_of(upper::QUALIFIES),
            conditions: read
                .graph
                .objects(subject, upper::WHERE)
                .map(|node| condition(models, read, node))
                .collect(),
        },
        ClassKind::Union(_) => ClassKind::Union(
            list(upper::UNION_OF)
                .into_iter()
                .filter_map(|o| models.class_at(o))
                .collect(),
        ),
        ClassKind::Enumeration(_) => ClassKind::Enumeration(
            list(upper::ONE_OF)
                .into_iter()
                .filter_map(|o| models.enum_value_at(o))
                .collect(),
        ),
        ClassKind::List(_) => {
            ClassKind::List(read.graph.object(subject, upper::LIST_OF).and_then(|o| {
                let class = models.class_at(o).map(ListElement::Class);
                class.or_else(|| models.datatype_at(o).map(ListElement::Datatype))
            }))
        }
        ClassKind::Extension(_) => ClassKind::Extension(class_of(upper::EXTENDS)),
    }
}

fn properties(
    models: &Models,
    read: &Reading<'_>,
    head: TermId,
) -> Option<Vec<crate::model::PropertyId>> {
    let cells = read.cells(head)?;
    Some(
        cells
            .into_iter()
            .filter_map(|t| models.property_at(t.object))
            .collect(),
    )
}

fn refinement(models: &Models, read: &Reading<'_>, node: TermId) -> Refinement {
    let datatype_or_list = read.graph.object(node, upper::DATATYPE);
    Refinement {
        id: node,
        property: read
            .graph
            .object(node, upper::REFINES)
            .and_then(|o| models.property_at(o)),
        min: read.parse(node, upper::MIN_COUNT),
        max: read.parse(node, upper::MAX_COUNT),
        class: read
            .graph
            .object(node, upper::CLASS)
            .or(datatype_or_list)
            .and_then(|o| models.class_at(o)),
        datatype: datatype_or_list.and_then(|o| models.datatype_at(o)),
        facets: datatype::facets(read, node),
    }
}

fn condition(models: &Models, read: &Reading<'_>, node: TermId) -> Condition {
    let literal = |o| datatype::literal(read, o);
    let mut tests = Vec::new();
    for triple in read.graph.about(node) {
        let bound = |b| Test::Bound(b, literal(triple.object));
        match triple.predicate {
            upper::HAS_VALUE => tests.push(Test::HasValue(literal(triple.object))),
            upper::ONE_OF => tests.extend(values(read, triple.object).map(Test::OneOf)),
            upper::PRESENT => tests.push(Test::Present(matches!(
                read.terms.text(triple.object),
                "true" | "1"
            ))),
            upper::MIN_INCLUSIVE => tests.push(bound(Bound::MinInclusive)),
            upper::MAX_INCLUSIVE => tests.push(bound(Bound::MaxInclusive)),
            upper::MIN_EXCLUSIVE => tests.push(bound(Bound::MinExclusive)),
            upper::MAX_EXCLUSIVE => tests.push(bound(Bound::MaxExclusive)),
            _ => {}
        }
    }
    Condition {
        id: node,
        property: read
            .graph
            .object(node, upper::PROPERTY)
            .and_then(|o| models.property_at(o)),
        tests,
    }
}

fn values(read: &Reading<'_>, head: TermId) -> Option<Vec<Literal>> {
    let cells = read.cells(head)?;
    Some(
        cells
            .into_iter()
            .map(|t| datatype::literal(read, t.object))
            .collect(),
    )
}
