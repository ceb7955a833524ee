//! The facets that datatypes have with those of their bases, worked out once for all that have them.

use rustc_hash::FxHashSet;

use super::excess::{Allowance, Excess};
use super::{DatatypeId, DatatypeKind, Models, TermRef};

impl Models {
    /// Works out the facets of all datatypes.
    pub(super) fn complete_datatypes(&mut self, narrowed: &mut Allowance) {
        let mut seen: FxHashSet<DatatypeId> = FxHashSet::default();
        for index in 0..self.datatypes.len() {
            let mut path = Vec::new();
            let mut next = Some(DatatypeId::new(index));
            while let Some(id) = next.filter(|id| seen.insert(*id)) {
                path.push(id);
                next = self.base(id);
            }
            // Each after its base.
            while let Some(id) = path.pop() {
                self.complete_datatype(id, narrowed);
            }
        }
    }

    fn complete_datatype(&mut self, id: DatatypeId, narrowed: &mut Allowance) {
        let datatype = self.datatype(id);
        let (own, domain) = (&datatype.facets, datatype.info.domain);
        let base = self.base(id).map(|base| self.facets(base));
        let base = base.filter(|base| !base.is_empty());
        let (before, within) = (narrowed.left(domain), narrowed.within(domain));
        // Once it is too much, no list is walked along to see by how much.
        let fits =
            base.is_none_or(|base| before.is_some() && narrowed.takes(domain, own.joins(base)));
        let all = match base.filter(|_| fits) {
            Some(base) => own.and(base, self.primitive(id)),
            None => own.clone(),
        };
        if let Some(datatype) = self.datatypes.get_mut(id.index()) {
            datatype.all = all;
        }
        if !fits && before.is_some() {
            self.cut_at(TermRef::Datatype(id), Excess::Narrowed(within));
        }
    }

    fn base(&self, id: DatatypeId) -> Option<DatatypeId> {
        match self.datatype(id).kind {
            DatatypeKind::Custom(base) => base,
            DatatypeKind::Primitive(_) => None,
        }
    }
}
