//! A node of a graph, with all that the graph states of it.

use std::sync::Arc;

use registry::model::{NamedOrBlankNode, Term};
use upper::iri::local;

use super::past::Past;

/// A node.
#[derive(Clone)]
pub(in crate::http::graphql) struct Node {
    /// The IRI of the graph that states it.
    pub(in crate::http::graphql) graph: Arc<str>,
    /// The node itself.
    pub(in crate::http::graphql) subject: NamedOrBlankNode,
    /// What it is, where that is known: the position of its type among the kinds of the API.
    pub(in crate::http::graphql) kind: Option<usize>,
    /// What is stated of it, by property.
    pub(in crate::http::graphql) statements: Arc<[(String, Term)]>,
    /// The past state to which it belongs.
    pub(in crate::http::graphql) past: Option<Arc<Past>>,
}

impl Node {
    /// The same node as one of a kind where its graph does not say what it is.
    pub(in crate::http::graphql) fn or_kind(self: Arc<Self>, kind: Option<usize>) -> Arc<Self> {
        match (self.kind, kind) {
            (None, Some(_)) => Arc::new(Self {
                kind,
                ..(*self).clone()
            }),
            (Some(_), _) | (None, None) => self,
        }
    }

    /// The IRI, unless it is blank.
    pub(in crate::http::graphql) fn iri(&self) -> Option<&str> {
        match &self.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        }
    }

    /// The values of a property, in an order that does not change.
    pub(in crate::http::graphql) fn values(&self, property: &str) -> Vec<&Term> {
        let mut found: Vec<&Term> = self.stated(property).collect();
        if found.len() > 1 {
            found.sort_by_cached_key(|term| match term {
                Term::Literal(l) => (l.language().unwrap_or("").to_owned(), l.value().to_owned()),
                Term::NamedNode(_) | Term::BlankNode(_) => (String::new(), term.to_string()),
            });
        }
        found
    }

    /// The values of a property, in no order.
    pub(in crate::http::graphql) fn stated(&self, property: &str) -> impl Iterator<Item = &Term> {
        let of = move |(p, _): &&(String, Term)| p == property;
        self.statements.iter().filter(of).map(|(_, value)| value)
    }

    /// The values of a property that are IRIs.
    pub(in crate::http::graphql) fn iris(&self, property: &str) -> impl Iterator<Item = &str> {
        self.stated(property).filter_map(|term| match term {
            Term::NamedNode(iri) => Some(iri.as_str()),
            Term::Literal(_) | Term::BlankNode(_) => None,
        })
    }

    /// The text of the first value of a property.
    pub(in crate::http::graphql) fn text(&self, property: &str) -> Option<&str> {
        self.stated(property).find_map(|term| match term {
            Term::Literal(literal) => Some(literal.value()),
            Term::NamedNode(_) | Term::BlankNode(_) => None,
        })
    }

    /// The name: the one that is stated, else the last part of the IRI.
    pub(in crate::http::graphql) fn name(&self) -> Option<&str> {
        use upper::vocabulary::{graph, iri, upper as up};
        let stated = [up::NAME, graph::NAME, up::DOMAIN]
            .into_iter()
            .find_map(|property| self.text(iri(property)?));
        stated.or_else(|| self.iri().map(local))
    }
}
