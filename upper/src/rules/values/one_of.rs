//! The values that `upper:oneOf` lists.

use rustc_hash::FxHashMap;

use super::literals::{Fit, Patterns, fit};
use super::stated::{On, Stated, stated};
use crate::finding::Finding;
use crate::graph::TermId;
use crate::literal::example;
use crate::model::{ClassId, DomainId, Literal, TermRef, Values};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::{Primitive, upper};

/// How many findings one list gets: the others are mended with these.
pub(super) const MANY: usize = 24;

pub(super) const INVALID_VALUE: Rule = Rule {
    code: "U0205",
    name: "invalid-listed-value",
    level: Level::Deny,
    summary: "a listed value is not a value of the datatype, or not of the enumeration",
    explanation: "`upper:oneOf` lists those values that are let through, out of the values that there are: literals \
        of the base datatype, or in a refinement of a relationship to an enumeration, values of that enumeration.",
    check: invalid_value,
};

fn invalid_value(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let from = findings.len();
        for value in at.facets.one_of.as_deref().unwrap_or_default() {
            if findings.len() - from >= MANY {
                break;
            }
            let shown = context.show_id(value.id);
            let (message, help) = match &at.on {
                On::Literals(on) if fit(context, on.primitive, value) == Fit::Other => (
                    format!(
                        "{shown} is not a value of {}",
                        context.show_id(on.primitive.term())
                    ),
                    format!("write it like `{}`", example(on.primitive)),
                ),
                On::Enumeration(class) if !is_value_of(context, *class, value.id) => (
                    format!("{shown} is not a value of {}", context.show_class(*class)),
                    "list values of the enumeration only".to_owned(),
                ),
                On::Literals(_) | On::Enumeration(_) | On::Nodes | On::Unknown => continue,
            };
            findings.push(finding(context, &at, value, message, help));
        }
    }
}

/// Whether a term is one of an enumeration's values.
pub(super) fn is_value_of(context: &Context<'_>, class: ClassId, term: TermId) -> bool {
    match context.models.term(term) {
        Some(TermRef::EnumValue(value)) => context
            .index()
            .enumerations
            .get(&value)
            .is_some_and(|listed| listed.binary_search(&class).is_ok()),
        Some(
            TermRef::Domain(_) | TermRef::Class(_) | TermRef::Property(_) | TermRef::Datatype(_),
        )
        | None => false,
    }
}

pub(super) const EXCLUDED_VALUE: Rule = Rule {
    code: "U0206",
    name: "excluded-listed-value",
    level: Level::Deny,
    summary: "a listed value is excluded by another facet",
    explanation: "A value has to pass every facet. One that `upper:oneOf` lists and a pattern, length, bound or \
        number of digits excludes, here or in the base, is never accepted.",
    check: excluded_value,
};

fn excluded_value(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let mut patterns = Patterns::default();
    for at in stated(context, domain) {
        let (On::Literals(on), Some(values)) = (&at.on, &at.facets.one_of) else {
            continue;
        };
        let facets = at.facets.over(&on.base);
        let fitting = values
            .iter()
            .filter(|v| fit(context, on.primitive, v) == Fit::Fits);
        let broken =
            fitting.filter_map(|v| Some((v, patterns.broken(on.primitive, &facets, &v.value)?)));
        for (value, problem) in broken.take(MANY) {
            let message = format!("{} {problem}", context.show_id(value.id));
            findings.push(finding(
                context,
                &at,
                value,
                message,
                "take the value out, or loosen the other facet",
            ));
        }
    }
}

pub(super) const REPEATED_VALUE: Rule = Rule {
    code: "U0207",
    name: "repeated-listed-value",
    level: Level::Deny,
    summary: "a value is listed twice",
    explanation: "`upper:oneOf` states a set, and targets name each of its values once. Numbers are the same when \
        their values are: `1.0` repeats `1`.",
    check: repeated_value,
};

fn repeated_value(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let Some(values) = &at.facets.one_of else {
            continue;
        };
        let primitive = match &at.on {
            On::Literals(on) => on.primitive,
            On::Enumeration(_) | On::Nodes | On::Unknown => Primitive::Literal,
        };
        let mut times: FxHashMap<TermId, usize> = FxHashMap::default();
        let mut known = Values::new(primitive, &[]);
        let from = findings.len();
        for value in values.iter() {
            let before = times.entry(value.id).or_default();
            if !known.insert(value) && findings.len() - from < MANY {
                let place = context.nth_place(at.domain, at.node, upper::ONE_OF, value.id, *before);
                let message = format!("{} is listed twice", context.show_id(value.id));
                findings.push(context.finding(at.about, place, message, "list each value once"));
            }
            *before += 1;
        }
    }
}

pub(super) const NO_VALUES: Rule = Rule {
    code: "U0208",
    name: "no-listed-values",
    level: Level::Deny,
    summary: "a list of permitted values is empty",
    explanation: "An empty `upper:oneOf` lets no value through. Leave it out where every value of the base will do.",
    check: no_values,
};

fn no_values(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in stated(context, domain) {
        let listed = at.facets.one_of.as_deref();
        if listed.is_some_and(<[Literal]>::is_empty) {
            let place = context.value_place(at.domain, at.node, upper::ONE_OF);
            let message = "`upper:oneOf` lists no values".to_owned();
            findings.push(context.finding(
                at.about,
                place,
                message,
                "list the permitted values, or leave it out",
            ));
        }
    }
}

fn finding(
    context: &Context<'_>,
    at: &Stated<'_>,
    value: &Literal,
    message: String,
    help: impl Into<String>,
) -> Finding {
    let place = context.place_of_member(at.domain, at.node, upper::ONE_OF, value.id);
    context.finding(at.about, place, message, help)
}
