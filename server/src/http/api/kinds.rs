//! Kinds of graphs, as words.

use registry::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a graph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum GraphKind {
    /// A domain model.
    Model,
    /// A representation of a container.
    Representation,
    /// A mapping.
    Mapping,
    /// Any other graph.
    Other,
}

impl From<Kind> for GraphKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Model => Self::Model,
            Kind::Representation => Self::Representation,
            Kind::Mapping => Self::Mapping,
            Kind::Other => Self::Other,
        }
    }
}

/// The word for a kind.
pub(crate) fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Model => "model",
        Kind::Representation => "representation",
        Kind::Mapping => "mapping",
        Kind::Other => "other",
    }
}
