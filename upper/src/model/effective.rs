//! What a class has, all told: its own properties, inherited ones, those of its traits,
//! each with the narrowing that refinements add.
//!
//! The order is the author's: the parent's members first, then the class's own, then
//! those of its traits. A property reached twice is one member, at its first place.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::excess::{Allowance, Excess, INHERITED, NARROWED};
use super::{
    Class, ClassId, ClassKind, Covered, DomainId, Facets, Models, PropertyId, Range, Refinement,
    TermRef, contained,
};

/// How many levels of superclasses, traits or unions are followed; more are a finding.
pub const LEVELS: usize = 64;
/// How many relationships a key may lead through one after the other; more are a finding.
pub const KEY_STEPS: usize = 6;
/// How many attributes a key may lead to; more are a finding.
pub const KEY_ATTRIBUTES: usize = 256;

/// How many members the keys on the way have, of a key that leads to no more attributes.
pub const KEY_MEMBERS: usize = KEY_ATTRIBUTES * (KEY_STEPS + 1);

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

/// How much more a key may lead to.
#[derive(Clone, Copy)]
struct Room {
    attributes: usize,
    members: usize,
}

/// Members on their way together.
#[derive(Default)]
struct Gathered {
    /// The class that has them.
    of: Option<ClassId>,
    members: Vec<Member>,
    /// Where the member of a property is.
    places: FxHashMap<PropertyId, usize>,
    classes: FxHashSet<ClassId>,
    /// How much more may be taken over of what narrows values; none once something was too much.
    left: Option<usize>,
    /// Whether there is more above than was followed.
    is_partial: bool,
}

impl Gathered {
    /// Takes over so much of what narrows values, if there is room for it.
    fn takes(&mut self, amount: usize) -> bool {
        self.left = self.left.and_then(|left| left.checked_sub(amount));
        self.left.is_some()
    }
}

impl Models {
    /// Computes members and keys of all classes, and what follows from these; what is cyclic is cut (rules report it).
    pub(super) fn complete(&mut self) {
        let mut narrowed = Allowance::of(NARROWED);
        self.limit_unions();
        self.complete_datatypes(&mut narrowed);
        self.complete_classes(&mut narrowed);
        self.in_themselves = contained::in_themselves(self);
    }

    fn complete_classes(&mut self, narrowed: &mut Allowance) {
        let mut inherited = Allowance::of(INHERITED);
        let mut covered = Covered::default();
        for index in 0..self.classes.len() {
            let id = ClassId::new(index);
            let key = self.find_key(id);
            let domain = self.class(id).info.domain;
            let before = (inherited.left(domain), narrowed.left(domain));
            let within = (inherited.within(domain), narrowed.within(domain));
            let is_cut = before.0.is_none() || before.1.is_none();
            let left = before.1.unwrap_or_default();
            let levels = if is_cut { 0 } else { LEVELS };
            let gathered = self.gathered(id, levels, left, &mut covered);
            if gathered.is_partial {
                self.incomplete.insert(domain);
            }
            let mut members = gathered.members;
            let own = |m: &Member| m.declared_by == id;
            let others = members.iter().filter(|m| !own(m)).count();
            let narrows = gathered.left.and_then(|now| left.checked_sub(now));
            let fits = inherited.takes(domain, others);
            let is_narrow = narrowed.takes(domain, narrows.unwrap_or(usize::MAX));
            if !fits || !is_narrow {
                members.retain(own);
            }
            if !fits && before.0.is_some() {
                self.cut_at(TermRef::Class(id), Excess::Inherited(within.0));
            } else if !is_narrow && before.1.is_some() {
                self.cut_at(TermRef::Class(id), Excess::Narrowed(within.1));
            }
            self.put_members(id, members, key);
        }
    }

    /// Writes what a class has, with what follows from its key.
    fn put_members(&mut self, id: ClassId, mut members: Vec<Member>, key: Option<Key>) {
        let identifying = |m: &&mut Member| {
            key.as_ref()
                .is_some_and(|k| k.members.contains(&m.property))
        };
        // What identifies is there exactly once: authors may leave its counts out.
        for member in members.iter_mut().filter(identifying) {
            (member.min, member.max) = (1, Some(1));
        }
        let places = members.iter().enumerate();
        let places = places.map(|(at, member)| ((id, member.property), at));
        self.places.extend(places);
        if let Some(class) = self.classes.get_mut(id.index()) {
            class.members = members;
            class.key = key;
        }
    }

