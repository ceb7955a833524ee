//! What a change breaks elsewhere: graphs of the registry that it reaches, and that no range of
//! theirs spares the new version.

use std::collections::BTreeSet;

use oxigraph::model::{GraphName, NamedNode, Term};
use upper::change::{Level, compare};
use upper::check::Checked;
use upper::finding::{Finding, Place, Severity};

use super::check::{NewVersions, Own, Work, check, own_sources};
use super::gather::{self, Closure};
use super::old::{self, Differences};
use super::users::{self, Terms};
use super::{Stop, codes, hide};
use crate::error::Error;
use crate::index::{Graph, Kind};
use crate::resolve::Need;
use crate::source;

/// Refuses the publication where it breaks a graph that depends on it. What is different since the
/// last release counts beside what is since the last state: ranges leave pre-releases out, so that
/// nobody has been held against these.
pub(super) fn hold(
    work: &mut Work<'_>,
    changed: &[&Own<'_>],
    differences: [&Differences; 2],
    versions: &NewVersions,
) -> Result<(), Stop> {
    let changing = users::changing(work, changed, differences)?;
    let affected = affected(work, &changing.breaking, versions)?;
    work.affected = made_otherwise(work, users::going_along(work, affected, versions))?;
    let users = users::users(work, changed, changing, versions)?;
    // The texts of the publication come first in every check, so that its places stay the same.
    let place = changed.first().map_or(Place::nowhere(), |own| {
        let corpus = &work.checked.corpus;
        corpus.place_of(own.id, corpus.graph(own.id).iri)
    });
    check_users(work, &users, place)
}

/// Refuses the publication where any of its users breaks, and says which of them do.
fn check_users(work: &mut Work<'_>, users: &BTreeSet<String>, place: Place) -> Result<(), Stop> {
    let seen = |iri: &&String| work.author.view.sees(iri);
    let (visible, hidden): (Vec<&String>, Vec<&String>) = users.iter().partition(seen);
    let mut breaks_hidden = broken(work, &hidden)?.is_some();
    let mut findings = Vec::new();
    if let Some(broken) = broken(work, &visible)? {
        let graphs = broken.graphs.iter();
        for graph in graphs.filter_map(|iri| work.index.graphs.get(iri)) {
            if work.author.view.sees(&graph.iri) {
                findings.extend(breaks(graph, place));
            } else {
                breaks_hidden = true;
            }
        }
        work.checked = broken.checked;
    }
    if breaks_hidden {
        let message = format!("{} would no longer be valid", hide::SOMEBODY);
        let finding = Finding::error(codes::BREAKS_DEPENDENT, place, message)
            .help("keep what is there and deprecate it, or ask the administrators of the registry");
        findings.push(finding);
    }
    work.checked.extend(findings);
    work.refuse_errors()
}

/// The IRIs of the graphs of the registry in which there are errors. The texts of the publication,
/// which come first, may have any path.
fn in_error(checked: &Checked, own: usize) -> BTreeSet<String> {
    let own = own_sources(checked, own);
    let errors = checked.findings.iter();
    let errors = errors.filter(|f| f.severity == Severity::Error);
    errors
        .filter(|f| !own.contains(&f.place.source))
        .filter_map(|f| source::graph_of(&checked.corpus.sources.get(f.place.source).path))
        .map(str::to_owned)
        .collect()
}

/// Says that a graph breaks, and whose it is.
fn breaks(graph: &Graph, place: Place) -> Option<Finding> {
    let newest = graph.newest()?;
    let name = newest.domain.as_deref().unwrap_or(&graph.iri);
    let whose = newest.owner.as_ref();
    let of = whose.map_or_else(String::new, |team| format!(" of the team `{team}`"));
    let ask = whose.map_or("its owner", String::as_str);
    let message = format!("`{name}` {}{of} would no longer be valid", newest.version);
    let finding = Finding::error(codes::BREAKS_DEPENDENT, place, message);
    Some(finding.help(format!(
        "keep what is there and deprecate it, or publish `{name}`, mended, together with this; ask {ask}"
    )))
}

/// The models that its author may see that use a term which breaks: they may stay valid, and yet
/// what is made of them becomes something else.
fn affected(
    work: &Work<'_>,
    breaking: &Terms,
    versions: &NewVersions,
) -> Result<BTreeSet<String>, Error> {
    let mut affected = BTreeSet::new();
    // Of what was made from what the author may not read nobody tells what changes.
    let told = breaking.iter().filter(|(_, of)| !work.untold.contains(of));
    for (term, of) in told {
        let term: Term = NamedNode::new_unchecked(term).into();
        for quad in users::uses(&work.registry.store, &term)? {
            let GraphName::NamedNode(graph) = &quad.graph_name else {
                continue;
            };
            let user = work.index.graphs.get(graph.as_str());
            let counts = |u: &&Graph| {
                let is_seen = work.author.view.sees(&u.iri);
                u.kind == Kind::Model && is_seen && users::depends(u, of, versions)
            };
            affected.extend(user.filter(counts).map(|user| user.iri.clone()));
        }
    }
    Ok(affected)
}

/// Those of some models of which something else would be made. Of what was made from what the author
/// may not read nobody tells what changes, so that these stay among them.
fn made_otherwise(work: &Work<'_>, models: BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
    let users: Vec<&String> = models.iter().collect();
    let mut same = BTreeSet::new();
    for group in groups(work, &users) {
        let new = old::by_iri(check_with(work, &group)?.valid());
        let last = group.iter().filter_map(|iri| {
            let graph = work.index.graphs.get(*iri)?;
            Some((graph, graph.last()?))
        });
        let (old, untold) = old::as_published(work, last.collect())?;
        for iri in group.into_iter().filter(|iri| !untold.contains(*iri)) {
            if let (Some(old), Some(new)) = (old.get(iri), new.get(iri))
                && compare(old, new).level() == Level::Patch
            {
                same.insert(iri.clone());
            }
        }
    }
    Ok(models
        .into_iter()
        .filter(|iri| !same.contains(iri))
        .collect())
}

/// What is wrong with users of the publication.
struct Broken {
    /// The first check that found something, with what others say of versions.
    checked: Checked,
    /// The graphs in which there are errors, in any check.
    graphs: BTreeSet<String>,
}

/// What is wrong with users, if anything is.
fn broken(work: &Work<'_>, users: &[&String]) -> Result<Option<Broken>, Error> {
    let mut broken: Option<Broken> = None;
    for group in groups(work, users) {
        let checked = check_with(work, &group)?;
        if !checked.has_errors() {
            continue;
        }
        let graphs = in_error(&checked, work.own);
        let Some(first) = &mut broken else {
            broken = Some(Broken { checked, graphs });
            continue;
        };
        first.graphs.extend(graphs);
        // What else is found lies in texts that the first check may not have.
        let conflicts = checked.findings.into_iter();
        let conflicts = conflicts.filter(|f| f.code == codes::NO_COMMON_VERSION);
        let further = conflicts.filter(|f| !first.checked.findings.contains(f));
        let further: Vec<Finding> = further.collect();
        first.checked.extend(further);
    }
    Ok(broken)
}

/// Users that can be checked in one go: all of them, unless they want different versions
/// of something. Then each is with the first others with whom it agrees.
fn groups<'u>(work: &Work<'_>, users: &[&'u String]) -> Vec<Vec<&'u String>> {
    if users.is_empty() {
        return Vec::new();
    }
    let agree = |users: &[&String]| closure_with(work, users).conflicts.is_empty();
    if agree(users) {
        return vec![users.to_vec()];
    }
    let mut groups: Vec<Vec<&'u String>> = Vec::new();
    for user in users {
        let home = groups.iter_mut().find_map(|group| {
            group.push(*user);
            if agree(group) {
                return Some(());
            }
            group.pop();
            None
        });
        if home.is_none() {
            groups.push(vec![*user]);
        }
    }
    groups
}

/// What the publication and users of it need together.
fn closure_with(work: &Work<'_>, users: &[&String]) -> Closure {
    // A range of the publisher's for what they may not read is as one for what is not there.
    let range = |iri: &String| work.publication.ranges.get(iri);
    let chosen = work.closure.chosen.keys().map(|iri| Need {
        range: range(iri).filter(|_| work.author.view.sees(iri)).cloned(),
        name: iri.clone(),
        by: None,
    });
    // An older revision, which stays with what it was published with, fits in any case.
    let users = users.iter().map(|iri| {
        let newest = work.index.graphs.get(*iri).and_then(Graph::newest);
        Need {
            range: newest.map(|revision| gather::exactly(&revision.version)),
            name: (*iri).clone(),
            by: None,
        }
    });
    let needs: Vec<Need> = chosen.chain(users).collect();
    gather::closure(work.index, &needs, &work.own_iris())
}

/// Checks the publication together with users of it.
fn check_with(work: &Work<'_>, users: &[&String]) -> Result<Checked, Error> {
    let closure = closure_with(work, users);
    let mut inputs = work.publication.inputs.clone();
    inputs.extend(work.registry.inputs(&closure.chosen)?);
    let mut checked = check(inputs, &work.publication.options, work.publication.naming);
    let findings = closure
        .conflicts
        .iter()
        .map(|(iri, wanted)| work.conflict(iri, wanted));
    let findings = findings.collect();
    checked.extend(findings);
    Ok(checked)
}
