//! What stands in a graph.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Term};

use crate::error::Error;
use crate::store::Registry;
use crate::view::View;

/// The most terms that are listed.
const MAX_LISTED: usize = 1_000;

/// The terms that a graph states, itself left out, sorted by IRI.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The IRI of each, and the class that it is stated to have.
    pub terms: Vec<(String, String)>,
    /// Whether there are more than are listed.
    pub more: bool,
}

impl Registry {
    /// What stands in a graph; nothing where the view does not see it.
    ///
    /// # Errors
    /// The store failed.
    pub fn contents(&self, view: &View, graph: &str) -> Result<Contents, Error> {
        let mut contents = Contents::default();
        if !view.sees(graph) {
            return Ok(contents);
        }
        let name = NamedNodeRef::new_unchecked(graph);
        let typed = self
            .store()
            .quads_for_pattern(None, Some(rdf::TYPE), None, Some(name.into()));
        for quad in typed {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(term), Term::NamedNode(class)) =
                (quad.subject, quad.object)
                && term.as_str() != graph
            {
                if contents.terms.len() == MAX_LISTED {
                    contents.more = true;
                    break;
                }
                let (term, class) = (term.into_string(), class.into_string());
                contents.terms.push((term, class));
            }
        }
        contents.terms.sort();
        Ok(contents)
    }
}
