//! What changes: each model held against its last state in the registry.

use std::collections::{BTreeMap, BTreeSet};

use upper::change::{Report, compare};
use upper::model::{DomainModel, Valid};

use super::check::{Own, Work};
use super::gather::needed;
use super::hide;
use crate::error::Error;
use crate::index::{Graph, Kind, Revision};

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
    let known = changed.iter().filter_map(|own| own.known);
    let models = known.filter(|graph| graph.kind == Kind::Model);
    let last = models.filter_map(|graph| Some((graph, graph.last()?)));
    let (old, untold) = as_published(work, last.collect())?;
    work.untold.extend(untold);
    let new = by_iri(work.checked.valid());
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
pub(super) fn since_releases(
    work: &mut Work<'_>,
    changed: &[&Own<'_>],
) -> Result<Differences, Error> {
    let known = changed.iter().filter_map(|own| own.known);
    let of: Vec<(&Graph, &Revision)> = known.filter_map(|g| Some((g, unreleased(g)?))).collect();
    let mut differences = Differences::new();
    if of.is_empty() {
        return Ok(differences);
    }
    let (old, untold) = as_published(work, of.clone())?;
    work.untold.extend(untold);
    let new = by_iri(work.checked.valid());
    for (graph, _) in of {
        let difference = match (old.get(&graph.iri), new.get(&graph.iri)) {
            (Some(old), Some(new)) => Difference::Report(compare(old, new)),
            _ => Difference::Unknown,
        };
        differences.insert(graph.iri.clone(), difference);
    }
    Ok(differences)
}

/// Models by the IRIs of their graphs.
pub(super) type ByIri = BTreeMap<String, Valid<DomainModel>>;

/// Revisions as they were published, with what they were published with: what was made of them then
/// was made of that. Also those that show what the author may not read.
pub(super) fn as_published(
    work: &Work<'_>,
    revisions: Vec<(&Graph, &Revision)>,
) -> Result<(ByIri, BTreeSet<String>), Error> {
    let (mut models, mut untold) = (BTreeMap::new(), BTreeSet::new());
    for group in groups(work, revisions) {
        let Some(checked) = work.registry.checked_again(&group.nodes)? else {
            continue;
        };
        let hidden = hide::Hidden::of(work.author.view, &checked, 0);
        let seen = work.index.seen(work.author.view);
        let mut valid = by_iri(checked.valid());
        for (graph, revision) in group.of {
            if !seen.sees_all_of(&revision.node) || hidden.reaches(&checked, &graph.iri) {
                untold.insert(graph.iri.clone());
            }
            models.extend(valid.remove_entry(&graph.iri));
        }
    }
    Ok((models, untold))
}

/// Revisions that can be read together, as they need no two revisions of one graph.
struct Group<'a> {
    of: Vec<(&'a Graph, &'a Revision)>,
    nodes: BTreeMap<String, String>,
}

fn groups<'a>(work: &Work<'_>, revisions: Vec<(&'a Graph, &'a Revision)>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (graph, revision) in revisions {
        let nodes = needed(work.index, &revision.node);
        let fits = |group: &&mut Group<'_>| {
            let mut all = nodes.iter();
            all.all(|(iri, node)| group.nodes.get(iri).is_none_or(|there| there == node))
        };
        match groups.iter_mut().find(fits) {
            Some(group) => {
                group.of.push((graph, revision));
                group.nodes.extend(nodes);
            }
            None => groups.push(Group {
                of: vec![(graph, revision)],
                nodes,
            }),
        }
    }
    groups
}

/// The last release of a model that has pre-releases after it.
fn unreleased(graph: &Graph) -> Option<&Revision> {
    let newest = graph.revisions.iter().map(|r| &r.version).max()?;
    let is_after = graph.kind == Kind::Model && !newest.pre.is_empty();
    graph.release().filter(|_| is_after)
}

pub(super) fn by_iri(models: Vec<Valid<DomainModel>>) -> BTreeMap<String, Valid<DomainModel>> {
    let named = |m: Valid<DomainModel>| (m.domain().info.iri.clone(), m);
    models.into_iter().map(named).collect()
}
