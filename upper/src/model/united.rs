//! What unions are made of, through other unions and through the classes below sealed ones.

use rustc_hash::FxHashSet;

use super::excess::{Allowance, Excess, UNITED};
use super::{ClassId, ClassKind, Models, TermRef};

impl Models {
    /// The classes of which instances of a class are, by the next step.
    pub(super) fn leads_to(&self, id: ClassId) -> &[ClassId] {
        let class = self.class(id);
        match &class.kind {
            ClassKind::Union(members) => members,
            ClassKind::Sealed => &class.children,
            ClassKind::Qualified { of: Some(of), .. } | ClassKind::Extension(Some(of)) => {
                std::slice::from_ref(of)
            }
            ClassKind::Direct
            | ClassKind::Trait
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(None) => &[],
        }
    }

    /// Leaves out of unions what leads to further classes, from where those are too many.
    pub(super) fn limit_unions(&mut self) {
        let mut united = Allowance::of(UNITED);
        for index in 0..self.classes.len() {
            let id = ClassId::new(index);
            let class = self.class(id);
            let ClassKind::Union(members) = &class.kind else {
                continue;
            };
            let domain = class.info.domain;
            let (left, within) = (united.left(domain), united.within(domain));
            // Once it is too much, unions are not followed to see by how much.
            let through = left.and_then(|left| self.united(members, left));
            if united.takes(domain, through.unwrap_or(usize::MAX)) {
                continue;
            }
            let ends = |member: &ClassId| self.leads_to(*member).is_empty();
            let kept = members.iter().copied().filter(ends).collect();
            if let Some(class) = self.classes.get_mut(index) {
                class.kind = ClassKind::Union(kept);
            }
            if left.is_some() {
                self.cut_at(TermRef::Class(id), Excess::United(within));
            }
        }
    }

    /// How many steps some classes lead to others by; none where those are more than a number.
    fn united(&self, members: &[ClassId], most: usize) -> Option<usize> {
        let mut left = most;
        let mut seen: FxHashSet<ClassId> = members.iter().copied().collect();
        let mut open = members.to_vec();
        while let Some(id) = open.pop() {
            let next = self.leads_to(id);
            left = left.checked_sub(next.len())?;
            open.extend(next.iter().copied().filter(|id| seen.insert(*id)));
        }
        most.checked_sub(left)
    }
}
