//! Labels and descriptions.

use rustc_hash::FxHashSet;

use super::foreign::is_said_otherwise;
use crate::finding::Finding;
use crate::model::{DatatypeKind, DomainId, TermInfo, TermRef};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

/// The terms of a domain that its author names, header included.
fn described<'a>(
    context: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (TermRef, &'a TermInfo)> {
    let models = context.models;
    std::iter::once(TermRef::Domain(domain))
        .chain(context.terms(domain))
        .map(move |term| (term, models.info(term)))
}

pub(super) const MISSING_LABEL: Rule = Rule {
    code: "U0302",
    name: "missing-label",
    level: Level::Warn,
    summary: "a term has no label",
    explanation: "`upper:label` is the name that people read and search for. Without one, screens and documents fall \
        back to the name in the IRI. Labels can be given in several languages, one each.",
    check: missing_label,
};

fn missing_label(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (term, info) in described(context, domain) {
        // The short name of a domain model is a label already.
        let is_domain = matches!(term, TermRef::Domain(_));
        let lacks = info.labels.is_empty() && !is_domain;
        if lacks && !is_said_otherwise(context, info, upper::LABEL) {
            let message = format!("{} has no label", context.show(info));
            findings.push(context.finding(
                info,
                context.place_of(info),
                message,
                "add an `upper:label`",
            ));
        }
    }
}

pub(super) const MISSING_DESCRIPTION: Rule = Rule {
    code: "U0303",
    name: "missing-description",
    level: Level::Warn,
    summary: "a class, property or datatype has no description",
    explanation: "`upper:description` says in a sentence what the term stands for, and becomes its documentation in \
        every target. What it means to those who made it is rarely plain to those who only find it. Values of \
        enumerations need one only where their names do not explain them.",
    check: missing_description,
};

fn missing_description(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (term, info) in described(context, domain) {
        let wanted = match term {
            TermRef::Class(_) | TermRef::Property(_) => true,
            TermRef::Datatype(id) => {
                matches!(context.models.datatype(id).kind, DatatypeKind::Custom(_))
            }
            TermRef::Domain(_) | TermRef::EnumValue(_) => false,
        };
        let lacks = wanted && info.descriptions.is_empty();
        if lacks && !is_said_otherwise(context, info, upper::DESCRIPTION) {
            let message = format!("{} has no description", context.show(info));
            let help = "add an `upper:description`: a sentence that says what it stands for";
            findings.push(context.finding(info, context.place_of(info), message, help));
        }
    }
}

pub(super) const UNTAGGED_LABEL: Rule = Rule {
    code: "U0306",
    name: "untagged-label",
    level: Level::Warn,
    summary: "a label without a language stands beside others that have one",
    explanation: "A plain label is for readers of any language and is shown before all others. Beside labels in \
        languages it is usually one whose tag was forgotten, and hides them.",
    check: untagged_label,
};

fn untagged_label(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, info) in described(context, domain) {
        let plain = info
            .labels
            .0
            .iter()
            .position(|(language, _)| language.is_empty());
        let (Some(plain), true) = (
            plain,
            info.labels
                .0
                .iter()
                .any(|(language, _)| !language.is_empty()),
        ) else {
            continue;
        };
        let text = info
            .labels
            .0
            .get(plain)
            .map_or("", |(_, text)| text.as_str());
        let message = format!(
            "the label `{text}` has no language, other labels of {} do",
            context.show(info)
        );
        let place = match (context.graph(domain), context.graph_id(domain)) {
            // Labels are read in the order of the text.
            (Some(graph), Some(id)) => graph
                .with(info.id, upper::LABEL)
                .filter(|t| t.object.is_literal())
                .nth(plain)
                .map(|t| context.corpus.place(id, t.places.object)),
            _ => None,
        };
        let place = place.unwrap_or_else(|| context.place_of_value(info, upper::LABEL));
        findings.push(context.finding(info, place, message, "add its language, like `\"…\"@en`"));
    }
}

pub(super) const ECHOING_DESCRIPTION: Rule = Rule {
    code: "U0307",
    name: "echoing-description",
    level: Level::Warn,
    summary: "a description only repeats the label",
    explanation: "A description that is the label again tells a reader nothing. Say what the term stands for, what \
        counts and what does not, or leave the description out until there is something to say.",
    check: echoing_description,
};

fn echoing_description(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, info) in described(context, domain) {
        let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
        let names = info.labels.0.iter().map(|(_, text)| plain(text));
        let mut names: FxHashSet<String> = names.collect();
        names.insert(info.local.to_lowercase());
        let mut descriptions = info.descriptions.0.iter();
        if descriptions.any(|(_, text)| names.contains(&plain(text))) {
            let message = format!(
                "the description of {} only repeats its name",
                context.show(info)
            );
            let place = context.place_of_value(info, upper::DESCRIPTION);
            findings.push(context.finding(info, place, message, "say what it stands for"));
        }
    }
}
