//! IRIs as names.

use crate::vocabulary::{graph, mapping, upper};

/// The vocabularies of RDF itself, each with the prefix that everybody gives it.
pub const STANDARD: [(&str, &str); 4] = [
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The vocabulary of shapes, with its prefix.
pub(crate) const SHACL: (&str, &str) = ("sh", "http://www.w3.org/ns/shacl#");

/// The prefixes that everybody knows, in models and in queries, with their namespaces.
pub const WELL_KNOWN: [(&str, &str); 9] = {
    let [rdf, rdfs, owl, xsd] = STANDARD;
    let skos = ("skos", "http://www.w3.org/2004/02/skos/core#");
    let (upper, graph) = (("upper", upper::NS), ("graph", graph::NS));
    let mapping = ("mapping", mapping::NS);
    [rdf, rdfs, owl, xsd, SHACL, skos, upper, graph, mapping]
};

/// Whether an IRI is a namespace, whose terms start with it.
#[must_use]
pub fn is_namespace(iri: &str) -> bool {
    iri.ends_with(['#', '/'])
}

/// The namespace that an IRI names something in: itself up to its last `#` or `/`.
#[must_use]
pub fn namespace(iri: &str) -> &str {
    let end = iri.rfind(['#', '/']).map_or(0, |i| i + 1);
    iri.get(..end).unwrap_or(iri)
}

/// The part of an IRI that names something within its namespace; of a namespace, its last part.
#[must_use]
pub fn local(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['#', '/']);
    trimmed.rsplit(['#', '/']).next().unwrap_or(trimmed)
}
