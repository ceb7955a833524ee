//! Counts that no data can meet, or that make a property pointless.

use rustc_hash::FxHashSet;

use super::stated::{On, on};
use crate::finding::Finding;
use crate::model::{ClassKind, DomainId, Facets, Property, Range};
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
        may repeat, the property needs a list.",
    check: too_few,
};

fn too_few(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, property) in context.properties(domain) {
        let Some(there) = available(context, property).filter(|there| *there > 0) else {
            continue;
        };
        if u64::from(property.min) <= there {
            continue;
        }
        let shown = context.show(&property.info);
        let message = format!(
            "{shown} needs {} values, and there are only {there}",
            property.min
        );
        let place = context.place_of_value(&property.info, upper::MIN_COUNT);
        let help = format!("lower `upper:minCount` to {there} or less");
        findings.push(context.finding(&property.info, place, message, help));
    }
}

/// How many values there are, where that is known.
fn available(context: &Context<'_>, property: &Property) -> Option<u64> {
    let listed = match property.range? {
        Range::Class(class) if matches!(context.models.class(class).kind, ClassKind::List(_)) => {
            return None;
        }
        Range::Class(_) | Range::Datatype(_) | Range::Node | Range::Any => {
            on(context.models, property.range, &Facets::default())
        }
    };
    let count = match listed {
        On::Literals(of) => match (&of.base.one_of, of.primitive) {
            (Some(all), _) => all.iter().map(|l| l.id).collect::<FxHashSet<_>>().len(),
            (None, Primitive::Boolean) => 2,
            (None, _) => return None,
        },
        On::Enumeration(class) => {
            let values = context.models.class(class).kind.values().iter();
            values.collect::<FxHashSet<_>>().len()
        }
        On::Nodes | On::Unknown => return None,
    };
    u64::try_from(count).ok()
}
