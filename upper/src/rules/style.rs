//! Lints: what is valid, and better done otherwise.

use super::Rule;

/// By code.
pub(super) static STYLE: &[Rule] = &[];
