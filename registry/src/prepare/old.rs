//! What changes: each model held against its last state in the registry.

use std::collections::{BTreeMap, BTreeSet};

use upper::change::{Report, compare};
use upper::check::Checked;
use upper::model::{DomainModel, Valid};

use super::check::{Own, Work};
use super::{gather, hide};
use crate::error::Error;
use crate::index::{Graph, Kind, Revision};
use crate::resolve::Need;
use crate::source;

/// What a changed graph was, and what is different.
pub(super) enum Difference {
    /// It was not there.
    New,
    /// What is different.
    Report(Report),
    /// It is no model, or what was recorded is not valid by today's rules.
    Unknown,
}

/// The differences of all changed graphs, by IRI.
pub(super) type Differences = BTreeMap<String, Difference>;

/// Compares changed models with what the registry last held of them.
pub(super) fn differences(work: &mut Work<'_>, changed: &[&Own<'_>]) -> Result<Differences, Error> {
    let mut differences = Differences::new();
    let known: Vec<&Graph> = changed.iter().filter_map(|own| own.known).collect();
    let new = by_iri(work.checked.valid());
    let old = if known.iter().any(|g| g.kind == Kind::Model) {
        let checked = states(work, &known, Graph::last)?;
        work.untold = untold(work, &known, &checked);
        by_iri(checked.valid())
    } else {
        BTreeMap::new()
    };
    for own in changed {
        let difference = match (own.known, old.get(&own.iri), new.get(&own.iri)) {
            (None, _, _) => Difference::New,
            (Some(_), Some(old), Some(new)) => Difference::Report(compare(old, new)),
            (Some(_), _, _) => Difference::Unknown,
        };
        differences.insert(own.iri.clone(), difference);
    }
    Ok(differences)
}

/// What changed models have that their last releases have not, by IRI: of those of which the
/// newest state is no release.
pub(super) fn since_releases(work: &Work<'_>, changed: &[&Own<'_>]) -> Result<Differences, Error> {
    let known = changed.iter().filter_map(|own| own.known);
    let of: Vec<&Graph> = known.filter(|graph| unreleased(graph).is_some()).collect();
    let mut differences = Differences::new();
    if of.is_empty() {
        return Ok(differences);
    }
    let old = by_iri(states(work, &of, unreleased)?.valid());
    let new = by_iri(work.checked.valid());
    for graph in of {
        let difference = match (old.get(&graph.iri), new.get(&graph.iri)) {
            (Some(old), Some(new)) => Difference::Report(compare(old, new)),
            _ => Difference::Unknown,
        };
        differences.insert(graph.iri.clone(), difference);
    }
    Ok(differences)
}

/// The last release of a model that has pre-releases after it.
fn unreleased(graph: &Graph) -> Option<&Revision> {
    let newest = graph.revisions.iter().map(|r| &r.version).max()?;
    let is_after = graph.kind == Kind::Model && !newest.pre.is_empty();
    graph.release().filter(|_| is_after)
}

fn by_iri(models: Vec<Valid<DomainModel>>) -> BTreeMap<String, Valid<DomainModel>> {
    let named = |m: Valid<DomainModel>| (m.domain().info.iri.clone(), m);
    models.into_iter().map(named).collect()
}

/// The graphs whose last states show what the author may not read: what they were made from
/// then, and what they need as it is now.
fn untold(work: &Work<'_>, graphs: &[&Graph], last: &Checked) -> BTreeSet<String> {
    let view = work.author.view;
    let seen = work.index.seen(view);
    let hidden = hide::Hidden::of(view, last, 0);
    let shows = |graph: &&&Graph| {
        let last_node = graph.last().map(|r| r.node.as_str());
        last_node.is_some_and(|node| !seen.sees_all_of(node)) || hidden.reaches(last, &graph.iri)
    };
    graphs.iter().filter(shows).map(|g| g.iri.clone()).collect()
}

/// States of graphs, checked with what they need.
fn states(
    work: &Work<'_>,
    graphs: &[&Graph],
    state: fn(&Graph) -> Option<&Revision>,
) -> Result<Checked, Error> {
    let fixed: BTreeSet<String> = graphs.iter().map(|g| g.iri.clone()).collect();
    let states = || graphs.iter().filter_map(|g| Some((g, state(g)?)));
    let needs: Vec<Need> = states()
        .flat_map(|(graph, revision)| {
            revision.dependencies.iter().map(|d| Need {
                name: d.iri.clone(),
                range: d.range.clone(),
                by: Some(graph.iri.clone()),
            })
        })
        .collect();
    let closure = gather::closure(work.index, &needs, &fixed);
    let mut inputs = gather::texts(work.registry, &closure)?;
    for (graph, revision) in states() {
        let text = work.registry.text(&revision.node)?;
        inputs.extend(text.map(|text| source::input(&graph.iri, text)));
    }
    Ok(upper::check::check(inputs, &work.publication.options))
}
