//! Extensions add to a keyed class of another model, and change nothing there.

use rustc_hash::{FxHashMap, FxHashSet};

use super::error;
use crate::finding::Finding;
use crate::model::{Class, ClassId, ClassKind, DomainId, Member, PropertyId, TermInfo};
use crate::rules::{Context, Rule};
use crate::vocabulary::upper;

pub(super) const BAD_TARGET: Rule = error(
    "U0140",
    "bad-extension-target",
    "an extension extends a class of its own model, or one without a key",
    "An extension adds a team's own data to another team's entities, and finds these by their key. A class of one's own model is changed in place; one without a key lives inside others, where nothing can be added to it. List the properties in the class itself, or extend a keyed class.",
    bad_target,
);

pub(super) const FOREIGN_PROPERTY: Rule = error(
    "U0141",
    "foreign-extension-property",
    "an extension adds a property that its own model does not define",
    "What an extension adds belongs to the team that adds it, and is named as theirs; that keeps two teams that extend one class from ever meeting. So each of its properties is one of its own model. Define a property of your own; with `upper:subPropertyOf` it can stand for the other one.",
    foreign_property,
);

pub(super) const KNOWN_PROPERTY: Rule = error(
    "U0142",
    "extension-repeats-property",
    "an extension adds a property that the extended class has already",
    "An extension adds to a class; it neither repeats, removes, retypes nor tightens what is there. The extended class, or a class above or below it, has this property already. Take it out of the extension.",
    known_property,
);

pub(super) const TWICE: Rule = error(
    "U0143",
    "extended-twice",
    "two extensions add the same property to one class",
    "Instances of the class would have the property twice over, and no target can tell whose value it is. Keep the property in one of the extensions; where one extends a class above the other's, in that one.",
    twice,
);

fn extensions<'a>(
    ctx: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (ClassId, &'a Class, ClassId)> {
    ctx.classes(domain)
        .filter_map(|(id, class)| match class.kind {
            ClassKind::Extension(Some(of)) => Some((id, class, of)),
            ClassKind::Extension(None)
            | ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_) => None,
        })
}

/// Those of another model's classes: what is wrong with one of the model's own is that it is
/// there, whatever it adds.
fn of_others<'a>(
    ctx: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (ClassId, &'a Class, ClassId)> {
    let models = ctx.models;
    extensions(ctx, domain).filter(move |(_, _, of)| models.class(*of).info.domain != domain)
}

/// Whether an extension can name a class at all; shapes report one that it cannot.
fn is_entity(class: &Class) -> bool {
    match class.kind {
        ClassKind::Direct | ClassKind::Sealed => true,
        ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_)
        | ClassKind::Extension(_) => false,
    }
}

fn bad_target(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let known = known(ctx, domain);
    for (_, class, of) in extensions(ctx, domain) {
        let target = ctx.models.class(of);
        if !is_entity(target) {
            continue;
        }
        let name = ctx.show(&target.info);
        let (message, help) = if target.info.domain == domain {
            let has = |m: &Member| known.get(&of).is_some_and(|k| k.contains(&m.property));
            let help = if class.members.iter().all(has) {
                format!("remove the extension: {name} has its properties already")
            } else {
                format!("list the properties in the `upper:property` of {name}")
            };
            (
                format!("{name} is a class of this model, and needs no extension"),
                help,
            )
        } else if target.key.is_none() {
            (
                format!("{name} has no key, so nothing can be added to its instances"),
                "extend the keyed class that holds it".to_owned(),
            )
        } else {
            continue;
        };
        let place = ctx.place_of_value(&class.info, upper::EXTENDS);
        out.push(
            ctx.finding(&class.info, place, message, help)
                .related(ctx.place_of(&target.info), "the class"),
        );
    }
}

/// The properties of each extended class, of those above it and of those below it.
fn known(ctx: &Context<'_>, domain: DomainId) -> FxHashMap<ClassId, FxHashSet<PropertyId>> {
    let mut known = FxHashMap::default();
    for (_, _, of) in extensions(ctx, domain) {
        known.entry(of).or_insert_with(|| {
            ctx.models
                .taxonomy_members(of)
                .iter()
                .map(|m| m.property)
                .collect()
        });
    }
    known
}

/// Where an extension has a property from: its own list, or one of its traits.
fn place(
    ctx: &Context<'_>,
    class: &Class,
    declared_by: ClassId,
    property: &TermInfo,
) -> crate::finding::Place {
    let by = &ctx.models.class(declared_by).info;
    if by.id == class.info.id {
        ctx.place_of_member(
            class.info.domain,
            class.info.id,
            upper::PROPERTY,
            property.id,
        )
    } else {
        ctx.place_of_member(class.info.domain, class.info.id, upper::TRAIT, by.id)
    }
}

fn foreign_property(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let known = known(ctx, domain);
    for (_, class, of) in of_others(ctx, domain) {
        for member in &class.members {
            let info = &ctx.models.property(member.property).info;
            // One that the class has already is reported as that.
            let repeated = known.get(&of).is_some_and(|k| k.contains(&member.property));
            if info.domain == domain || info.id == upper::IRI || repeated {
                continue;
            }
            let message = format!(
                "{} belongs to another model, so {} cannot add it",
                ctx.show(info),
                ctx.show(&class.info)
            );
            let help = format!(
                "define a property in this model; `upper:subPropertyOf {}` relates the two",
                ctx.show(info).trim_matches('`')
            );
            let place = place(ctx, class, member.declared_by, info);
            out.push(
                ctx.finding(&class.info, place, message, help)
                    .related(ctx.place_of(info), "the property"),
            );
        }
    }
}

fn known_property(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let known = known(ctx, domain);
    // Where nothing can be added it does not matter what is there.
    let keyed = |(_, _, of): &(_, _, ClassId)| {
        let target = ctx.models.class(*of);
        is_entity(target) && target.key.is_some()
    };
    for (_, class, of) in of_others(ctx, domain).filter(keyed) {
        for member in &class.members {
            let info = &ctx.models.property(member.property).info;
            if info.id == upper::IRI
                || !known.get(&of).is_some_and(|k| k.contains(&member.property))
            {
                continue;
            }
            let target = &ctx.models.class(of).info;
            let message = format!("{} has {} already", ctx.show(target), ctx.show(info));
            let place = place(ctx, class, member.declared_by, info);
            out.push(
                ctx.finding(&class.info, place, message, "take it out of the extension")
                    .related(ctx.place_of(target), "the extended class"),
            );
        }
    }
}

fn twice(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut first: FxHashMap<(ClassId, PropertyId), ClassId> = FxHashMap::default();
    for (id, class, of) in of_others(ctx, domain) {
        for property in &class.properties {
            first.entry((of, *property)).or_insert(id);
        }
    }
    for (id, class, of) in of_others(ctx, domain) {
        for property in &class.properties {
            let other = ctx
                .models
                .ancestors(of)
                .find_map(|a| first.get(&(a, *property)).filter(|o| **o != id));
            let Some(other) = other.map(|o| &ctx.models.class(*o).info) else {
                continue;
            };
            let info = &ctx.models.property(*property).info;
            let message = format!(
                "{} adds {} to {} already",
                ctx.show(other),
                ctx.show(info),
                ctx.show_class(of)
            );
            let place = ctx.place_of_member(domain, class.info.id, upper::PROPERTY, info.id);
            out.push(
                ctx.finding(
                    &class.info,
                    place,
                    message,
                    "keep it in one of the two extensions",
                )
                .related(
                    ctx.place_of_member(domain, other.id, upper::PROPERTY, info.id),
                    "the other extension",
                ),
            );
        }
    }
}
