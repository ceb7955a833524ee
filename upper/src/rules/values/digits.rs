//! Digits and bounds leave some number.

use super::limits::{Limit, crossed, lower, upper as upper_end};
use super::stated::{Family, Literals, Stated, bounds};
use crate::finding::Finding;
use crate::graph::TermId;
use crate::literal::{Most, is_whole, some_between};
use crate::model::Facets;
use crate::rules::Context;
use crate::vocabulary::{Primitive, upper};

/// Digits so few that no number of them lies within the bounds.
pub(super) fn too_few(
    context: &Context<'_>,
    at: &Stated<'_>,
    on: &Literals<'_>,
) -> Option<Finding> {
    let all = at.facets.over(&on.base);
    let message = none(context, on.primitive, &all)?;
    let (low, high) = (lower(on.primitive, &all), upper_end(on.primitive, &all));
    let place = culprit(at.facets, low.as_ref(), high.as_ref())?;
    let place = context.value_place(at.domain, at.node, place);
    let help = "allow more digits, or move the bounds";
    Some(context.finding(at.about, place, message, help))
}

/// The same, in words.
pub(super) fn none(context: &Context<'_>, primitive: Primitive, all: &Facets) -> Option<String> {
    let most = most(primitive, all)?;
    let (low, high) = (lower(primitive, all), upper_end(primitive, all));
    let both = low.as_ref().zip(high.as_ref());
    // Crossed bounds are reported as that, and so are no digits at all.
    if all.total_digits == Some(0)
        || both.is_some_and(|(low, high)| crossed(primitive, low, high))
        || some_between(
            low.as_ref().map(Limit::end),
            high.as_ref().map(Limit::end),
            most,
        )
    {
        return None;
    }
    Some(format!(
        "no number of at most {} meets {}",
        in_words(all),
        shown(context, low.as_ref(), high.as_ref())
    ))
}

/// How many digits numbers may have, where facets limit that.
fn most(primitive: Primitive, facets: &Facets) -> Option<Most> {
    let limited = facets.total_digits.is_some() || facets.fraction_digits.is_some();
    (limited && Family::Digits.fits(primitive)).then_some(Most {
        total: facets.total_digits,
        fraction: if is_whole(primitive) {
            Some(0)
        } else {
            facets.fraction_digits
        },
    })
}

/// Which of the facets in question stands here rather than further down.
fn culprit(own: &Facets, low: Option<&Limit<'_>>, high: Option<&Limit<'_>>) -> Option<TermId> {
    let states = |end: Option<&Limit<'_>>| {
        let predicate = end?.predicate;
        bounds(own)
            .any(|(p, _)| p == predicate)
            .then_some(predicate)
    };
    let total = own.total_digits.map(|_| upper::TOTAL_DIGITS);
    let fraction = own.fraction_digits.map(|_| upper::FRACTION_DIGITS);
    total.or(fraction).or(states(high)).or(states(low))
}

/// `2 digits`, `2 digits (1 after the point)`, `1 digit after the point`.
fn in_words(facets: &Facets) -> String {
    let digits = |n: u32| {
        if n == 1 {
            "1 digit".to_owned()
        } else {
            format!("{n} digits")
        }
    };
    match (facets.total_digits, facets.fraction_digits) {
        (Some(total), Some(fraction)) => {
            format!("{} ({fraction} after the point)", digits(total))
        }
        (Some(total), None) => digits(total),
        (None, Some(fraction)) => format!("{} after the point", digits(fraction)),
        (None, None) => "any digits".to_owned(),
    }
}

fn shown(context: &Context<'_>, low: Option<&Limit<'_>>, high: Option<&Limit<'_>>) -> String {
    let ends: Vec<String> = low
        .into_iter()
        .chain(high)
        .map(|end| {
            let predicate = context.show_id(end.predicate);
            format!("{predicate} `{}`", end.stated.value)
        })
        .collect();
    ends.join(" and ")
}
