//! Did you mean: the defined term whose name is nearest to one that is not defined.

use std::cell::Cell;

use super::data::Data;
use crate::graph::TermId;
use crate::iri::namespace;
use crate::likes;
use crate::spelling::{all_nearest, nearest};

/// Looking for near names costs in proportion to the size of the model; a file in which
/// nothing is defined must not make that a square.
const BUDGET: u32 = 128;

/// Suggests terms, as long as its budget lasts.
pub(super) struct Suggest {
    left: Cell<u32>,
}

/// A term whose name is nearly that of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) term: TermId,
    /// Whether no other is as near.
    alone: bool,
}

impl Near {
    /// A term that somebody wrote in another way: by its name alone, or as text.
    pub(super) fn alone(term: TermId) -> Self {
        Self { term, alone: true }
    }

    /// The term, where nothing else can be meant.
    pub(super) fn sure(self) -> Option<TermId> {
        self.alone.then_some(self.term)
    }
}

impl Suggest {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(BUDGET),
        }
    }

    /// Whether there may be another one.
    pub(super) fn may(&self) -> bool {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }

    /// What somebody calls otherwise, or else the nearest of some terms of the same namespace.
    pub(super) fn term(
        &self,
        data: &Data<'_>,
        wrong: TermId,
        known: impl Iterator<Item = TermId>,
    ) -> Option<Near> {
        if !self.may() {
            return None;
        }
        let iri = data.terms.as_iri(wrong)?;
        let known: Vec<TermId> = known.collect();
        let mut likes = likes::of_habit(iri).iter();
        if let Some(like) = likes.find(|like| known.contains(like)) {
            return Some(Near::alone(*like));
        }
        let (namespace, name) = split(iri);
        let known: Vec<(&str, TermId)> = known
            .into_iter()
            .filter_map(|t| {
                data.terms
                    .as_iri(t)
                    .and_then(|iri| iri.strip_prefix(namespace))
                    .map(|local| (local, t))
            })
            .collect();
        let mut near = all_nearest(name, known.iter().map(|(local, _)| *local));
        near.sort_unstable();
        near.dedup();
        let found = near.first()?;
        let (_, term) = known.iter().find(|(local, _)| local == found)?;
        Some(Near {
            term: *term,
            alone: near.len() == 1,
        })
    }

    /// The nearest of some words.
    pub(super) fn word<'a>(
        &self,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if !self.may() {
            return None;
        }
        nearest(wrong, known)
    }
}

/// Namespace and local name.
pub(super) fn split(iri: &str) -> (&str, &str) {
    iri.split_at(namespace(iri).len())
}
