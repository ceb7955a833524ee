//! What is published again without a word changed: a model of which something else is made now,
//! because what it needs has moved on.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use upper::vocabulary::owl;

use super::check::{Own, Work};
use super::old::{self, Difference, Differences};
use super::{hide, version};
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
    let together: BTreeSet<&str> = graphs.iter().map(|own| own.iri.as_str()).collect();
    loop {
        let of = changed.iter().map(|own| {
            let version = version::expected(work, own, differences);
            (own.iri.as_str(), version)
        });
        let of: BTreeMap<&str, Version> = of.collect();
        let is_new = |own: &&Own<'_>| {
            let iri = own.iri.as_str();
            !of.contains_key(iri) && !looked_at.contains(iri)
        };
        let moving = graphs.iter().filter(is_new);
        let moving = moving.map(|own| (own, moves(work, own, &of, &together)));
        let moving: Vec<(&Own<'_>, Moves)> =
            moving.filter(|(_, moves)| *moves != Moves::No).collect();
        if moving.is_empty() {
            return Ok(());
        }
        let all: Vec<&Own<'_>> = moving.iter().map(|(own, _)| *own).collect();
        looked_at.extend(all.iter().map(|own| own.iri.as_str()));
        let mut found = old::differences(work, &all)?;
        let hidden = hide::Hidden::of(work.author.view, &work.checked, work.own);
        for (own, moves) in moving {
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
            if moves == Moves::Held || claimed.is_some_and(stays) {
                work.outdated.insert(own.iri.clone());
            } else {
                differences.insert(own.iri.clone(), Difference::Report(report));
                changed.push(own);
            }
        }
    }
}

/// Whether a model goes on with what it needs now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moves {
    No,
    Yes,
    /// It would, and what it needs is a pre-release.
    Held,
}

/// Whether a model of the author's was published with other revisions of what it names than it would
/// be with now. Those that its ranges leave out are none of them, unless they come with it: what is
/// published together is read together, and the ranges of before are given up.
fn moves(
    work: &Work<'_>,
    own: &Own<'_>,
    changed: &BTreeMap<&str, Version>,
    together: &BTreeSet<&str>,
) -> Moves {
    let is_model = own.known.is_some_and(|graph| graph.kind == Kind::Model);
    let Some(last) = own.recorded().filter(|_| is_model && own.may_write) else {
        return Moves::No;
    };
    let chosen = |needed: &Dependency| {
        let graph = work.index.graphs.get(&needed.iri)?;
        match work.closure.chosen.get(&needed.iri) {
            Some(node) => graph.revisions.iter().find(|r| r.node == *node),
            None => graph.newest(),
        }
    };
    let mut moves = Moves::No;
    for needed in &last.dependencies {
        let (version, is_other) = match changed.get(needed.iri.as_str()) {
            Some(version) => (version, true),
            None => match chosen(needed) {
                Some(now) => (&now.version, needed.resolved.as_ref() != Some(&now.node)),
                None => continue,
            },
        };
        let range = needed.range.as_ref();
        let is_left_out = range.is_some_and(|range| !range.matches(version));
        if is_left_out && !together.contains(needed.iri.as_str()) {
            return Moves::No;
        }
        if is_other && moves != Moves::Held {
            moves = if version.pre.is_empty() {
                Moves::Yes
            } else {
                Moves::Held
            };
        }
    }
    moves
}