    /// A property as the instances of a class have it.
    pub(crate) fn member(&self, class: ClassId, property: PropertyId) -> Option<&Member> {
        let place = self.places.get(&(class, property))?;
        self.class(class).members.get(*place)
    }

    /// The members of a class with their counts as they are stated, those of its key too.
    pub(crate) fn stated_members(&self, id: ClassId, covered: &mut Covered) -> Vec<Member> {
        self.gathered(id, LEVELS, NARROWED, covered).members
    }

    /// Whether terms of a model lack something, because it is too much.
    pub(crate) fn is_incomplete(&self, domain: DomainId) -> bool {
        self.incomplete.contains(&domain)
    }

    /// The same, from so many levels above alone, and with so much that narrows values.
    fn gathered(
        &self,
        id: ClassId,
        levels: usize,
        narrows: usize,
        covered: &mut Covered,
    ) -> Gathered {
        let mut gathered = Gathered {
            of: Some(id),
            left: Some(narrows),
            ..Gathered::default()
        };
        // `upper:iri` is a member of every class that is keyed on it, listed or not.
        if let Some(key) = self.find_key(id)
            && let Some(iri) = self.iri_property().filter(|iri| key.members.contains(iri))
        {
            self.add_member(iri, key.declared_by, &mut gathered);
        }
        self.gather_into(id, &mut gathered, levels, covered);
        gathered
    }

    fn gather_into(
        &self,
        id: ClassId,
        gathered: &mut Gathered,
        levels: usize,
        covered: &mut Covered,
    ) {
        if !gathered.classes.insert(id) {
            return;
        }
        let class = self.class(id);
        let further = levels
            .checked_sub(1)
            .filter(|_| gathered.takes(1 + class.traits.len()));
        let mut above = class
            .above()
            .into_iter()
            .chain(class.traits.iter().copied());
        let goes_on = above.any(|id| !gathered.classes.contains(&id));
        gathered.is_partial |= further.is_none() && goes_on;
        if let Some((above, levels)) = class.above().zip(further) {
            self.gather_into(above, gathered, levels, covered);
        }
        for property in &class.properties {
            self.add_member(*property, id, gathered);
        }
        for (mixin, levels) in class.traits.iter().zip(std::iter::repeat(further)) {
            if let Some(levels) = levels {
                self.gather_into(*mixin, gathered, levels, covered);
            }
        }
        let is_own = gathered.of == Some(id);
        for refinement in &class.refinements {
            // Each takes something: where nothing is left, no list is walked along to see how much.
            gathered.left = gathered.left.filter(|left| *left > 0);
            if gathered.left.is_none() {
                break;
            }
            let place = refinement.property.and_then(|p| gathered.places.get(&p));
            let place = place.copied().unwrap_or(usize::MAX);
            let member = gathered.members.get(place);
            let amount = member.map_or(1, |member| self.narrows(member, refinement, is_own));
            if !gathered.takes(amount) {
                break;
            }
            if let Some(member) = gathered.members.get_mut(place) {
                member.refine(self, refinement, covered);
            }
        }
    }

    /// How much a refinement takes over of what is said before of a member, with what it says. All
    /// that have a datatype share what that says; a class that names it itself is held against it.
    fn narrows(&self, member: &Member, by: &Refinement, is_own: bool) -> usize {
        let names = is_own && by.datatype.is_some();
        if by.facets.is_empty() && member.facets.is_empty() && !names {
            return 1;
        }
        let range = by.datatype.map_or(member.range, Range::Datatype);
        let datatype = self.value_of(range).datatype();
        let joined = 1 + by.facets.joins(&member.facets);
        let Some(all) = datatype.map(|id| self.facets(id)) else {
            return joined;
        };
        let named = if names { all.held() } else { 0 };
        joined + all.weight() + by.facets.lists(all) + member.facets.lists(all) + named
    }

    fn add_member(&self, id: PropertyId, declared_by: ClassId, gathered: &mut Gathered) {
        let property = self.property(id);
        let Some(range) = property.range else { return };
        let Entry::Vacant(place) = gathered.places.entry(id) else {
            return;
        };
        place.insert(gathered.members.len());
        gathered.members.push(Member {
            property: id,
            declared_by,
            min: property.min,
            max: property.max,
            range,
            facets: Facets::default(),
            refined: false,
        });
    }

