//! By which ways a class has its properties before it refines them itself: from its parent, and
//! from each of its traits.

use rustc_hash::FxHashMap;

use crate::model::{Class, ClassId, Covered, Member, Models, PropertyId, Refinement};

/// A class or trait that a class has a property from, and the property as that has it.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub class: ClassId,
    pub member: &'a Member,
}

/// What is said of the properties of a class.
pub(super) struct Ways<'a> {
    /// By others, in the order of the first that has the property.
    all: Vec<(PropertyId, Vec<Way<'a>>)>,
    places: FxHashMap<PropertyId, usize>,
    /// By the class itself.
    own: FxHashMap<PropertyId, &'a Refinement>,
}

impl<'a> Ways<'a> {
    /// The ways of all properties of a class, its parent's first.
    pub(super) fn of(models: &'a Models, class: &'a Class) -> Self {
        let mut ways = Self {
            all: Vec::new(),
            places: FxHashMap::default(),
            own: FxHashMap::default(),
        };
        let above = class.above().into_iter();
        for above in above.chain(class.traits.iter().copied()) {
            for member in &models.class(above).members {
                ways.add(Way {
                    class: above,
                    member,
                });
            }
        }
        for refinement in &class.refinements {
            if let Some(property) = refinement.property {
                ways.own.entry(property).or_insert(refinement);
            }
        }
        ways
    }

    fn add(&mut self, way: Way<'a>) {
        let property = way.member.property;
        let place = *self.places.entry(property).or_insert(self.all.len());
        match self.all.get_mut(place) {
            Some((_, ways)) => ways.push(way),
            None => self.all.push((property, vec![way])),
        }
    }

    /// Each property that others have, with its ways.
    pub(super) fn all(&self) -> impl Iterator<Item = (PropertyId, &[Way<'a>])> {
        let all = self.all.iter();
        all.map(|(property, ways)| (*property, ways.as_slice()))
    }

    /// The ways of a property.
    pub(super) fn by(&self, property: PropertyId) -> &[Way<'a>] {
        let place = self.places.get(&property);
        let ways = place.and_then(|place| self.all.get(*place));
        ways.map(|(_, ways)| ways.as_slice()).unwrap_or_default()
    }

    /// What the class says of a property itself.
    pub(super) fn own(&self, property: PropertyId) -> Option<&'a Refinement> {
        self.own.get(&property).copied()
    }
}

/// What all ways say together: the tighter of each. `None` where there is no way, so that
/// the property is as it is declared.
pub(super) fn together(models: &Models, ways: &[Way<'_>]) -> Option<Member> {
    let (first, others) = ways.split_first()?;
    let mut member = first.member.clone();
    let mut covered = Covered::default();
    for way in others {
        member.meet(models, way.member, &mut covered);
    }
    Some(member)
}
