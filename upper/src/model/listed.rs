//! Lists of permitted values, by value.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::Literal;
use crate::graph::TermId;
use crate::literal::compare;
use crate::vocabulary::Primitive;

/// Beyond this many, values are the same only where they are written alike: comparing
/// each with each would take the square of their number.
pub(crate) const COMPARED: usize = 64;

/// Listed values, to look others up in.
pub(crate) struct Values<'a> {
    primitive: Primitive,
    all: &'a [Literal],
    ids: FxHashSet<TermId>,
    texts: FxHashSet<(&'a str, Option<&'a str>)>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(primitive: Primitive, all: &'a [Literal]) -> Self {
        let ids = all.iter().map(|l| l.id).collect();
        let texts = all
            .iter()
            .map(|l| (l.value.as_str(), l.language.as_deref()))
            .collect();
        Self {
            primitive,
            all,
            ids,
            texts,
        }
    }

    pub(crate) fn contains(&self, value: &Literal) -> bool {
        self.ids.contains(&value.id)
            || self
                .texts
                .contains(&(value.value.as_str(), value.language.as_deref()))
            || self
                .all
                .iter()
                .take(COMPARED)
                .any(|l| same(self.primitive, l, value))
    }
}

/// Whether two literals of one datatype have one value.
pub(crate) fn same(primitive: Primitive, a: &Literal, b: &Literal) -> bool {
    let equal =
        a.value == b.value || compare(primitive, &a.value, &b.value) == Some(Ordering::Equal);
    a.id == b.id || (a.language == b.language && equal)
}
