//! Enumerations and their values.

use rustc_hash::{FxHashMap, FxHashSet};

use super::one_of::MANY;
use crate::finding::Finding;
use crate::graph::TermId;
use crate::model::{Class, ClassId, ClassKind, DomainId, EnumValueId};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

fn enumerations<'a>(
    context: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (ClassId, &'a Class, &'a [EnumValueId])> {
    context
        .classes(domain)
        .filter_map(|(id, class)| match &class.kind {
            ClassKind::Enumeration(values) => Some((id, class, values.as_slice())),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => None,
        })
}

pub(super) const EMPTY: Rule = Rule {
    code: "U0240",
    name: "empty-enumeration",
    level: Level::Deny,
    summary: "an enumeration has no values",
    explanation: "A property of an enumeration without values could never have one, and most targets cannot say it. \
        Values that are not known yet can be added later: that breaks nobody.",
    check: empty,
};

fn empty(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, class, _) in enumerations(context, domain) {
        if context.is_empty_list(&class.info, upper::ONE_OF) {
            let place = context.place_of_value(&class.info, upper::ONE_OF);
            let message = format!("{} has no values", context.show(&class.info));
            findings.push(context.finding(&class.info, place, message, "list at least one value"));
        }
    }
}

pub(super) const REPEATED: Rule = Rule {
    code: "U0241",
    name: "repeated-enum-value",
    level: Level::Deny,
    summary: "an enumeration lists a value twice",
    explanation: "The list states which values there are and their order; a value has one place in it.",
    check: repeated,
};

fn repeated(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, class, values) in enumerations(context, domain) {
        let from = findings.len();
        let mut times: FxHashMap<EnumValueId, usize> = FxHashMap::default();
        for id in values {
            let before = times.entry(*id).or_default();
            // One finding is enough to mend any number of repetitions.
            if *before == 1 && findings.len() - from < MANY {
                let value = &context.models.enum_value(*id).info;
                let place = context.nth_place(domain, class.info.id, upper::ONE_OF, value.id, 1);
                let message = format!(
                    "{} lists {} twice",
                    context.show(&class.info),
                    context.show(value)
                );
                findings.push(context.finding(&class.info, place, message, "list each value once"));
            }
            *before += 1;
        }
    }
}

pub(super) const SHARED: Rule = Rule {
    code: "U0242",
    name: "shared-enum-value",
    level: Level::Deny,
    summary: "two enumerations list one value",
    explanation: "A value belongs to one enumeration, so that its IRI alone says what it is a value of. Enumerations \
        that have values in common are better one enumeration, narrowed by refinements where only some of its \
        values will do.",
    check: shared,
};

fn shared(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (id, class, values) in enumerations(context, domain) {
        let from = findings.len();
        for value in values {
            if findings.len() - from >= MANY {
                break;
            }
            let owners = context.index().enumerations.get(value);
            let Some(first) = owners.and_then(|o| o.first()).filter(|first| **first != id) else {
                continue;
            };
            let (value, other) = (
                &context.models.enum_value(*value).info,
                &context.models.class(*first).info,
            );
            let place = context.place_of_member(domain, class.info.id, upper::ONE_OF, value.id);
            let message = format!(
                "{} is a value of {} already",
                context.show(value),
                context.show(other)
            );
            let help = "define a value of its own, or use the other enumeration and refine it with `upper:oneOf`";
            let elsewhere =
                context.place_of_member(other.domain, other.id, upper::ONE_OF, value.id);
            findings.push(
                context
                    .finding(&class.info, place, message, help)
                    .related(elsewhere, "listed here first"),
            );
        }
    }
}

pub(super) const UNLISTED: Rule = Rule {
    code: "U0243",
    name: "unlisted-enum-value",
    level: Level::Warn,
    summary: "a value is in no enumeration",
    explanation: "A value that no enumeration lists cannot occur in data, and no target has it. It is usually a value \
        that was added and not yet listed, or one that was taken out of the list and left behind. Where \
        `upper:replacedBy` says what took its place, it is kept on purpose.",
    check: unlisted,
};

fn unlisted(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let values = &context.models.domain(domain).values;
    let Some(graph) = context.graph(domain).filter(|_| !values.is_empty()) else {
        return;
    };
    // What a broken enumeration lists is not forgotten: the enumeration is reported. What a
    // condition or a refinement, which have no IRI, lists is something else.
    let lists = graph.triples().iter();
    let lists = lists.filter(|t| t.predicate == upper::ONE_OF && t.subject.is_iri());
    let mut listed: FxHashSet<TermId> = FxHashSet::default();
    for list in lists {
        match graph.list(list.object) {
            Ok(members) => listed.extend(members.iter().map(|member| member.object)),
            Err(_) => drop(listed.insert(list.object)),
        }
    }
    for id in values {
        let value = &context.models.enum_value(*id).info;
        let is_listed = context.index().enumerations.contains_key(id) || listed.contains(&value.id);
        if !is_listed && !value.is_replaced() {
            let message = format!("no enumeration lists {}", context.show(value));
            let help = "add it to the `upper:oneOf` of an enumeration, or remove it";
            findings.push(context.finding(value, context.place_of(value), message, help));
        }
    }
}

pub(super) const SAME_NAME: Rule = Rule {
    code: "U0244",
    name: "enum-values-of-one-name",
    level: Level::Deny,
    summary: "two values of an enumeration have one name",
    explanation: "Data holds the names of values, so within an enumeration each needs a name of its own. The name is \
        the last part of the IRI, or `upper:name` where that is stated.",
    check: same_name,
};

fn same_name(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, class, values) in enumerations(context, domain) {
        let from = findings.len();
        let mut named: FxHashMap<&str, EnumValueId> = FxHashMap::default();
        for id in values {
            let value = &context.models.enum_value(*id).info;
            let first = *named.entry(value.name.as_str()).or_insert(*id);
            if first == *id || findings.len() - from >= MANY {
                continue;
            }
            let other = &context.models.enum_value(first).info;
            let place = if value.name == value.local {
                context.place_of_member(domain, class.info.id, upper::ONE_OF, value.id)
            } else {
                context.place_of_value(value, upper::NAME)
            };
            let (shown, other) = (context.show(value), context.show(other));
            let message = format!(
                "{shown} and {other} are both named `{}` in {}",
                value.name,
                context.show(&class.info)
            );
            findings.push(context.finding(
                value,
                place,
                message,
                "give one of them another `upper:name`",
            ));
        }
    }
}
