//! Lists too long to know: graph by graph, in the order of their IRIs, as far as needed.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use registry::catalog;
use registry::model::{NamedNodeRef, NamedOrBlankNode, Term};

use super::failure::Result;
use super::filter::Filter;
use super::keys::Key;
use super::past::Past;
use super::session::{Pattern, Session};
use super::source::Candidates;

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// How many graphs are taken from the index at first; four times as many each further time.
const GRAPHS: usize = 64;
/// Up to so many kinds are looked up one by one; of more, all nodes of a graph are read.
const FEW_KINDS: usize = 2;

/// A walk through the graphs.
pub(in crate::http::graphql) struct Walk<'a> {
    session: &'a Session,
    candidates: &'a Candidates,
    filter: &'a Filter,
    backwards: bool,
    /// Where it begins: the graph of this key, beyond the key.
    from: Option<Key>,
    graphs: VecDeque<Arc<str>>,
    last: Option<Arc<str>>,
    chunk: usize,
    is_done: bool,
    keys: std::vec::IntoIter<Key>,
}

impl<'a> Walk<'a> {
    pub(in crate::http::graphql) fn new(
        session: &'a Session,
        candidates: &'a Candidates,
        filter: &'a Filter,
        from: Option<Key>,
        backwards: bool,
    ) -> Self {
        Self {
            session,
            candidates,
            filter,
            backwards,
            from,
            graphs: VecDeque::new(),
            last: None,
            chunk: GRAPHS,
            is_done: false,
            keys: Vec::new().into_iter(),
        }
    }

    /// The next graph that may hold what is looked for.
    pub(in crate::http::graphql) fn next_graph(&mut self) -> Option<Arc<str>> {
        if self.graphs.is_empty() && !self.is_done {
            self.fetch();
        }
        self.graphs.pop_front()
    }

    fn fetch(&mut self) {
        let (from, is_begun) = match (&self.last, &self.from) {
            (Some(last), _) => (Some(Arc::clone(last)), true),
            (None, from) => (from.as_ref().map(|key| Arc::clone(&key.graph)), false),
        };
        let beyond = |iri: &str| {
            from.as_deref()
                .is_none_or(|from| match (self.backwards, is_begun) {
                    (false, false) => iri >= from,
                    (false, true) => iri > from,
                    (true, false) => iri <= from,
                    (true, true) => iri < from,
                })
        };
        if matches!(self.candidates, Candidates::Referrers(..)) {
            self.graphs = self.all_graphs(beyond);
            self.is_done = true;
            return;
        }
        let index = self.session.registry.index();
        let seen = index.seen(&self.session.view);
        let wanted = seen.graphs().filter(|graph| {
            beyond(&graph.iri)
                && graph.newest().is_some()
                && self.may_hold(&graph.governed_by)
                && self.filter.wants_graph(seen, graph)
        });
        let iris = wanted.map(|graph| Arc::from(graph.iri.as_str()));
        self.graphs = if self.backwards {
            // The index runs forwards only: all at once.
            let mut all: VecDeque<Arc<str>> = iris.collect();
            all.make_contiguous().reverse();
            self.is_done = true;
            all
        } else {
            let some: VecDeque<Arc<str>> = iris.take(self.chunk).collect();
            self.is_done = some.len() < self.chunk;
            some
        };
        self.chunk *= 4;
        self.last = self.graphs.back().cloned().or(from);
    }

    /// Every graph that may lead to a node, in the direction of the walk: those of today, those
    /// of the past state of which this is asked, and the catalog, which the index does not list.
    fn all_graphs(&self, beyond: impl Fn(&str) -> bool) -> VecDeque<Arc<str>> {
        let index = self.session.registry.index();
        let seen = index.seen(&self.session.view);
        let past = match self.candidates {
            Candidates::Referrers(node, ..) => node.past.as_ref(),
            Candidates::Known(_) | Candidates::Instances(_) => None,
        };
        let is_past = |iri: &String| past.is_some_and(|past| past.graphs.contains(iri));
        let there = seen.graphs().filter(|graph| {
            (graph.newest().is_some() || is_past(&graph.iri))
                && self.filter.wants_graph(seen, graph)
        });
        let mut all: BTreeSet<&str> = there.map(|graph| graph.iri.as_str()).collect();
        if !self.filter.is_of_graphs() {
            all.insert(catalog::IRI);
        }
        let wanted = all.into_iter().filter(|iri| beyond(iri)).map(Arc::from);
        let mut wanted: VecDeque<Arc<str>> = wanted.collect();
        if self.backwards {
            wanted.make_contiguous().reverse();
        }
        wanted
    }

    fn may_hold(&self, governed_by: &str) -> bool {
        match self.candidates {
            Candidates::Instances(kinds) => self.session.served.may_hold(governed_by, kinds),
            Candidates::Known(_) | Candidates::Referrers(..) => true,
        }
    }

    fn enter(&mut self, graph: &Arc<str>) -> Result<()> {
        let mut keys = self.session.keys_in(self.candidates, graph)?;
        if self.backwards {
            keys.reverse();
        }
        if let Some(from) = self.from.as_ref().filter(|from| from.graph == *graph) {
            keys.retain(|key| {
                if self.backwards {
                    key < from
                } else {
                    key > from
                }
            });
        }
        self.keys = keys.into_iter();
        Ok(())
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Key>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(key) = self.keys.next() {
                return Some(Ok(key));
            }
            // Empty graphs cost time too.
            if let Err(failure) = self.session.budget.work() {
                return Some(Err(failure));
            }
            let graph = self.next_graph()?;
            if let Err(failure) = self.enter(&graph) {
                return Some(Err(failure));
            }
        }
    }
}

impl Session {
    /// The candidates in one graph, sorted.
    fn keys_in(&self, candidates: &Candidates, graph: &Arc<str>) -> Result<Vec<Key>> {
        match candidates {
            Candidates::Known(_) => Ok(Vec::new()),
            Candidates::Instances(kinds) => self.instances_in(None, graph, kinds),
            Candidates::Referrers(node, property, through_lists) => {
                self.referrers_in(node, property, *through_lists, graph)
            }
        }
    }

    /// The instances of kinds that a graph states and that have an IRI, sorted.
    pub(in crate::http::graphql) fn instances_in(
        &self,
        past: Option<&Arc<Past>>,
        graph: &Arc<str>,
        kinds: &[usize],
    ) -> Result<Vec<Key>> {
        let mut keys = Vec::new();
        if kinds.len() <= FEW_KINDS {
            for kind in kinds {
                let class = self.served.class_of(*kind);
                self.typed_into(past, graph, Some(class), &mut keys, |_| true)?;
            }
        } else {
            let is_one = |class: &str| {
                self.served
                    .kind_of(class)
                    .is_some_and(|k| kinds.contains(&k))
            };
            self.typed_into(past, graph, None, &mut keys, is_one)?;
        }
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    fn typed_into(
        &self,
        past: Option<&Arc<Past>>,
        graph: &Arc<str>,
        class: Option<&str>,
        keys: &mut Vec<Key>,
        is_one: impl Fn(&str) -> bool,
    ) -> Result<()> {
        let pattern = Pattern {
            predicate: Some(RDF_TYPE),
            object: class.map(|c| NamedNodeRef::new_unchecked(c).into()),
            graph: Some(graph),
            ..Pattern::default()
        };
        for quad in self.quads(past.map(AsRef::as_ref), pattern) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(_), Term::NamedNode(class)) =
                (&quad.subject, &quad.object)
                && is_one(class.as_str())
            {
                keys.push(Key::new(graph, &quad.subject));
            }
        }
        Ok(())
    }
}
