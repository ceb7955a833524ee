//! Whatever a graph says, checking it ends, and ends without a panic.

use proptest::prelude::*;
use upper::check::{Options, check};
use upper::source::{Input, Syntax};
use upper::vocabulary::IRIS;

/// Few enough that statements meet: cycles, shared lists, terms of several kinds.
const OWN: [&str; 8] = ["A", "B", "C", "d", "e", "f", "g", "H"];

const LITERALS: [&str; 14] = [
    "0",
    "1",
    "-1",
    "2.5",
    "true",
    "1e9",
    "\"\"",
    "\"[\"",
    "\"x\"@en",
    "\"NaN\"^^xsd:double",
    "\"P1M\"^^xsd:duration",
    "\"2024-02-30\"^^xsd:date",
    "99999999999999999999999999",
    "\"many\"^^xsd:integer",
];

fn own() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(&OWN[..]).prop_map(|n| format!("e:{n}")),
        2 => (0..4_u8).prop_map(|n| format!("_:b{n}")),
        1 => Just("e:".to_owned()),
    ]
}

fn known() -> impl Strategy<Value = String> {
    prop::sample::select(IRIS).prop_map(|iri| format!("<{iri}>"))
}

/// What models are made of comes more often than the rest of the vocabulary.
fn predicate() -> impl Strategy<Value = String> {
    let common = [
        "property",
        "primaryKey",
        "uniqueKey",
        "subClassOf",
        "trait",
        "refinement",
        "refines",
        "qualifies",
        "where",
        "unionOf",
        "listOf",
        "oneOf",
        "extends",
        "class",
        "datatype",
        "base",
        "inverseOf",
        "minCount",
        "maxCount",
        "replacedBy",
        "deprecated",
        "defaultValue",
        "hasValue",
        "minInclusive",
        "maxExclusive",
        "pattern",
        "minLength",
        "name",
        "label",
        "domain",
    ];
    prop_oneof![
        8 => prop::sample::select(common.to_vec()).prop_map(|n| format!("upper:{n}")),
        1 => Just("rdf:first".to_owned()),
        1 => Just("rdf:rest".to_owned()),
        1 => Just("owl:imports".to_owned()),
        2 => known(),
    ]
}

fn object() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => own(),
        2 => known(),
        2 => prop::sample::select(&LITERALS[..]).prop_map(str::to_owned),
        2 => prop::collection::vec(own(), 0..4).prop_map(|all| format!("( {} )", all.join(" "))),
        1 => (predicate(), own()).prop_map(|(p, o)| format!("[ {p} {o} ]")),
    ]
}

fn kind() -> impl Strategy<Value = String> {
    let kinds = [
        "DirectClass",
        "SealedClass",
        "Trait",
        "QualifiedClass",
        "Singleton",
        "Union",
        "Enumeration",
        "EnumValue",
        "List",
        "Extension",
        "Attribute",
        "Relationship",
        "ConnectedNode",
        "AnyProperty",
        "Refinement",
        "Condition",
        "CustomDatatype",
        "DomainModel",
    ];
    prop::sample::select(kinds.to_vec()).prop_map(|k| format!("upper:{k}"))
}

fn document() -> impl Strategy<Value = String> {
    let typed = (own(), kind()).prop_map(|(s, k)| format!("{s} a {k} ."));
    let stated = (own(), predicate(), object()).prop_map(|(s, p, o)| format!("{s} {p} {o} ."));
    let statements = prop::collection::vec(prop_oneof![1 => typed, 3 => stated], 1..60);
    // Every name has a kind to start from, or hardly any statement would mean anything.
    let kinds = prop::collection::vec(kind(), OWN.len());
    (statements, kinds, any::<bool>()).prop_map(|(statements, kinds, headed)| {
        let header = if headed { "e: a upper:DomainModel ; upper:domain \"e\" ." } else { "" };
        let terms: String = OWN.iter().zip(kinds).map(|(n, k)| format!("e:{n} a {k} .\n")).collect();
        format!(
            "@prefix e: <https://example.org/e#> .\n@prefix upper: <https://w3id.org/denota/upper#> .\n\
             @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
             @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n{header}\n{terms}{}\n",
            statements.join("\n")
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn checking_any_graph_ends_without_a_panic(text in document()) {
        let input = Input { path: "e.ttl".to_owned(), bytes: text.clone().into_bytes(), syntax: Syntax::Turtle };
        let checked = check(vec![input], &Options::default());
        for finding in &checked.findings {
            let source = checked.corpus.sources.get(finding.place.source);
            let (start, end) = (finding.place.start as usize, finding.place.end as usize);
            prop_assert!(source.text.get(start..end).is_some(), "{finding:?} underlines nothing");
            prop_assert!(!finding.message.is_empty() && !finding.code.is_empty(), "{finding:?}");
        }
        prop_assert!(!checked.has_errors() || checked.valid().is_empty());
    }
}
