//! Prefixes: those that a file declares, and those that everybody knows.

/// A declared prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// Its name, without the colon.
    pub name: String,
    /// The namespace it stands for, after aliases.
    pub namespace: String,
}

/// What a prefix is taken for where a file uses it undeclared.
pub(super) const WELL_KNOWN: &[(&str, &str)] = &[
    ("upper", "https://w3id.org/denota/upper#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("graph", "https://w3id.org/denota/graph#"),
    ("mapping", "https://w3id.org/denota/mapping#"),
];

/// The namespace of a well-known prefix.
pub(super) fn well_known(name: &str) -> Option<&'static str> {
    WELL_KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, namespace)| *namespace)
}
