//! What rules say about the structure of a model: keys, hierarchies, references, names.

use super::Rule;

/// By code.
pub(super) static STRUCTURE: &[Rule] = &[];
