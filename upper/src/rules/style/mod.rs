//! Lints: what is valid, and better done otherwise.

mod foreign;
mod names;
mod plural;
mod texts;

use super::Rule;

/// By code.
pub(crate) static STYLE: &[Rule] = &[
    names::PASCAL_CASE,
    names::CAMEL_CASE,
    names::PLURAL_CLASS,
    names::BOOLEAN_NAME,
    texts::MISSING_LABEL,
    texts::MISSING_DESCRIPTION,
    texts::UNTAGGED_LABEL,
    texts::ECHOING_DESCRIPTION,
    foreign::UNREAD_PROPERTY,
];
