//! Two states side by side, with what many of their terms have in common worked out once: the
//! values that a datatype lists may be as many as the properties that have it.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::changes::Told;
use super::{Limits, define, limits};
use crate::model::{ClassId, DatatypeId, Facets, Models, PropertyId};

/// One state of all models of a run.
pub(super) struct State<'a> {
    pub(super) models: &'a Models,
    limits: RefCell<FxHashMap<DatatypeId, Arc<Limits>>>,
}

impl<'a> State<'a> {
    /// All models of a run.
    pub(super) fn of(models: &'a Models) -> Self {
        Self {
            models,
            limits: RefCell::default(),
        }
    }

    /// The limits of a datatype, the same for all that state nothing beyond it.
    pub(super) fn limits(&self, id: DatatypeId) -> Arc<Limits> {
        let states = |d: &DatatypeId| !self.models.datatype(*d).facets.is_empty();
        let by = self.models.datatype_chain(id).find(states).unwrap_or(id);
        let mut known = self.limits.borrow_mut();
        let limits = known
            .entry(by)
            .or_insert_with(|| self.made(by, self.models.facets(by)));
        Arc::clone(limits)
    }

    /// The limits of a datatype's values that are narrowed further.
    pub(super) fn narrowed(&self, id: DatatypeId, further: &Facets) -> Arc<Limits> {
        if further.is_empty() {
            return self.limits(id);
        }
        self.made(id, &self.models.narrowed(id, further))
    }

    fn made(&self, id: DatatypeId, facets: &Facets) -> Arc<Limits> {
        Arc::new(define::limits(Some(self.models.primitive(id)), facets))
    }
}

/// Two states, with what was found of them.
pub(super) struct Known<'a> {
    pub(super) old: State<'a>,
    pub(super) new: State<'a>,
    told: RefCell<FxHashMap<Pair, Found>>,
    having: OnceCell<FxHashMap<PropertyId, Vec<ClassId>>>,
}

/// Limits before and after, by where they are.
type Pair = [*const Limits; 2];

/// What is different in limits, and these: while they are held here, nothing else is where they are.
type Found = (Rc<Told>, [Arc<Limits>; 2]);

impl<'a> Known<'a> {
    /// The models of two runs, of which nothing is found yet.
    pub(super) fn of(old: &'a Models, new: &'a Models) -> Self {
        Self {
            old: State::of(old),
            new: State::of(new),
            told: RefCell::default(),
            having: OnceCell::new(),
        }
    }

    /// What is different in limits.
    pub(super) fn limits(&self, old: &Arc<Limits>, new: &Arc<Limits>) -> Rc<Told> {
        let both = [old, new];
        let at = both.map(Arc::as_ptr);
        if let Some((told, _)) = self.told.borrow().get(&at) {
            return Rc::clone(told);
        }
        let told = Rc::new(Told::of(limits::differences(old, new)));
        // Those that one property has alone are not asked for again.
        if both.into_iter().all(|limits| Arc::strong_count(limits) > 1) {
            let found = (Rc::clone(&told), both.map(Arc::clone));
            self.told.borrow_mut().insert(at, found);
        }
        told
    }

    /// Whether some class of the new state has a property without another one.
    pub(super) fn has_without(&self, property: PropertyId, other: PropertyId) -> bool {
        let having = self.having.get_or_init(|| by_property(self.new.models));
        let of = |id: PropertyId| having.get(&id).map(Vec::as_slice).unwrap_or_default();
        let others = of(other);
        let mut classes = of(property).iter();
        classes.any(|class| others.binary_search(class).is_err())
    }
}

/// The classes that have each property, in the order of their ids.
fn by_property(models: &Models) -> FxHashMap<PropertyId, Vec<ClassId>> {
    let mut having: FxHashMap<PropertyId, Vec<ClassId>> = FxHashMap::default();
    for (id, class) in models.classes() {
        for member in &class.members {
            having.entry(member.property).or_default().push(id);
        }
    }
    having
}
