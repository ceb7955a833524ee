//! Nested classes that could never end.

use rustc_hash::{FxHashMap, FxHashSet};

use super::error;
use crate::finding::{Finding, Place};
use crate::graph::TermId;
use crate::model::{ClassId, ClassKind, DomainId, PropertyId, Refinement, TermInfo, Value};
use crate::rules::{Context, Rule, cycles};
use crate::vocabulary::upper;

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
    let mut told: FxHashSet<Place> = FxHashSet::default();
    for mut circle in cycles::cycles(nodes, next) {
        let steps = steps(ctx, &circle);
        // A circle of subclasses or of members of unions is reported as that; one that ends
        // with what was told already needs no second word.
        let known = steps
            .iter()
            .flatten()
            .any(|step| told.contains(&step.count));
        let first = steps.iter().position(Option::is_some);
        let step = first.and_then(|at| steps.get(at)?.as_ref());
        let Some((first, step)) = first.zip(step).filter(|_| !known) else {
            continue;
        };
        told.insert(step.count);
        circle.rotate_left(first);
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let place = |from: &TermInfo, _: &TermInfo| {
            let step = steps.iter().flatten().find(|step| step.class == from.id);
            step.map_or_else(|| ctx.place_of(from), |step| step.count)
        };
        let help = format!(
            "make a step optional, such as {} with `upper:minCount 0`, or give one of the classes a key",
            ctx.show_property(step.property)
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

/// A step on a circle: a class always has a value of the next one.
struct Step {
    class: TermId,
    property: PropertyId,
    /// Where it is said that there is always one.
    count: Place,
}

/// The steps from each class of a circle to the next; none where the next is a subclass or the
/// member of a union.
fn steps(ctx: &Context<'_>, circle: &[ClassId]) -> Vec<Option<Step>> {
    let next = circle.iter().skip(1).chain(circle.first());
    let step = |(from, to): (&ClassId, &ClassId)| {
        let class = ctx.models.class(*from);
        if !matches!(needs(ctx, *from), Needs::All(_)) {
            return None;
        }
        let mut members = class.members.iter().filter(|m| m.required());
        let member = members.find(|m| match ctx.models.value_of(m.range) {
            Value::Nested(c) | Value::OneOf(c) => c == *to,
            Value::List(..)
            | Value::Scalar(_)
            | Value::Enum(_)
            | Value::Reference(_)
            | Value::Node
            | Value::Any => false,
        });
        member.map(|m| Step {
            class: class.info.id,
            property: m.property,
            count: count(ctx, *from, m.property),
        })
    };
    circle.iter().zip(next).map(step).collect()
}

/// Where it is said that a class always has a value of a property: in a refinement, of the class
/// or of one above it, or where the property is defined.
fn count(ctx: &Context<'_>, class: ClassId, property: PropertyId) -> Place {
    let above = ctx.models.ancestors(class).map(|id| ctx.models.class(id));
    let with_traits = above.flat_map(|class| {
        let traits = class.traits.iter().map(|id| ctx.models.class(*id));
        std::iter::once(class).chain(traits)
    });
    let raises = |r: &&Refinement| r.property == Some(property) && r.min.is_some_and(|min| min > 0);
    let mut refined = with_traits.flat_map(|class| {
        let raising = class.refinements.iter().filter(raises);
        raising.map(|r| ctx.value_place(class.info.domain, r.id, upper::MIN_COUNT))
    });
    let declared = ctx.models.property(property);
    refined
        .next()
        .filter(|_| declared.min == 0)
        .unwrap_or_else(|| ctx.place_of_value(&declared.info, upper::MIN_COUNT))
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
