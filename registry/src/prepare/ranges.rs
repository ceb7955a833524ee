//! Ranges for graphs of the publication itself: only once their versions are decided is it
//! known whether those that need them will have them.

use std::collections::BTreeMap;

use semver::Version;

use super::Stop;
use super::check::{NewVersions, Own, Work};
use super::gather::needs_of;
use crate::index::Graph;
use crate::resolve::Wanted;

/// Holds the ranges of the publication, and of what it needs, against the new versions.
pub(super) fn hold(
    work: &mut Work<'_>,
    graphs: &[Own<'_>],
    versions: &NewVersions,
) -> Result<(), Stop> {
    let mut unmet: BTreeMap<&str, Wanted> = BTreeMap::new();
    for own in graphs {
        let Some(version) = version(own, versions) else {
            continue;
        };
        let wanted = wanted(work, graphs, own);
        let wanted: Wanted = wanted
            .into_iter()
            .filter(|(_, range)| !range.matches(version))
            .collect();
        if !wanted.is_empty() {
            unmet.insert(&own.iri, wanted);
        }
    }
    let findings = unmet
        .iter()
        .map(|(iri, wanted)| work.conflict(iri, wanted))
        .collect();
    work.checked.extend(findings);
    work.refuse_errors()
}

/// The version that a graph of the publication will have.
fn version<'v>(own: &'v Own<'_>, versions: &'v NewVersions) -> Option<&'v Version> {
    let newest = || Some(&own.known.and_then(Graph::newest)?.version);
    versions.get(&own.iri).or_else(newest)
}

/// The ranges that a graph of the publication must lie in.
fn wanted(work: &Work<'_>, graphs: &[Own<'_>], own: &Own<'_>) -> Wanted {
    let corpus = &work.checked.corpus;
    let needs = |g: &Own<'_>| {
        corpus
            .graph(g.id)
            .dependencies
            .iter()
            .any(|(id, _)| *id == own.id)
    };
    let stated = work.publication.ranges.get(&own.iri);
    let stated = stated.filter(|_| graphs.iter().any(needs));
    let mut wanted: Wanted = stated
        .map(|range| (None, range.clone()))
        .into_iter()
        .collect();
    for (iri, node) in &work.closure.chosen {
        let Some((_, revision)) = work.index.revision(node) else {
            continue;
        };
        let needs = needs_of(work.index, iri, revision, u64::MAX);
        let of = needs.into_iter().filter(|need| need.name == own.iri);
        wanted.extend(of.filter_map(|need| Some((need.by, need.range?))));
    }
    wanted
}
