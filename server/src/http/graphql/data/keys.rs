//! Where a node stands in lists, and cursors, which are that in writing.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registry::model::{BlankNode, NamedNode, NamedOrBlankNode};

use super::failure::{Failure, Result};

/// A node by the graph that states it: lists are sorted by both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::http::graphql) struct Key {
    /// The IRI of the graph.
    pub(in crate::http::graphql) graph: Arc<str>,
    /// The IRI of the node, or `_:` and the label of a blank one.
    pub(in crate::http::graphql) subject: String,
}

impl Key {
    /// The key of a node in a graph.
    pub(in crate::http::graphql) fn new(graph: &Arc<str>, subject: &NamedOrBlankNode) -> Self {
        let subject = match subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => format!("_:{}", node.as_str()),
        };
        Self {
            graph: Arc::clone(graph),
            subject,
        }
    }

    /// The node.
    pub(in crate::http::graphql) fn node(&self) -> NamedOrBlankNode {
        match self.subject.strip_prefix("_:") {
            Some(label) => BlankNode::new_unchecked(label).into(),
            None => NamedNode::new_unchecked(self.subject.as_str()).into(),
        }
    }

    /// The cursor.
    pub(in crate::http::graphql) fn cursor(&self) -> String {
        let shared = self.subject.strip_prefix(&*self.graph);
        // Most nodes lie in the namespace of their graph, which need not be said twice.
        URL_SAFE_NO_PAD.encode(match shared {
            Some(rest) => format!("{}\n.{rest}", self.graph),
            None => format!("{}\n={}", self.graph, self.subject),
        })
    }

    /// The key that a cursor stands for.
    pub(in crate::http::graphql) fn read(cursor: &str) -> Result<Self> {
        let bad = || Failure::Argument("the cursor is none that this server gave".to_owned());
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
        let text = String::from_utf8(bytes).map_err(|_| bad())?;
        let (graph, subject) = text.split_once('\n').ok_or_else(bad)?;
        let subject = match (subject.strip_prefix('.'), subject.strip_prefix('=')) {
            (Some(rest), _) => format!("{graph}{rest}"),
            (None, Some(whole)) => whole.to_owned(),
            (None, None) => return Err(bad()),
        };
        Ok(Self {
            graph: graph.into(),
            subject,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn cursors_read_back() {
        for (graph, subject) in [
            ("http://e.org/d#", "http://e.org/d#A"),
            ("http://e.org/d#", "http://e.org/d#"),
            ("http://e.org/d#", "_:b0"),
            (
                "http://e.org/upper#",
                "http://www.w3.org/2001/XMLSchema#int",
            ),
        ] {
            let key = Key {
                graph: graph.into(),
                subject: subject.to_owned(),
            };
            assert_eq!(Key::read(&key.cursor()), Ok(key));
        }
        for broken in ["", "a", "????", "aGVsbG8"] {
            assert!(Key::read(broken).is_err());
        }
    }
}
