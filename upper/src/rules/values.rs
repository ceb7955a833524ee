//! What rules say about values: facets, datatypes, literals, enumerations, texts.

use super::Rule;

/// By code.
pub(super) static VALUES: &[Rule] = &[];
