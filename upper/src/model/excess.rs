//! How much terms may take over from others: a short text can ask for more than fills the memory of
//! a machine, or than it works out in a day. What is too much is left out, and is a finding.

use rustc_hash::FxHashMap;

use super::{DomainId, Models, TermRef};

/// How many properties the classes of one model may inherit, all told; more are a finding.
pub const INHERITED: usize = 200_000;
/// How much the terms of one model may take over of what narrows values, all told: values that are
/// listed, pieces of texts, patterns, refinements and classes on the way. More is a finding.
pub(crate) const NARROWED: usize = 4_000_000;
/// How many classes all unions may have through others, and through sealed classes; more are a
/// finding.
pub(crate) const UNITED: usize = 1_000_000;

/// All models that are looked at together take over no more than so many of them may.
const MODELS: usize = 10;

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Properties that classes inherit.
    Inherited,
    /// What narrows values.
    Narrowed,
    /// Classes in unions.
    United,
    /// Members of lists that several terms share.
    Listed,
}

/// What is left of what terms may take over.
pub(super) struct Allowance {
    most: usize,
    /// For a model; none once something did not fit.
    each: FxHashMap<DomainId, Option<usize>>,
    all: usize,
}

impl Allowance {
    /// So much for each model.
    pub(super) fn of(most: usize) -> Self {
        Self {
            most,
            each: FxHashMap::default(),
            all: MODELS * most,
        }
    }

    /// What is left for a model; none once something did not fit.
    pub(super) fn left(&self, domain: DomainId) -> Option<usize> {
        let left = self.each.get(&domain).copied();
        let left = left.unwrap_or(Some(self.most));
        left.map(|left| left.min(self.all))
    }

    /// Takes so much, if it is left.
    pub(super) fn takes(&mut self, domain: DomainId, amount: usize) -> bool {
        let left = self.left(domain);
        let left = left.and_then(|left| left.checked_sub(amount));
        if left.is_some() {
            self.all = self.all.saturating_sub(amount);
        }
        self.each.insert(domain, left);
        left.is_some()
    }
}

impl Models {
    /// Notes the term of a model with which there is too much.
    pub(super) fn cut_at(&mut self, term: TermRef, excess: Excess) {
        self.incomplete.insert(self.info(term).domain);
        self.cut.push((term, excess));
    }
}
