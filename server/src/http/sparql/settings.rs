//! The settings of SPARQL: the table `[serve.sparql]`.

use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// How long a query may take, in milliseconds; then its worker is killed.
    pub(crate) query_millis: u64,
    /// How much memory a query may take, in MiB.
    pub(crate) query_memory_mib: u64,
    /// Whether the default graph of a query is the union of all graphs, where the query and
    /// the request select none.
    pub(crate) union_default_graph: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            query_millis: 10_000,
            query_memory_mib: 512,
            union_default_graph: true,
        }
    }
}
