//! Facets fit what they restrict, and each other.

use super::digits;
use super::empty::{bounds as between, lengths, listed, no_literal};
use super::limits::{above, below, crossed, lower, remedy, upper as upper_end};
use super::literals::{Fit, Patterns, fit};
use super::one_of::is_value_of;
use super::stated::{Family, Literals, On, Stated, bounds, predicates, stated};
use crate::finding::Finding;
use crate::graph::TermId;
use crate::literal::example;
use crate::model::{ClassId, DomainId, Facets, Literal, Values};
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
        refinement narrows further, count as well. So do listed values, of which one has to pass. An inclusive and an exclusive bound at the same end exclude one \
        another.",
    check: crossed_facets,
};

fn crossed_facets(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let On::Literals(on) = &at.on else { continue };
        if let Some(finding) = emptied(context, &at, on) {
            findings.push(finding);
            continue;
        }
        let before = findings.len();
        crossed_counts(context, &at, on, findings);
        crossed_bounds(context, &at, on, findings);
        findings.extend(digits::too_few(context, &at, on));
        if findings.len() == before {
            findings.extend(unlisted(context, &at, on));
        }
    }
}

/// A datatype that a refinement names, and of which facets further up exclude every value.
fn emptied(context: &Context<'_>, at: &Stated<'_>, on: &Literals<'_>) -> Option<Finding> {
    let refined = at.refined.as_ref()?;
    let named = refined.refinement.datatype?;
    let alone = [&*refined.before, context.models.facets(named)];
    if alone
        .iter()
        .any(|f| no_literal(context, on.primitive, f).is_some())
    {
        return None;
    }
    let why = no_literal(context, on.primitive, &on.base)?;
    let message = format!(
        "{} leaves no value here: {why}",
        context.show_datatype(named)
    );
    let help = "name a datatype of which values are left, or change what is said further up";
    Some(finding(context, at, upper::DATATYPE, message, help))
}

/// Facets that exclude every value that is listed further down.
fn unlisted(context: &Context<'_>, at: &Stated<'_>, on: &Literals<'_>) -> Option<Finding> {
    // What says nothing itself has no list to walk along.
    let (predicate, _) = predicates(at.facets).next()?;
    if at.facets.one_of.is_some() || listed(context, on.primitive, &on.base).is_some() {
        return None;
    }
    let message = listed(context, on.primitive, &at.facets.over(&on.base))?;
    let help = "let one of the listed values through, or leave it out";
    Some(finding(context, at, predicate, message, help))
}

fn crossed_counts(
    context: &Context<'_>,
    at: &Stated<'_>,
    on: &Literals<'_>,
    findings: &mut Vec<Finding>,
) {
    let (own, all) = (at.facets, at.facets.over(&on.base));
    if let Some(message) = lengths(&all)
        && (own.min_length.is_some() || own.max_length.is_some())
    {
        let place = if own.max_length.is_some() {
            upper::MAX_LENGTH
        } else {
            upper::MIN_LENGTH
        };
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
    on: &Literals<'_>,
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
    let message = between(context, on.primitive, &all).unwrap_or_default();
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
        What holds for a refinement is what the parent and all traits say together, listed values of an enumeration \
        too. Patterns add up, so a further one always narrows.",
    check: widened_facet,
};

fn widened_facet(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        match &at.on {
            On::Literals(on) => {
                for (predicate, limit) in widened(&at, on) {
                    let name = context.show_id(predicate);
                    let below = said_by(context, &at, on, &(predicate, limit.clone()));
                    let message =
                        format!("{name} is wider than that of {below}, which is `{limit}`");
                    let help = format!("narrow it to `{limit}` or further, or leave it out");
                    findings.push(finding(context, &at, predicate, message, help));
                }
                widened_values(context, &at, on.primitive, &on.base, findings);
            }
            // What is no value of the enumeration at all is reported as that.
            On::Enumeration(_) => {
                if let Some(refined) = &at.refined {
                    widened_values(context, &at, Primitive::Literal, &refined.before, findings);
                }
            }
            On::Nodes | On::Unknown => {}
        }
    }
}

