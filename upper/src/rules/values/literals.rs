//! Whether a literal is a value of a datatype and its facets.

use std::cmp::Ordering;

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use super::limits::{lower, upper};
use crate::graph::Term;
use crate::literal::{compare, digits, length, lexical_ok};
use crate::model::{Facets, Literal};
use crate::rules::Context;
use crate::vocabulary::{Primitive, rdf, xsd};

/// As much as the shapes grant a pattern.
const MAX_PATTERN_BYTES: usize = 1 << 20;

/// How a literal stands to a datatype.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Fits,
    /// It is of the datatype that it states, which is another one.
    Other,
    /// Its text is not of the datatype that it states.
    Broken,
}

/// Whether a term is a literal of a datatype. A number of another kind will do where its
/// text is one of the datatype too: `5` is a decimal.
pub(super) fn fit(context: &Context<'_>, primitive: Primitive, literal: &Literal) -> Fit {
    let Term::Literal { datatype, .. } = context.corpus.terms.get(literal.id) else {
        return Fit::Other;
    };
    let stated = Primitive::of(datatype);
    if stated.is_some_and(|stated| !lexical_ok(stated, &literal.value)) {
        return Fit::Broken;
    }
    let text =
        primitive == Primitive::Text && (datatype == xsd::STRING || datatype == rdf::LANG_STRING);
    let number = stated.is_some_and(is_number) && is_number(primitive);
    let same = primitive == Primitive::Literal || text || number || datatype == primitive.term();
    if same && lexical_ok(primitive, &literal.value) {
        Fit::Fits
    } else {
        Fit::Other
    }
}

fn is_number(primitive: Primitive) -> bool {
    match primitive {
        Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal
        | Primitive::Float
        | Primitive::Double => true,
        Primitive::String
        | Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Text
        | Primitive::Literal
        | Primitive::Json
        | Primitive::Boolean
        | Primitive::Date
        | Primitive::Time
        | Primitive::DateTime
        | Primitive::LocalDateTime
        | Primitive::Duration
        | Primitive::Uuid
        | Primitive::Base64Binary => false,
    }
}

/// So many patterns are kept, and looked at of one datatype: one may take a megabyte.
const KEPT: usize = 256;

/// Compiled patterns, each compiled once while there are few.
#[derive(Default)]
pub(super) struct Patterns(FxHashMap<String, Option<Regex>>);

impl Patterns {
    /// Whether a text is a pattern; if not, why.
    pub(super) fn problem(pattern: &str) -> Option<String> {
        match RegexBuilder::new(pattern)
            .size_limit(MAX_PATTERN_BYTES)
            .build()
        {
            Ok(_) => None,
            Err(regex::Error::CompiledTooBig(_)) => Some("it takes too much memory".to_owned()),
            Err(error) => {
                let text = error.to_string();
                let reason = text
                    .lines()
                    .rev()
                    .find(|l| !l.trim().is_empty())
                    .unwrap_or("");
                Some(reason.trim().trim_start_matches("error: ").to_owned())
            }
        }
    }

    fn matches(&mut self, pattern: &str, text: &str) -> bool {
        if self.0.len() >= KEPT && !self.0.contains_key(pattern) {
            self.0.clear();
        }
        let compiled = self.0.entry(pattern.to_owned()).or_insert_with(|| {
            RegexBuilder::new(pattern)
                .size_limit(MAX_PATTERN_BYTES)
                .build()
                .ok()
        });
        compiled.as_ref().is_none_or(|r| r.is_match(text))
    }

    /// What facets, `upper:oneOf` left out, a text of the datatype breaks.
    pub(super) fn broken(
        &mut self,
        primitive: Primitive,
        facets: &Facets,
        text: &str,
    ) -> Option<String> {
        // With more than are kept, each would be compiled again for every text.
        let mut patterns = facets.patterns.iter().take(KEPT);
        if let Some(pattern) = patterns.find(|p| !self.matches(p, text)) {
            return Some(format!("does not match the pattern `{pattern}`"));
        }
        broken_length(primitive, facets, text)
            .or_else(|| broken_digits(facets, text))
            .or_else(|| broken_bound(primitive, facets, text))
    }
}

fn broken_length(primitive: Primitive, facets: &Facets, text: &str) -> Option<String> {
    if facets.min_length.is_none() && facets.max_length.is_none() {
        return None;
    }
    let has = length(primitive, text)?;
    let min = facets
        .min_length
        .filter(|min| has < *min)
        .map(|min| format!("is shorter than {min}"));
    min.or_else(|| {
        facets
            .max_length
            .filter(|max| has > *max)
            .map(|max| format!("is longer than {max}"))
    })
}

fn broken_digits(facets: &Facets, text: &str) -> Option<String> {
    if facets.total_digits.is_none() && facets.fraction_digits.is_none() {
        return None;
    }
    let has = digits(text)?;
    let total = facets
        .total_digits
        .filter(|max| has.total > u64::from(*max));
    let fraction = facets
        .fraction_digits
        .filter(|max| has.fraction > u64::from(*max));
    total
        .map(|max| format!("has more than {max} digits"))
        .or_else(|| fraction.map(|max| format!("has more than {max} digits after the point")))
}

/// Which bound a text of the datatype lies beyond.
pub(super) fn broken_bound(primitive: Primitive, facets: &Facets, text: &str) -> Option<String> {
    let beyond = |bound: &str, exclusive: bool, wrong: Ordering| {
        let order = compare(primitive, text, bound);
        order == Some(wrong) || (exclusive && order == Some(Ordering::Equal))
    };
    let low = lower(primitive, facets).filter(|l| beyond(&l.text, l.exclusive, Ordering::Less));
    let high = upper(primitive, facets).filter(|l| beyond(&l.text, l.exclusive, Ordering::Greater));
    let low = low.map(|l| format!("lies below the bound `{}`", l.stated.value));
    low.or_else(|| high.map(|l| format!("lies above the bound `{}`", l.stated.value)))
}
