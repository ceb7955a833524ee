//! Members narrowed, by refinements and by each other: whatever is said of a property further
//! up holds, by whichever way it comes.

use super::{Covered, Facets, Member, Models, Range, Refinement};

/// What is said of a member besides.
#[derive(Clone, Copy)]
struct Further<'a> {
    min: u32,
    max: Option<u32>,
    range: Option<Range>,
    facets: &'a Facets,
}

impl Member {
    /// Takes in what a refinement says.
    pub(super) fn refine(&mut self, models: &Models, by: &Refinement, covered: &mut Covered) {
        let datatype = by.datatype.map(Range::Datatype);
        let further = Further {
            min: by.min.unwrap_or_default(),
            max: by.max,
            range: datatype.or(by.class.map(Range::Class)),
            facets: &by.facets,
        };
        let changes = self.narrow(models, further, covered);
        self.refined |= changes;
    }

    /// Takes in what another class or trait says of the same property.
    pub(crate) fn meet(&mut self, models: &Models, other: &Self, covered: &mut Covered) {
        let further = Further {
            min: other.min,
            max: other.max,
            range: Some(other.range),
            facets: &other.facets,
        };
        self.narrow(models, further, covered);
        self.refined |= other.refined;
    }

    /// The tighter of each, and whether that is a change. Of two ranges neither of which lies
    /// within the other, which is a finding, the further one.
    fn narrow(&mut self, models: &Models, by: Further<'_>, covered: &mut Covered) -> bool {
        let counts = (self.min, self.max);
        self.min = self.min.max(by.min);
        self.max = match (self.max, by.max) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let mut changes = counts != (self.min, self.max);
        if let Some(range) = by.range.filter(|range| *range != self.range)
            && (covered.is_within(models, self.range, range)
                || !covered.is_within(models, range, self.range))
        {
            self.range = range;
            changes = true;
        }
        if !by.facets.is_empty() {
            let facets = by.facets.and(&self.facets, models.compared_as(self.range));
            changes |= facets != self.facets;
            self.facets = facets;
        }
        changes
    }
}