type Widened = (TermId, String);

fn widened(at: &Stated<'_>, on: &Literals<'_>) -> Vec<Widened> {
    let (own, base) = (at.facets, &*on.base);
    let mut all = widened_counts(own, base);
    all.extend(widened_bounds(on.primitive, own, base));
    all
}

/// Who says what a refinement widens: the datatype, or a class or trait further up.
fn said_by(context: &Context<'_>, at: &Stated<'_>, on: &Literals<'_>, widened: &Widened) -> String {
    let says = |base: &Facets| {
        let mut all = widened_counts(at.facets, base);
        all.extend(widened_bounds(on.primitive, at.facets, base));
        all.contains(widened)
    };
    let of_datatype = || context.show_datatype(on.datatype);
    if says(context.models.facets(on.datatype)) {
        return of_datatype();
    }
    let mut ways = at.refined.iter().flat_map(|r| r.ways.iter());
    let way = ways.find(|way| says(&way.member.facets));
    way.map_or_else(of_datatype, |way| context.show_class(way.class))
}

fn widened_counts(own: &Facets, base: &Facets) -> Vec<Widened> {
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

fn widened_bounds(primitive: Primitive, own: &Facets, base: &Facets) -> Vec<Widened> {
    let low = lower(primitive, own)
        .zip(lower(primitive, base))
        .filter(|(a, b)| below(primitive, a, b));
    let high = upper_end(primitive, own)
        .zip(upper_end(primitive, base))
        .filter(|(a, b)| above(primitive, a, b));
    low.into_iter()
        .chain(high)
        .map(|(own, base)| (own.predicate, base.stated.value.clone()))
        .collect()
}

fn widened_values(
    context: &Context<'_>,
    at: &Stated<'_>,
    primitive: Primitive,
    base: &Facets,
    findings: &mut Vec<Finding>,
) {
    let (Some(own), Some(listed)) = (&at.facets.one_of, &base.one_of) else {
        return;
    };
    let known = Values::new(primitive, listed);
    let is_value = |value: &Literal| match &at.on {
        On::Enumeration(class) => is_value_of(context, *class, value.id),
        On::Literals(_) | On::Nodes | On::Unknown => true,
    };
    let others = own.iter().filter(|v| !known.contains(v) && is_value(v));
    let others: Vec<&Literal> = others.take(super::one_of::MANY).collect();
    if others.is_empty() {
        return;
    }
    let listed = listed_by(at, primitive);
    for value in others {
        let shown = context.show_id(value.id);
        let mut by = listed.iter().filter(|(_, all)| !all.contains(value));
        let by = by.next().map(|(class, _)| context.show_class(*class));
        let (message, help) = match (by, &at.on) {
            (Some(class), _) => (
                format!("{shown} is none of the values that {class} lets through"),
                "list values that are let through there",
            ),
            (None, On::Literals(on)) => (
                format!(
                    "{shown} is none of the values of {}",
                    context.show_datatype(on.datatype)
                ),
                "list values of the base only",
            ),
            (None, On::Enumeration(_) | On::Nodes | On::Unknown) => continue,
        };
        let place = context.place_of_member(at.domain, at.node, upper::ONE_OF, value.id);
        findings.push(context.finding(at.about, place, message, help));
    }
}

/// The classes and traits further up that list values, each with these.
fn listed_by<'a>(at: &'a Stated<'_>, primitive: Primitive) -> Vec<(ClassId, Values<'a>)> {
    let ways = at.refined.iter().flat_map(|r| r.ways.iter());
    let listed = ways.filter_map(|way| {
        let listed = way.member.facets.one_of.as_deref()?;
        Some((way.class, Values::new(primitive, listed)))
    });
    listed.collect()
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
