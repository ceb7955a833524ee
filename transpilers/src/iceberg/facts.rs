//! What is found out once for all tables of a domain: which of two inverse properties has
//! the column, and which nested classes contain themselves.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{ClassId, DomainId, Inverses, Models, PropertyId, Value};

use super::table::Inverse;

/// Facts about a domain.
pub(super) struct Facts<'a> {
    pub(super) models: &'a Models,
    inverses: Inverses,
    self_containing: RefCell<FxHashMap<ClassId, bool>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(models: &'a Models, domain: DomainId) -> Self {
        Self {
            models,
            inverses: Inverses::of(models, domain),
            self_containing: RefCell::default(),
        }
    }

    /// The inverse of a property that has the column in its stead.
    pub(super) fn inverse(&self, property: PropertyId) -> Option<Inverse> {
        let stored_by = self.inverses.stored_by(property)?;
        Some(Inverse {
            property,
            term: self.models.property(property).info.iri.clone(),
            stored_by,
        })
    }

    /// A property without a column, whose values this one's column holds.
    pub(super) fn stored_for(&self, property: PropertyId) -> Option<PropertyId> {
        self.inverses.stored_for(property)
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
