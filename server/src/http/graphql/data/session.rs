//! One query of one caller: what it may see, what it has read, what it may still use.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use async_graphql::PathSegment;
use registry::model::{
    GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
    TermRef,
};
use registry::{Registry, Store, View, catalog};

use super::budget::Budget;
use super::counts::Counts;
use super::failure::{Failure, Result};
use super::keys::Key;
use super::node::Node;
use super::past::Past;
use super::records::Standing;
use crate::http::app::App;
use crate::http::graphql::execute::Means;
use crate::http::graphql::served::Served;
use crate::http::hidden;

const RDF_TYPE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");

type Read = HashMap<(Arc<str>, NamedOrBlankNode), Option<Arc<Node>>>;

/// Members of lists, by node and property.
type Lists = HashMap<(String, String), Arc<[Key]>>;

/// A query being answered.
pub(in crate::http::graphql) struct Session {
    /// The server, where there is one, for what it searches with.
    pub(in crate::http::graphql) app: Option<Arc<App>>,
    /// Whether the index has all that was published before the query.
    pub(in crate::http::graphql) is_searchable: bool,
    pub(in crate::http::graphql) registry: Arc<Registry>,
    pub(in crate::http::graphql) view: View,
    pub(in crate::http::graphql) served: Arc<Served>,
    pub(in crate::http::graphql) counts: Arc<Counts>,
    pub(in crate::http::graphql) budget: Budget,
    /// How many nodes one page may hold.
    pub(in crate::http::graphql) most: usize,
    /// The entities that were asked for and are not there: places in the list, by response key.
    pub(in crate::http::graphql) absent: Mutex<HashMap<String, Vec<usize>>>,
    /// The hidden graphs that were asked for by name.
    pub(in crate::http::graphql) denied: Mutex<BTreeSet<String>>,
    /// The field that stopped the query.
    pub(in crate::http::graphql) stopped: OnceLock<Vec<PathSegment>>,
    /// Lists that are known whole, by node and property: one query often asks for the same from
    /// many sides.
    pub(in crate::http::graphql) lists: Mutex<Lists>,
    /// What the nodes of the catalog are to the caller.
    pub(in crate::http::graphql) standings: Mutex<HashMap<String, Standing>>,
    seen: Mutex<HashMap<String, bool>>,
    read: Mutex<Read>,
}

/// A pattern of quads.
#[derive(Clone, Copy, Default)]
pub(in crate::http::graphql) struct Pattern<'a> {
    pub(in crate::http::graphql) subject: Option<NamedOrBlankNodeRef<'a>>,
    pub(in crate::http::graphql) predicate: Option<&'a str>,
    pub(in crate::http::graphql) object: Option<TermRef<'a>>,
    pub(in crate::http::graphql) graph: Option<&'a str>,
}

impl Session {
    /// A query begins.
    pub(in crate::http::graphql) fn new(means: &Means, view: View) -> Self {
        Self {
            app: means.app.clone(),
            is_searchable: means.is_searchable,
            registry: Arc::clone(&means.registry),
            view,
            served: Arc::clone(&means.current.served),
            counts: Arc::clone(&means.counts),
            budget: Budget::new(&means.settings),
            most: means.settings.page,
            absent: Mutex::default(),
            denied: Mutex::default(),
            stopped: OnceLock::new(),
            lists: Mutex::default(),
            standings: Mutex::default(),
            seen: Mutex::default(),
            read: Mutex::default(),
        }
    }

    /// Whether the caller sees what a graph states today. All see the catalog: of its records only
    /// those of graphs that the caller sees, by [`Session::shows_record`].
    pub(in crate::http::graphql) fn sees(&self, graph: &str) -> bool {
        if graph == catalog::IRI {
            return true;
        }
        if let Some(known) = lock(&self.seen).get(graph) {
            return *known;
        }
        let index = self.registry.index();
        let found = index.seen(&self.view).graph(graph);
        let sees = found.is_some_and(|g| g.newest().is_some());
        drop(index);
        lock(&self.seen).insert(graph.to_owned(), sees);
        sees
    }

