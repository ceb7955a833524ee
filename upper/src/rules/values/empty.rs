//! Facets that together let nothing through, and why.

use super::digits;
use super::limits::{crossed, lower, upper as upper_end};
use super::literals::{Fit, Patterns, fit};
use super::stated::{On, on};
use crate::model::{Facets, Range};
use crate::rules::Context;
use crate::vocabulary::Primitive;

/// Why no value of a range passes facets, where none does.
pub(super) fn none_passes(
    context: &Context<'_>,
    range: Option<Range>,
    facets: &Facets,
) -> Option<String> {
    match on(context.models, range, facets) {
        On::Literals(on) => no_literal(context, on.primitive, &on.base),
        On::Enumeration(_) => none_listed(facets),
        On::Nodes | On::Unknown => None,
    }
}

/// Why no literal of a datatype passes facets, where none does.
pub(super) fn no_literal(
    context: &Context<'_>,
    primitive: Primitive,
    all: &Facets,
) -> Option<String> {
    lengths(all)
        .or_else(|| bounds(context, primitive, all))
        .or_else(|| digits::none(context, primitive, all))
        .or_else(|| listed(context, primitive, all))
}

/// A minimum length above the maximum, in words.
pub(super) fn lengths(all: &Facets) -> Option<String> {
    let (min, max) = all.min_length.zip(all.max_length)?;
    (min > max).then(|| format!("no text has at least {min} and at most {max} characters"))
}

/// Bounds between which nothing lies, in words.
pub(super) fn bounds(context: &Context<'_>, primitive: Primitive, all: &Facets) -> Option<String> {
    let (low, high) = lower(primitive, all).zip(upper_end(primitive, all))?;
    let [least, most] = [low.predicate, high.predicate].map(|p| context.show_id(p));
    let (from, to) = (&low.stated.value, &high.stated.value);
    crossed(primitive, &low, &high)
        .then(|| format!("no value lies between {least} `{from}` and {most} `{to}`"))
}

fn none_listed(all: &Facets) -> Option<String> {
    let is_empty = all.one_of.as_ref().is_some_and(|all| all.is_empty());
    is_empty.then(|| "no value is listed by all of `upper:oneOf`".to_owned())
}

/// Listed values of which each breaks another facet, in words.
pub(super) fn listed(context: &Context<'_>, primitive: Primitive, all: &Facets) -> Option<String> {
    let mut patterns = Patterns::default();
    let mut first = None;
    for value in all.one_of.as_deref()? {
        if fit(context, primitive, value) == Fit::Fits {
            let problem = patterns.broken(primitive, all, &value.value)?;
            first.get_or_insert_with(|| format!("{} {problem}", context.show_id(value.id)));
        }
    }
    match first {
        Some(first) => Some(format!("of the listed values none passes: {first}")),
        None => none_listed(all),
    }
}
