//! The settings of GraphQL: the table `[serve.graphql]`.

use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// How deep fields may be nested.
    pub(crate) depth: usize,
    /// How many fields a query may have, those of fragments counted wherever they are spread.
    pub(crate) complexity: usize,
    /// How many nodes an answer may hold.
    pub(crate) nodes: usize,
    /// How long a query may take, in seconds.
    pub(crate) seconds: u64,
    /// How many nodes one page of a connection may hold.
    pub(crate) page: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            depth: 12,
            complexity: 500,
            nodes: 10_000,
            seconds: 5,
            page: 100,
        }
    }
}
