//! Which classes lie within which: what a refinement may narrow to, and what overlaps.

use rustc_hash::FxHashSet;

use crate::model::{ClassId, ClassKind, DatatypeId, DatatypeKind, ListElement, Models};
use crate::vocabulary::Primitive;

/// Whether every member of `inner` is a member of `outer`.
pub(super) fn covers(models: &Models, outer: ClassId, inner: ClassId) -> bool {
    within(models, outer, inner, &mut FxHashSet::default())
}

fn within(
    models: &Models,
    outer: ClassId,
    inner: ClassId,
    seen: &mut FxHashSet<(ClassId, ClassId)>,
) -> bool {
    if outer == inner {
        return true;
    }
    if !seen.insert((outer, inner)) {
        return false;
    }
    let above = match &models.class(outer).kind {
        ClassKind::Union(members) => members.iter().any(|m| within(models, *m, inner, seen)),
        ClassKind::Sealed => models.ancestors(inner).any(|a| a == outer),
        ClassKind::List(Some(a)) => return list_within(models, *a, inner, seen),
        ClassKind::Direct
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Enumeration(_)
        | ClassKind::List(None)
        | ClassKind::Extension(_) => false,
    };
    above
        || match &models.class(inner).kind {
            ClassKind::Qualified { of: Some(of), .. } => within(models, outer, *of, seen),
            ClassKind::Union(members) => {
                !members.is_empty() && members.iter().all(|m| within(models, outer, *m, seen))
            }
            ClassKind::Sealed => {
                let children = &models.class(inner).children;
                !children.is_empty() && children.iter().all(|c| within(models, outer, *c, seen))
            }
            ClassKind::Direct
            | ClassKind::Trait
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => false,
        }
}

fn list_within(
    models: &Models,
    outer: ListElement,
    inner: ClassId,
    seen: &mut FxHashSet<(ClassId, ClassId)>,
) -> bool {
    match (outer, &models.class(inner).kind) {
        (ListElement::Class(a), ClassKind::List(Some(ListElement::Class(b)))) => {
            within(models, a, *b, seen)
        }
        (ListElement::Datatype(a), ClassKind::List(Some(ListElement::Datatype(b)))) => {
            derives(models, *b, a)
        }
        (
            _,
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_),
        ) => false,
    }
}

/// Whether a datatype is another one, or comes down to it through its bases.
///
/// Literals state the built-in datatype that theirs comes down to, so `xsd:int` does not
/// derive from `xsd:long` here: no literal is of both.
pub(super) fn derives(models: &Models, inner: DatatypeId, outer: DatatypeId) -> bool {
    let any = matches!(
        models.datatype(outer).kind,
        DatatypeKind::Primitive(Primitive::Literal)
    );
    any || models.datatype_chain(inner).any(|d| d == outer)
}
