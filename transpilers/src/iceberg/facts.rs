//! What is found out once for all tables of a domain: which of two inverse properties has
//! the column.

use upper::model::{DomainId, Inverses, Models, PropertyId};

use super::table::Inverse;

/// Facts about a domain.
pub(super) struct Facts<'a> {
    pub(super) models: &'a Models,
    inverses: Inverses,
}

impl<'a> Facts<'a> {
    pub(super) fn new(models: &'a Models, domain: DomainId) -> Self {
        Self {
            models,
            inverses: Inverses::of(models, domain),
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
}
