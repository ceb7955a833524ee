//! What the catalog says to whom: a statement is there for a caller who may know both what it is
//! about and what it leads to, as in SPARQL. Every pattern is asked through this, so that lists,
//! counts, cursors and the work of a query are those of a registry without the hidden graphs.

use registry::model::{NamedNodeRef, NamedOrBlankNode, Quad, Term};
use registry::{View, catalog};
use upper::graph::TermId;
use upper::vocabulary::{self, graph as info};

use super::failure::Result;
use super::session::{Pattern, Session, lock, matches};

/// The properties that lead from a record to what it is a part of, and in the end to a graph.
const BELONGING: [TermId; 4] = [
    info::REGISTERS,
    info::NEEDS,
    info::DEPENDENCY_OF,
    info::REVISION_OF,
];

/// What an IRI in the catalog is to the caller.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::http::graphql) enum Standing {
    /// A graph that may be seen, or a part of what is said of one.
    Seen,
    /// A graph that may not, or a part of what is said of one.
    Hidden,
    /// Neither: a class, say.
    Other,
}

impl Session {
    /// Whether a statement of the catalog is there for the caller.
    pub(in crate::http::graphql) fn shows_record(&self, quad: &Quad) -> Result<bool> {
        if matches!(self.view, View::Everything) {
            return Ok(true);
        }
        // It counts the publications of others too.
        if vocabulary::iri(info::PUBLICATION) == Some(quad.predicate.as_str()) {
            return Ok(false);
        }
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            return Ok(false);
        };
        if self.standing(subject.as_str())? != Standing::Seen {
            return Ok(false);
        }
        match &quad.object {
            Term::NamedNode(object) => Ok(self.standing(object.as_str())? != Standing::Hidden),
            Term::BlankNode(_) => Ok(false),
            Term::Literal(_) => Ok(true),
        }
    }

    fn standing(&self, node: &str) -> Result<Standing> {
        if let Some(known) = lock(&self.standings).get(node) {
            return Ok(*known);
        }
        let standing = self.judge(node)?;
        lock(&self.standings).insert(node.to_owned(), standing);
        Ok(standing)
    }

    /// A record is judged by what it belongs to, and hidden where any of that is.
    fn judge(&self, node: &str) -> Result<Standing> {
        if node == catalog::IRI {
            return Ok(Standing::Seen);
        }
        if let Some(sees) = self.sees_graph_of(node) {
            return Ok(if sees {
                Standing::Seen
            } else {
                Standing::Hidden
            });
        }
        let mut standing = Standing::Other;
        for property in BELONGING {
            let pattern = Pattern {
                subject: Some(NamedNodeRef::new_unchecked(node).into()),
                predicate: vocabulary::iri(property),
                graph: Some(catalog::IRI),
                ..Pattern::default()
            };
            for quad in matches(self.registry.store(), pattern) {
                let Term::NamedNode(whole) = quad?.object else {
                    continue;
                };
                if self.standing(whole.as_str())? != Standing::Seen {
                    return Ok(Standing::Hidden);
                }
                standing = Standing::Seen;
            }
        }
        Ok(standing)
    }

    /// Whether the caller sees a graph, by its IRI or the node of one of its revisions; `None`
    /// where a node is neither. The index knows without a look into the store.
    fn sees_graph_of(&self, node: &str) -> Option<bool> {
        let index = self.registry.index();
        let named = || index.seen(&View::Everything).graph(node);
        let graph = index.revision(node).map(|(graph, _)| graph).or_else(named);
        graph.map(|graph| self.view.sees(&graph.iri))
    }
}
