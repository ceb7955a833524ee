//! Contribution by extension: who extends what.

use oxigraph::model::{GraphName, NamedNode, Term};
use upper::iri::{is_namespace, namespace};
use upper::vocabulary::upper as up;

use crate::catalog::known;
use crate::error::Error;
use crate::private::lexical;
use crate::store::Registry;
use crate::view::View;

/// An extension of a class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extends {
    /// The class that is extended.
    pub class: String,
    /// The extension.
    pub extension: String,
    /// The graph that defines the extension.
    pub graph: String,
    /// The team that owns that graph.
    pub owner: Option<String>,
}

impl Registry {
    /// The extensions that a view sees, of a class, or of all classes of a model, in
    /// alphabetical order.
    ///
    /// # Errors
    /// The store failed.
    pub fn extensions(&self, view: &View, of: &str) -> Result<Vec<Extends>, Error> {
        let whole = is_namespace(of);
        let class = NamedNode::new_unchecked(of);
        let object: Option<Term> = (!whole).then(|| class.into());
        let object = object.as_ref().map(Into::into);
        let mut found = Vec::new();
        let property = Some(known(up::EXTENDS));
        for quad in self.store.quads_for_pattern(None, property, object, None) {
            let quad = quad?;
            let GraphName::NamedNode(graph) = quad.graph_name else {
                continue;
            };
            let class = lexical(quad.object);
            let graph = graph.into_string();
            let fits = !whole || namespace(&class) == of;
            if fits && view.sees(&graph) && view.sees(namespace(&class)) {
                found.push(Extends {
                    owner: self.index().owner(&graph),
                    extension: lexical(quad.subject.into()),
                    class,
                    graph,
                });
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}
