//! IRIs as names.

/// The part of an IRI that names something within its namespace; of a namespace, its last part.
#[must_use]
pub fn local(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['#', '/']);
    trimmed.rsplit(['#', '/']).next().unwrap_or(trimmed)
}
