//! Datatypes and facets.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{DatatypeId, TermInfo, Values};
use crate::graph::TermId;
use crate::literal::{End, Side};
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
#[derive(Clone, Debug, Default, Eq)]
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
    /// `upper:oneOf`; shared by all that take it over.
    pub one_of: Option<Arc<[Literal]>>,
}

impl PartialEq for Facets {
    fn eq(&self, other: &Self) -> bool {
        let is_same_list = || match (&self.one_of, &other.one_of) {
            // A list that is shared need not be walked along.
            (Some(own), Some(other)) => Arc::ptr_eq(own, other) || own == other,
            (own, other) => own.is_none() && other.is_none(),
        };
        self.patterns == other.patterns
            && self.min_length == other.min_length
            && self.max_length == other.max_length
            && self.min_inclusive == other.min_inclusive
            && self.max_inclusive == other.max_inclusive
            && self.min_exclusive == other.min_exclusive
            && self.max_exclusive == other.max_exclusive
            && self.total_digits == other.total_digits
            && self.fraction_digits == other.fraction_digits
            && is_same_list()
    }
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
        Self {
            patterns: self.patterns_over(base),
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

    /// What passes both these facets and others: the tighter of each. Bounds and listed
    /// values compare as those of a datatype; of two bounds that do not, these stay.
    #[must_use]
    pub fn and(&self, others: &Self, primitive: Primitive) -> Self {
        let bound = |side, of: fn(&Self) -> &Option<Literal>, exclusive| {
            tighter(side, primitive, [of(self), of(others)], exclusive)
        };
        let total_digits = least(self.total_digits, others.total_digits);
        let fraction_digits = least(self.fraction_digits, others.fraction_digits);
        Self {
            patterns: self.patterns_over(others),
            min_length: self.min_length.max(others.min_length),
            max_length: least(self.max_length, others.max_length),
            min_inclusive: bound(Side::Lower, |f| &f.min_inclusive, false),
            max_inclusive: bound(Side::Upper, |f| &f.max_inclusive, false),
            min_exclusive: bound(Side::Lower, |f| &f.min_exclusive, true),
            max_exclusive: bound(Side::Upper, |f| &f.max_exclusive, true),
            total_digits,
            // No number has more digits after its point than in all.
            fraction_digits: fraction_digits
                .map(|fraction| total_digits.map_or(fraction, |total| total.min(fraction))),
            one_of: match (&self.one_of, &others.one_of) {
                (Some(own), Some(other)) => Some(common(primitive, own, other)),
                (own, other) => own.as_ref().or(other.as_ref()).cloned(),
            },
        }
    }

    fn patterns_over(&self, base: &Self) -> Vec<String> {
        let own = self.patterns.iter();
        let own = own.filter(|p| !base.patterns.contains(p));
        base.patterns.iter().chain(own).cloned().collect()
    }

    /// How much it is to join them with others that hold before.
    pub(super) fn joins(&self, others: &Self) -> usize {
        self.weight() + others.weight() + self.lists(others)
    }

    /// How much it is to hold the values that others list against these facets. Lists are shared:
    /// these have values of their own only where they take some of another list.
    pub(super) fn lists(&self, others: &Self) -> usize {
        match (&self.one_of, &others.one_of) {
            (Some(own), Some(other)) if Arc::ptr_eq(own, other) => 0,
            (Some(own), Some(_)) => pieces(own.iter()) + others.held(),
            (None, Some(_)) if !self.is_empty() => others.held(),
            (_, Some(_) | None) => 0,
        }
    }

    /// How much it is to look at each value that is listed.
    pub(super) fn held(&self) -> usize {
        pieces(self.one_of.as_deref().into_iter().flatten()) / HELD
    }

    /// How much it is to copy them, and to hold values against them: each bound and each piece of a
    /// text counts. Patterns count by their square, since they are added to one another, and
    /// compiled to be matched with every value.
    pub(super) fn weight(&self) -> usize {
        let bounds = [
            &self.min_inclusive,
            &self.max_inclusive,
            &self.min_exclusive,
            &self.max_exclusive,
        ];
        let patterns = self.patterns.iter().map(|p| 1 + p.len() / PIECE);
        let patterns = patterns.sum::<usize>() + 4 * self.patterns.len() * self.patterns.len();
        pieces(bounds.into_iter().flatten()) + patterns
    }
}

/// How many bytes of a text count as much as a short value.
const PIECE: usize = 64;
/// How many values that are looked at count as much as one that is copied.
const HELD: usize = 16;

/// Of how many pieces values are.
fn pieces<'a>(values: impl Iterator<Item = &'a Literal>) -> usize {
    let texts = values.map(|l| l.value.len() + l.datatype.len());
    texts.map(|bytes| 1 + bytes / PIECE).sum()
}

fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn tighter(
    side: Side,
    primitive: Primitive,
    [a, b]: [&Option<Literal>; 2],
    exclusive: bool,
) -> Option<Literal> {
    let (Some(own), Some(other)) = (a, b) else {
        return a.as_ref().or(b.as_ref()).cloned();
    };
    let [mine, theirs] = [own, other].map(|literal| End {
        text: &literal.value,
        exclusive,
    });
    let is_tighter = side.tightness(primitive, theirs, mine) == Some(Ordering::Greater);
    Some(if is_tighter { other } else { own }.clone())
}

/// The values of one list that are in another one too, in the order of the first: the first itself
/// where those are all of it.
fn common(primitive: Primitive, own: &Arc<[Literal]>, others: &Arc<[Literal]>) -> Arc<[Literal]> {
    if Arc::ptr_eq(own, others) {
        return Arc::clone(own);
    }
    let values = Values::new(primitive, others);
    let both = own.iter().filter(|value| values.contains(value));
    let both: Vec<&Literal> = both.collect();
    if both.len() == own.len() {
        return Arc::clone(own);
    }
    both.into_iter().cloned().collect()
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
    /// Those, with the facets of its bases: see [`Models::facets`](super::Models::facets).
    pub(crate) all: Facets,
}
