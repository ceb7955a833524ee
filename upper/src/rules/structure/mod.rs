//! What rules say about the structure of a model: keys, hierarchies, references, names.

mod counts;
mod extensions;
mod hierarchy;
mod idle;
mod inverses;
mod key_members;
mod keys;
mod names;
mod nesting;
mod qualified;
mod ranges;
mod refinements;
mod reserved;
mod size;
mod unions;
mod usage;

pub(super) use size::is_of_size;

use super::{Context, Level, Rule};
use crate::finding::Finding;
use crate::model::DomainId;

/// By code.
pub(super) static STRUCTURE: &[Rule] = &[
    names::SAME_NAME,
    names::SAME_DOMAIN_NAME,
    names::LONG_NAME,
    usage::UNUSED_IMPORT,
    usage::UNUSED_PROPERTY,
    counts::CROSSED,
    keys::REPEATED,
    key_members::NOT_A_MEMBER,
    key_members::NOT_SINGLE,
    key_members::BAD_TYPE,
    keys::CYCLE,
    keys::SECOND,
    keys::EMPTY,
    size::LARGE_KEY,
    hierarchy::FOREIGN_PARENT,
    hierarchy::SUBCLASS_CYCLE,
    hierarchy::CHILDLESS,
    hierarchy::TRAIT_CYCLE,
    hierarchy::SUPER_PROPERTY_CYCLE,
    size::DEEP,
    size::MUCH_INHERITED,
    refinements::NOT_A_MEMBER,
    refinements::WIDER_COUNTS,
    refinements::OTHER_CLASS,
    refinements::OTHER_DATATYPE,
    refinements::TWICE,
    idle::NARROWS_NOTHING,
    extensions::BAD_TARGET,
    extensions::FOREIGN_PROPERTY,
    extensions::KNOWN_PROPERTY,
    extensions::TWICE,
    unions::BAD_MEMBER,
    unions::OVERLAP,
    unions::SINGLE,
    unions::CYCLE,
    unions::EMPTY,
    ranges::LIST_ELEMENT,
    ranges::LIST_CYCLE,
    ranges::BAD_RANGE,
    ranges::LIST_KIND,
    qualified::NOT_A_MEMBER,
    inverses::UNFIT,
    inverses::ONE_SIDED,
    nesting::ENDLESS,
    reserved::RESERVED,
    reserved::IRI,
];

/// An error unless configured otherwise, which it cannot be.
const fn error(
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    explanation: &'static str,
    check: fn(&Context<'_>, DomainId, &mut Vec<Finding>),
) -> Rule {
    Rule {
        code,
        name,
        level: Level::Deny,
        summary,
        explanation,
        check,
    }
}

/// A warning unless configured otherwise.
const fn warning(
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    explanation: &'static str,
    check: fn(&Context<'_>, DomainId, &mut Vec<Finding>),
) -> Rule {
    Rule {
        code,
        name,
        level: Level::Warn,
        summary,
        explanation,
        check,
    }
}

/// Whether a rule finds imports that nothing uses.
pub(crate) fn is_unused_import(code: &str) -> bool {
    code == usage::UNUSED_IMPORT.code
}

/// Whether a rule finds terms that nothing uses.
pub(super) fn is_unused_term(code: &str) -> bool {
    [usage::UNUSED_PROPERTY.code, hierarchy::CHILDLESS.code].contains(&code)
}
