//! The models that come with the product: Upper and the system domains.

/// What the IRIs of the product's own graphs begin with: nobody else may name a graph so.
pub const RESERVED: &str = "https://w3id.org/denota/";

/// IRI, path and text of each, as they stand in `ontologies/`.
pub const MODELS: &[(&str, &str, &str)] = &[
    (
        "https://w3id.org/denota/upper#",
        "ontologies/upper.ttl",
        include_str!("../../ontologies/upper.ttl"),
    ),
    (
        "https://w3id.org/denota/graph#",
        "ontologies/systems/graph.ttl",
        include_str!("../../ontologies/systems/graph.ttl"),
    ),
    (
        "https://w3id.org/denota/graphql#",
        "ontologies/systems/graphql.ttl",
        include_str!("../../ontologies/systems/graphql.ttl"),
    ),
    (
        "https://w3id.org/denota/avro#",
        "ontologies/systems/avro.ttl",
        include_str!("../../ontologies/systems/avro.ttl"),
    ),
    (
        "https://w3id.org/denota/iceberg#",
        "ontologies/systems/iceberg.ttl",
        include_str!("../../ontologies/systems/iceberg.ttl"),
    ),
    (
        "https://w3id.org/denota/shacl#",
        "ontologies/systems/shacl.ttl",
        include_str!("../../ontologies/systems/shacl.ttl"),
    ),
    (
        "https://w3id.org/denota/mapping#",
        "ontologies/systems/mapping.ttl",
        include_str!("../../ontologies/systems/mapping.ttl"),
    ),
];

/// Path and text of the model with an IRI.
#[must_use]
pub fn builtin(iri: &str) -> Option<(&'static str, &'static str)> {
    MODELS
        .iter()
        .find(|(i, _, _)| *i == iri)
        .map(|(_, path, text)| (*path, *text))
}
