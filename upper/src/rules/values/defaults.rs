//! Defaults are values that data could have stated.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::literals::{Fit, Patterns, fit};
use super::stated::{Literals, On, on};
use crate::finding::Finding;
use crate::literal::example;
use crate::model::{
    Class, ClassKind, DatatypeId, DomainId, Facets, Literal, Member, Range, Values,
};
use crate::rules::ways::Ways;
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

pub(super) const INVALID_DEFAULT: Rule = Rule {
    code: "U0220",
    name: "invalid-default",
    level: Level::Deny,
    summary: "a default is not a value of the attribute",
    explanation: "`upper:defaultValue` stands for a value that data leaves out, so it has to be a literal of the \
        attribute's datatype that passes the datatype's facets. A list has no default.",
    check: invalid_default,
};

fn invalid_default(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let mut known = Known::default();
    for (_, property) in context.properties(domain) {
        let Some(default) = &property.default else {
            continue;
        };
        let shown = context.show_id(default.id);
        let place = || context.place_of_value(&property.info, upper::DEFAULT_VALUE);
        if is_list(context, property.range) {
            let message = format!(
                "{} holds lists, which have no default",
                context.show(&property.info)
            );
            findings.push(context.finding(
                &property.info,
                place(),
                message,
                "take the default away",
            ));
            continue;
        }
        let On::Literals(of) = on(context.models, property.range, &Facets::default()) else {
            continue;
        };
        let (problem, help) = match fit(context, of.primitive, default) {
            Fit::Broken => continue,
            Fit::Other => (
                format!("is not a value of {}", context.show_datatype(of.datatype)),
                format!("write the default like `{}`", example(of.primitive)),
            ),
            Fit::Fits => {
                let Some(broken) = known.broken(&of, default) else {
                    continue;
                };
                let datatype = context.show_datatype(of.datatype);
                (
                    format!("is not a value of {datatype}: it {broken}"),
                    format!("use a value of {datatype}"),
                )
            }
        };
        let message = format!("the default {shown} {problem}");
        findings.push(context.finding(&property.info, place(), message, help));
    }
}

/// What defaults of many properties are held against.
#[derive(Default)]
struct Known<'a> {
    patterns: Patterns,
    /// The values that datatypes list.
    listed: FxHashMap<DatatypeId, Values<'a>>,
}

impl<'a> Known<'a> {
    /// What a literal of the datatype breaks, if it is not let through.
    fn broken(&mut self, of: &Literals<'a>, default: &Literal) -> Option<String> {
        let listed = self.is_listed(of, default);
        let unlisted = (!listed).then(|| "is none of the listed values".to_owned());
        let broken = self.patterns.broken(of.primitive, &of.base, &default.value);
        broken.or(unlisted)
    }

    fn is_listed(&mut self, of: &Literals<'a>, default: &Literal) -> bool {
        match &of.base {
            Cow::Borrowed(base) => base.one_of.as_deref().is_none_or(|all| {
                let known = self.listed.entry(of.datatype);
                let known = known.or_insert_with(|| Values::new(of.primitive, all));
                known.contains(default)
            }),
            Cow::Owned(base) => {
                let all = base.one_of.as_deref();
                all.is_none_or(|all| Values::new(of.primitive, all).contains(default))
            }
        }
    }
}

fn is_list(context: &Context<'_>, range: Option<Range>) -> bool {
    match range {
        Some(Range::Class(class)) => matches!(context.models.class(class).kind, ClassKind::List(_)),
        Some(Range::Datatype(_) | Range::Node | Range::Any) | None => false,
    }
}

pub(super) const DEFAULT_OF_MANY: Rule = Rule {
    code: "U0221",
    name: "default-of-many",
    level: Level::Deny,
    summary: "a property with many values has a default",
    explanation: "A default is the value of a property of which data states none. A property that may have several \
        values has a value for that already: none. It would also be unclear whether one stated value replaces the \
        default or joins it.",
    check: default_of_many,
};

fn default_of_many(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, property) in context.properties(domain) {
        if property.default.is_some() && property.max.is_none_or(|max| max > 1) {
            let message = format!(
                "{} may have many values, so it has no default",
                context.show(&property.info)
            );
            let place = context.place_of_value(&property.info, upper::DEFAULT_VALUE);
            let help = "add `upper:maxCount 1`, or take the default away";
            findings.push(context.finding(&property.info, place, message, help));
        }
    }
}

pub(super) const EXCLUDED_DEFAULT: Rule = Rule {
    code: "U0222",
    name: "excluded-default",
    level: Level::Deny,
    summary: "a refinement does not let the default of the attribute through",
    explanation: "A default is the value that an attribute has where data states none, in every class that has the \
        attribute. Where a refinement excludes it, data of that class that says nothing would be given a value that \
        it cannot have. Let the default through, or take it from the attribute.",
    check: excluded_default,
};

fn excluded_default(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let mut known = Known::default();
    for (_, class) in context.classes(domain) {
        let mut ways = None;
        for member in class.members.iter().filter(|m| m.refined) {
            findings.extend(excluded(context, &mut known, (class, member), &mut ways));
        }
    }
}

/// What a class has against a default that is let through further up. The ways of its properties
/// are worked out where they are asked for.
fn excluded<'a>(
    context: &Context<'a>,
    known: &mut Known<'a>,
    (class, member): (&'a Class, &Member),
    ways: &mut Option<Ways<'a>>,
) -> Option<Finding> {
    let models = context.models;
    let property = models.property(member.property);
    let default = property.default.as_ref()?;
    let mut breaks = |range: Option<Range>, facets: &Facets| match on(models, range, facets) {
        On::Literals(of) if fit(context, of.primitive, default) == Fit::Fits => {
            known.broken(&of, default)
        }
        On::Literals(_) | On::Enumeration(_) | On::Nodes | On::Unknown => None,
    };
    let what = breaks(Some(member.range), &member.facets)?;
    let ways = ways.get_or_insert_with(|| Ways::of(models, class));
    let mut further = ways.by(member.property).iter();
    let is_said = breaks(property.range, &Facets::default()).is_some()
        || further.any(|way| breaks(Some(way.member.range), &way.member.facets).is_some());
    if is_said {
        return None;
    }
    let shown = context.show(&property.info);
    let message = format!(
        "the default {} of {shown} {what}",
        context.show_id(default.id)
    );
    let place = match ways.own(member.property) {
        Some(refinement) => context.value_place(class.info.domain, refinement.id, upper::REFINES),
        None => context.place_of(&class.info),
    };
    let help = "let the default through, or take it from the attribute";
    Some(context.finding(&class.info, place, message, help))
}
