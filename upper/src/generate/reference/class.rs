//! What the reference says of a class.

use std::fmt::Write as _;

use super::links::Links;
use super::text;
use crate::model::{Class, ClassId, ClassKind, ListElement, Member, TermRef};

/// Kind, place in the taxonomy, key, and what only its kind has.
pub(super) fn facts(out: &mut String, links: &Links<'_>, id: ClassId) {
    let class = links.models.class(id);
    let mut parts = vec![kind(links, &class.kind)];
    parts.extend(
        class
            .parent
            .map(|parent| format!("subclass of {}", links.to(TermRef::Class(parent)))),
    );
    parts.extend(list(
        "traits",
        links,
        class.traits.iter().map(|t| TermRef::Class(*t)),
    ));
    parts.extend(list(
        "subclasses",
        links,
        class.children.iter().map(|c| TermRef::Class(*c)),
    ));
    if let Some(key) = &class.key {
        parts.extend(list(
            "key",
            links,
            key.members.iter().map(|m| TermRef::Property(*m)),
        ));
    }
    let _ = write!(out, "{}.\n\n", parts.join("; "));
}

fn list(words: &str, links: &Links<'_>, terms: impl Iterator<Item = TermRef>) -> Option<String> {
    let terms: Vec<String> = terms.map(|t| links.to(t)).collect();
    (!terms.is_empty()).then(|| format!("{words}: {}", terms.join(", ")))
}

fn kind(links: &Links<'_>, kind: &ClassKind) -> String {
    let class =
        |id: &Option<ClassId>| id.map_or_else(String::new, |id| links.to(TermRef::Class(id)));
    match kind {
        ClassKind::Direct => "*Class*".to_owned(),
        ClassKind::Sealed => "*Sealed class*".to_owned(),
        ClassKind::Trait => "*Trait*".to_owned(),
        ClassKind::Singleton => "*Singleton*".to_owned(),
        ClassKind::Qualified { of, .. } => format!("*Qualified class* of {}", class(of)),
        ClassKind::Extension(of) => format!("*Extension* of {}", class(of)),
        ClassKind::Union(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|m| links.to(TermRef::Class(*m)))
                .collect();
            format!("*Union* of {}", members.join(", "))
        }
        ClassKind::Enumeration(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|v| links.to(TermRef::EnumValue(*v)))
                .collect();
            format!("*Enumeration* of {}", values.join(", "))
        }
        ClassKind::List(Some(ListElement::Class(id))) => {
            format!("*List* of {}", links.to(TermRef::Class(*id)))
        }
        ClassKind::List(Some(ListElement::Datatype(id))) => {
            format!("*List* of {}", links.to(TermRef::Datatype(*id)))
        }
        ClassKind::List(None) => "*List*".to_owned(),
    }
}

/// The table of its properties, inherited ones too.
pub(super) fn members(out: &mut String, links: &Links<'_>, id: ClassId) {
    let class = links.models.class(id);
    if class.members.is_empty() {
        return;
    }
    out.push_str("| property | count | values | from |\n| --- | --- | --- | --- |\n");
    for member in &class.members {
        row(out, links, id, class, member);
    }
    out.push('\n');
}

fn row(out: &mut String, links: &Links<'_>, id: ClassId, class: &Class, member: &Member) {
    let from = if Some(member.property) == links.models.iri_property() {
        "every class".to_owned()
    } else if member.declared_by == id {
        "itself".to_owned()
    } else {
        links.to(TermRef::Class(member.declared_by))
    };
    let refined = if member.refined { ", refined" } else { "" };
    let key = class
        .key
        .as_ref()
        .is_some_and(|k| k.members.contains(&member.property));
    let facets = text::facets(&member.facets);
    let facets = if facets.is_empty() {
        facets
    } else {
        format!("; {}", text::cell(&facets))
    };
    let _ = writeln!(
        out,
        "| {}{} | `{}` | {}{facets} | {from}{refined} |",
        links.to(TermRef::Property(member.property)),
        if key { " (key)" } else { "" },
        text::count(member.min, member.max),
        text::range(links, member.range),
    );
}
