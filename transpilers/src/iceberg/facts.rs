//! What is found out once for all tables of a domain: which of two inverse properties has
//! the column, and which nested classes contain themselves.
//!
//! Of an inverse pair one property is stored, as follows. A member of a primary key is
//! stored always. Otherwise a property has no column exactly if another property of the
//! same domain, listed by a keyed class, is its inverse (whichever of the two says so), and
//! that other one wins by the first of these that tells them apart:
//!
//! 1. it is a member of a primary key;
//! 2. it is single and this one is not, as declared, without refinements;
//! 3. only this one says `upper:inverseOf`: it is the afterthought;
//! 4. it is required and this one is not;
//! 5. its IRI is the lesser.
//!
//! A property that says that it is the inverse of another domain's has no column either:
//! the other team's table does not change, whatever refers to it.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{ClassId, DomainId, Models, Property, PropertyId, Value};

use super::table::Inverse;

/// Facts about a domain.
pub(super) struct Facts<'a> {
    pub(super) models: &'a Models,
    /// Without a column → the inverse that has it.
    stored_by: FxHashMap<PropertyId, PropertyId>,
    stored_for: FxHashMap<PropertyId, PropertyId>,
    self_containing: RefCell<FxHashMap<ClassId, bool>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(models: &'a Models, domain: DomainId) -> Self {
        let mut facts = Self {
            models,
            stored_by: FxHashMap::default(),
            stored_for: FxHashMap::default(),
            self_containing: RefCell::default(),
        };
        facts.find_inverses(domain);
        facts
    }

    /// The inverse of a property that has the column in its stead.
    pub(super) fn inverse(&self, property: PropertyId) -> Option<Inverse> {
        let stored_by = *self.stored_by.get(&property)?;
        Some(Inverse {
            property,
            term: self.models.property(property).info.iri.clone(),
            stored_by,
        })
    }

    /// A property without a column, whose values this one's column holds.
    pub(super) fn stored_for(&self, property: PropertyId) -> Option<PropertyId> {
        self.stored_for.get(&property).copied()
    }

    fn store(&mut self, without: PropertyId, by: PropertyId) {
        self.stored_by.entry(without).or_insert(by);
        self.stored_for.entry(by).or_insert(without);
    }

    fn find_inverses(&mut self, domain: DomainId) {
        let models = self.models;
        let properties = &models.domain(domain).properties;
        let stating: Vec<PropertyId> = properties
            .iter()
            .copied()
            .filter(|p| models.property(*p).inverse_of.is_some())
            .collect();
        if stating.is_empty() {
            return;
        }
        let (listed, keys) = listed(models);
        for p in stating {
            let Some(q) = models.property(p).inverse_of.filter(|q| *q != p) else {
                continue;
            };
            if models.property(q).info.domain != domain {
                if !keys.contains(&p) && listed.contains(&q) {
                    self.store(p, q);
                }
                continue;
            }
            let (keeps, other) = if wins(models, &keys, p, q) {
                (p, q)
            } else {
                (q, p)
            };
            if listed.contains(&keeps) && !keys.contains(&other) {
                self.store(other, keeps);
            }
        }
    }

    /// Whether a nested class can be found inside its own values.
    pub(super) fn contains_itself(&self, class: ClassId) -> bool {
        if let Some(known) = self.self_containing.borrow().get(&class) {
            return *known;
        }
        let mut seen = FxHashSet::default();
        let mut stack = vec![class];
        let mut found = false;
        'search: while let Some(at) = stack.pop() {
            for inside in self.nested_in(at) {
                if inside == class {
                    found = true;
                    break 'search;
                }
                if seen.insert(inside) {
                    stack.push(inside);
                }
            }
        }
        self.self_containing.borrow_mut().insert(class, found);
        found
    }

    /// The nested classes whose values stand directly in those of a class.
    fn nested_in(&self, class: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        for member in &self.models.class(class).members {
            match self.models.value_of(member.range).element() {
                Value::Nested(class) => found.push(*class),
                Value::OneOf(class) => {
                    found.extend(self.models.leaves(*class).into_iter().filter(|leaf| {
                        matches!(self.models.value_of_class(*leaf), Value::Nested(_))
                    }))
                }
                Value::Scalar(_)
                | Value::Enum(_)
                | Value::Reference(_)
                | Value::List(..)
                | Value::Node
                | Value::Any => {}
            }
        }
        found
    }
}

/// The properties that keyed classes list, and those in primary keys.
fn listed(models: &Models) -> (FxHashSet<PropertyId>, FxHashSet<PropertyId>) {
    let (mut listed, mut keys) = (FxHashSet::default(), FxHashSet::default());
    for (_, class) in models.classes() {
        if class.key.is_some() {
            listed.extend(class.members.iter().map(|m| m.property));
        }
        keys.extend(class.primary_key.iter().flatten());
    }
    (listed, keys)
}

/// Whether `p` is stored rather than its inverse `q`.
fn wins(models: &Models, keys: &FxHashSet<PropertyId>, p: PropertyId, q: PropertyId) -> bool {
    let (a, b) = (models.property(p), models.property(q));
    let single = |x: &Property| x.max.is_some_and(|max| max <= 1);
    let states = |x: &Property, y| x.inverse_of == Some(y);
    let ranks = [
        (keys.contains(&p), keys.contains(&q)),
        (single(a), single(b)),
        (!states(a, q), !states(b, p)),
        (a.min > 0, b.min > 0),
    ];
    ranks
        .iter()
        .find(|(a, b)| a != b)
        .map_or(a.info.iri < b.info.iri, |(a, _)| *a)
}