    /// The quads of a pattern that the caller sees, in the present or a past state.
    pub(in crate::http::graphql) fn quads<'a>(
        &'a self,
        past: Option<&'a Past>,
        pattern: Pattern<'_>,
    ) -> impl Iterator<Item = Result<Quad>> + use<'a> {
        let then = past.map(|past| matches(&past.store, pattern));
        let now = matches(self.registry.store(), pattern);
        let now = now.filter_map(move |quad| self.shown(past, quad).transpose());
        let all = then.into_iter().flatten().chain(now);
        all.map(move |quad| {
            self.budget.work()?;
            quad
        })
    }

    /// A quad of today, where the caller sees it and no past state takes its place.
    fn shown(&self, past: Option<&Past>, quad: Result<Quad>) -> Result<Option<Quad>> {
        let quad = quad?;
        let GraphName::NamedNode(name) = &quad.graph_name else {
            return Ok(None);
        };
        let name = name.as_str();
        let is_of_now = past.is_none_or(|past| !past.graphs.contains(name));
        let shown =
            is_of_now && self.sees(name) && (name != catalog::IRI || self.shows_record(&quad)?);
        Ok(shown.then_some(quad))
    }

    /// The node with an IRI, wherever it is stated.
    pub(in crate::http::graphql) fn find(
        &self,
        past: Option<&Arc<Past>>,
        iri: &str,
    ) -> Result<Option<Arc<Node>>> {
        let subject = NamedNodeRef::new_unchecked(iri);
        let pattern = Pattern {
            subject: Some(subject.into()),
            predicate: Some(RDF_TYPE.as_str()),
            ..Pattern::default()
        };
        let mut graphs: Vec<Arc<str>> = Vec::new();
        for quad in self.quads(past.map(AsRef::as_ref), pattern) {
            if let GraphName::NamedNode(name) = quad?.graph_name {
                graphs.push(name.as_str().into());
            }
        }
        graphs.sort_unstable();
        graphs.dedup();
        for graph in graphs {
            let subject = NamedOrBlankNode::from(subject.into_owned());
            let node = self.load(past, &graph, subject)?;
            if let Some(node) = node.filter(|n| n.kind.is_some()) {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    /// A node as a graph states it.
    pub(in crate::http::graphql) fn load(
        &self,
        past: Option<&Arc<Past>>,
        graph: &Arc<str>,
        subject: NamedOrBlankNode,
    ) -> Result<Option<Arc<Node>>> {
        let key = (Arc::clone(graph), subject);
        // The same node can be read in the present and in a past state: only one is kept.
        if past.is_none()
            && let Some(known) = lock(&self.read).get(&key)
        {
            return Ok(known.clone());
        }
        let node = self.read(past, graph, &key.1)?.map(Arc::new);
        if past.is_none() {
            lock(&self.read).insert(key, node.clone());
        }
        Ok(node)
    }

    fn read(
        &self,
        past: Option<&Arc<Past>>,
        graph: &Arc<str>,
        subject: &NamedOrBlankNode,
    ) -> Result<Option<Node>> {
        let pattern = Pattern {
            subject: Some(subject.as_ref()),
            graph: Some(graph),
            ..Pattern::default()
        };
        let mut statements = Vec::new();
        let mut kind = None;
        for quad in self.quads(past.map(AsRef::as_ref), pattern) {
            let quad = quad?;
            if let Term::NamedNode(class) = &quad.object
                && quad.predicate.as_ref() == RDF_TYPE
                && kind.is_none()
            {
                kind = self.served.kind_of(class.as_str());
            }
            statements.push((quad.predicate.into_string(), quad.object));
        }
        let node = Node {
            graph: Arc::clone(graph),
            subject: subject.clone(),
            kind,
            statements: statements.into(),
            past: past.map(Arc::clone),
        };
        Ok((!node.statements.is_empty()).then_some(node))
    }

    /// Notes which of the entities of a field are not there.
    pub(in crate::http::graphql) fn note_absent(&self, key: String, places: Vec<usize>) {
        // Fields of one key ask for the same, and are answered as one.
        lock(&self.absent).insert(key, places);
    }

    /// The node with an IRI that the caller names. That a hidden graph is asked for so is told
    /// to the audit trail.
    pub(in crate::http::graphql) fn named(&self, iri: &str) -> Result<Option<Arc<Node>>> {
        let found = self.find(None, iri)?;
        if found.is_none() {
            self.note_hidden(iri);
        }
        Ok(found)
    }

    /// Notes which hidden graph was asked for, where it was one, by its IRI or that of a term.
    pub(in crate::http::graphql) fn note_hidden(&self, iri: &str) {
        let index = self.registry.index();
        let hidden = hidden::asked(&index, &self.view, iri);
        lock(&self.denied).extend(hidden);
    }
}

/// What a poisoned lock guards is still whole: each change is one insertion.
pub(in crate::http::graphql) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The quads of a pattern in a store, whoever asks.
pub(in crate::http::graphql) fn matches(
    store: &Store,
    pattern: Pattern<'_>,
) -> impl Iterator<Item = Result<Quad>> + use<> {
    let quads = store.quads_for_pattern(
        pattern.subject,
        pattern.predicate.map(NamedNodeRef::new_unchecked),
        pattern.object,
        (pattern.graph).map(|g| GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(g))),
    );
    quads.map(|quad| quad.map_err(|e| Failure::storage(registry::Error::from(e))))
}
