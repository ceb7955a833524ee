//! Facets and conditions: kept as custom properties, since Avro enforces none of them.

use serde_json::{Map, Value as Json, json};
use upper::model::{Bound, Condition, Facets, Literal, Models, Test};
use upper::vocabulary::Primitive;

use crate::decimal::is_wider;

/// Facets under their names in Upper.
pub(super) fn json(facets: &Facets) -> Json {
    let mut out = Map::new();
    let mut put = |key: &str, value: Option<Json>| {
        if let Some(value) = value {
            out.insert(key.to_owned(), value);
        }
    };
    let bound = |literal: &Option<Literal>| literal.as_ref().map(|l| json!(l.value));
    put(
        "pattern",
        (!facets.patterns.is_empty()).then(|| json!(facets.patterns)),
    );
    put("minLength", facets.min_length.map(Json::from));
    put("maxLength", facets.max_length.map(Json::from));
    put("minInclusive", bound(&facets.min_inclusive));
    put("maxInclusive", bound(&facets.max_inclusive));
    put("minExclusive", bound(&facets.min_exclusive));
    put("maxExclusive", bound(&facets.max_exclusive));
    put("totalDigits", facets.total_digits.map(Json::from));
    put("fractionDigits", facets.fraction_digits.map(Json::from));
    put("oneOf", facets.one_of.as_deref().map(values));
    Json::Object(out)
}

/// The constructs among facets that an Avro type does not enforce.
pub(super) fn lost(facets: &Facets, primitive: Primitive) -> Vec<&'static str> {
    let bounded = [
        &facets.min_inclusive,
        &facets.max_inclusive,
        &facets.min_exclusive,
        &facets.max_exclusive,
    ];
    let digits = facets.total_digits.is_some() || facets.fraction_digits.is_some();
    [
        ("pattern", !facets.patterns.is_empty()),
        (
            "length",
            facets.min_length.is_some() || facets.max_length.is_some(),
        ),
        ("bound", bounded.iter().any(|b| b.is_some())),
        (
            "digits",
            if primitive == Primitive::Decimal {
                is_wider(facets)
            } else {
                digits
            },
        ),
        ("allowed values", facets.one_of.is_some()),
    ]
    .into_iter()
    .filter_map(|(construct, lost)| lost.then_some(construct))
    .collect()
}

/// The conditions of a qualified class.
pub(super) fn conditions(models: &Models, conditions: &[Condition]) -> Json {
    conditions
        .iter()
        .map(|condition| condition_json(models, condition))
        .collect()
}

fn condition_json(models: &Models, condition: &Condition) -> Json {
    let mut out = Map::new();
    if let Some(property) = condition.property {
        out.insert(
            "property".to_owned(),
            models.property(property).info.iri.as_str().into(),
        );
    }
    for test in &condition.tests {
        let (key, value) = match test {
            Test::HasValue(literal) => ("hasValue", json!(literal.value)),
            Test::OneOf(literals) => ("oneOf", values(literals)),
            Test::Bound(bound, literal) => (bound_name(*bound), json!(literal.value)),
            Test::Present(present) => ("present", json!(present)),
        };
        out.insert(key.to_owned(), value);
    }
    Json::Object(out)
}

const fn bound_name(bound: Bound) -> &'static str {
    match bound {
        Bound::MinInclusive => "minInclusive",
        Bound::MaxInclusive => "maxInclusive",
        Bound::MinExclusive => "minExclusive",
        Bound::MaxExclusive => "maxExclusive",
    }
}

fn values(literals: &[Literal]) -> Json {
    literals.iter().map(|l| l.value.as_str()).collect()
}
