//! Which classes lie within which: what a refinement may narrow to, and what overlaps.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ClassId, ClassKind, DatatypeId, DatatypeKind, LEVELS, ListElement, Models, Range};
use crate::vocabulary::Primitive;

/// How far unions, taxonomies and lists are followed into each other.
const STEPS: usize = 4 * LEVELS;

/// Ranges that were held against each other: the classes of a taxonomy inherit the same
/// refinements, and each pair is looked at once for all of them.
#[derive(Default)]
pub(crate) struct Covered(FxHashMap<(Range, Range), bool>);

impl Covered {
    /// Whether every value of `inner` is a value of `outer`.
    pub(crate) fn is_within(&mut self, models: &Models, outer: Range, inner: Range) -> bool {
        outer == inner
            || *self
                .0
                .entry((outer, inner))
                .or_insert_with(|| range_covers(models, outer, inner))
    }
}

/// Whether every value of `inner` is a value of `outer`.
pub(crate) fn range_covers(models: &Models, outer: Range, inner: Range) -> bool {
    match (outer, inner) {
        (Range::Any, _) | (Range::Node, Range::Node) => true,
        (Range::Class(outer), Range::Class(inner)) => covers(models, outer, inner),
        (Range::Datatype(outer), Range::Datatype(inner)) => derives(models, inner, outer),
        (
            Range::Class(_) | Range::Datatype(_) | Range::Node,
            Range::Class(_) | Range::Datatype(_) | Range::Node | Range::Any,
        ) => false,
    }
}

/// Whether every member of `inner` is a member of `outer`.
fn covers(models: &Models, outer: ClassId, inner: ClassId) -> bool {
    within(models, outer, inner, &mut FxHashSet::default(), STEPS)
}

fn within(
    models: &Models,
    outer: ClassId,
    inner: ClassId,
    seen: &mut FxHashSet<(ClassId, ClassId)>,
    steps: usize,
) -> bool {
    if outer == inner {
        return true;
    }
    // What is deeper is a finding; here it must only end.
    if steps == 0 || !seen.insert((outer, inner)) {
        return false;
    }
    let steps = steps - 1;
    let above = match &models.class(outer).kind {
        ClassKind::Union(members) => members
            .iter()
            .any(|m| within(models, *m, inner, seen, steps)),
        ClassKind::Sealed => models.ancestors(inner).any(|a| a == outer),
        ClassKind::List(Some(a)) => return list_within(models, *a, inner, seen, steps),
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
            ClassKind::Qualified { of: Some(of), .. } => within(models, outer, *of, seen, steps),
            ClassKind::Union(members) => {
                !members.is_empty()
                    && members
                        .iter()
                        .all(|m| within(models, outer, *m, seen, steps))
            }
            ClassKind::Sealed => {
                let children = &models.class(inner).children;
                !children.is_empty()
                    && children
                        .iter()
                        .all(|c| within(models, outer, *c, seen, steps))
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
    steps: usize,
) -> bool {
    match (outer, &models.class(inner).kind) {
        (ListElement::Class(a), ClassKind::List(Some(ListElement::Class(b)))) => {
            within(models, a, *b, seen, steps)
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
fn derives(models: &Models, inner: DatatypeId, outer: DatatypeId) -> bool {
    let any = matches!(
        models.datatype(outer).kind,
        DatatypeKind::Primitive(Primitive::Literal)
    );
    any || models.datatype_chain(inner).any(|d| d == outer)
}
