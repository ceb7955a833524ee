//! Lists of permitted values, by value.

use rustc_hash::FxHashSet;

use super::Literal;
use crate::literal::value_text;
use crate::vocabulary::Primitive;

/// Values of one datatype, to look others up in.
pub(crate) struct Values<'a> {
    primitive: Primitive,
    /// The texts that all literals of a value have in common, and their languages.
    known: FxHashSet<(String, Option<&'a str>)>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(primitive: Primitive, all: &'a [Literal]) -> Self {
        let known = all.iter().map(|l| by_value(primitive, l)).collect();
        Self { primitive, known }
    }

    /// Adds a value; whether it was not there.
    pub(crate) fn insert(&mut self, value: &'a Literal) -> bool {
        self.known.insert(by_value(self.primitive, value))
    }

    pub(crate) fn contains(&self, value: &Literal) -> bool {
        self.known.contains(&by_value(self.primitive, value))
    }
}

fn by_value(primitive: Primitive, literal: &Literal) -> (String, Option<&str>) {
    let text = value_text(primitive, &literal.value);
    (text, literal.language.as_deref())
}
