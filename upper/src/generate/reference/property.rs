//! What the reference says of a property.

use std::fmt::Write as _;

use super::links::Links;
use super::text;
use crate::model::{ClassKind, Models, PropertyId, PropertyKind, TermRef};

/// Kind, count, range and whatever else it states.
pub(super) fn facts(out: &mut String, links: &Links<'_>, id: PropertyId) {
    let property = links.models.property(id);
    let kind = match property.kind {
        PropertyKind::Attribute => "Attribute",
        PropertyKind::Relationship => "Relationship",
        PropertyKind::ConnectedNode => "Connected node",
        PropertyKind::Any => "Any property",
    };
    let mut parts = vec![format!(
        "*{kind}*, count `{}`",
        text::count(property.min, property.max)
    )];
    parts.extend(
        property
            .range
            .map(|range| format!("values: {}", text::range(links, range))),
    );
    parts.extend(
        property
            .default
            .as_ref()
            .map(|default| format!("default `{}`", default.value)),
    );
    parts.extend(
        property
            .inverse_of
            .map(|other| format!("inverse of {}", links.to(TermRef::Property(other)))),
    );
    parts.extend(
        property
            .sub_property_of
            .iter()
            .map(|iri| format!("subproperty of {}", general(links, iri))),
    );
    if property.dependency {
        parts.push("a dependency of the graph".to_owned());
    }
    let _ = write!(out, "{}.\n\n", parts.join("; "));
}

fn general(links: &Links<'_>, iri: &str) -> String {
    links
        .models
        .term_by_iri(iri)
        .map_or_else(|| format!("`{}`", links.name(iri)), |term| links.to(term))
}

/// The concrete classes of the page's domain that have it, else the traits that bring it.
pub(super) fn users(out: &mut String, links: &Links<'_>, id: PropertyId) {
    let models = links.models;
    if Some(id) == models.iri_property() {
        return;
    }
    let having = |concrete: bool| -> Vec<String> {
        let own = models.domain(links.page).classes.iter().copied();
        own.filter(|class| is_concrete(&models.class(*class).kind) == concrete)
            .filter(|class| has(models, *class, id))
            .map(|class| links.to(TermRef::Class(class)))
            .collect()
    };
    let (concrete, others) = (having(true), having(false));
    let (words, classes) = if concrete.is_empty() {
        ("Brought by", others)
    } else {
        ("Classes that have it", concrete)
    };
    if !classes.is_empty() {
        let _ = write!(out, "{words}: {}.\n\n", classes.join(", "));
    }
}

fn has(models: &Models, class: crate::model::ClassId, property: PropertyId) -> bool {
    models
        .class(class)
        .members
        .iter()
        .any(|m| m.property == property)
}

fn is_concrete(kind: &ClassKind) -> bool {
    match kind {
        ClassKind::Direct | ClassKind::Singleton | ClassKind::Extension(_) => true,
        ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_) => false,
    }
}
