//! RDF graphs in the form that checking wants: interned terms, triples grouped by
//! subject in the author's order, every triple with its place in the text.

mod terms;
mod triples;

pub use terms::{Term, TermId, TermKind, Terms};
pub use triples::{Graph, GraphBuilder, Places, Triple};
