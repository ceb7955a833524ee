//! IRIs as names.

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
