//! Shapes: what the nodes of a graph must look like, by the model that governs the graph.
//!
//! [`derive()`] makes them from any domain model, checked or not; [`check`] holds a graph to
//! them, together with the structural rules that need nothing but the governing model;
//! [`print()`] writes them as SHACL, with the model's classes in OWL. Our own evaluation and
//! the printed form say the same: tests hold independent engines against it.

pub mod codes;
mod corpus;
mod data;
mod derive;
mod evaluate;
mod ir;
mod owl;
mod print;
mod reading;
mod show;
mod structure;
mod suggest;
mod turtle;
mod typing;
mod untyped;
mod value;

pub use corpus::{check_all, check_graph};
pub use data::Data;
pub use derive::derive;
pub use ir::{
    Body, Instance, LiteralShape, NodeShape, Pattern, PropertyShape, PropertyShapeId, Shapes,
    ValueShape,
};
pub use print::{Sameness, has_order, print, sameness, shapes_namespace};

use crate::finding::Finding;

/// Everything in a graph that is not as its governing model says.
#[must_use]
pub fn check(shapes: &Shapes, data: &Data<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let typing = typing::Typing::of(shapes, data);
    structure::check(shapes, data, &typing, &mut findings);
    evaluate::evaluate(shapes, data, &typing, &mut findings);
    findings
}
