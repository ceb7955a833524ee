//! What a class has, all told: its own properties, inherited ones, those of its traits,
//! each with the narrowing that refinements add.
//!
//! The order is the author's: the parent's members first, then the class's own, then
//! those of its traits. A property reached twice is one member, at its first place.

use rustc_hash::FxHashSet;

use super::{Class, ClassId, ClassKind, Facets, Models, PropertyId, Range, Refinement};

/// A property as the instances of one class have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The property.
    pub property: PropertyId,
    /// The class or trait that lists it.
    pub declared_by: ClassId,
    /// The least number of values; 1 in a key, whatever is stated.
    pub min: u32,
    /// The greatest number of values; 1 in a key, whatever is stated.
    pub max: Option<u32>,
    /// What the values are.
    pub range: Range,
    /// What refinements add to the range's own facets.
    pub facets: Facets,
    /// Whether a refinement changed anything against the property as declared.
    pub refined: bool,
}

impl Member {
    /// Whether there is always a value.
    #[must_use]
    pub fn required(&self) -> bool {
        self.min > 0
    }

    /// Whether there can be more than one value.
    #[must_use]
    pub fn many(&self) -> bool {
        self.max.is_none_or(|max| max > 1)
    }
}

/// A primary key, declared or inherited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The class whose `upper:primaryKey` it is: for a taxonomy its topmost keyed ancestor,
    /// for an extension or a qualified class one of another class's.
    pub declared_by: ClassId,
    /// Its attributes and relationships, in order.
    pub members: Vec<PropertyId>,
}

impl Models {
    /// Computes members and keys of all classes; what is cyclic is cut (rules report it).
    pub(super) fn complete(&mut self) {
        for index in 0..self.classes.len() {
            let id = ClassId::new(index);
            let key = self.find_key(id);
            let mut members = self.stated_members(id);
            let identifying = |m: &&mut Member| {
                key.as_ref()
                    .is_some_and(|k| k.members.contains(&m.property))
            };
            // What identifies is there exactly once: authors may leave its counts out.
            for member in members.iter_mut().filter(identifying) {
                (member.min, member.max) = (1, Some(1));
            }
            if let Some(class) = self.classes.get_mut(index) {
                class.members = members;
                class.key = key;
            }
        }
    }

    /// The members of a class with their counts as they are stated, those of its key too.
    pub(crate) fn stated_members(&self, id: ClassId) -> Vec<Member> {
        let mut members = Vec::new();
        if let Some(iri) = self.find_key(id).and_then(|k| self.iri_member(&k)) {
            members.push(iri);
        }
        self.gather_into(id, &mut members, &mut FxHashSet::default());
        members
    }

    fn gather_into(&self, id: ClassId, members: &mut Vec<Member>, seen: &mut FxHashSet<ClassId>) {
        if !seen.insert(id) {
            return;
        }
        let class = self.class(id);
        if let Some(above) = class.above() {
            self.gather_into(above, members, seen);
        }
        for property in &class.properties {
            self.add_member(*property, id, members);
        }
        for mixin in &class.traits {
            self.gather_into(*mixin, members, seen);
        }
        for refinement in &class.refinements {
            self.narrow(refinement, members);
        }
    }

    fn add_member(&self, id: PropertyId, declared_by: ClassId, members: &mut Vec<Member>) {
        let property = self.property(id);
        let Some(range) = property.range else { return };
        if members.iter().any(|m| m.property == id) {
            return;
        }
        members.push(Member {
            property: id,
            declared_by,
            min: property.min,
            max: property.max,
            range,
            facets: Facets::default(),
            refined: false,
        });
    }