    fn find_key(&self, id: ClassId) -> Option<Key> {
        let mut at = Some(id);
        let mut found = None;
        for _ in 0..=LEVELS {
            let Some(id) = at else { break };
            let class = self.class(id);
            if class.primary_key.is_some() {
                found = Some(id);
            }
            at = identified_through(class);
        }
        let declared_by = found?;
        let members = self.class(declared_by).primary_key.iter().flatten();
        // More are a finding, and each class below would have all of them.
        let members = members.take(KEY_ATTRIBUTES + 1).copied().collect();
        Some(Key {
            declared_by,
            members,
        })
    }

    /// The classes whose instances a class's instances can be: for a sealed class its
    /// concrete descendants, for a union those of its members, else the class itself.
    /// In the author's order, each once.
    #[must_use]
    pub fn leaves(&self, id: ClassId) -> Vec<ClassId> {
        let mut leaves = Vec::new();
        // Unions lead down to classes, which lead down to their subclasses.
        let levels = 2 * LEVELS + 1;
        self.leaves_into(id, &mut leaves, &mut FxHashSet::default(), levels);
        leaves
    }

    /// The same, down to the classes that say what a value in place has: a qualified class
    /// without a key that selects from a sealed one stands for the leaves of that.
    #[must_use]
    pub fn concrete_leaves(&self, id: ClassId) -> Vec<ClassId> {
        let is_sealed = |base: &ClassId| matches!(self.class(*base).kind, ClassKind::Sealed);
        let (mut seen, mut opened) = (FxHashSet::default(), FxHashSet::default());
        let mut concrete = Vec::new();
        for leaf in self.leaves(id) {
            let class = self.class(leaf);
            let base = class.kind.base().filter(|_| class.key.is_none());
            let below = match base.filter(is_sealed) {
                Some(sealed) if opened.insert(sealed) => self.leaves(sealed),
                // Another one selects from it too.
                Some(_) => continue,
                None => vec![leaf],
            };
            concrete.extend(below.into_iter().filter(|id| seen.insert(*id)));
        }
        concrete
    }

    fn leaves_into(
        &self,
        id: ClassId,
        leaves: &mut Vec<ClassId>,
        seen: &mut FxHashSet<ClassId>,
        levels: usize,
    ) {
        if levels == 0 || !seen.insert(id) {
            return;
        }
        let levels = levels - 1;
        let class = self.class(id);
        match &class.kind {
            ClassKind::Sealed => {
                for child in &class.children {
                    self.leaves_into(*child, leaves, seen, levels);
                }
            }
            ClassKind::Union(members) => {
                for member in members {
                    self.leaves_into(*member, leaves, seen, levels);
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
            .take(LEVELS + 1)
            .take_while(move |id| seen.insert(*id))
    }

    /// The classes whose keys are a part of a class's key.
    pub(crate) fn key_references(&self, id: ClassId) -> Vec<ClassId> {
        let Some(key) = &self.class(id).key else {
            return Vec::new();
        };
        let range = |p: &PropertyId| self.member(key.declared_by, *p).map(|m| m.range);
        let ranges = key.members.iter().filter_map(range);
        ranges
            .filter_map(|r| self.value_of(r).referenced())
            .collect()
    }

    /// Whether the key of a class leads through no more relationships, and to no more
    /// attributes, than a key may.
    pub(crate) fn key_fits(&self, id: ClassId) -> bool {
        let room = Room {
            attributes: KEY_ATTRIBUTES,
            members: KEY_MEMBERS,
        };
        self.key_room(id, KEY_STEPS, room).is_some()
    }

    /// What is left of the room beyond a key.
    fn key_room(&self, id: ClassId, steps: usize, room: Room) -> Option<Room> {
        let Some(key) = &self.class(id).key else {
            return Some(room);
        };
        let references = self.key_references(id);
        let attributes = key.members.len().saturating_sub(references.len());
        let mut room = Room {
            attributes: room.attributes.checked_sub(attributes)?,
            // A key without members takes a step all the same.
            members: room.members.checked_sub(key.members.len().max(1))?,
        };
        for to in references {
            room = self.key_room(to, steps.checked_sub(1)?, room)?;
        }
        Some(room)
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
        let mut classes = FxHashSet::default();
        let mut queue = vec![id];
        while let Some(id) = queue.pop() {
            if !classes.insert(id) {
                continue;
            }
            let class = self.class(id);
            for member in &class.members {
                if seen.insert(member.property) {
                    members.push(member);
                }
            }
            if matches!(class.kind, ClassKind::Sealed) {
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
