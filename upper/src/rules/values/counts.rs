//! Counts that no data can meet, or that make a property pointless.

use rustc_hash::{FxHashMap, FxHashSet};

use super::literals::Patterns;
use super::one_of::is_value_of;
use super::stated::{On, on};
use crate::finding::Finding;
use crate::model::{Class, ClassKind, DomainId, Facets, Literal, Member, Property, Range};
use crate::rules::ways::Ways;
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::{Primitive, upper};

pub(super) const NEVER: Rule = Rule {
    code: "U0260",
    name: "never-a-value",
    level: Level::Warn,
    summary: "a property may have no value at all",
    explanation: "With `upper:maxCount 0` no data can state the property, wherever it is used. To forbid an optional \
        property to one class only, put the count into a refinement of that class; to retire a property, deprecate it.",
    check: never,
};

fn never(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, property) in context.properties(domain) {
        // Where the least count is greater, the counts are crossed, which U0105 reports.
        if property.max == Some(0) && property.min == 0 {
            let message = format!("{} never has a value", context.show(&property.info));
            let place = context.place_of_value(&property.info, upper::MAX_COUNT);
            let help = "raise `upper:maxCount`, or deprecate the property";
            findings.push(context.finding(&property.info, place, message, help));
        }
    }
}

pub(super) const TOO_FEW: Rule = Rule {
    code: "U0261",
    name: "more-values-than-there-are",
    level: Level::Deny,
    summary: "a property needs more values than there are",
    explanation: "The values of a property are a set: each counts once. A Boolean has two values, an enumeration those \
        that it lists, and so has a datatype with `upper:oneOf`. A greater `upper:minCount` cannot be met. Where values \
        may repeat, the property needs a list. In a class what refinements raise and leave counts, its own and inherited ones.",
    check: too_few,
};

fn too_few(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let mut known = Available::default();
    for (_, property) in context.properties(domain) {
        let Some(there) = lacks_as_declared(context, property, &mut known) else {
            continue;
        };
        let shown = context.show(&property.info);
        let message = format!(
            "{shown} needs {} values, and there are only {there}",
            property.min
        );
        let place = context.place_of_value(&property.info, upper::MIN_COUNT);
        let help = format!("lower `upper:minCount` to {there} or less");
        findings.push(context.finding(&property.info, place, message, help));
    }
    for (_, class) in context.classes(domain) {
        let mut ways = None;
        for member in class.members.iter().filter(|m| m.refined) {
            if let Some(there) = lacks(context, member, &mut known) {
                let ways = ways.get_or_insert_with(|| Ways::of(context.models, class));
                if !is_said(context, member, ways, &mut known) {
                    findings.push(too_few_here(context, (class, member), ways, there));
                }
            }
        }
    }
}

/// Whether values are lacking further up already.
fn is_said(context: &Context<'_>, member: &Member, ways: &Ways<'_>, known: &mut Available) -> bool {
    let property = context.models.property(member.property);
    let mut ways = ways.by(member.property).iter();
    lacks_as_declared(context, property, known).is_some()
        || ways.any(|way| lacks(context, way.member, known).is_some())
}

/// What a class needs more values of than are left there.
fn too_few_here(
    context: &Context<'_>,
    (class, member): (&Class, &Member),
    ways: &Ways<'_>,
    there: u64,
) -> Finding {
    let property = context.models.property(member.property);
    let predicate = ways.own(member.property).and_then(|own| {
        let stated = [
            (own.min.is_some(), upper::MIN_COUNT),
            (own.facets.one_of.is_some(), upper::ONE_OF),
            (own.datatype.is_some(), upper::DATATYPE),
            (own.class.is_some(), upper::CLASS),
        ];
        let mut stated = stated.into_iter().filter(|(is, _)| *is);
        Some((own.id, stated.next()?.1))
    });
    let message = format!(
        "{} needs {} values in {}, and there {} only {there}",
        context.show(&property.info),
        member.min,
        context.show(&class.info),
        if there == 1 { "is" } else { "are" }
    );
    let help = match predicate {
        Some((_, upper::MIN_COUNT)) => format!("lower `upper:minCount` to {there} or less"),
        Some(_) => format!(
            "let {} values through, or lower the least count",
            member.min
        ),
        None => format!(
            "lower the least count to {there} further up, or let {} values through there",
            member.min
        ),
    };
    let place = match predicate {
        Some((node, predicate)) => context.value_place(class.info.domain, node, predicate),
        None => context.place_of(&class.info),
    };
    context.finding(&class.info, place, message, help)
}

/// How many values ranges have that nothing narrows, where that is known.
type Available = FxHashMap<Range, Option<u64>>;

/// How many values there are of a property, where it has to have more.
fn lacks_as_declared(
    context: &Context<'_>,
    property: &Property,
    known: &mut Available,
) -> Option<u64> {
    let range = property.range?;
    lacking(context, property.min, (range, &Facets::default()), known)
}

/// How many values there are of a member, where it has to have more.
fn lacks(context: &Context<'_>, member: &Member, known: &mut Available) -> Option<u64> {
    lacking(context, member.min, (member.range, &member.facets), known)
}

/// How many values there are, where those are too few.
fn lacking(
    context: &Context<'_>,
    min: u32,
    (range, facets): (Range, &Facets),
    known: &mut Available,
) -> Option<u64> {
    // One value there always is, or that is reported.
    if min <= 1 {
        return None;
    }
    let there = if facets.is_empty() {
        let known = known.entry(range);
        *known.or_insert_with(|| available(context, range, facets))
    } else {
        available(context, range, facets)
    };
    there.filter(|there| *there > 0 && u64::from(min) > *there)
}

/// How many values there are, where that is known.
fn available(context: &Context<'_>, range: Range, facets: &Facets) -> Option<u64> {
    let models = context.models;
    let listed = match range {
        Range::Class(class) if matches!(models.class(class).kind, ClassKind::List(_)) => {
            return None;
        }
        Range::Class(_) | Range::Datatype(_) | Range::Node | Range::Any => {
            on(models, Some(range), facets)
        }
    };
    let count = match listed {
        On::Literals(of) => match (&of.base.one_of, of.primitive) {
            (Some(all), _) => passing(of.primitive, all, &of.base),
            (None, Primitive::Boolean) => 2,
            (None, _) => return None,
        },
        On::Enumeration(class) => match &facets.one_of {
            Some(all) => {
                let values = all.iter().filter(|v| is_value_of(context, class, v.id));
                values.map(|v| v.id).collect::<FxHashSet<_>>().len()
            }
            None => models.class(class).kind.values().len(),
        },
        On::Nodes | On::Unknown => return None,
    };
    u64::try_from(count).ok()
}

/// How many of the listed values pass the other facets.
fn passing(primitive: Primitive, all: &[Literal], facets: &Facets) -> usize {
    let mut patterns = Patterns::default();
    let values = all
        .iter()
        .filter(|v| patterns.broken(primitive, facets, &v.value).is_none());
    values.map(|v| v.id).collect::<FxHashSet<_>>().len()
}
