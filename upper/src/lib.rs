//! The language Upper: Turtle in, `Valid<DomainModel>` out.
//!
//! The stages, each of whose inputs only the stage before can make: [`source`] (text to
//! graphs with places) → [`resolve`] (named graphs and what they need) → shapes (derived
//! from the governing model, then evaluated) → [`model`] (typed terms) → [`rules`] → what is certain
//! of their findings → [`model::Valid`]. [`check`] runs them all. Pure: no network, no clock, no file system.

pub mod builtin;
mod certain;
pub mod change;
pub mod check;
pub mod finding;
pub mod generate;
pub mod graph;
pub mod iri;
mod likes;
pub mod literal;
pub mod model;
pub mod resolve;
pub mod rules;
pub mod shapes;
mod show;
pub mod source;
pub mod spelling;
pub mod vocabulary;
pub mod write;
