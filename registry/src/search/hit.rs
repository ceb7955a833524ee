//! What is asked, and what is found.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// What is searched for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words, all of which must be found; the beginnings of longer words and words with a
    /// typing error count too. An IRI finds what it names. Everything where it is empty.
    pub text: String,
    /// The class of terms, by its name in Upper or a system domain, or the name of one of
    /// its superclasses: `DirectClass`, `class`, `property`.
    pub kind: Option<String>,
    /// The classes of terms themselves, by IRI: one of these.
    pub classes: Option<Vec<String>>,
    /// The team that owns the graph.
    pub owner: Option<String>,
    /// The short name of the domain: that of the model itself, not of what was made from it.
    pub domain: Option<String>,
    /// The graphs that state terms, by IRI: one of these, as far as the view sees them.
    pub graphs: Option<HashSet<String>>,
    /// How many hits to return.
    pub limit: usize,
    /// How many of the best hits to leave out.
    pub offset: usize,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// How many terms match, of those that the view sees.
    pub total: usize,
    /// Whether there are no more than that: counting ends at [`MAX_COUNT`](super::MAX_COUNT).
    pub is_exact: bool,
    /// The best of them, the best first.
    pub hits: Vec<Hit>,
}

/// A text in a language, or in none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The language tag.
    pub language: Option<String>,
    /// The text.
    pub text: String,
}

/// A term that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Its IRI.
    pub iri: String,
    /// The name that targets use.
    pub name: String,
    /// What it is: the local name of its class.
    pub kind: String,
    /// The graph that states it.
    pub graph: String,
    /// The short name of the graph's domain.
    pub domain: Option<String>,
    /// The team that owns the graph.
    pub owner: Option<String>,
    /// Its labels.
    pub labels: Vec<Text>,
    /// Its descriptions.
    pub descriptions: Vec<Text>,
    /// How well it matches; scores of different queries do not compare.
    #[serde(default)]
    pub score: f32,
}
