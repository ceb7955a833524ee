//! Datatypes and facets.

use super::{DatatypeId, TermInfo};
use crate::graph::TermId;
use crate::vocabulary::Primitive;

/// A term used as a value: a literal, or the IRI of an enumeration value or node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Literal {
    /// The interned term.
    pub id: TermId,
    /// The lexical form, or the IRI.
    pub value: String,
    /// The datatype's IRI; empty for an IRI.
    pub datatype: String,
    /// The language tag.
    pub language: Option<String>,
}

/// Built in or custom.
#[derive(Clone, Debug, PartialEq)]
pub enum DatatypeKind {
    /// Declared by Upper.
    Primitive(Primitive),
    /// A base narrowed by facets; the base is `None` only before rules have passed.
    Custom(Option<DatatypeId>),
}

/// Constraints on values. A pattern reads as `sh:pattern`: unanchored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// `upper:pattern`
    pub patterns: Vec<String>,
    /// `upper:minLength`, in characters
    pub min_length: Option<u64>,
    /// `upper:maxLength`, in characters
    pub max_length: Option<u64>,
    /// `upper:minInclusive`
    pub min_inclusive: Option<Literal>,
    /// `upper:maxInclusive`
    pub max_inclusive: Option<Literal>,
    /// `upper:minExclusive`
    pub min_exclusive: Option<Literal>,
    /// `upper:maxExclusive`
    pub max_exclusive: Option<Literal>,
    /// `upper:totalDigits`
    pub total_digits: Option<u32>,
    /// `upper:fractionDigits`
    pub fraction_digits: Option<u32>,
    /// `upper:oneOf`
    pub one_of: Option<Vec<Literal>>,
}

impl Facets {
    /// Whether nothing is constrained.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These facets, and where they say nothing, those of the base; patterns add up.
    #[must_use]
    pub fn over(&self, base: &Self) -> Self {
        let mut patterns = base.patterns.clone();
        patterns.extend(
            self.patterns
                .iter()
                .filter(|p| !base.patterns.contains(p))
                .cloned(),
        );
        Self {
            patterns,
            min_length: self.min_length.or(base.min_length),
            max_length: self.max_length.or(base.max_length),
            min_inclusive: self
                .min_inclusive
                .clone()
                .or_else(|| base.min_inclusive.clone()),
            max_inclusive: self
                .max_inclusive
                .clone()
                .or_else(|| base.max_inclusive.clone()),
            min_exclusive: self
                .min_exclusive
                .clone()
                .or_else(|| base.min_exclusive.clone()),
            max_exclusive: self
                .max_exclusive
                .clone()
                .or_else(|| base.max_exclusive.clone()),
            total_digits: self.total_digits.or(base.total_digits),
            fraction_digits: self.fraction_digits.or(base.fraction_digits),
            one_of: self.one_of.clone().or_else(|| base.one_of.clone()),
        }
    }
}

/// A datatype.
#[derive(Clone, Debug)]
pub struct Datatype {
    /// What every term has.
    pub info: TermInfo,
    /// Built in or custom.
    pub kind: DatatypeKind,
    /// The facets that it states itself.
    pub facets: Facets,
}
