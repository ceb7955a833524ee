//! Conditions of one class that no instance meets together.

use super::conditions::{At, bounds, of_class, predicate};
use super::limits::{crossed, lower, upper as upper_end};
use super::literals::{Fit, broken_bound, fit};
use super::stated::On;
use crate::finding::{Finding, Place};
use crate::model::{DomainId, Literal, Test, Values};
use crate::rules::Context;
use crate::vocabulary::{Primitive, upper};

/// How many conditions of a class each is compared with, and how many tests: there are few.
const CONDITIONS: usize = 16;
/// How many values lists may have to be compared with each other.
const VALUES: usize = 64;

/// Finds, for each condition, the first before it that it contradicts.
pub(super) fn find(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (id, _) in context.classes(domain) {
        let own = of_class(context, id);
        for (index, at) in own.iter().enumerate() {
            let mut before = own.iter().take(index.min(CONDITIONS));
            if let Some((other, test)) =
                before.find_map(|other| Some((other, contradicted(context, at, other)?)))
            {
                findings.push(report(context, at, test, other));
            }
        }
    }
}

/// The test of a condition that one of another condition contradicts.
fn contradicted<'a>(context: &Context<'_>, at: &At<'a>, other: &At<'_>) -> Option<&'a Test> {
    at.condition.property?;
    if at.condition.property != other.condition.property {
        return None;
    }
    let tests = other.condition.tests.iter().take(CONDITIONS);
    let mut own = at.condition.tests.iter().take(CONDITIONS);
    own.find(|test| tests.clone().any(|t| exclude(context, at, test, t)))
}

/// Whether nothing passes both of two tests of one property.
fn exclude(context: &Context<'_>, at: &At<'_>, one: &Test, other: &Test) -> bool {
    if wants_a_value(one) != wants_a_value(other) {
        return true;
    }
    let primitive = match &*at.on {
        On::Literals(on) => on.primitive,
        On::Enumeration(_) | On::Nodes => Primitive::Literal,
        On::Unknown => return false,
    };
    // Of several values, one may pass this test and another one that.
    if !at.single || !comparable(context, at, one) || !comparable(context, at, other) {
        return false;
    }
    match (listed(one), listed(other)) {
        (Some(one), Some(other)) => {
            let others = Values::new(primitive, other);
            !one.iter().any(|value| others.contains(value))
        }
        (Some(values), None) => all_beyond(primitive, values, other),
        (None, Some(values)) => all_beyond(primitive, values, one),
        (None, None) => {
            let facets = bounds([one, other]);
            let ends = lower(primitive, &facets).zip(upper_end(primitive, &facets));
            ends.is_some_and(|(low, high)| crossed(primitive, &low, &high))
        }
    }
}

fn wants_a_value(test: &Test) -> bool {
    match test {
        Test::Present(present) => *present,
        Test::HasValue(_) | Test::OneOf(_) | Test::Bound(..) => true,
    }
}

/// The values of which a test wants one; none where it lists none, which is reported as such.
fn listed(test: &Test) -> Option<&[Literal]> {
    match test {
        Test::HasValue(value) => Some(std::slice::from_ref(value)),
        Test::OneOf(values) => Some(values),
        Test::Bound(..) | Test::Present(_) => None,
    }
}

/// Whether a test names values, and not too many, that the property can have; others are
/// reported as such.
fn comparable(context: &Context<'_>, at: &At<'_>, test: &Test) -> bool {
    let values = match test {
        Test::HasValue(value) | Test::Bound(_, value) => std::slice::from_ref(value),
        Test::OneOf(values) => values,
        Test::Present(_) => return false,
    };
    (1..=VALUES).contains(&values.len())
        && values.iter().all(|value| match &*at.on {
            On::Literals(on) => fit(context, on.primitive, value) == Fit::Fits,
            On::Enumeration(_) | On::Nodes => true,
            On::Unknown => false,
        })
}

fn all_beyond(primitive: Primitive, values: &[Literal], bound: &Test) -> bool {
    let facets = bounds([bound]);
    let mut values = values.iter();
    values.all(|value| broken_bound(primitive, &facets, &value.value).is_some())
}

fn report(context: &Context<'_>, at: &At<'_>, test: &Test, other: &At<'_>) -> Finding {
    let property = at.condition.property.map(|p| context.show_property(p));
    let message = format!(
        "no value of {} meets this condition and another one of {}",
        property.unwrap_or_default(),
        context.show(&other.class.info)
    );
    let help = "take one of the conditions away; where either may hold, list the values in one `upper:oneOf`";
    let place = context.value_place(at.domain, at.condition.id, predicate(test));
    context
        .finding(&at.class.info, place, message, help)
        .related(place_of(context, other), "the other condition")
}

fn place_of(context: &Context<'_>, at: &At<'_>) -> Place {
    let predicate = at
        .condition
        .tests
        .first()
        .map_or(upper::PROPERTY, predicate);
    context.value_place(at.domain, at.condition.id, predicate)
}
