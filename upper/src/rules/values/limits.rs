//! The ends of what bounds leave, and which of two is the tighter.

use std::cmp::Ordering;

use super::stated::Family;
use crate::graph::TermId;
use crate::literal::{End, Side, compare, is_whole};
use crate::model::{Facets, Literal};
use crate::vocabulary::{Primitive, upper as term};

/// One end.
#[derive(Clone)]
pub(super) struct Limit<'a> {
    pub text: String,
    pub exclusive: bool,
    /// What states it.
    pub stated: &'a Literal,
    pub predicate: TermId,
}

impl Limit<'_> {
    /// The end as such.
    pub(super) fn end(&self) -> End<'_> {
        End {
            text: &self.text,
            exclusive: self.exclusive,
        }
    }
}

/// The tightest lower end of facets.
pub(super) fn lower(primitive: Primitive, facets: &Facets) -> Option<Limit<'_>> {
    let inclusive = facets
        .min_inclusive
        .as_ref()
        .and_then(|l| limit(primitive, l, false, 1, term::MIN_INCLUSIVE));
    let exclusive = facets
        .min_exclusive
        .as_ref()
        .and_then(|l| limit(primitive, l, true, 1, term::MIN_EXCLUSIVE));
    tightest(inclusive, exclusive, |a, b| below(primitive, a, b))
}

/// The tightest upper end of facets.
pub(super) fn upper(primitive: Primitive, facets: &Facets) -> Option<Limit<'_>> {
    let inclusive = facets
        .max_inclusive
        .as_ref()
        .and_then(|l| limit(primitive, l, false, -1, term::MAX_INCLUSIVE));
    let exclusive = facets
        .max_exclusive
        .as_ref()
        .and_then(|l| limit(primitive, l, true, -1, term::MAX_EXCLUSIVE));
    tightest(inclusive, exclusive, |a, b| above(primitive, a, b))
}

fn tightest<'a>(
    a: Option<Limit<'a>>,
    b: Option<Limit<'a>>,
    wider: impl Fn(&Limit<'a>, &Limit<'a>) -> bool,
) -> Option<Limit<'a>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if wider(&a, &b) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// An end in comparable form: that of integers is always inclusive. `None` where the
/// bound is no value (reported as such).
fn limit(
    primitive: Primitive,
    stated: &Literal,
    exclusive: bool,
    step: i128,
    predicate: TermId,
) -> Option<Limit<'_>> {
    if !Family::Bound.fits(primitive) {
        return None;
    }
    compare(primitive, &stated.value, &stated.value)?;
    let next = (exclusive && is_whole(primitive))
        .then(|| {
            stated
                .value
                .trim_start_matches('+')
                .parse::<i128>()
                .ok()?
                .checked_add(step)
        })
        .flatten();
    let (text, exclusive) = next.map_or_else(
        || (stated.value.clone(), exclusive),
        |next| (next.to_string(), false),
    );
    Some(Limit {
        text,
        exclusive,
        stated,
        predicate,
    })
}

/// Whether the lower end `a` lets through what `b` does not.
pub(super) fn below(primitive: Primitive, a: &Limit<'_>, b: &Limit<'_>) -> bool {
    Side::Lower.tightness(primitive, a.end(), b.end()) == Some(Ordering::Less)
}

/// Whether the upper end `a` lets through what `b` does not.
pub(super) fn above(primitive: Primitive, a: &Limit<'_>, b: &Limit<'_>) -> bool {
    Side::Upper.tightness(primitive, a.end(), b.end()) == Some(Ordering::Less)
}

/// Whether nothing lies between two ends.
pub(super) fn crossed(primitive: Primitive, low: &Limit<'_>, high: &Limit<'_>) -> bool {
    match compare(primitive, &low.text, &high.text) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => low.exclusive || high.exclusive,
        Some(Ordering::Less) | None => false,
    }
}

/// What to do about two ends between which nothing lies.
pub(super) fn remedy(primitive: Primitive, low: &Limit<'_>, high: &Limit<'_>) -> &'static str {
    match compare(primitive, &low.stated.value, &high.stated.value) {
        Some(Ordering::Less | Ordering::Equal) => {
            "move the bounds apart, or let them include what they name"
        }
        Some(Ordering::Greater) | None => "make the lower bound the smaller one",
    }
}
