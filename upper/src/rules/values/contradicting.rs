//! What is said of a property further up, by several ways, can be met together.

use rustc_hash::{FxHashMap, FxHashSet};

use super::empty::none_passes;
use crate::finding::{Finding, Place};
use crate::model::{Class, ClassId, Covered, DomainId, Member, Models, PropertyId, Range};
use crate::rules::ways::{Way, ways};
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
    for (id, class) in context.classes(domain) {
        for property in refined_by_several(context.models, class) {
            let Some(found) = contradiction(context, class, property) else {
                continue;
            };
            if !is_found_above(context, id, property) {
                findings.push(report(context, class, property, found));
            }
        }
    }
}

/// The properties that several of those refine that a class has them from.
fn refined_by_several(models: &Models, class: &Class) -> Vec<PropertyId> {
    let above = class.above().into_iter();
    let above = above.chain(class.traits.iter().copied());
    let mut times: FxHashMap<PropertyId, u32> = FxHashMap::default();
    let mut several = Vec::new();
    for member in above.flat_map(|id| &models.class(id).members) {
        if member.refined {
            let times = times.entry(member.property).or_default();
            *times += 1;
            if *times == 2 {
                several.push(member.property);
            }
        }
    }
    several
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
    property: PropertyId,
) -> Option<Contradiction<'a>> {
    let models = context.models;
    let ways = ways(models, class, property).filter(|way| way.member.refined);
    let ways: Vec<Way<'a>> = ways.collect();
    // What contradicts itself is reported where it does.
    let (_, several) = ways.split_first().filter(|(_, rest)| !rest.is_empty())?;
    if ways.iter().any(|way| is_impossible(context, way.member)) {
        return None;
    }
    let mut covered = Covered::default();
    let mut before = ways.first()?.member.clone();
    for (index, second) in several.iter().enumerate() {
        if let Some(what) = both(context, class, &before, second.member, &mut covered) {
            let mut earlier = ways.iter().take(index + 1);
            let first = earlier
                .find(|way| both(context, class, way.member, second.member, &mut covered).is_some())
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

fn is_impossible(context: &Context<'_>, member: &Member) -> bool {
    member.max.is_some_and(|max| member.min > max)
        || none_passes(context, Some(member.range), &member.facets).is_some()
}

/// What two ways contradict one another in.
fn both(
    context: &Context<'_>,
    class: &Class,
    one: &Member,
    other: &Member,
    covered: &mut Covered,
) -> Option<What> {
    let models = context.models;
    let own = class
        .refinements
        .iter()
        .find(|r| r.property == Some(one.property));
    // What the class says itself is held against each way where it stands.
    let says = own.is_some_and(|r| r.class.is_some() || r.datatype.is_some());
    let is_apart = !covered.is_within(models, one.range, other.range)
        && !covered.is_within(models, other.range, one.range);
    if is_apart && !says {
        return Some(What::Ranges(one.range, other.range));
    }
    let mut all = one.clone();
    all.meet(models, other, covered);
    // The counts of what a class has in its own key are held to that.
    let is_key = class
        .primary_key
        .as_ref()
        .is_some_and(|key| key.contains(&one.property));
    if let Some(max) = all.max.filter(|max| all.min > *max && !is_key) {
        return Some(What::Counts(all.min, max));
    }
    none_passes(context, Some(all.range), &all.facets).map(What::Facets)
}

/// Whether a class further up has the property by ways that contradict one another: what is
/// below it then need not be told.
fn is_found_above(context: &Context<'_>, class: ClassId, property: PropertyId) -> bool {
    let mut seen = FxHashSet::default();
    let above = |id: ClassId| ways(context.models, context.models.class(id), property);
    let mut left: Vec<ClassId> = above(class).map(|way| way.class).collect();
    while let Some(id) = left.pop() {
        if !seen.insert(id) {
            continue;
        }
        if contradiction(context, context.models.class(id), property).is_some() {
            return true;
        }
        left.extend(above(id).map(|way| way.class));
    }
    false
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
