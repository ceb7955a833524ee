//! Facets fit what they restrict, and each other.

use super::digits;
use super::limits::{above, below, crossed, lower, remedy, upper as upper_end};
use super::literals::{Fit, Patterns, fit};
use super::stated::{Family, Literals, On, Stated, bounds, predicates, stated};
use crate::finding::Finding;
use crate::graph::TermId;
use crate::literal::example;
use crate::model::DomainId;
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::{Primitive, upper};

pub(super) const INVALID_PATTERN: Rule = Rule {
    code: "U0200",
    name: "invalid-pattern",
    level: Level::Deny,
    summary: "a pattern is not a regular expression",
    explanation: "`upper:pattern` holds a regular expression as most tools know them: groups, classes, repetition, \
        `^` and `$`. Look-around and back-references are not part of it, because values are matched in linear time. \
        In Turtle a backslash inside quotes is written twice.",
    check: invalid_pattern,
};

fn invalid_pattern(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        for pattern in &at.facets.patterns {
            if let Some(reason) = Patterns::problem(pattern) {
                let message = format!("`{pattern}` is not a regular expression: {reason}");
                let help = "mend the expression; to match a character that has a meaning, put `\\\\` before it";
                findings.push(finding(context, &at, upper::PATTERN, message, help));
            }
        }
    }
}

pub(super) const MISFIT_FACET: Rule = Rule {
    code: "U0201",
    name: "misfit-facet",
    level: Level::Deny,
    summary: "a facet restricts what the values do not have",
    explanation: "Lengths and patterns restrict texts (lengths also binary data), bounds restrict what has an order \
        (numbers, dates, times, durations), digits restrict decimals and integers. Any other combination would \
        restrict nothing, or mean something else in each target. On a list, facets restrict the elements.",
    check: misfit_facet,
};

fn misfit_facet(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        for (predicate, family) in predicates(at.facets) {
            let (what, takes) = match &at.on {
                On::Literals(on) if family.fits(on.primitive) => continue,
                On::Literals(on) => (context.show_datatype(on.datatype), takes(on.primitive)),
                On::Enumeration(_) if family == Family::OneOf => continue,
                On::Enumeration(class) => (
                    context.show_class(*class),
                    "takes `upper:oneOf` alone".to_owned(),
                ),
                On::Nodes => (
                    "a reference to nodes".to_owned(),
                    "takes no facets".to_owned(),
                ),
                On::Unknown => continue,
            };
            let name = context.show_id(predicate);
            let message = format!("{name} does not fit {what}");
            findings.push(finding(
                context,
                &at,
                predicate,
                message,
                format!("take {name} away: {what} {takes}"),
            ));
        }
    }
}

/// The facets that a datatype takes, in words.
fn takes(primitive: Primitive) -> String {
    let families = [
        (Family::Pattern, "a pattern"),
        (Family::Length, "lengths"),
        (Family::Bound, "bounds"),
        (Family::Digits, "digits"),
    ];
    let fitting: Vec<&str> = families
        .iter()
        .filter(|(f, _)| f.fits(primitive))
        .map(|(_, words)| *words)
        .collect();
    let before = if fitting.is_empty() {
        String::new()
    } else {
        format!("{} and ", fitting.join(", "))
    };
    format!("takes {before}`upper:oneOf`")
}

pub(super) const INVALID_BOUND: Rule = Rule {
    code: "U0202",
    name: "invalid-bound",
    level: Level::Deny,
    summary: "a bound is not a value of the datatype",
    explanation: "A bound is compared with values, so it has to be one: a literal of the built-in datatype that the \
        base comes down to. Numbers compare by value, so a whole number may bound decimals. `NaN` bounds nothing.",
    check: invalid_bound,
};

