//! Who adds to whose classes, as the newest revisions say.

use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNode, Term};
use upper::vocabulary::upper as up;

use crate::catalog::known;
use crate::error::Error;
use crate::store::Registry;

impl Registry {
    /// The extensions that stand in one graph, of classes in the namespace of another: pairs
    /// of their IRIs, in alphabetical order.
    ///
    /// # Errors
    /// The store failed.
    pub fn extensions(&self, inside: &str, of: &str) -> Result<Vec<(String, String)>, Error> {
        let graph = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(inside));
        let extends = known(up::EXTENDS);
        let mut found = Vec::new();
        for quad in self
            .store()
            .quads_for_pattern(None, Some(extends), None, Some(graph))
        {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(extension), Term::NamedNode(class)) =
                (quad.subject, quad.object)
            {
                if class.as_str().starts_with(of) {
                    found.push((extension.into_string(), class.into_string()));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}
