//! Deprecated terms, and what replaces them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Finding;
use crate::graph::{Graph, TermId, Triple};
use crate::model::{Class, ClassKind, DomainId, TermInfo, TermRef};
use crate::rules::cycles::cycles;
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::{rdf, upper};

pub(super) const IN_USE: Rule = Rule {
    code: "U0250",
    name: "deprecated-in-use",
    level: Level::Warn,
    summary: "a deprecated term is in use",
    explanation: "A deprecated term is still there for those who have not moved on; new definitions should not rest on \
        it. That a class still lists a deprecated property of its own domain, or an enumeration a deprecated value, is \
        not a use: taking it out is what the deprecation prepares. Nor is what another deprecated term refers to.",
    check: in_use,
};

fn in_use(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let (true, Some(graph), Some(id)) = (
        context.index().deprecated,
        context.graph(domain),
        context.graph_id(domain),
    ) else {
        return;
    };
    for subject in graph.subjects().iter().copied().filter(|s| s.is_iri()) {
        let user = context.models.term(subject);
        if user.is_some_and(|u| context.models.info(u).deprecated.is_some()) {
            continue;
        }
        for (predicate, triple) in reached(graph, subject) {
            let Some(term) = context.models.term(triple.object) else {
                continue;
            };
            let used = context.models.info(term);
            let Some(deprecation) = &used.deprecated else {
                continue;
            };
            if triple.object == subject
                || predicate == upper::REPLACED_BY
                || lists(context, user, predicate, used)
            {
                continue;
            }
            let help = match deprecation.replaced_by {
                Some(new) => format!("use {} instead", context.show(context.models.info(new))),
                None => deprecation
                    .note
                    .preferred()
                    .map_or("use another term".to_owned(), beginning),
            };
            let about = user.map_or(used, |u| context.models.info(u));
            let place = context.corpus.place(id, triple.places.object);
            findings.push(context.finding(
                about,
                place,
                format!("{} is deprecated", context.show(used)),
                help,
            ));
        }
    }
}

/// A note, which each use repeats, or as much of it as people read there.
fn beginning(note: &str) -> String {
    const SHOWN: usize = 400;
    note.chars().take(SHOWN).collect()
}

/// The triples of a term and of what is nested in it, each with the predicate that its
/// value belongs to: for a member of a list, the one whose value is the list.
fn reached(graph: &Graph, subject: TermId) -> Vec<(TermId, Triple)> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut pending = vec![(subject, None)];
    while let Some((node, within)) = pending.pop() {
        for triple in graph.about(node) {
            let predicate = match triple.predicate {
                rdf::FIRST | rdf::REST => within.unwrap_or(triple.predicate),
                other => other,
            };
            if !triple.object.is_blank() {
                found.push((predicate, *triple));
            } else if seen.insert(triple.object) {
                pending.push((triple.object, Some(predicate)));
            }
        }
    }
    found
}

/// Whether a term is listed by the class of its own domain that it is part of.
fn lists(context: &Context<'_>, user: Option<TermRef>, predicate: TermId, used: &TermInfo) -> bool {
    let Some(TermRef::Class(class)) = user else {
        return false;
    };
    let class: &Class = context.models.class(class);
    let enumerates = predicate == upper::ONE_OF && matches!(class.kind, ClassKind::Enumeration(_));
    class.info.domain == used.domain && (predicate == upper::PROPERTY || enumerates)
}

/// The terms of a domain that another replaces.
fn replaced<'a>(
    context: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (TermRef, &'a TermInfo, TermRef)> {
    let models = context.models;
    context.terms(domain).filter_map(move |term| {
        let info = models.info(term);
        Some((term, info, info.deprecated.as_ref()?.replaced_by?))
    })
}

fn replacement(context: &Context<'_>, term: TermRef) -> Option<TermRef> {
    context.models.info(term).deprecated.as_ref()?.replaced_by
}

