//! What the catalog says to whom: a statement is shown where both its subject and its object
//! may be known. Everything the catalog names is therefore asked for its graph, and what
//! belongs to no graph that may be seen is not shown.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use upper::graph::TermId;
use upper::vocabulary::graph;

use crate::catalog;
use crate::sparql::{Scope, Time};
use crate::view::View;

/// The properties that lead from what the catalog describes to what it is a part of, and in
/// the end to a graph.
const BELONGING: [TermId; 4] = [
    graph::REVISION_OF,
    graph::REGISTERS,
    graph::DEPENDENCY_OF,
    graph::NEEDS,
];

/// Decides, and remembers what it decided.
pub(super) struct Filter {
    head: Store,
    view: View,
    later: HashSet<String>,
    known: RefCell<HashMap<String, Standing>>,
}

/// What an IRI in the catalog is to whoever asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// A graph that may be seen, or a part of what is said of one.
    Seen,
    /// A graph that may not, or a part of what is said of one.
    Hidden,
    /// Neither: a class, say.
    Other,
}

impl Filter {
    pub(super) fn new(head: &Store, scope: &Scope) -> Self {
        Self {
            head: head.clone(),
            view: scope.view.clone(),
            later: match &scope.time {
                Time::Newest | Time::History { .. } => HashSet::new(),
                Time::At { later, .. } => later.clone(),
            },
            known: RefCell::default(),
        }
    }

    /// Whether a statement of the catalog is shown.
    pub(super) fn shows(&self, quad: &Quad) -> Result<bool, StorageError> {
        if matches!(self.view, View::Everything) && self.later.is_empty() {
            return Ok(true);
        }
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            return Ok(false);
        };
        if self.standing(subject)? != Standing::Seen {
            return Ok(false);
        }
        // It counts the publications of others too.
        if quad.predicate.as_ref() == catalog::known(graph::PUBLICATION) {
            return Ok(matches!(self.view, View::Everything));
        }
        match &quad.object {
            Term::NamedNode(object) => Ok(self.standing(object)? != Standing::Hidden),
            Term::BlankNode(_) => Ok(false),
            Term::Literal(_) => Ok(true),
        }
    }

    fn standing(&self, node: &NamedNode) -> Result<Standing, StorageError> {
        if let Some(known) = self.known.borrow().get(node.as_str()) {
            return Ok(*known);
        }
        let standing = self.judge(node)?;
        let name = node.as_str().to_owned();
        self.known.borrow_mut().insert(name, standing);
        Ok(standing)
    }

    /// A node is judged by what it belongs to, and hidden where any of that is.
    fn judge(&self, node: &NamedNode) -> Result<Standing, StorageError> {
        if self.later.contains(node.as_str()) {
            return Ok(Standing::Hidden);
        }
        if node.as_str() == catalog::IRI {
            return Ok(Standing::Seen);
        }
        let mut standing = Standing::Other;
        for property in BELONGING {
            if let Some(whole) = self.object(node, property)? {
                if self.standing(&whole)? == Standing::Hidden {
                    return Ok(Standing::Hidden);
                }
                standing = Standing::Seen;
            }
        }
        if standing == Standing::Other && self.is_graph(node)? {
            standing = if self.view.sees(node.as_str()) {
                Standing::Seen
            } else {
                Standing::Hidden
            };
        }
        Ok(standing)
    }

    fn object(
        &self,
        node: &NamedNode,
        property: TermId,
    ) -> Result<Option<NamedNode>, StorageError> {
        let mut quads = self.head.quads_for_pattern(
            Some(node.as_ref().into()),
            Some(catalog::known(property)),
            None,
            Some(in_catalog()),
        );
        Ok(match quads.next().transpose()?.map(|q| q.object) {
            Some(Term::NamedNode(object)) => Some(object),
            Some(Term::BlankNode(_) | Term::Literal(_)) | None => None,
        })
    }

    /// Whether a node is a graph that is there or ever was.
    fn is_graph(&self, node: &NamedNode) -> Result<bool, StorageError> {
        let mut quads = self.head.quads_for_pattern(
            None,
            Some(catalog::known(graph::REVISION_OF)),
            Some(node.as_ref().into()),
            Some(in_catalog()),
        );
        Ok(quads.next().transpose()?.is_some() || self.head.contains_named_graph(node)?)
    }
}

fn in_catalog() -> GraphNameRef<'static> {
    GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(catalog::IRI))
}
