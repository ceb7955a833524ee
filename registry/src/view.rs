//! What a caller may see: every read goes through a [`View`], so that a graph that is hidden
//! and a graph that is not there take the same path and look the same.

use std::collections::HashSet;
use std::sync::Arc;

/// The graphs that a caller may see.
#[derive(Clone, Debug, Default)]
pub enum View {
    /// All of them.
    #[default]
    Everything,
    /// These alone.
    Only(Arc<Visible>),
}

/// A set of visible graphs, and a key that names the set: equal keys, equal sets.
#[derive(Debug)]
pub struct Visible {
    /// Names the set, for caches.
    pub key: u64,
    /// The IRIs of the graphs.
    pub graphs: HashSet<String>,
}

impl View {
    /// Whether there is nothing that it does not see.
    pub(crate) fn sees_everything(&self) -> bool {
        matches!(self, Self::Everything)
    }

    /// Whether the graph with an IRI may be seen.
    #[must_use]
    pub fn sees(&self, iri: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(visible) => visible.graphs.contains(iri),
        }
    }
}
