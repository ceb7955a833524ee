//! What ranges ask for besides versions to choose. Those for graphs of the publication itself: only
//! once their versions are decided is it known whether those that need them will have them. And what
//! older versions need, to which ranges keep others.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Version, VersionReq};

use super::Stop;
use super::check::{NewVersions, Own, Work};
use super::gather::{is_newest, needs_of};
use crate::index::{Graph, Index};
use crate::resolve::{Ties, Wanted};

/// The ranges of before that leave out what comes along by now, with the models that had them:
/// what is published together is read together.
pub(super) fn given_up(graphs: &[Own<'_>], versions: &NewVersions) -> BTreeSet<(String, String)> {
    let along = graphs.iter();
    let along = along.filter_map(|own| Some((own.iri.as_str(), version(own, versions)?)));
    let along: BTreeMap<&str, &Version> = along.collect();
    let mut given_up = BTreeSet::new();
    for own in graphs.iter().filter(|own| versions.contains_key(&own.iri)) {
        for needed in own.recorded().into_iter().flat_map(|r| &r.dependencies) {
            let range = needed.range.as_ref().zip(along.get(needed.iri.as_str()));
            if range.is_some_and(|(range, version)| !range.matches(version)) {
                given_up.insert((own.iri.clone(), needed.iri.clone()));
            }
        }
    }
    given_up
}

/// The range that a graph of the publication has for something: the one that is stated with it, or
/// the one that it was published with before.
pub(super) fn stated<'a>(
    work: &'a Work<'_>,
    own: &'a Own<'_>,
    iri: &str,
) -> Option<&'a VersionReq> {
    let recorded = || {
        if work.freed.contains(&(own.iri.clone(), iri.to_owned())) {
            return None;
        }
        let mut needs = own.recorded()?.dependencies.iter();
        needs.find(|needed| needed.iri == iri)?.range.as_ref()
    };
    work.publication.ranges.get(iri).or_else(recorded)
}

impl Index {
    /// Whether a graph needs another now: itself, or by way of a version that is no longer the
    /// newest of its graph, to which a range leads, and which stays with what it needed.
    pub(crate) fn needs(&self, graph: &Graph, iri: &str) -> bool {
        let Some(newest) = graph.newest() else {
            return false;
        };
        if newest.needs(iri) {
            return true;
        }
        let given = self.given(graph);
        let mut chosen = given.values().filter_map(|n| self.revision(n));
        chosen.any(|(of, state)| state.needs(iri) && of.newest() != Some(state))
    }
}

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
        let Some((graph, revision)) = work.index.revision(node) else {
            continue;
        };
        let ties = (is_newest(graph, revision, u64::MAX), Ties::OrLater);
        let needs = needs_of(work.index, iri, revision, ties);
        let of = needs.into_iter().filter(|need| need.name == own.iri);
        wanted.extend(of.filter_map(|need| Some((need.by, need.range?))));
    }
    wanted
}
