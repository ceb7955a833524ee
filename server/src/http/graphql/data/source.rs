//! What a connection lists.

use std::sync::Arc;

use registry::catalog;
use registry::model::{NamedNode, NamedOrBlankNode, Term};
use upper::vocabulary::{self, graph as info};

use super::failure::Result;
use super::filter::Filter;
use super::keys::Key;
use super::node::Node;
use super::past::Past;
use super::session::{Session, lock};

/// What a connection lists.
#[derive(Clone)]
pub(in crate::http::graphql) enum Source {
    /// All instances of a type.
    All,
    /// The nodes to which a property of a node leads.
    Objects {
        /// The node.
        node: Arc<Node>,
        /// The IRI of the property.
        property: String,
    },
    /// The nodes from which a property leads to a node.
    Referrers {
        /// The node.
        node: Arc<Node>,
        /// The IRI of the property.
        property: String,
        /// Whether the property leads to lists, whose members are meant too.
        through_lists: bool,
    },
    /// The nodes that a graph states.
    Stated {
        /// The IRI of the graph.
        graph: Arc<str>,
        /// The state of which this is asked.
        past: Option<Arc<Past>>,
    },
    /// The headers of the graphs of a team.
    Owned(String),
}

/// What is listed: known already, or to be looked for graph by graph.
pub(in crate::http::graphql) enum Candidates {
    /// In this order.
    Known(Arc<[Key]>),
    /// Instances of kinds.
    Instances(Vec<usize>),
    /// Referrers, too many to know them all.
    Referrers(Arc<Node>, String, bool),
}

impl Session {
    /// The candidates for a connection of some kinds.
    pub(in crate::http::graphql) fn candidates(
        &self,
        source: &Source,
        kinds: &[usize],
        filter: &Filter,
    ) -> Result<Candidates> {
        Ok(match source {
            Source::All => match &filter.iris {
                Some(iris) => Candidates::Known(keys(iris.iter().map(|i| self.named(i)))?.into()),
                None if kinds == self.served.revisions() => {
                    Candidates::Known(self.revisions(None).into())
                }
                None if self.served.are_records(kinds) => {
                    Candidates::Known(self.instances_in(None, &catalog::IRI.into(), kinds)?.into())
                }
                None => Candidates::Instances(kinds.to_vec()),
            },
            Source::Objects { node, property } => {
                Candidates::Known(self.objects(node, property)?.into())
            }
            Source::Referrers {
                node,
                property,
                through_lists,
            } => {
                return self.leading_to(node, property, *through_lists);
            }
            Source::Stated { graph, past } => {
                Candidates::Known(self.instances_in(past.as_ref(), graph, kinds)?.into())
            }
            Source::Owned(owner) => Candidates::Known(self.owned(owner).into()),
        })
    }

    fn leading_to(
        &self,
        node: &Arc<Node>,
        property: &str,
        through_lists: bool,
    ) -> Result<Candidates> {
        if Some(property) == vocabulary::iri(info::REVISION_OF) && node.past.is_none() {
            return Ok(Candidates::Known(self.revisions(node.iri()).into()));
        }
        let asked = (node.subject.to_string(), property.to_owned());
        // A blank node is one thing here and another there; a past state is not the present.
        let is_kept = node.past.is_none() && node.iri().is_some();
        if let Some(known) = lock(&self.lists).get(&asked).filter(|_| is_kept) {
            return Ok(Candidates::Known(Arc::clone(known)));
        }
        let Some(keys) = self.few_referrers(node, property, through_lists)? else {
            return Ok(Candidates::Referrers(
                Arc::clone(node),
                property.to_owned(),
                through_lists,
            ));
        };
        let keys: Arc<[Key]> = keys.into();
        if is_kept {
            lock(&self.lists).insert(asked, Arc::clone(&keys));
        }
        Ok(Candidates::Known(keys))
    }

    fn objects(&self, node: &Node, property: &str) -> Result<Vec<Key>> {
        let past = node.past.as_ref();
        let mut keys = keys(node.iris(property).map(|iri| self.find(past, iri)))?;
        keys.extend(node.stated(property).filter_map(|term| match term {
            Term::BlankNode(blank) => Some(Key::new(&node.graph, &blank.clone().into())),
            Term::NamedNode(_) | Term::Literal(_) => None,
        }));
        Ok(keys)
    }

    /// The revisions of a graph, the oldest first; without one, those of all, by IRI. The
    /// index knows them, so that the catalog need not be searched.
    fn revisions(&self, of: Option<&str>) -> Vec<Key> {
        let catalog: Arc<str> = catalog::IRI.into();
        let key = |revision: &registry::Revision| {
            Key::new(
                &catalog,
                &NamedOrBlankNode::from(NamedNode::new_unchecked(&revision.node)),
            )
        };
        let index = self.registry.index();
        let seen = index.seen(&self.view);
        match of {
            Some(iri) => (seen.graph(iri).into_iter())
                .flat_map(|graph| &graph.revisions)
                .map(key)
                .collect(),
            None => {
                let all = seen.graphs().flat_map(|graph| &graph.revisions);
                let mut keys: Vec<Key> = all.map(key).collect();
                keys.sort_unstable();
                keys
            }
        }
    }

    fn owned(&self, owner: &str) -> Vec<Key> {
        let index = self.registry.index();
        let graphs = index.seen(&self.view).graphs();
        let owned = graphs.filter(|g| g.owner() == Some(owner) && g.newest().is_some());
        let key = |g: &registry::Graph| Key {
            graph: g.iri.as_str().into(),
            subject: g.iri.clone(),
        };
        owned.map(key).collect()
    }
}

/// The keys of those nodes that are there, sorted.
fn keys(nodes: impl Iterator<Item = Result<Option<Arc<Node>>>>) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    for node in nodes {
        keys.extend(node?.map(|node| Key::new(&node.graph, &node.subject)));
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}
