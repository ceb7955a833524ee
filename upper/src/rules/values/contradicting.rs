//! What is said of a property further up, by several ways, can be met together.

use rustc_hash::{FxHashMap, FxHashSet};

use super::empty::none_passes;
use crate::finding::{Finding, Place};
use crate::model::{Class, ClassId, Covered, DomainId, LEVELS, Member, PropertyId, Range};
use crate::rules::ways::{Way, Ways};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

pub(super) const CONTRADICTING: Rule = Rule {
    code: "U0209",
    name: "contradicting-refinements",
    level: Level::Deny,
    summary: "refinements that come by several ways cannot be met together",
    explanation: "What a parent or a trait says of a property holds for every instance of a class below, so a class \
        that has the property by several ways has the tighter of each count, facet and range. Where that leaves no \
        value, no instance can be right. Of two classes or datatypes one has to lie within the other, or the class \
        says itself which values it has: by a refinement to a class that lies within both.",
    check: contradicting,
};

fn contradicting(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let mut looked = Looked::default();
    for (id, _) in context.classes(domain) {
        for (class, property, found) in contradictions(context, id, LEVELS, &mut looked) {
            if class.info.domain == domain {
                findings.push(report(context, class, property, found));
            }
        }
    }
}

/// The classes that were looked at, and what contradicts itself there or further up.
#[derive(Default)]
struct Looked {
    classes: FxHashSet<ClassId>,
    found: FxHashSet<(ClassId, PropertyId)>,
    /// Whether ranges have no values, though nothing narrows them.
    empty: FxHashMap<Range, bool>,
}

type Found<'a> = (&'a Class, PropertyId, Contradiction<'a>);

/// What cannot be met in a class, or in one that is so many levels above it: what is found there
/// need not be told of those below.
fn contradictions<'a>(
    context: &Context<'a>,
    id: ClassId,
    levels: usize,
    looked: &mut Looked,
) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    if !looked.classes.insert(id) {
        return found;
    }
    let class = context.models.class(id);
    if let Some(levels) = levels.checked_sub(1) {
        let parent = class.above().into_iter();
        for above in parent.chain(class.traits.iter().copied()) {
            found.extend(contradictions(context, above, levels, looked));
        }
    }
    let all = Ways::of(context.models, class);
    for (property, ways) in all.all() {
        let is_found = |way: &Way<'_>| looked.found.contains(&(way.class, property));
        if ways.iter().any(is_found) {
            looked.found.insert((id, property));
            continue;
        }
        let what = contradiction(context, class, (property, &all), &mut looked.empty);
        if let Some(what) = what {
            looked.found.insert((id, property));
            found.push((class, property, what));
        }
    }
    found
}

/// Two ways that cannot both be met.
struct Contradiction<'a> {
    first: Way<'a>,
    second: Way<'a>,
    what: What,
}

enum What {
    /// Neither lies within the other.
    Ranges(Range, Range),
    Counts(u32, u32),
    /// Why no value passes.
    Facets(String),
}

fn contradiction<'a>(
    context: &Context<'a>,
    class: &Class,
    (property, all): (PropertyId, &Ways<'a>),
    empty: &mut FxHashMap<Range, bool>,
) -> Option<Contradiction<'a>> {
    let models = context.models;
    let ways = all.by(property).iter().filter(|way| way.member.refined);
    let ways: Vec<Way<'a>> = ways.copied().collect();
    // What contradicts itself is reported where it does.
    let (_, several) = ways.split_first().filter(|(_, rest)| !rest.is_empty())?;
    if ways
        .iter()
        .any(|way| is_impossible(context, way.member, empty))
    {
        return None;
    }
    let own = all.own(property);
    let says = own.is_some_and(|r| r.class.is_some() || r.datatype.is_some());
    let at = (class, says);
    let mut covered = Covered::default();
    let mut before = ways.first()?.member.clone();
    for (index, second) in several.iter().enumerate() {
        if let Some(what) = both(context, at, &before, second.member, &mut covered) {
            let mut earlier = ways.iter().take(index + 1);
            let first = earlier
                .find(|way| both(context, at, way.member, second.member, &mut covered).is_some())
                .or_else(|| ways.first());
            return Some(Contradiction {
                first: *first?,
                second: *second,
                what,
            });
        }
        before.meet(models, second.member, &mut covered);
    }
    None
}

