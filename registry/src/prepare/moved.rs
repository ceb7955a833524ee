//! What is published again without a word changed: a model of which something else is made now,
//! because what it needs has moved on.

use std::collections::BTreeSet;

use semver::Version;
use upper::vocabulary::owl;

use super::check::{Own, Work};
use super::old::{self, Difference, Differences};
use crate::error::Error;
use crate::history::needed;
use crate::index::{Graph, Kind};

/// Adds to what changes the unchanged models that would be made otherwise from what they need now.
/// One that claims the version that it has stays as it is, and is outdated.
pub(super) fn add<'a, 'o>(
    work: &mut Work<'_>,
    graphs: &'o [Own<'a>],
    changed: &mut Vec<&'o Own<'a>>,
    differences: &mut Differences,
) -> Result<(), Error> {
    let of: BTreeSet<&str> = changed.iter().map(|own| own.iri.as_str()).collect();
    let unchanged = graphs.iter().filter(|own| own.is_unchanged());
    let moved: Vec<&Own<'_>> = unchanged.filter(|own| has_moved(work, own, &of)).collect();
    for (iri, difference) in old::differences(work, &moved)? {
        let is_other = match &difference {
            Difference::Report(report) => !report.changes.is_empty(),
            Difference::New | Difference::Unknown => false,
        };
        let Some(own) = moved.iter().find(|own| own.iri == iri).filter(|_| is_other) else {
            continue;
        };
        let claimed = work.stated(own.id, owl::VERSION_INFO);
        let claimed = claimed.and_then(|text| Version::parse(text).ok());
        if claimed.is_some() && claimed.as_ref() == own.recorded().map(|r| &r.version) {
            work.outdated.insert(iri);
        } else {
            changed.push(own);
            differences.insert(iri, difference);
        }
    }
    Ok(())
}

/// Whether a model was published with other revisions than those that it needs now, directly or
/// not.
fn has_moved(work: &Work<'_>, own: &Own<'_>, changed: &BTreeSet<&str>) -> bool {
    let Some(last) = own.recorded().filter(|_| own.is_model()) else {
        return false;
    };
    needed(work.index, &last.node)
        .into_iter()
        .any(|(iri, then)| {
            let newest = || {
                work.index
                    .graphs
                    .get(&iri)
                    .and_then(Graph::newest)
                    .map(|r| &r.node)
            };
            let now = work.closure.chosen.get(&iri).or_else(newest);
            iri != own.iri
                && (changed.contains(iri.as_str()) || now.is_some_and(|now| *now != then))
        })
}

impl Own<'_> {
    fn is_model(&self) -> bool {
        self.known.is_some_and(|graph| graph.kind == Kind::Model)
    }
}
