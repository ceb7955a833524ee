//! The settings of the schema registry: `[serve.schema-registry]`.

use serde::{Deserialize, Serialize};

/// How the schema registry behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// Whether administrators may register schemas that come from no model, under subjects
    /// of their own, and set levels of compatibility.
    pub(crate) register: bool,
}
