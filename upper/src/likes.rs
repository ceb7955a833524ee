//! What other vocabularies and languages have a word for, and Upper another one.

use crate::graph::TermId;
use crate::iri::namespace;
use crate::source::namespace_of;
use crate::vocabulary::{upper, xsd};

/// A name, and the terms of Upper that stand for the like.
type Like = (&'static str, &'static [TermId]);

/// Vocabularies, by their usual prefixes, and what of them has its like in Upper.
const VOCABULARIES: [(&str, &[Like]); 4] = [
    (
        "rdfs",
        &[
            ("Class", &[upper::class::DIRECT_CLASS]),
            ("Datatype", &[upper::class::CUSTOM_DATATYPE]),
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
            ("Concept", &[upper::class::ENUM_VALUE]),
            ("prefLabel", &[upper::LABEL]),
            ("definition", &[upper::DESCRIPTION]),
        ],
    ),
    (
        "owl",
        &[
            ("Class", &[upper::class::DIRECT_CLASS]),
            ("DatatypeProperty", &[upper::class::ATTRIBUTE]),
            ("ObjectProperty", &[upper::class::RELATIONSHIP]),
            ("hasKey", &[upper::PRIMARY_KEY]),
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
            ("defaultValue", &[upper::DEFAULT_VALUE]),
            ("in", &[upper::ONE_OF]),
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

/// What people look for in Upper and in XML Schema, and what there is of it.
const HABITS: [(&str, &[Like]); 2] = [
    (
        "upper",
        &[
            ("Entity", &[upper::class::DIRECT_CLASS]),
            ("Enum", &[upper::class::ENUMERATION]),
            ("id", &[upper::PRIMARY_KEY]),
            ("key", &[upper::PRIMARY_KEY]),
            ("max", &[upper::MAX_COUNT]),
            ("min", &[upper::MIN_COUNT]),
            ("parent", &[upper::SUB_CLASS_OF]),
            ("unique", &[upper::UNIQUE_KEY]),
            ("values", &[upper::ONE_OF]),
        ],
    ),
    (
        "xsd",
        &[
            ("bool", &[xsd::BOOLEAN]),
            ("byte", &[xsd::INT]),
            ("short", &[xsd::INT]),
            ("number", &[xsd::DECIMAL]),
            ("positiveInteger", &[xsd::NON_NEGATIVE_INTEGER]),
            ("text", &[xsd::STRING]),
            ("timestamp", &[xsd::DATE_TIME]),
            ("token", &[xsd::STRING]),
            ("uri", &[xsd::ANY_URI]),
            ("uuid", &[upper::datatype::UUID]),
        ],
    ),
];

/// What people look for in Upper and say there in another way.
const OTHERWISE: [(&str, &str); 2] = [
    ("optional", "leave it out, or write `upper:minCount 0`"),
    ("required", "write `upper:minCount 1`"),
];

/// How to say what somebody thinks that there is a property of Upper for.
pub(crate) fn otherwise(iri: &str) -> Option<&'static str> {
    let name = iri.strip_prefix(upper::NS)?;
    let known = OTHERWISE.iter().find(|(word, _)| *word == name);
    known.map(|(_, help)| *help)
}

/// The terms of Upper that are like one of another vocabulary.
pub(crate) fn of_other(iri: &str) -> &'static [TermId] {
    like(&VOCABULARIES, iri)
}

/// The terms that there are for one that somebody thinks there is.
pub(crate) fn of_habit(iri: &str) -> &'static [TermId] {
    like(&HABITS, iri)
}

fn like(table: &[(&str, &'static [Like])], iri: &str) -> &'static [TermId] {
    let (namespace, name) = iri.split_at(namespace(iri).len());
    let of = |prefix: &str| namespace_of(prefix, &[]) == Some(namespace);
    let likes = table.iter().filter(|(prefix, _)| of(prefix));
    let mut likes = likes.flat_map(|(_, likes)| likes.iter());
    likes.find(|(like, _)| *like == name).map_or(&[], |l| l.1)
}
