//! How much terms may take over from others: a short text can ask for more than fills the memory of
//! a machine, or than it works out in a day. What is too much is left out, and is a finding.

use rustc_hash::FxHashMap;

use super::{DomainId, Models, TermRef};

/// How many properties the classes of one model may inherit, all told; more are a finding.
pub const INHERITED: usize = 200_000;
/// How much the terms of one model may take over of what narrows values, all told: values that are
/// listed, pieces of texts, patterns, refinements and classes on the way. More is a finding.
pub(crate) const NARROWED: usize = 4_000_000;
/// How many classes the unions of one model may have through others, and through sealed classes;
/// more are a finding.
pub(crate) const UNITED: usize = 1_000_000;

/// All models that are looked at together take over no more than so many of them may.
pub(crate) const MODELS: usize = 10;

/// Whose limit is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// That of one model.
    Model,
    /// That of all models together.
    All,
}

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Properties that classes inherit.
    Inherited(Within),
    /// What narrows values.
    Narrowed(Within),
    /// Classes in unions.
    United(Within),
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
        self.of_model(domain).map(|left| left.min(self.all))
    }

    /// Whose limit it is that is reached first.
    pub(super) fn within(&self, domain: DomainId) -> Within {
        match self.of_model(domain) {
            Some(left) if left > self.all => Within::All,
            Some(_) | None => Within::Model,
        }
    }

    /// What is left for a model, whatever is left for all.
    fn of_model(&self, domain: DomainId) -> Option<usize> {
        let left = self.each.get(&domain).copied();
        left.unwrap_or(Some(self.most))
    }

    /// Takes so much, if it is left.
    pub(super) fn takes(&mut self, domain: DomainId, amount: usize) -> bool {
        let all = self.all.checked_sub(amount);
        let left = self.of_model(domain);
        let left = left.and_then(|left| left.checked_sub(amount));
        let left = left.filter(|_| all.is_some());
        if let Some(all) = all.filter(|_| left.is_some()) {
            self.all = all;
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
