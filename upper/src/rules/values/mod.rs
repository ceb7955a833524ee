//! What rules say about values: facets, datatypes, literals, enumerations, deprecation.

mod conditions;
mod contradicting;
mod contradictions;
mod counts;
mod datatypes;
mod defaults;
mod deprecation;
mod digits;
mod empty;
mod enumerations;
mod facets;
mod limits;
mod literals;
mod one_of;
mod stated;

use super::Rule;

/// By code.
pub(crate) static VALUES: &[Rule] = &[
    facets::INVALID_PATTERN,
    facets::MISFIT_FACET,
    facets::INVALID_BOUND,
    facets::CROSSED_FACETS,
    facets::WIDENED_FACET,
    one_of::INVALID_VALUE,
    one_of::EXCLUDED_VALUE,
    one_of::REPEATED_VALUE,
    one_of::NO_VALUES,
    contradicting::CONTRADICTING,
    datatypes::BASE_CYCLE,
    datatypes::WIDE_BASE,
    defaults::INVALID_DEFAULT,
    defaults::DEFAULT_OF_MANY,
    defaults::EXCLUDED_DEFAULT,
    conditions::INVALID_TEST,
    conditions::MISFIT_TEST,
    conditions::TEST_COUNT,
    conditions::IMPOSSIBLE_TEST,
    enumerations::EMPTY,
    enumerations::REPEATED,
    enumerations::SHARED,
    enumerations::UNLISTED,
    enumerations::SAME_NAME,
    deprecation::IN_USE,
    deprecation::CIRCLE,
    deprecation::OTHER_KIND,
    deprecation::CHAIN,
    counts::NEVER,
    counts::TOO_FEW,
];

/// Whether a rule finds terms that nothing uses.
pub(super) fn is_unused_term(code: &str) -> bool {
    code == enumerations::UNLISTED.code
}
