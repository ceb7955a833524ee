//! What a union is made of.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{error, warning};
use crate::finding::Finding;
use crate::model::{Class, ClassId, ClassKind, DomainId};
use crate::rules::{Context, Rule, cycles};
use crate::vocabulary::upper;

pub(super) const BAD_MEMBER: Rule = error(
    "U0150",
    "bad-union-member",
    "a union names something that has no instances of its own kind",
    "A union is the instances of any of its members, which are direct, sealed or qualified classes, or unions again. Values of an enumeration and lists are not instances, traits have none, and nothing refers to a singleton. Name a class instead.",
    bad_member,
);

pub(super) const OVERLAP: Rule = error(
    "U0151",
    "union-overlap",
    "a member of a union is repeated, or is within another member",
    "Targets tell by the member what a value is, so each value belongs to one member alone. A class that is named twice, or that another member contains, adds nothing and makes that unclear. Take the narrower one away.",
    overlap,
);

pub(super) const SINGLE: Rule = warning(
    "U0152",
    "single-union",
    "a union has one member only",
    "A union of one class is that class, with a wrapper around it in most targets. Use the class itself, or add the other members.",
    single,
);

pub(super) const CYCLE: Rule = error(
    "U0153",
    "union-cycle",
    "unions contain themselves",
    "A union may name other unions, and then has their members too. Where that leads back to the union itself, its members cannot be listed. Take away one of the steps.",
    cycle,
);

pub(super) const EMPTY: Rule = error(
    "U0154",
    "empty-union",
    "a union has no members",
    "A property of a union without members could never have a value, and most targets cannot say it. Members that are not known yet can be added later; until there are two, use the one class itself, or leave the property out.",
    empty,
);

fn unions<'a>(
    ctx: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (ClassId, &'a Class, &'a [ClassId])> {
    ctx.classes(domain)
        .filter_map(|(id, class)| members(class).map(|m| (id, class, m)))
}

/// What a union names.
pub(super) fn members(class: &Class) -> Option<&[ClassId]> {
    match &class.kind {
        ClassKind::Union(members) => Some(members),
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Enumeration(_)
        | ClassKind::List(_)
        | ClassKind::Extension(_) => None,
    }
}

fn bad_member(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (_, class, members) in unions(ctx, domain) {
        for id in members {
            let member = ctx.models.class(*id);
            let what = match member.kind {
                ClassKind::Trait => "a trait, which has no instances",
                ClassKind::Singleton => "a singleton, to which nothing refers",
                ClassKind::Enumeration(_) => "an enumeration",
                ClassKind::List(_) => "a list",
                // Shapes report an extension: it is no class.
                ClassKind::Extension(_)
                | ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Qualified { .. }
                | ClassKind::Union(_) => continue,
            };
            let place = ctx.place_of_member(domain, class.info.id, upper::UNION_OF, member.info.id);
            let message = format!(
                "{} is {what}, and cannot be in a union",
                ctx.show(&member.info)
            );
            let help = "name direct, sealed or qualified classes, or unions of them";
            out.push(
                ctx.finding(&class.info, place, message, help)
                    .related(ctx.place_of(&member.info), "what it is"),
            );
        }
    }
}

fn overlap(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (id, class, members) in unions(ctx, domain) {
        let within = contents(ctx, members);
        // A union that contains itself is reported as that.
        if within.contains_key(&id) {
            continue;
        }
        let mut seen: FxHashMap<ClassId, usize> = FxHashMap::default();
        for id in members {
            let member = &ctx.models.class(*id).info;
            let before = seen.entry(*id).and_modify(|n| *n += 1).or_insert(0);
            let container =
                containers(ctx, *id).find_map(|a| within.get(&a).filter(|top| **top != *id));
            let message = match container {
                _ if *before > 0 => format!("{} is in the union already", ctx.show(member)),
                Some(top) => format!(
                    "{} is within {}, which is in the union as well",
                    ctx.show(member),
                    ctx.show_class(*top)
                ),
                None => continue,
            };
            let place = ctx.nth_place(domain, class.info.id, upper::UNION_OF, member.id, *before);
            out.push(ctx.finding(
                &class.info,
                place,
                message,
                "take it away, or take the other one away",
            ));
        }
    }
}

/// The classes that contain every instance of a class, by inheritance: itself first.
fn containers(ctx: &Context<'_>, id: ClassId) -> impl Iterator<Item = ClassId> {
    let base = ctx.models.class(id).kind.base();
    ctx.models
        .ancestors(id)
        .chain(base.into_iter().flat_map(|b| ctx.models.ancestors(b)))
}

/// The members, and what nested unions add, each with the member that brings it: of several the
/// last, from which on each is looked into once.
fn contents(ctx: &Context<'_>, members: &[ClassId]) -> FxHashMap<ClassId, ClassId> {
    let mut within = FxHashMap::default();
    let mut seen = FxHashSet::default();
    for top in members.iter().rev() {
        let mut next = vec![*top];
        while let Some(id) = next.pop() {
            // What a nested union contains says more than that it is itself a member.
            let by = within.entry(id).or_insert(*top);
            if *by == id {
                *by = *top;
            }
            if seen.insert(id) {
                let members = self::members(ctx.models.class(id)).unwrap_or_default();
                next.extend(members);
            }
        }
    }
    within
}

fn single(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (_, class, members) in unions(ctx, domain) {
        let Some(graph) = ctx.graph(domain) else {
            return;
        };
        let stated = graph
            .object(class.info.id, upper::UNION_OF)
            .and_then(|l| graph.list(l).ok())
            .map_or(2, |l| l.len());
        // Without any it is reported as empty.
        if stated != 1 || members.len() > 1 {
            continue;
        }
        let message = format!("the union {} has one member only", ctx.show(&class.info));
        let help = "add the other members, or use the class itself where the union is used";
        out.push(ctx.finding(
            &class.info,
            ctx.place_of_value(&class.info, upper::UNION_OF),
            message,
            help,
        ));
    }
}

fn empty(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (_, class, _) in unions(ctx, domain) {
        if ctx.is_empty_list(&class.info, upper::UNION_OF) {
            let place = ctx.place_of_value(&class.info, upper::UNION_OF);
            let message = format!("{} has no members", ctx.show(&class.info));
            out.push(ctx.finding(&class.info, place, message, "list at least two classes"));
        }
    }
}

fn cycle(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let here = |c: &&ClassId| ctx.models.class(**c).info.domain == domain;
    let next = |id: ClassId| {
        members(ctx.models.class(id))
            .unwrap_or_default()
            .iter()
            .filter(here)
            .copied()
            .collect()
    };
    for circle in cycles::cycles(unions(ctx, domain).map(|(id, ..)| id), next) {
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let place = |from: &crate::model::TermInfo, to: &crate::model::TermInfo| {
            ctx.place_of_member(domain, from.id, upper::UNION_OF, to.id)
        };
        out.extend(cycles::report(
            ctx,
            &infos,
            place,
            "these unions contain themselves",
            "take one of these members away",
        ));
    }
}
