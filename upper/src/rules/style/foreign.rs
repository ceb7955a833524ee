//! Properties of other vocabularies that look like those of Upper.

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::graph::TermId;
use crate::model::DomainId;
use crate::rules::{Context, Level, Rule};
use crate::source::namespace_of;
use crate::vocabulary::upper;

pub(super) const UNREAD_PROPERTY: Rule = Rule {
    code: "U0308",
    name: "unread-property",
    level: Level::Warn,
    summary: "a property of RDFS, SKOS, OWL or SHACL stands where Upper has one of its own",
    explanation: "A model may say anything about its terms in other vocabularies, and none of it reaches a target. \
        `rdfs:subClassOf` or `sh:maxCount` in a model is usually meant to have an effect: write Upper's \
        property of the like. Beside that one, for other tools to read, it is welcome.",
    check: unread_property,
};

/// A property of another vocabulary, and those of Upper that say the like.
type Like = (&'static str, &'static [TermId]);

/// Vocabularies, by their usual prefixes, and what of them has its like in Upper.
const LIKE_UPPER: [(&str, &[Like]); 4] = [
    (
        "rdfs",
        &[
            ("label", &[upper::LABEL]),
            ("comment", &[upper::DESCRIPTION, upper::COMMENT]),
            ("range", &[upper::DATATYPE, upper::CLASS]),
            ("subClassOf", &[upper::SUB_CLASS_OF]),
            ("subPropertyOf", &[upper::SUB_PROPERTY_OF]),
        ],
    ),
    (
        "skos",
        &[
            ("prefLabel", &[upper::LABEL]),
            ("definition", &[upper::DESCRIPTION]),
        ],
    ),
    (
        "owl",
        &[
            ("inverseOf", &[upper::INVERSE_OF]),
            ("unionOf", &[upper::UNION_OF]),
            ("oneOf", &[upper::ONE_OF]),
            ("deprecated", &[upper::DEPRECATED]),
        ],
    ),
    (
        "sh",
        &[
            ("class", &[upper::CLASS]),
            ("datatype", &[upper::DATATYPE]),
            ("minCount", &[upper::MIN_COUNT]),
            ("maxCount", &[upper::MAX_COUNT]),
            ("minInclusive", &[upper::MIN_INCLUSIVE]),
            ("maxInclusive", &[upper::MAX_INCLUSIVE]),
            ("minExclusive", &[upper::MIN_EXCLUSIVE]),
            ("maxExclusive", &[upper::MAX_EXCLUSIVE]),
            ("minLength", &[upper::MIN_LENGTH]),
            ("maxLength", &[upper::MAX_LENGTH]),
            ("pattern", &[upper::PATTERN]),
            ("property", &[upper::PROPERTY]),
            ("hasValue", &[upper::HAS_VALUE]),
            ("name", &[upper::NAME]),
            ("description", &[upper::DESCRIPTION]),
        ],
    ),
];

fn unread_property(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let likes = likes(context);
    let (Some(graph), Some(id)) = (context.graph(domain), context.graph_id(domain)) else {
        return;
    };
    if likes.is_empty() {
        return;
    }
    for triple in graph.triples() {
        let Some(own) = likes.get(&triple.predicate) else {
            continue;
        };
        let Some(term) = context.models.term(triple.subject) else {
            continue;
        };
        let is_said = |own: &TermId| graph.with(triple.subject, *own).next().is_some();
        if own.iter().any(is_said) {
            continue;
        }
        let info = context.models.info(term);
        let message = format!(
            "nothing reads {} of {}",
            context.show_id(triple.predicate),
            context.show(info)
        );
        let own: Vec<String> = own.iter().map(|own| context.show_id(*own)).collect();
        let help = format!("write {} instead, or as well", own.join(" or "));
        let place = context.corpus.place(id, triple.places.predicate);
        findings.push(context.finding(info, place, message, help));
    }
}

/// The properties of the list that a text uses, with those of Upper.
fn likes(context: &Context<'_>) -> FxHashMap<TermId, &'static [TermId]> {
    let terms = &context.corpus.terms;
    let mut likes = FxHashMap::default();
    for (prefix, properties) in LIKE_UPPER {
        let namespace = namespace_of(prefix, &[]).unwrap_or_default();
        for (name, own) in properties {
            let like = terms.lookup_iri(&format!("{namespace}{name}"));
            likes.extend(like.map(|like| (like, *own)));
        }
    }
    likes
}
