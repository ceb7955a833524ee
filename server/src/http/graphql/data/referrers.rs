//! Who leads to a node by a property, directly or through a list.

use std::collections::BTreeSet;
use std::sync::Arc;

use registry::model::{GraphName, Quad, TermRef};

use super::failure::Result;
use super::keys::Key;
use super::lists::term;
use super::node::Node;
use super::past::Past;
use super::session::{Pattern, Session};

/// Up to so many are read at once and sorted; more are looked for graph by graph.
const FEW: usize = 2_000;

impl Session {
    /// All that lead to a node, sorted; `None` where there are many.
    pub(in crate::http::graphql) fn few_referrers(
        &self,
        node: &Node,
        property: &str,
        through_lists: bool,
    ) -> Result<Option<Vec<Key>>> {
        let past = node.past.as_deref();
        let found = self.referrers(
            past,
            term(&node.subject),
            property,
            through_lists,
            None,
            FEW,
        )?;
        Ok((found.len() < FEW).then(|| found.into_iter().collect()))
    }

    /// Those in one graph, sorted.
    pub(in crate::http::graphql) fn referrers_in(
        &self,
        node: &Node,
        property: &str,
        through_lists: bool,
        graph: &str,
    ) -> Result<Vec<Key>> {
        let past = node.past.as_deref();
        let subject = term(&node.subject);
        let found = self.referrers(
            past,
            subject,
            property,
            through_lists,
            Some(graph),
            usize::MAX,
        )?;
        Ok(found.into_iter().collect())
    }

    /// What a nested node is that does not say so: what the property makes it that leads to
    /// it, directly or through a list.
    pub(in crate::http::graphql) fn nested_kind(&self, node: &Node) -> Result<Option<usize>> {
        let past = node.past.as_deref();
        let direct = self.led_to_as(past, term(&node.subject), &node.graph)?;
        if direct.is_some() {
            return Ok(direct);
        }
        for (_, head) in self.heads(past, term(&node.subject), Some(&node.graph))? {
            let kind = self.led_to_as(past, term(&head), &node.graph)?;
            if kind.is_some() {
                return Ok(kind);
            }
        }
        Ok(None)
    }

    fn led_to_as(
        &self,
        past: Option<&Past>,
        object: TermRef<'_>,
        graph: &str,
    ) -> Result<Option<usize>> {
        let pattern = Pattern {
            object: Some(object),
            graph: Some(graph),
            ..Pattern::default()
        };
        for quad in self.quads(past, pattern) {
            let kind = self.served.nested_by(quad?.predicate.as_str());
            if kind.is_some() {
                return Ok(kind);
            }
        }
        Ok(None)
    }

    fn referrers(
        &self,
        past: Option<&Past>,
        object: TermRef<'_>,
        property: &str,
        through_lists: bool,
        graph: Option<&str>,
        most: usize,
    ) -> Result<BTreeSet<Key>> {
        let mut found = BTreeSet::new();
        self.referrers_into(past, object, property, graph, most, &mut found)?;
        if through_lists {
            for (graph, head) in self.heads(past, object, graph)? {
                if found.len() >= most {
                    break;
                }
                self.referrers_into(past, term(&head), property, Some(&graph), most, &mut found)?;
            }
        }
        Ok(found)
    }

    fn referrers_into(
        &self,
        past: Option<&Past>,
        object: TermRef<'_>,
        property: &str,
        graph: Option<&str>,
        most: usize,
        found: &mut BTreeSet<Key>,
    ) -> Result<()> {
        let pattern = Pattern {
            predicate: Some(property),
            object: Some(object),
            graph,
            ..Pattern::default()
        };
        for quad in self.quads(past, pattern) {
            if found.len() >= most {
                break;
            }
            let quad = quad?;
            found.insert(Key::new(&graph_of(&quad), &quad.subject));
        }
        Ok(())
    }
}

/// The name of a quad's graph.
pub(in crate::http::graphql) fn graph_of(quad: &Quad) -> Arc<str> {
    match &quad.graph_name {
        GraphName::NamedNode(name) => name.as_str().into(),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => "".into(),
    }
}
