//! What lists hold and properties lead to.

use super::error;
use crate::finding::Finding;
use crate::model::{ClassId, ClassKind, DomainId, ListElement, PropertyKind, Range};
use crate::rules::{Context, Rule, cycles};
use crate::vocabulary::upper;

pub(super) const LIST_ELEMENT: Rule = error(
    "U0155",
    "bad-list-element",
    "a list holds something that has no values",
    "A list holds literals of a datatype, values of an enumeration, or instances of a class. A trait has no instances of its own, and nothing refers to a singleton. Name a class or a datatype.",
    list_element,
);

pub(super) const LIST_CYCLE: Rule = error(
    "U0156",
    "list-cycle",
    "lists hold themselves",
    "A list may hold lists, down to a class or datatype. Where that leads back to the list itself, it never comes to a value. Name what the innermost list holds.",
    list_cycle,
);

pub(super) const BAD_RANGE: Rule = error(
    "U0160",
    "bad-range",
    "a relationship leads to a trait or a singleton",
    "A relationship leads to instances. A trait has none of its own, and a singleton is found without being referred to. Lead to a class, or to a union of the classes that use the trait; take the relationship away where there is only one thing it could lead to.",
    bad_range,
);

pub(super) const LIST_KIND: Rule = error(
    "U0161",
    "list-of-other-kind",
    "an attribute has a list of classes, or a relationship a list of literals",
    "Attributes have literals as values, relationships have instances; the same is true of the lists that they have. Targets make different things of the two. Make the property one of the other kind, or name another list.",
    list_kind,
);

/// A trait or a singleton, in words.
fn without_instances(kind: &ClassKind) -> Option<&'static str> {
    match kind {
        ClassKind::Trait => Some("a trait, which has no instances of its own"),
        ClassKind::Singleton => Some("a singleton, to which nothing refers"),
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Qualified { .. }
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_)
        | ClassKind::Extension(_) => None,
    }
}

fn element(ctx: &Context<'_>, id: ClassId) -> Option<ListElement> {
    ctx.models.class(id).kind.element()
}

fn list_element(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (id, class) in ctx.classes(domain) {
        let Some(ListElement::Class(of)) = element(ctx, id) else {
            continue;
        };
        let of = ctx.models.class(of);
        let Some(what) = without_instances(&of.kind) else {
            continue;
        };
        let message = format!("{} is {what}, so a list cannot hold it", ctx.show(&of.info));
        let place = ctx.place_of_value(&class.info, upper::LIST_OF);
        out.push(
            ctx.finding(
                &class.info,
                place,
                message,
                "name a class with instances, or a datatype",
            )
            .related(ctx.place_of(&of.info), "what it is"),
        );
    }
}

fn list_cycle(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let next = |id: ClassId| match element(ctx, id) {
        Some(ListElement::Class(of)) if ctx.models.class(of).info.domain == domain => vec![of],
        Some(ListElement::Class(_) | ListElement::Datatype(_)) | None => Vec::new(),
    };
    for circle in cycles::cycles(ctx.classes(domain).map(|(id, _)| id), next) {
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let place = |from: &crate::model::TermInfo, _: &crate::model::TermInfo| {
            ctx.place_of_value(from, upper::LIST_OF)
        };
        out.extend(cycles::report(
            ctx,
            &infos,
            place,
            "these lists hold themselves",
            "name the class or datatype that the innermost list holds",
        ));
    }
}

fn bad_range(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut report = |info, place, class: ClassId| {
        let to = ctx.models.class(class);
        let Some(what) = without_instances(&to.kind) else {
            return;
        };
        let message = format!(
            "{} is {what}, so a relationship cannot lead to it",
            ctx.show(&to.info)
        );
        let help = match to.kind {
            ClassKind::Trait => "lead to a class, or to a union of the classes that use the trait",
            ClassKind::Singleton
            | ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Qualified { .. }
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => {
                "take the relationship away: there is only one thing it could lead to"
            }
        };
        out.push(
            ctx.finding(info, place, message, help)
                .related(ctx.place_of(&to.info), "what it is"),
        );
    };
    for (_, property) in ctx.properties(domain) {
        if let Some(Range::Class(class)) = property.range {
            report(
                &property.info,
                ctx.place_of_value(&property.info, upper::CLASS),
                class,
            );
        }
    }
    for (_, class) in ctx.classes(domain) {
        for refinement in &class.refinements {
            if let Some(to) = refinement.class {
                report(
                    &class.info,
                    ctx.value_place(domain, refinement.id, upper::CLASS),
                    to,
                );
            }
        }
    }
}

fn list_kind(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (_, property) in ctx.properties(domain) {
        let Some(Range::Class(list)) = property.range else {
            continue;
        };
        let literals = match innermost(ctx, list) {
            Some(ListElement::Datatype(_)) => true,
            Some(ListElement::Class(_)) => false,
            None => continue,
        };
        let (predicate, what, help) = match (property.kind, literals) {
            (PropertyKind::Attribute, false) => (
                upper::DATATYPE,
                "an attribute, and the list holds no literals",
                "make it a `upper:Relationship` with `upper:class`",
            ),
            (PropertyKind::Relationship, true) => (
                upper::CLASS,
                "a relationship, and the list holds literals",
                "make it a `upper:Attribute` with `upper:datatype`",
            ),
            (
                PropertyKind::Attribute
                | PropertyKind::Relationship
                | PropertyKind::ConnectedNode
                | PropertyKind::Any,
                _,
            ) => continue,
        };
        let list = &ctx.models.class(list).info;
        let message = format!("{} is {what}", ctx.show(&property.info));
        out.push(
            ctx.finding(
                &property.info,
                ctx.place_of_value(&property.info, predicate),
                message,
                help,
            )
            .related(ctx.place_of(list), "the list"),
        );
    }
}

/// What the innermost of nested lists holds; `None` for what is no list, and for a circle.
fn innermost(ctx: &Context<'_>, list: ClassId) -> Option<ListElement> {
    let mut at = element(ctx, list)?;
    for _ in 0..8 {
        match at {
            ListElement::Datatype(_) => return Some(at),
            ListElement::Class(class) => match element(ctx, class) {
                Some(inner) => at = inner,
                None => return Some(at),
            },
        }
    }
    None
}