fn invalid_bound(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let On::Literals(on) = &at.on else { continue };
        if !Family::Bound.fits(on.primitive) {
            continue;
        }
        for (predicate, bound) in bounds(at.facets) {
            let fits = fit(context, on.primitive, bound);
            if (fits == Fit::Fits && bound.value != "NaN") || fits == Fit::Broken {
                continue;
            }
            let primitive = context.show_id(on.primitive.term());
            let message = format!(
                "the bound {} is not a value of {primitive}",
                context.show_id(bound.id)
            );
            let help = format!("write the bound like `{}`", example(on.primitive));
            findings.push(finding(context, &at, predicate, message, help));
        }
    }
}

pub(super) const CROSSED_FACETS: Rule = Rule {
    code: "U0203",
    name: "crossed-facets",
    level: Level::Deny,
    summary: "facets together let nothing through",
    explanation: "A lower bound above an upper bound, a minimum length above the maximum, more digits after the \
        point than digits in all, or fewer digits than the numbers within the bounds have leave no value. The facets of the base datatype, and those of a class that a \
        refinement narrows further, count as well. An inclusive and an exclusive bound at the same end exclude one \
        another.",
    check: crossed_facets,
};

fn crossed_facets(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let On::Literals(on) = &at.on else { continue };
        crossed_counts(context, &at, on, findings);
        crossed_bounds(context, &at, on, findings);
        findings.extend(digits::too_few(context, &at, on));
    }
}

fn crossed_counts(
    context: &Context<'_>,
    at: &Stated<'_>,
    on: &Literals,
    findings: &mut Vec<Finding>,
) {
    let (own, all) = (at.facets, at.facets.over(&on.base));
    if let (Some(min), Some(max)) = (all.min_length, all.max_length)
        && min > max
        && (own.min_length.is_some() || own.max_length.is_some())
    {
        let place = if own.max_length.is_some() {
            upper::MAX_LENGTH
        } else {
            upper::MIN_LENGTH
        };
        let message = format!("no text has at least {min} and at most {max} characters");
        findings.push(finding(
            context,
            at,
            place,
            message,
            "make the minimum length the smaller one",
        ));
    }
    if own.total_digits == Some(0) {
        let message = "no number has 0 digits".to_owned();
        return findings.push(finding(
            context,
            at,
            upper::TOTAL_DIGITS,
            message,
            "allow 1 digit at the least",
        ));
    }
    if let (Some(fraction), Some(total)) = (all.fraction_digits, all.total_digits)
        && fraction > total
        && (own.fraction_digits.is_some() || own.total_digits.is_some())
    {
        let place = if own.fraction_digits.is_some() {
            upper::FRACTION_DIGITS
        } else {
            upper::TOTAL_DIGITS
        };
        let message =
            format!("{fraction} digits after the point are more than {total} digits in all");
        findings.push(finding(
            context,
            at,
            place,
            message,
            "count the digits on both sides of the point in `upper:totalDigits`",
        ));
    }
}

fn crossed_bounds(
    context: &Context<'_>,
    at: &Stated<'_>,
    on: &Literals,
    findings: &mut Vec<Finding>,
) {
    let own = at.facets;
    for (a, b, first, second, end) in [
        (
            &own.min_inclusive,
            &own.min_exclusive,
            upper::MIN_INCLUSIVE,
            upper::MIN_EXCLUSIVE,
            "lower",
        ),
        (
            &own.max_inclusive,
            &own.max_exclusive,
            upper::MAX_INCLUSIVE,
            upper::MAX_EXCLUSIVE,
            "upper",
        ),
    ] {
        if a.is_some() && b.is_some() {
            let (a, b) = (context.show_id(first), context.show_id(second));
            let message = format!("{a} and {b} both state the {end} bound");
            findings.push(finding(context, at, second, message, "keep one of them"));
        }
    }
    let all = at.facets.over(&on.base);
    let (Some(low), Some(high)) = (lower(on.primitive, &all), upper_end(on.primitive, &all)) else {
        return;
    };
    let states = |predicate: TermId| bounds(own).any(|(p, _)| p == predicate);
    if !crossed(on.primitive, &low, &high) || !(states(low.predicate) || states(high.predicate)) {
        return;
    }
    let place = if states(high.predicate) {
        high.predicate
    } else {
        low.predicate
    };
    let (least, most) = (
        context.show_id(low.predicate),
        context.show_id(high.predicate),
    );
    let (from, to) = (&low.stated.value, &high.stated.value);
    let message = format!("no value lies between {least} `{from}` and {most} `{to}`");
    let help = remedy(on.primitive, &low, &high);
    findings.push(finding(context, at, place, message, help));
}

