//! Counts that no data can meet, or that make a property pointless.

use rustc_hash::FxHashSet;

use super::literals::Patterns;
use super::stated::{On, on};
use crate::finding::Finding;
use crate::model::{Class, ClassKind, DomainId, Facets, Literal, Member, Range};
use crate::rules::ways::ways;
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
    for (_, property) in context.properties(domain) {
        let Some(there) = lacking(context, property.min, property.range, &Facets::default()) else {
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
        for member in class.members.iter().filter(|m| m.refined) {
            findings.extend(too_few_here(context, class, member));
        }
    }
}

/// What a class needs more values of than are left there, where nothing further up does.
fn too_few_here(context: &Context<'_>, class: &Class, member: &Member) -> Option<Finding> {
    let models = context.models;
    let there = lacks(context, member)?;
    let property = models.property(member.property);
    let is_said = lacking(context, property.min, property.range, &Facets::default()).is_some()
        || ways(models, class, member.property).any(|way| lacks(context, way.member).is_some());
    if is_said {
        return None;
    }
    let mut refinements = class.refinements.iter();
    let own = refinements.find(|r| r.property == Some(member.property));
    let predicate = own.and_then(|own| {
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
    Some(context.finding(&class.info, place, message, help))
}

/// How many values a member has to have, and has not.
fn lacks(context: &Context<'_>, member: &Member) -> Option<u64> {
    lacking(context, member.min, Some(member.range), &member.facets)
}

/// How many values there are, where those are too few.
fn lacking(context: &Context<'_>, min: u32, range: Option<Range>, facets: &Facets) -> Option<u64> {
    // One value there always is, or that is reported.
    let there = available(context, range?, facets).filter(|_| min > 1)?;
    (there > 0 && u64::from(min) > there).then_some(there)
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
        On::Enumeration(class) => {
            let values = models.values_within(class, facets).into_iter();
            values.collect::<FxHashSet<_>>().len()
        }
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
