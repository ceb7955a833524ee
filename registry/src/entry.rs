//! A graph on its way into the store.

use oxigraph::model::Quad;
use semver::Version;

use crate::catalog;
use crate::index::{Dependency, Graph, Kind, Revision};
use crate::store::Publisher;

/// A new state of a graph, complete but for who publishes it and when.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) iri: String,
    pub(crate) kind: Kind,
    pub(crate) domain: Option<String>,
    pub(crate) governed_by: String,
    pub(crate) builtin: bool,
    /// The text that reads as the graph, in Turtle.
    pub(crate) text: String,
    /// The graph as the store holds it; none where it is retired.
    pub(crate) quads: Vec<Quad>,
    pub(crate) hash: String,
    pub(crate) version: Version,
    pub(crate) owner: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) retired: bool,
    /// How many revisions there are already.
    pub(crate) before: usize,
}

impl Entry {
    /// The node of the revision that this will be.
    pub(crate) fn node(&self) -> String {
        catalog::revision(&self.hash, self.before + 1)
    }

    /// The graph with this revision alone; its text; its quads.
    pub(crate) fn into_parts(
        self,
        publication: u64,
        publisher: &Publisher,
    ) -> (Graph, String, Vec<Quad>) {
        let node = self.node();
        let graph = Graph {
            iri: self.iri,
            kind: self.kind,
            governed_by: self.governed_by,
            builtin: self.builtin,
            revisions: vec![Revision {
                node,
                domain: self.domain,
                version: self.version,
                hash: self.hash,
                owner: self.owner,
                published_at: publisher.at.clone(),
                publisher: publisher.name.clone(),
                dependencies: self.dependencies,
                publication,
                retired: self.retired,
            }],
        };
        (graph, self.text, self.quads)
    }
}