    fn narrow(&self, refinement: &Refinement, members: &mut [Member]) {
        let Some(member) = members
            .iter_mut()
            .find(|m| Some(m.property) == refinement.property)
        else {
            return;
        };
        let before = member.clone();
        member.min = refinement.min.unwrap_or(member.min).max(member.min);
        member.max = match (refinement.max, member.max) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if let Some(class) = refinement.class {
            member.range = Range::Class(class);
        }
        if let Some(datatype) = refinement.datatype {
            member.range = Range::Datatype(datatype);
        }
        member.facets = refinement.facets.over(&member.facets);
        member.refined |= *member != before;
    }

    /// `upper:iri` is a member of every class that is keyed on it, listed or not.
    fn iri_member(&self, key: &Key) -> Option<Member> {
        let iri = self.iri_property()?;
        key.members.contains(&iri).then(|| {
            let mut members = Vec::new();
            self.add_member(iri, key.declared_by, &mut members);
            members.pop()
        })?
    }

    fn find_key(&self, id: ClassId) -> Option<Key> {
        let mut seen = FxHashSet::default();
        let mut at = Some(id);
        let mut found = None;
        while let Some(id) = at {
            if !seen.insert(id) {
                break;
            }
            let class = self.class(id);
            if let Some(members) = &class.primary_key {
                found = Some(Key {
                    declared_by: id,
                    members: members.clone(),
                });
            }
            at = identified_through(class);
        }
        found
    }

    /// The classes whose instances a class's instances can be: for a sealed class its
    /// concrete descendants, for a union those of its members, else the class itself.
    /// In the author's order, each once.
    #[must_use]
    pub fn leaves(&self, id: ClassId) -> Vec<ClassId> {
        let mut leaves = Vec::new();
        self.leaves_into(id, &mut leaves, &mut FxHashSet::default());
        leaves
    }

    fn leaves_into(&self, id: ClassId, leaves: &mut Vec<ClassId>, seen: &mut FxHashSet<ClassId>) {
        if !seen.insert(id) {
            return;
        }
        let class = self.class(id);
        match &class.kind {
            ClassKind::Sealed => {
                for child in &class.children {
                    self.leaves_into(*child, leaves, seen);
                }
            }
            ClassKind::Union(members) => {
                for member in members {
                    self.leaves_into(*member, leaves, seen);
                }
            }
            ClassKind::Direct
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => leaves.push(id),
        }
    }

    /// A class and its ancestors, itself first.
    pub fn ancestors(&self, id: ClassId) -> impl Iterator<Item = ClassId> {
        let mut seen = FxHashSet::default();
        std::iter::successors(Some(id), |id| self.class(*id).parent)
            .take_while(move |id| seen.insert(*id))
    }

    /// The class whose table, in a one-table-per-taxonomy container, holds the rows of a
    /// keyed class: the one that declares its key (for an extension: itself).
    #[must_use]
    pub fn root(&self, id: ClassId) -> ClassId {
        let class = self.class(id);
        match (&class.kind, &class.key) {
            (ClassKind::Extension(_), _) | (_, None) => id,
            (_, Some(key)) => key.declared_by,
        }
    }

    /// All members of a class and of all its descendants: what one table for a taxonomy
    /// holds. Each property once, at its first place; a member that only some leaves
    /// have comes after those of their ancestors.
    #[must_use]
    pub fn taxonomy_members(&self, id: ClassId) -> Vec<&Member> {
        let mut members: Vec<&Member> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = vec![id];
        while let Some(id) = queue.pop() {
            let class = self.class(id);
            for member in &class.members {
                if seen.insert(member.property) {
                    members.push(member);
                }
            }
            if matches!(class.kind, ClassKind::Sealed) && queue.len() < self.classes.len() {
                queue.extend(class.children.iter().rev());
            }
        }
        members
    }
}

/// Where a class without a key of its own gets its identity from.
fn identified_through(class: &Class) -> Option<ClassId> {
    match &class.kind {
        ClassKind::Qualified { of, .. } => *of,
        ClassKind::Extension(of) => *of,
        ClassKind::Direct | ClassKind::Sealed => class.parent,
        ClassKind::Trait
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_) => None,
    }
}
