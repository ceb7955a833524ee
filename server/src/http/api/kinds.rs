//! Kinds of graphs, as words.

use registry::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// All kinds.
pub(crate) const ALL: [Kind; 4] = [
    Kind::Model,
    Kind::Representation,
    Kind::Mapping,
    Kind::Other,
];

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

impl GraphKind {
    /// The word for a kind, which is also how it goes over the wire.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Representation => "representation",
            Self::Mapping => "mapping",
            Self::Other => "other",
        }
    }
}

/// The word for a kind.
pub(crate) fn word(kind: Kind) -> &'static str {
    GraphKind::from(kind).word()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_those_of_the_wire() {
        let words = ALL.map(word);
        assert_eq!(words, ["model", "representation", "mapping", "other"]);
        let sent = ALL.map(|kind| json!(GraphKind::from(kind)));
        assert_eq!(sent, words.map(|word| json!(word)));
    }
}
