//! What changes: each model held against its last state in the registry.

use std::collections::BTreeMap;

use upper::change::{Report, compare};
use upper::check::Checked;
use upper::model::{DomainModel, Valid};

use super::check::{Own, Work};
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
    let new = by_iri(work.checked.valid());
    for own in changed {
        let last = own.known.and_then(|graph| Some((graph, graph.last()?)));
        let difference = match (own.known, last) {
            (None, _) => Difference::New,
            (Some(_), Some((graph, revision))) if graph.kind == Kind::Model => {
                let old = as_published(work, &revision.node)?;
                if old
                    .as_ref()
                    .is_some_and(|c| shows_hidden(work, graph, revision, c))
                {
                    work.untold.insert(own.iri.clone());
                }
                compared(&own.iri, old.as_ref(), &new)
            }
            (Some(_), _) => Difference::Unknown,
        };
        differences.insert(own.iri.clone(), difference);
    }
    Ok(differences)
}

/// A model as it was published, with what it was published with: what was made of it then was made
/// of that.
fn as_published(work: &Work<'_>, node: &str) -> Result<Option<Checked>, Error> {
    work.registry.governed_in(work.index, node)
}

fn compared(
    iri: &str,
    old: Option<&Checked>,
    new: &BTreeMap<String, Valid<DomainModel>>,
) -> Difference {
    let old = old.and_then(|checked| by_iri(checked.valid()).remove(iri));
    match (old, new.get(iri)) {
        (Some(old), Some(new)) => Difference::Report(compare(&old, new)),
        _ => Difference::Unknown,
    }
}

/// What changed models have that their last releases have not, by IRI: of those of which the
/// newest state is no release.
pub(super) fn since_releases(work: &Work<'_>, changed: &[&Own<'_>]) -> Result<Differences, Error> {
    let known = changed.iter().filter_map(|own| own.known);
    let of: Vec<(&Graph, &Revision)> = known.filter_map(|g| Some((g, unreleased(g)?))).collect();
    let mut differences = Differences::new();
    let new = by_iri(work.checked.valid());
    for (graph, release) in of {
        let old = as_published(work, &release.node)?;
        let difference = compared(&graph.iri, old.as_ref(), &new);
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

/// Whether the last state of a graph shows what the author may not read: what it was made from.
fn shows_hidden(work: &Work<'_>, graph: &Graph, last: &Revision, checked: &Checked) -> bool {
    let view = work.author.view;
    let seen = work.index.seen(view);
    !seen.sees_all_of(&last.node) || hide::Hidden::of(view, checked, 0).reaches(checked, &graph.iri)
}
