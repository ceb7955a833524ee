//! One store, and which of its graphs are shown under which names.

use std::collections::HashMap;
use std::rc::Rc;

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};

use super::Quads;
use super::catalog::Filter;
use crate::catalog;
use crate::view::View;

/// A store, and what of it is shown.
#[derive(Clone)]
pub(super) struct Source {
    store: Store,
    shown: Shown,
    filter: Rc<Filter>,
}

/// Which graphs of a store are shown.
#[derive(Clone)]
pub(super) enum Shown {
    /// Those of a view, under their own names, and of the catalog what speaks of them.
    Newest(View),
    /// The catalog alone, as far as it speaks of what may be seen.
    Catalog,
    /// Revisions: of each its node, which is its name in the store, and the name that it is
    /// shown under; both ways.
    Revisions(Rc<Renamed>),
}

/// Names, both ways.
#[derive(Default)]
pub(super) struct Renamed {
    shown: HashMap<String, NamedNode>,
    stored: HashMap<String, NamedNode>,
}

impl Shown {
    /// Revisions, each by the name that it is shown under and its node.
    pub(super) fn revisions<'a>(of: impl Iterator<Item = (&'a String, &'a String)>) -> Self {
        let mut renamed = Renamed::default();
        for (shown, stored) in of {
            renamed
                .shown
                .insert(stored.clone(), NamedNode::new_unchecked(shown));
            renamed
                .stored
                .insert(shown.clone(), NamedNode::new_unchecked(stored));
        }
        Self::Revisions(Rc::new(renamed))
    }

    /// The name that a graph of the store is shown under, if it is.
    fn shown(&self, stored: NamedNode) -> Option<NamedNode> {
        match self {
            Self::Newest(view) => {
                let seen = stored.as_str() == catalog::IRI || view.sees(stored.as_str());
                seen.then_some(stored)
            }
            Self::Catalog => (stored.as_str() == catalog::IRI).then_some(stored),
            Self::Revisions(renamed) => renamed.shown.get(stored.as_str()).cloned(),
        }
    }

    /// The name in the store of a graph that is shown.
    fn stored(&self, shown: &NamedNode) -> Option<NamedNode> {
        match self {
            Self::Newest(_) | Self::Catalog => self.shown(shown.clone()),
            Self::Revisions(renamed) => renamed.stored.get(shown.as_str()).cloned(),
        }
    }
}

impl Source {
    pub(super) fn new(store: &Store, shown: Shown, filter: &Rc<Filter>) -> Self {
        Self {
            store: store.clone(),
            shown,
            filter: Rc::clone(filter),
        }
    }

    /// The quads of all graphs that are shown.
    pub(super) fn quads(
        self,
        subject: Option<&NamedOrBlankNode>,
        predicate: Option<&NamedNode>,
        object: Option<&Term>,
    ) -> Quads {
        // One graph that is known needs no filter of names.
        if matches!(self.shown, Shown::Catalog) {
            let quads = self.quads_of(subject, predicate, object, &catalog::name());
            return quads.unwrap_or_else(|| Box::new(std::iter::empty()));
        }
        let quads = self.store.quads_for_pattern(
            subject.map(NamedOrBlankNode::as_ref),
            predicate.map(NamedNode::as_ref),
            object.map(Term::as_ref),
            None,
        );
        Box::new(quads.filter_map(move |quad| self.show(quad)))
    }

    /// The quads of a graph, by the name that it is shown under; `None` where it is not.
    pub(super) fn quads_of(
        &self,
        subject: Option<&NamedOrBlankNode>,
        predicate: Option<&NamedNode>,
        object: Option<&Term>,
        graph: &NamedNode,
    ) -> Option<Quads> {
        let stored = self.shown.stored(graph)?;
        let quads = self.store.quads_for_pattern(
            subject.map(NamedOrBlankNode::as_ref),
            predicate.map(NamedNode::as_ref),
            object.map(Term::as_ref),
            Some(GraphNameRef::NamedNode(stored.as_ref())),
        );
        let this = self.clone();
        Some(Box::new(quads.filter_map(move |quad| this.show(quad))))
    }

    /// A quad as it is shown, if it is; what cannot be read is an error, not a gap.
    fn show(&self, quad: Result<Quad, StorageError>) -> Option<Result<Quad, StorageError>> {
        let mut quad = match quad {
            Ok(quad) => quad,
            Err(error) => return Some(Err(error)),
        };
        // Graphs without an IRI are private.
        let GraphName::NamedNode(stored) = quad.graph_name else {
            return None;
        };
        let shown = self.shown.shown(stored)?;
        quad.graph_name = shown.clone().into();
        if shown.as_str() == catalog::IRI {
            match self.filter.shows(&quad) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
        Some(Ok(quad))
    }

    /// The names of the graphs that are shown.
    pub(super) fn names(&self) -> Vec<Result<NamedNode, StorageError>> {
        let shown = |name| match name {
            Ok(NamedOrBlankNode::NamedNode(stored)) => self.shown.shown(stored).map(Ok),
            Ok(NamedOrBlankNode::BlankNode(_)) => None,
            Err(error) => Some(Err(error)),
        };
        self.store.named_graphs().filter_map(shown).collect()
    }

    /// Whether a graph is shown under a name, and is there.
    pub(super) fn has(&self, graph: &NamedNode) -> Result<bool, StorageError> {
        match self.shown.stored(graph) {
            Some(stored) => self.store.contains_named_graph(&stored),
            None => Ok(false),
        }
    }
}
