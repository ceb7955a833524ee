//! Interfaces: which classes are some, who implements them, and what they leave out.
//!
//! A trait, or a sealed class without a key, may have a property with any number of values
//! that a class below has in its key, where it has one. A list and a single value are no
//! subtypes of one another in GraphQL, and a key cannot be a list: so the interface is
//! without that field, and each implementer has it in its own way.

use rustc_hash::FxHashSet;
use upper::model::{ClassId, ClassKind, DomainId, Member, Models, PropertyId};

use super::builder::Builder;
use super::scope::Form;

/// The members that interfaces of the domains' classes leave to their implementers.
pub(super) fn withheld(models: &Models, domains: &[DomainId]) -> FxHashSet<(ClassId, PropertyId)> {
    let mut withheld = FxHashSet::default();
    for id in domains.iter().flat_map(|d| &models.domain(*d).classes) {
        let class = models.class(*id);
        let Some(key) = &class.key else { continue };
        for above in all_above(models, *id) {
            let many = |m: &&Member| m.many() && key.members.contains(&m.property);
            let members = models.class(above).members.iter().filter(many);
            withheld.extend(members.map(|m| (above, m.property)));
        }
    }
    withheld
}

fn all_above(models: &Models, id: ClassId) -> Vec<ClassId> {
    let mut found: Vec<ClassId> = Vec::new();
    let mut next = vec![id];
    while let Some(at) = next.pop() {
        let class = models.class(at);
        for above in class.parent.iter().chain(&class.traits) {
            if !found.contains(above) {
                found.push(*above);
                next.push(*above);
            }
        }
    }
    found
}

impl<'a> Builder<'a> {
    /// The members of a class that are fields of its type.
    pub(super) fn members(&self, id: ClassId) -> impl Iterator<Item = &'a Member> {
        let members = &self.models.class(id).members;
        members
            .iter()
            .filter(move |m| !self.withheld.contains(&(id, m.property)))
    }

    pub(super) fn has_no_members(&self, id: ClassId) -> bool {
        self.members(id).next().is_none()
    }

    /// Whether a class is an interface in the document.
    pub(super) fn is_interface(&self, id: ClassId) -> bool {
        let class = self.models.class(id);
        match &class.kind {
            ClassKind::Trait => !self.has_no_members(id),
            ClassKind::Sealed => {
                self.scope.form(id) != Form::InterfaceObject && !self.has_no_members(id)
            }
            ClassKind::Direct
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => false,
        }
    }

    /// The interfaces that the type of a class implements, transitively: parents first.
    pub(super) fn interfaces(&self, id: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        if self.scope.form(id) == Form::Whole {
            self.interfaces_into(id, &mut found);
        } else {
            // A stub has no fields of its owner's traits. What has no key, and so stands
            // here with all its fields, it implements by external fields.
            for above in self.models.ancestors(id).skip(1) {
                self.add_interface(above, &mut found);
                if self.models.class(above).key.is_none() {
                    self.interfaces_into(above, &mut found);
                }
            }
        }
        found
    }

    fn interfaces_into(&self, id: ClassId, found: &mut Vec<ClassId>) {
        let class = self.models.class(id);
        for above in class.parent.iter().chain(&class.traits) {
            if self.add_interface(*above, found) || !self.is_interface(*above) {
                self.interfaces_into(*above, found);
            }
        }
    }

    fn add_interface(&self, id: ClassId, found: &mut Vec<ClassId>) -> bool {
        let is_new = self.scope.has(id) && self.is_interface(id) && !found.contains(&id);
        if is_new {
            found.push(id);
        }
        is_new
    }
}