pub(super) const CIRCLE: Rule = Rule {
    code: "U0251",
    name: "replacement-cycle",
    level: Level::Deny,
    summary: "terms replace one another in a circle",
    explanation: "`upper:replacedBy` leads to the term to use now, and the new term takes over the numbers of the old \
        one. In a circle there is no new term.",
    check: circle,
};

fn circle(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let next = |term| replacement(context, term).into_iter().collect();
    for circle in cycles(replaced(context, domain).map(|(term, ..)| term), next) {
        let Some(first) = circle.first() else {
            continue;
        };
        let about = context.models.info(*first);
        if about.domain != domain {
            continue;
        }
        let path: Vec<String> = circle
            .iter()
            .chain([first])
            .map(|t| context.show(context.models.info(*t)))
            .collect();
        let message = format!(
            "{} is replaced by itself: {}",
            context.show(about),
            path.join(" → ")
        );
        let place = context.place_of_value(about, upper::REPLACED_BY);
        findings.push(context.finding(
            about,
            place,
            message,
            "take away the `upper:replacedBy` of the term to use",
        ));
    }
}

pub(super) const OTHER_KIND: Rule = Rule {
    code: "U0252",
    name: "replacement-of-another-kind",
    level: Level::Deny,
    summary: "a term is replaced by one of another kind",
    explanation: "A class is replaced by a class, a property by a property, a datatype by a datatype, a value by a \
        value: readers put the one where the other stood, and a table or column is renamed.",
    check: other_kind,
};

fn other_kind(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (old, info, new) in replaced(context, domain) {
        let (before, after) = (kind(old), kind(new));
        if before == after {
            continue;
        }
        let (old, new) = (context.show(info), context.show(context.models.info(new)));
        let message = format!("{old} is a {before}, {new} that replaces it a {after}");
        let place = context.place_of_value(info, upper::REPLACED_BY);
        let help = format!("name a {before}, or describe in `upper:deprecated` what to do");
        findings.push(context.finding(info, place, message, help));
    }
}

fn kind(term: TermRef) -> &'static str {
    match term {
        TermRef::Domain(_) => "domain model",
        TermRef::Class(_) => "class",
        TermRef::Property(_) => "property",
        TermRef::Datatype(_) => "datatype",
        TermRef::EnumValue(_) => "value",
    }
}

pub(super) const CHAIN: Rule = Rule {
    code: "U0253",
    name: "replacement-chain",
    level: Level::Warn,
    summary: "a replacement is deprecated itself",
    explanation: "Readers who follow `upper:replacedBy` should arrive at the term to use. When a replacement is \
        replaced in its turn, the older term should name the newest.",
    check: chain,
};

fn chain(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let mut ends: FxHashMap<TermRef, Option<TermRef>> = FxHashMap::default();
    for (term, info, new) in replaced(context, domain) {
        let Some(end) = end(context, term, &mut ends).filter(|end| *end != new) else {
            continue;
        };
        let (shown, end) = (
            context.show(context.models.info(new)),
            context.show(context.models.info(end)),
        );
        let message = format!(
            "{shown}, which replaces {}, is replaced itself",
            context.show(info)
        );
        let place = context.place_of_value(info, upper::REPLACED_BY);
        findings.push(context.finding(
            info,
            place,
            message,
            format!("write `upper:replacedBy` {end}"),
        ));
    }
}

/// The last of a term's replacements; `None` where they run in a circle.
fn end(
    context: &Context<'_>,
    term: TermRef,
    ends: &mut FxHashMap<TermRef, Option<TermRef>>,
) -> Option<TermRef> {
    let mut path = Vec::new();
    let mut at = term;
    let end = loop {
        if let Some(known) = ends.get(&at) {
            break *known;
        }
        // Until the end is known, whoever comes by here again has run in a circle.
        ends.insert(at, None);
        path.push(at);
        match replacement(context, at) {
            Some(next) => at = next,
            None => break Some(at),
        }
    };
    ends.extend(path.into_iter().map(|t| (t, end)));
    end
}
