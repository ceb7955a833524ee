//! Valid domain models in; schemas, container representations and loss ledgers out.
//!
//! A target is one module, one system domain in `ontologies/systems/`, one line in
//! [`TARGETS`] and one folder of golden files. Pure: a transpiler reads a
//! [`Valid`](upper::model::Valid) model and returns text.

pub mod avro;
pub mod clashes;
mod decimal;
pub mod graphql;
pub mod iceberg;
pub mod ids;
pub mod images;
pub mod naming;
pub mod output;
pub mod representation;
pub mod shacl;
mod target;

pub use target::{OptionSpec, Settings, Target, UnknownOption, target};

/// All targets, in the order in which users see them.
pub static TARGETS: &[Target] = &[
    graphql::TARGET,
    avro::TARGET,
    iceberg::TARGET,
    shacl::TARGET,
];
