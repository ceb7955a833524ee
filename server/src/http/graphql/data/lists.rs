//! Lists of a graph, forwards and backwards.

use std::sync::Arc;

use registry::model::{NamedOrBlankNode, Term, TermRef};

use super::failure::Result;
use super::past::Past;
use super::session::{Pattern, Session};

const FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";

/// How long a list may be, or how far back its head may lie.
const LONGEST: usize = 10_000;

impl Session {
    /// The members of the list with a head; `None` where the term is no list.
    pub(in crate::http::graphql) fn list(
        &self,
        past: Option<&Arc<Past>>,
        graph: &Arc<str>,
        head: &Term,
    ) -> Result<Option<Vec<Term>>> {
        let mut members = Vec::new();
        let mut at = head.clone();
        while members.len() < LONGEST {
            let cell = match at {
                Term::NamedNode(node) if node.as_str() == NIL => return Ok(Some(members)),
                Term::NamedNode(node) => NamedOrBlankNode::from(node),
                Term::BlankNode(node) => NamedOrBlankNode::from(node),
                Term::Literal(_) => return Ok(None),
            };
            let Some(cell) = self.load(past, graph, cell)? else {
                return Ok(None);
            };
            let (Some(first), Some(rest)) = (cell.stated(FIRST).next(), cell.stated(REST).next())
            else {
                return Ok(None);
            };
            members.push(first.clone());
            at = rest.clone();
        }
        Ok(None)
    }

    /// The heads of the lists that hold a term, each with its graph.
    pub(in crate::http::graphql) fn heads(
        &self,
        past: Option<&Past>,
        member: TermRef<'_>,
        graph: Option<&str>,
    ) -> Result<Vec<(Arc<str>, NamedOrBlankNode)>> {
        let cells = self.holders(past, FIRST, member, graph)?;
        let mut heads = Vec::new();
        for (graph, mut cell) in cells {
            for _ in 0..LONGEST {
                let before = self.holders(past, REST, term(&cell), Some(&graph))?;
                match before.into_iter().next() {
                    Some((_, before)) => cell = before,
                    None => break,
                }
            }
            heads.push((graph, cell));
        }
        Ok(heads)
    }

    fn holders(
        &self,
        past: Option<&Past>,
        property: &str,
        object: TermRef<'_>,
        graph: Option<&str>,
    ) -> Result<Vec<(Arc<str>, NamedOrBlankNode)>> {
        let pattern = Pattern {
            predicate: Some(property),
            object: Some(object),
            graph,
            ..Pattern::default()
        };
        let quads = self.quads(past, pattern);
        let found = quads.map(|quad| {
            let quad = quad?;
            Ok((super::referrers::graph_of(&quad), quad.subject))
        });
        found.collect()
    }
}

/// A node as an object.
pub(in crate::http::graphql) fn term(node: &NamedOrBlankNode) -> TermRef<'_> {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_ref().into(),
        NamedOrBlankNode::BlankNode(node) => node.as_ref().into(),
    }
}
