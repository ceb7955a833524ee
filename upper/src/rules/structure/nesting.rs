//! Nested classes that could never end.

use rustc_hash::{FxHashMap, FxHashSet};

use super::error;
use crate::finding::Finding;
use crate::model::{ClassId, ClassKind, DomainId, TermInfo, Value};
use crate::rules::{Context, Rule, cycles};

pub(super) const ENDLESS: Rule = error(
    "U0175",
    "endless-nesting",
    "a nested class always contains another value of itself",
    "A nested value is written inside what holds it. Where each value of a class needs another value of the same class, directly or through others, it would have to be written without end. Make one of the steps optional, or give one of the classes a key, so that the others refer to it.",
    endless,
);

/// What a class needs: all of these, or one of them.
enum Needs {
    All(Vec<ClassId>),
    One(Vec<ClassId>),
}

fn needs(ctx: &Context<'_>, id: ClassId) -> Needs {
    let class = ctx.models.class(id);
    match &class.kind {
        ClassKind::Union(members) => Needs::One(members.clone()),
        ClassKind::Sealed => Needs::One(class.children.clone()),
        ClassKind::Enumeration(_) | ClassKind::List(_) => Needs::All(Vec::new()),
        ClassKind::Direct
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Extension(_) => {
            let required = class.members.iter().filter(|m| m.required());
            let nested = required.filter_map(|m| match ctx.models.value_of(m.range) {
                Value::Nested(c) | Value::OneOf(c) => Some(c),
                // A list may be empty.
                Value::List(..)
                | Value::Scalar(_)
                | Value::Enum(_)
                | Value::Reference(_)
                | Value::Node
                | Value::Any => None,
            });
            Needs::All(nested.collect())
        }
    }
}

fn endless(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let edges = unending(ctx, domain);
    let nodes = ctx
        .classes(domain)
        .map(|(id, _)| id)
        .filter(|id| edges.contains_key(id));
    let next = |id: ClassId| edges.get(&id).cloned().unwrap_or_default();
    for circle in cycles::cycles(nodes, next) {
        // A circle of subclasses or of members of unions is reported as that.
        let Some(property) = through(ctx, &circle) else {
            continue;
        };
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let place = |from: &TermInfo, _: &TermInfo| ctx.place_of(from);
        let help = format!(
            "make a step optional, such as {property} with `upper:minCount 0`, or give one of the classes a key"
        );
        out.extend(cycles::report(
            ctx,
            &infos,
            place,
            "values of these classes would contain one another without end",
            help,
        ));
    }
}

/// A relationship on a circle of nested classes.
fn through(ctx: &Context<'_>, circle: &[ClassId]) -> Option<String> {
    let on: FxHashSet<ClassId> = circle.iter().copied().collect();
    let members = circle
        .iter()
        .flat_map(|c| &ctx.models.class(*c).members)
        .filter(|m| m.required());
    let mut steps = members.filter(|m| match ctx.models.value_of(m.range) {
        Value::Nested(c) | Value::OneOf(c) => on.contains(&c),
        Value::List(..)
        | Value::Scalar(_)
        | Value::Enum(_)
        | Value::Reference(_)
        | Value::Node
        | Value::Any => false,
    });
    steps.next().map(|m| ctx.show_property(m.property))
}

/// The classes of a domain whose values cannot end, each with those that it needs.
///
/// A class can end once all that it needs can (or, of a choice, once one can); what is
/// left when nothing more can be said so is endless.
fn unending(ctx: &Context<'_>, domain: DomainId) -> FxHashMap<ClassId, Vec<ClassId>> {
    let mut open: FxHashMap<ClassId, (usize, Vec<ClassId>)> = FxHashMap::default();
    let mut needed_by: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
    let mut ended = Vec::new();
    // Circles through other domains would need circles of imports.
    let here = |c: &ClassId| ctx.models.class(*c).info.domain == domain;
    for (id, _) in ctx.classes(domain) {
        let (missing, on) = match needs(ctx, id) {
            Needs::All(all) => {
                let all: Vec<ClassId> = all.into_iter().filter(here).collect();
                (all.len(), all)
            }
            Needs::One(any) if any.is_empty() || !any.iter().all(here) => (0, Vec::new()),
            Needs::One(any) => (1, any),
        };
        if missing == 0 {
            ended.push(id);
        }
        for need in &on {
            needed_by.entry(*need).or_default().push(id);
        }
        open.insert(id, (missing, on));
    }
    while let Some(id) = ended.pop() {
        open.remove(&id);
        for user in needed_by.remove(&id).unwrap_or_default() {
            let Some((missing, _)) = open.get_mut(&user) else {
                continue;
            };
            *missing = missing.saturating_sub(1);
            if *missing == 0 {
                ended.push(user);
            }
        }
    }
    let still: FxHashSet<ClassId> = open.keys().copied().collect();
    open.into_iter()
        .map(|(id, (_, on))| (id, on.into_iter().filter(|c| still.contains(c)).collect()))
        .collect()
}
