//! Which classes lie within which: what a refinement may narrow to, and what overlaps.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ClassId, ClassKind, DatatypeId, DatatypeKind, LEVELS, ListElement, Models, Range};
use crate::vocabulary::Primitive;

/// How far unions, taxonomies and lists are followed into each other.
const STEPS: usize = 4 * LEVELS;

/// Ranges that were held against each other: the classes of a taxonomy inherit the same
/// refinements, and each pair is looked at once for all of them.
#[derive(Default)]
pub(crate) struct Covered {
    ranges: FxHashMap<(Range, Range), bool>,
    /// The classes that lie within others by being named.
    named: FxHashMap<ClassId, Rc<FxHashSet<ClassId>>>,
}

impl Covered {
    /// Whether every value of `inner` is a value of `outer`.
    pub(crate) fn is_within(&mut self, models: &Models, outer: Range, inner: Range) -> bool {
        if outer == inner {
            return true;
        }
        if let Some(known) = self.ranges.get(&(outer, inner)) {
            return *known;
        }
        let is_within = self.covers(models, outer, inner);
        self.ranges.insert((outer, inner), is_within);
        is_within
    }

    fn covers(&mut self, models: &Models, outer: Range, inner: Range) -> bool {
        match (outer, inner) {
            (Range::Any, _) | (Range::Node, Range::Node) => true,
            (Range::Class(outer), Range::Class(inner)) => self.class(models, outer, inner),
            (Range::Datatype(outer), Range::Datatype(inner)) => derives(models, inner, outer),
            (
                Range::Class(_) | Range::Datatype(_) | Range::Node,
                Range::Class(_) | Range::Datatype(_) | Range::Node | Range::Any,
            ) => false,
        }
    }

    /// Whether every member of `inner` is a member of `outer`; of lists, of their elements.
    fn class(&mut self, models: &Models, mut outer: ClassId, mut inner: ClassId) -> bool {
        // What is deeper is a finding; here it must only end.
        for _ in 0..STEPS {
            if outer == inner {
                return true;
            }
            let elements = [outer, inner].map(|id| models.class(id).kind.element());
            match elements {
                [Some(ListElement::Class(a)), Some(ListElement::Class(b))] => {
                    (outer, inner) = (a, b);
                }
                [
                    Some(ListElement::Datatype(a)),
                    Some(ListElement::Datatype(b)),
                ] => {
                    return derives(models, b, a);
                }
                [Some(_), _] => return false,
                [None, _] => {
                    let named = Rc::clone(self.named(models, outer));
                    return Within::new(models, &named).holds(inner, STEPS);
                }
            }
        }
        false
    }

    /// A class, and where it is a union all that it names, by other unions too.
    fn named(&mut self, models: &Models, id: ClassId) -> &Rc<FxHashSet<ClassId>> {
        self.named.entry(id).or_insert_with(|| {
            let mut named = FxHashSet::default();
            let mut open = vec![id];
            while let Some(id) = open.pop() {
                if named.insert(id)
                    && let ClassKind::Union(members) = &models.class(id).kind
                {
                    open.extend(members);
                }
            }
            Rc::new(named)
        })
    }
}

/// Classes, and what else is known to lie within them or not.
struct Within<'a> {
    models: &'a Models,
    named: &'a FxHashSet<ClassId>,
    known: FxHashMap<ClassId, bool>,
}

impl<'a> Within<'a> {
    fn new(models: &'a Models, named: &'a FxHashSet<ClassId>) -> Self {
        Self {
            models,
            named,
            known: FxHashMap::default(),
        }
    }

    fn holds(&mut self, inner: ClassId, steps: usize) -> bool {
        if let Some(known) = self.known.get(&inner) {
            return *known;
        }
        // What is in a circle lies within nothing by itself.
        self.known.insert(inner, false);
        let steps = steps.checked_sub(1);
        let holds = self.is_named(inner) || steps.is_some_and(|steps| self.parts(inner, steps));
        self.known.insert(inner, holds);
        holds
    }

    /// Whether a class is named, or is below a sealed class that is.
    fn is_named(&self, id: ClassId) -> bool {
        let is_sealed = |id: ClassId| matches!(self.models.class(id).kind, ClassKind::Sealed);
        let mut above = self.models.ancestors(id);
        self.named.contains(&id) || above.any(|id| self.named.contains(&id) && is_sealed(id))
    }

    /// Whether all that a class is made of, or selects from, lies within.
    fn parts(&mut self, id: ClassId, steps: usize) -> bool {
        let class = self.models.class(id);
        let parts = match &class.kind {
            ClassKind::Qualified { of: Some(of), .. } => return self.holds(*of, steps),
            ClassKind::Union(members) => members,
            ClassKind::Sealed => &class.children,
            ClassKind::Direct
            | ClassKind::Trait
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => return false,
        };
        !parts.is_empty() && parts.iter().all(|part| self.holds(*part, steps))
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
