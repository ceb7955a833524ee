//! Interfaces of a document: of those that are decided on, the ones that it has.

use upper::model::{ClassId, ClassKind, Member};

use super::builder::Builder;
use super::scope::Form;

impl<'a> Builder<'a> {
    /// The members of a class that are fields of its type.
    pub(super) fn members(&self, id: ClassId) -> impl Iterator<Item = &'a Member> {
        let decided = self.agreement.of(id);
        let members = &self.models.class(id).members;
        members
            .iter()
            .filter(move |m| decided.has_field(m.property))
    }

    pub(super) fn has_no_members(&self, id: ClassId) -> bool {
        self.members(id).next().is_none()
    }

    /// The interfaces that the type of a class implements, transitively: parents first.
    pub(super) fn interfaces(&self, id: ClassId) -> Vec<ClassId> {
        self.scope.interfaces(id)
    }

    /// Whether a class is a union in the document.
    pub(super) fn is_union(&self, id: ClassId) -> bool {
        let class = self.models.class(id);
        match &class.kind {
            ClassKind::Union(_) => true,
            ClassKind::Sealed | ClassKind::Trait => {
                self.has_no_members(id) && !self.object_types(id).is_empty()
            }
            ClassKind::Direct
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => false,
        }
    }

    /// The object types whose values a class or union has.
    pub(super) fn object_types(&self, id: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        self.object_types_into(id, 0, &mut found);
        found
    }

    fn object_types_into(&self, id: ClassId, depth: u32, found: &mut Vec<ClassId>) {
        let mut push = |id: ClassId| {
            if self.scope.has(id) && !found.contains(&id) {
                found.push(id);
            }
        };
        if self.scope.form(id) == Form::InterfaceObject {
            return push(id);
        }
        if matches!(self.models.class(id).kind, ClassKind::Trait) {
            return self.implementers(id).into_iter().for_each(push);
        }
        for leaf in self.models.leaves(id) {
            match &self.models.class(leaf).kind {
                ClassKind::Direct | ClassKind::Singleton => push(leaf),
                ClassKind::Qualified { .. } | ClassKind::Extension(_) | ClassKind::Trait
                    if depth < 16 =>
                {
                    let mut more = Vec::new();
                    self.object_types_into(self.resolve(leaf), depth + 1, &mut more);
                    more.into_iter().for_each(&mut push);
                }
                ClassKind::Qualified { .. }
                | ClassKind::Extension(_)
                | ClassKind::Trait
                | ClassKind::Sealed
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::List(_) => {}
            }
        }
    }

    /// The domain's own object types that have a trait, by themselves or from above.
    fn implementers(&self, id: ClassId) -> Vec<ClassId> {
        let own = self.own_domains().flat_map(|domain| &domain.classes);
        let concrete = |c: &ClassId| {
            matches!(
                self.models.class(*c).kind,
                ClassKind::Direct | ClassKind::Singleton
            )
        };
        let has = |c: &ClassId| self.agreement.above(*c).contains(&id);
        own.copied().filter(concrete).filter(has).collect()
    }
}
