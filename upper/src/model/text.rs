//! What every term has: its IRI, its name, its texts.

use super::{DomainId, TermRef};
use crate::graph::TermId;

/// Texts by language, in the author's order; a plain text has the empty language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<(String, String)>);

impl Texts {
    /// The text for readers whose language is not known: plain, else English, else the
    /// author's first.
    #[must_use]
    pub fn preferred(&self) -> Option<&str> {
        let by = |f: &dyn Fn(&str) -> bool| self.0.iter().find(|(l, _)| f(l));
        let english =
            |l: &str| l.eq_ignore_ascii_case("en") || l.to_ascii_lowercase().starts_with("en-");
        by(&str::is_empty)
            .or_else(|| by(&english))
            .or_else(|| self.0.first())
            .map(|(_, text)| text.as_str())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// That a term should no longer be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// Why, and what then.
    pub note: Texts,
    /// What to use instead.
    pub replaced_by: Option<TermRef>,
}

/// What every term has.
#[derive(Clone, Debug)]
pub struct TermInfo {
    /// The interned IRI (or blank node, for the few terms that may be one).
    pub id: TermId,
    /// The IRI.
    pub iri: String,
    /// What follows the namespace.
    pub local: String,
    /// The name that targets use: `upper:name`, else the local name.
    pub name: String,
    /// The domain that defines it.
    pub domain: DomainId,
    /// `upper:label`
    pub labels: Texts,
    /// `upper:description`
    pub descriptions: Texts,
    /// `upper:comment`
    pub comments: Texts,
    /// `upper:deprecated`, `upper:replacedBy`
    pub deprecated: Option<Deprecation>,
}

impl TermInfo {
    /// The text for a docstring: the description, else the label.
    #[must_use]
    pub fn doc(&self) -> Option<&str> {
        self.descriptions
            .preferred()
            .or_else(|| self.labels.preferred())
    }

    /// Whether another term has taken its place: it is kept to be remembered, not to be used.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        self.deprecated
            .as_ref()
            .is_some_and(|d| d.replaced_by.is_some())
    }
}
