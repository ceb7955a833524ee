//! The language Upper: Turtle in, `Valid<DomainModel>` out.
//!
//! The stages, each of whose inputs only the stage before can make:
//! [`source`] (text to graphs with places) → [`graph`] → `resolve` (governed graphs) →
//! `shapes` (derived from the governing model, then evaluated) → [`model`] (typed terms) →
//! `rules` → [`model::Valid`]. Pure: no network, no clock, no file system.

pub mod finding;
pub mod graph;
pub mod model;
pub mod source;
pub mod vocabulary;
