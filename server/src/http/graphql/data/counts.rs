//! How many nodes of each kind each graph states: counted when first asked for, and kept until
//! the graph changes, so that a count costs what has changed since the last one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use registry::model::{NamedOrBlankNode, Term};

use super::failure::Result;
use super::session::{Pattern, Session, lock};

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// Nodes by kind.
type OfGraph = Arc<[(usize, usize)]>;

/// What has been counted: for each graph the content hash that it had, and its nodes.
#[derive(Default)]
pub(in crate::http::graphql) struct Counts(Mutex<HashMap<Arc<str>, (String, OfGraph)>>);

impl Session {
    /// How many nodes of some kinds a graph states.
    pub(in crate::http::graphql) fn count_in(
        &self,
        graph: &Arc<str>,
        kinds: &[usize],
    ) -> Result<usize> {
        let Some(hash) = self.hash(graph) else {
            return Ok(0);
        };
        let known = lock(&self.counts.0).get(graph).cloned();
        let counts = match known.filter(|(of, _)| *of == hash) {
            Some((_, counts)) => counts,
            None => {
                let counts = self.count(graph)?;
                // A publication may have come between the hash and the count.
                if self.hash(graph).as_ref() == Some(&hash) {
                    let entry = (hash, Arc::clone(&counts));
                    lock(&self.counts.0).insert(Arc::clone(graph), entry);
                }
                counts
            }
        };
        let of = |kind: &usize| {
            counts
                .iter()
                .find(|(k, _)| k == kind)
                .map_or(0, |(_, n)| *n)
        };
        Ok(kinds.iter().map(of).sum())
    }

    fn hash(&self, graph: &str) -> Option<String> {
        let index = self.registry.index();
        let found = index.seen(&self.view).graph(graph)?;
        Some(format!(
            "{}{:p}",
            found.newest()?.hash,
            Arc::as_ptr(&self.served)
        ))
    }

    fn count(&self, graph: &str) -> Result<OfGraph> {
        let pattern = Pattern {
            predicate: Some(RDF_TYPE),
            graph: Some(graph),
            ..Pattern::default()
        };
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for quad in self.quads(None, pattern) {
            let quad = quad?;
            let (NamedOrBlankNode::NamedNode(_), Term::NamedNode(class)) =
                (&quad.subject, &quad.object)
            else {
                continue;
            };
            if let Some(kind) = self.served.kind_of(class.as_str()) {
                *counts.entry(kind).or_default() += 1;
            }
        }
        Ok(counts.into_iter().collect())
    }
}
