//! What is published again without a word changed: a model of which something else is made now,
//! because what it needs has moved on.

use std::collections::BTreeSet;

use semver::Version;
use upper::vocabulary::owl;

use super::check::{Own, Work};
use super::hide;
use super::old::{self, Difference, Differences};
use crate::error::Error;
use crate::index::{Dependency, Kind};

/// Adds to what changes the unchanged models that would be made otherwise from what they need now.
/// One that claims no later version than it has stays as it is, and is outdated.
pub(super) fn add<'a, 'o>(
    work: &mut Work<'_>,
    graphs: &'o [Own<'a>],
    changed: &mut Vec<&'o Own<'a>>,
    differences: &mut Differences,
) -> Result<(), Error> {
    let mut looked_at: BTreeSet<&str> = BTreeSet::new();
    loop {
        let of: BTreeSet<&str> = changed.iter().map(|own| own.iri.as_str()).collect();
        let unchanged = graphs.iter().filter(|own| !of.contains(own.iri.as_str()));
        let moved: Vec<&Own<'_>> = unchanged
            .filter(|own| !looked_at.contains(own.iri.as_str()) && has_moved(work, own, &of))
            .collect();
        if moved.is_empty() {
            return Ok(());
        }
        looked_at.extend(moved.iter().map(|own| own.iri.as_str()));
        let mut found = old::differences(work, &moved)?;
        let hidden = hide::Hidden::of(work.author.view, &work.checked, work.own);
        for own in moved {
            let is_told =
                !work.untold.contains(&own.iri) && !hidden.reaches(&work.checked, &own.iri);
            let Some(Difference::Report(report)) = found.remove(&own.iri).filter(|_| is_told)
            else {
                continue;
            };
            if report.changes.is_empty() {
                continue;
            }
            let claimed = work.stated(own.id, owl::VERSION_INFO);
            let claimed = claimed.and_then(|text| Version::parse(text).ok());
            let stays = |claimed| own.recorded().is_some_and(|last| claimed <= last.version);
            if claimed.is_some_and(stays) {
                work.outdated.insert(own.iri.clone());
            } else {
                differences.insert(own.iri.clone(), Difference::Report(report));
                changed.push(own);
            }
        }
    }
}

/// Whether a model of the author's was published with other revisions of what it names than it would
/// be with now. Those that its ranges leave out are none of them, nor are pre-releases.
fn has_moved(work: &Work<'_>, own: &Own<'_>, changed: &BTreeSet<&str>) -> bool {
    let is_model = own.known.is_some_and(|graph| graph.kind == Kind::Model);
    let Some(last) = own.recorded().filter(|_| is_model && own.may_write) else {
        return false;
    };
    let now = |needed: &Dependency| {
        let graph = work.index.graphs.get(&needed.iri)?;
        match work.closure.chosen.get(&needed.iri) {
            Some(node) => graph.revisions.iter().find(|r| r.node == *node),
            None => graph.newest(),
        }
    };
    let mut any = false;
    for needed in &last.dependencies {
        if changed.contains(needed.iri.as_str()) {
            // Of what changes beside it nobody knows the version yet.
            if needed.range.is_some() {
                return false;
            }
            any = true;
        } else if let Some(now) = now(needed) {
            let is_out = needed
                .range
                .as_ref()
                .is_some_and(|r| !r.matches(&now.version));
            if is_out || !now.version.pre.is_empty() {
                return false;
            }
            any |= needed.resolved.as_ref() != Some(&now.node);
        }
    }
    any
}
