//! RDF graphs in the form that checking wants: interned terms, triples grouped by
//! subject in the author's order, every triple with its place in the text.

mod graph;
mod terms;

pub use graph::{Graph, GraphBuilder, Places, Triple};
pub use terms::{Term, TermId, TermKind, Terms};