fn is_impossible(
    context: &Context<'_>,
    member: &Member,
    empty: &mut FxHashMap<Range, bool>,
) -> bool {
    if member.max.is_some_and(|max| member.min > max) {
        return true;
    }
    let none = || none_passes(context, Some(member.range), &member.facets).is_some();
    if member.facets.is_empty() {
        *empty.entry(member.range).or_insert_with(none)
    } else {
        none()
    }
}

/// What two ways contradict one another in. Where the class says itself which range there is, that
/// is held against each way where it stands.
fn both(
    context: &Context<'_>,
    (class, says): (&Class, bool),
    one: &Member,
    other: &Member,
    covered: &mut Covered,
) -> Option<What> {
    let models = context.models;
    let is_apart = !covered.is_within(models, one.range, other.range)
        && !covered.is_within(models, other.range, one.range);
    if is_apart && !says {
        return Some(What::Ranges(one.range, other.range));
    }
    let mut all = one.clone();
    all.meet(models, other, covered);
    // The counts of what a class has in its own key are held to that.
    let is_key = || {
        let mut key = class.primary_key.iter().flatten();
        key.any(|property| *property == one.property)
    };
    if let Some(max) = all.max.filter(|max| all.min > *max && !is_key()) {
        return Some(What::Counts(all.min, max));
    }
    // What nothing narrows has values, or does not contradict others.
    if all.facets.is_empty() {
        return None;
    }
    none_passes(context, Some(all.range), &all.facets).map(What::Facets)
}

fn report(
    context: &Context<'_>,
    class: &Class,
    property: PropertyId,
    found: Contradiction<'_>,
) -> Finding {
    let name = context.show_property(property);
    let Contradiction {
        first,
        second,
        what,
    } = found;
    let [one, other] = [first.class, second.class].map(|class| context.show_class(class));
    let change = format!("change what {one} or {other} says of {name}");
    let (message, help) = match what {
        What::Ranges(a, b) => {
            let [shown_a, shown_b] = [a, b].map(|range| show(context, range));
            let help = match a {
                Range::Class(_) => {
                    format!("refine {name} here to a class that lies within both, or {change}")
                }
                Range::Datatype(_) | Range::Node | Range::Any => {
                    format!("let one datatype have the other as its base, or {change}")
                }
            };
            (
                format!(
                    "{name} is {shown_a} by {one} and {shown_b} by {other}, and neither lies within the other"
                ),
                help,
            )
        }
        What::Counts(min, max) => (
            format!(
                "{name} has at least {min} and at most {max} values by {one} and {other}: no data can have both"
            ),
            change,
        ),
        What::Facets(why) => (
            format!("{name} can have no value by {one} and {other}: {why}"),
            change,
        ),
    };
    context
        .finding(
            &class.info,
            place(context, class, second.class),
            message,
            help,
        )
        .related(place(context, class, first.class), "the other way")
}

fn show(context: &Context<'_>, range: Range) -> String {
    match range {
        Range::Class(class) => context.show_class(class),
        Range::Datatype(datatype) => context.show_datatype(datatype),
        Range::Node => "a node".to_owned(),
        Range::Any => "anything".to_owned(),
    }
}

/// Where a class states that it has its properties from another one.
fn place(context: &Context<'_>, class: &Class, from: ClassId) -> Place {
    let info = &context.models.class(from).info;
    let predicate = if class.traits.contains(&from) {
        upper::TRAIT
    } else if class.parent == Some(from) {
        upper::SUB_CLASS_OF
    } else {
        upper::QUALIFIES
    };
    context.place_of_member(class.info.domain, class.info.id, predicate, info.id)
}
