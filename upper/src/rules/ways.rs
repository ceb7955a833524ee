//! By which ways a class has a property before it refines it itself: from its parent, and
//! from each of its traits.

use crate::model::{Class, ClassId, Covered, Member, Models, PropertyId};

/// A class or trait that a class has a property from, and the property as that has it.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub class: ClassId,
    pub member: &'a Member,
}

/// The ways by which a class has a property, its parent's first.
pub(super) fn ways<'a>(
    models: &'a Models,
    class: &Class,
    property: PropertyId,
) -> impl Iterator<Item = Way<'a>> {
    let above = class.above().into_iter();
    let above = above.chain(class.traits.iter().copied());
    above.filter_map(move |class| {
        let mut members = models.class(class).members.iter();
        let member = members.find(|m| m.property == property)?;
        Some(Way { class, member })
    })
}

/// What all ways say together: the tighter of each. `None` where there is no way, so that
/// the property is as it is declared.
pub(super) fn together(models: &Models, class: &Class, property: PropertyId) -> Option<Member> {
    let mut ways = ways(models, class, property);
    let mut member = ways.next()?.member.clone();
    let mut covered = Covered::default();
    for way in ways {
        member.meet(models, way.member, &mut covered);
    }
    Some(member)
}