pub(super) const WIDENED_FACET: Rule = Rule {
    code: "U0204",
    name: "widened-facet",
    level: Level::Deny,
    summary: "a facet lets through what the base excludes",
    explanation: "A datatype with a base, and a refinement, only narrow: every value of theirs is a value of what \
        they narrow. A facet that is wider than the one below it would promise values that are never accepted. \
        Patterns add up, so a further one always narrows.",
    check: widened_facet,
};

fn widened_facet(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let On::Literals(on) = &at.on else { continue };
        let below = context.show_datatype(on.datatype);
        for (predicate, limit) in widened_counts(&at, on)
            .into_iter()
            .chain(widened_bounds(&at, on))
        {
            let name = context.show_id(predicate);
            let message = format!("{name} is wider than that of {below}, which is `{limit}`");
            let help = format!("narrow it to `{limit}` or further, or leave it out");
            findings.push(finding(context, &at, predicate, message, help));
        }
        widened_values(context, &at, on, findings);
    }
}

fn widened_counts(at: &Stated<'_>, on: &Literals) -> Vec<(TermId, String)> {
    let (own, base) = (at.facets, &on.base);
    let digits = |n: Option<u32>| n.map(u64::from);
    let most = [
        (upper::MAX_LENGTH, own.max_length, base.max_length),
        (
            upper::TOTAL_DIGITS,
            digits(own.total_digits),
            digits(base.total_digits),
        ),
        (
            upper::FRACTION_DIGITS,
            digits(own.fraction_digits),
            digits(base.fraction_digits),
        ),
    ];
    let least = (upper::MIN_LENGTH, own.min_length, base.min_length);
    let over = most
        .into_iter()
        .filter(|(_, own, base)| matches!((own, base), (Some(a), Some(b)) if a > b));
    let under = std::iter::once(least)
        .filter(|(_, own, base)| matches!((own, base), (Some(a), Some(b)) if a < b));
    under
        .chain(over)
        .filter_map(|(predicate, _, base)| Some((predicate, base?.to_string())))
        .collect()
}

fn widened_bounds(at: &Stated<'_>, on: &Literals) -> Vec<(TermId, String)> {
    let primitive = on.primitive;
    let low = lower(primitive, at.facets)
        .zip(lower(primitive, &on.base))
        .filter(|(a, b)| below(primitive, a, b));
    let high = upper_end(primitive, at.facets)
        .zip(upper_end(primitive, &on.base))
        .filter(|(a, b)| above(primitive, a, b));
    low.into_iter()
        .chain(high)
        .map(|(own, base)| (own.predicate, base.stated.value.clone()))
        .collect()
}

fn widened_values(
    context: &Context<'_>,
    at: &Stated<'_>,
    on: &Literals,
    findings: &mut Vec<Finding>,
) {
    let (Some(own), Some(base)) = (&at.facets.one_of, &on.base.one_of) else {
        return;
    };
    let known = super::one_of::Values::new(on.primitive, base);
    for value in own
        .iter()
        .filter(|v| !known.contains(v))
        .take(super::one_of::MANY)
    {
        let (shown, below) = (
            context.show_id(value.id),
            context.show_datatype(on.datatype),
        );
        let message = format!("{shown} is none of the values of {below}");
        let place = context.place_of_member(at.domain, at.node, upper::ONE_OF, value.id);
        findings.push(context.finding(at.about, place, message, "list values of the base only"));
    }
}

fn finding(
    context: &Context<'_>,
    at: &Stated<'_>,
    predicate: TermId,
    message: String,
    help: impl Into<String>,
) -> Finding {
    context.finding(
        at.about,
        context.value_place(at.domain, at.node, predicate),
        message,
        help,
    )
}
