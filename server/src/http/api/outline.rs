//! What a text is about, before it is checked: which graphs it holds.

use upper::resolve::resolve;
use upper::source::{Aliases, Input, Reader};
use upper::vocabulary::upper as up;

// Who sends graphs says what each of them replaces, by its hash.
pub(crate) use super::tags::hash_of;

/// A graph that a text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Its IRI.
    pub(crate) iri: String,
    /// The short name of a domain model.
    pub(crate) domain: Option<String>,
    /// Whether it is a domain model, if only by its own word.
    pub(crate) is_model: bool,
}

/// The graphs of texts; those without a header are left to the findings.
pub(crate) fn outline(inputs: &[Input], aliases: &Aliases) -> Vec<Outline> {
    let mut reader = Reader::new(aliases.clone());
    for input in inputs {
        reader.read(input.clone());
    }
    let (corpus, _) = resolve(reader);
    let own = corpus.graphs().filter(|(_, named)| !named.builtin);
    own.map(|(_, named)| Outline {
        iri: corpus.terms.text(named.iri).to_owned(),
        domain: named
            .graph
            .object(named.iri, up::DOMAIN)
            .map(|name| corpus.terms.text(name).to_owned()),
        is_model: named.is_model,
    })
    .collect()
}
