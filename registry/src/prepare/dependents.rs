//! What a change breaks elsewhere: graphs of the registry that use a term that changes, and
//! that no range of theirs spares the new version.
//!
//! They are found by looking for the terms, not by reading all graphs. A use is followed on
//! to whoever uses the user, but for a class that lists a property: what the class means to
//! others is what its own definition says, and that is compared term by term.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::Store;
use upper::builtin::builtin;
use upper::change::{Level, compare};
use upper::check::Checked;
use upper::finding::{Finding, Place, Severity};
use upper::model::{ClassKind, DatatypeKind, LEVELS, ListElement, Range, TermInfo};
use upper::vocabulary::upper as up;

use super::check::{NewVersions, Own, Work, check};
use super::gather::{self, Closure};
use super::old::{self, Difference, Differences};
use super::{Stop, codes, hide};
use crate::catalog::{self, known};
use crate::convert;
use crate::error::Error;
use crate::index::{Graph, Index, Kind};
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
    let mut terms = Vec::new();
    let mut breaking = Vec::new();
    for own in changed {
        let of_own = differences.map(|all| all.get(&own.iri));
        for (term, level) in changed_terms(work, own, of_own)? {
            // Of what was made from what the author may not read nobody tells what changes.
            if level == Level::Major && !work.untold.contains(&own.iri) {
                breaking.push((term.clone(), own.iri.clone()));
            }
            terms.push((term, own.iri.clone()));
        }
    }
    let affected = affected(work, breaking, versions)?;
    work.affected = made_otherwise(work, going_along(work, affected, versions))?;
    let users = users(&work.registry.store, work.index, terms, versions)?;
    let users = going_along(work, users, versions);
    let seen = |iri: &&String| work.author.view.sees(iri);
    let (visible, hidden): (Vec<&String>, Vec<&String>) = users.iter().partition(seen);
    // The texts of the publication come first in every check, so that its places stay the same.
    let place = changed.first().map_or(Place::nowhere(), |own| {
        let corpus = &work.checked.corpus;
        corpus.place_of(own.id, corpus.graph(own.id).iri)
    });
    let breaks_hidden = broken(work, &hidden)?.is_some();
    let mut findings = Vec::new();
    if let Some(checked) = broken(work, &visible)? {
        let whose = in_error(&checked).into_iter();
        findings.extend(whose.filter_map(|iri| breaks(work.index.graphs.get(iri)?, place)));
        work.checked = checked;
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

/// The IRIs of the graphs of the registry in which there are errors.
fn in_error(checked: &Checked) -> BTreeSet<&str> {
    let errors = checked.findings.iter();
    let errors = errors.filter(|f| f.severity == Severity::Error);
    errors
        .filter_map(|f| source::graph_of(&checked.corpus.sources.get(f.place.source).path))
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
    breaking: Vec<(String, String)>,
    versions: &NewVersions,
) -> Result<BTreeSet<String>, Error> {
    let mut affected = BTreeSet::new();
    if breaking.is_empty() {
        return Ok(affected);
    }
    for (term, of) in with_what_is_made(work, breaking) {
        for quad in uses(&work.registry.store, &NamedNode::new_unchecked(term).into())? {
            let GraphName::NamedNode(graph) = &quad.graph_name else {
                continue;
            };
            let user = work.index.graphs.get(graph.as_str());
            let counts = |u: &&Graph| {
                u.kind == Kind::Model && work.author.view.sees(&u.iri) && depends(u, &of, versions)
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

/// Terms, with those of the same graphs that are made of them: datatypes of a base, properties of
/// a datatype or class, classes of a property.
fn with_what_is_made(work: &Work<'_>, terms: Vec<(String, String)>) -> BTreeSet<(String, String)> {
    let models = &work.checked.models;
    let mut all: BTreeSet<(String, String)> = terms.into_iter().collect();
    // No hierarchy has more levels.
    for _ in 0..LEVELS {
        let before = all.len();
        let mut add = |info: &TermInfo, of: &TermInfo| {
            if info.domain == of.domain {
                let graph = &models.domain(info.domain).info.iri;
                if all.contains(&(of.iri.clone(), graph.clone())) {
                    all.insert((info.iri.clone(), graph.clone()));
                }
            }
        };
        for (_, datatype) in models.datatypes() {
            if let DatatypeKind::Custom(Some(base)) = datatype.kind {
                add(&datatype.info, &models.datatype(base).info);
            }
        }
        for (_, property) in models.properties() {
            match property.range {
                Some(Range::Datatype(of)) => add(&property.info, &models.datatype(of).info),
                Some(Range::Class(of)) => add(&property.info, &models.class(of).info),
                Some(Range::Node | Range::Any) | None => {}
            }
        }
        for (_, class) in models.classes() {
            for member in &class.members {
                add(&class.info, &models.property(member.property).info);
            }
            for value in class.kind.values() {
                add(&class.info, &models.enum_value(*value).info);
            }
            if let Some(key) = &class.key {
                add(&class.info, &models.class(key.declared_by).info);
            }
            if let Some(parent) = class.parent {
                add(&models.class(parent).info, &class.info);
            }
            match &class.kind {
                ClassKind::List(Some(ListElement::Class(of))) => {
                    add(&class.info, &models.class(*of).info);
                }
                ClassKind::List(Some(ListElement::Datatype(of))) => {
                    add(&class.info, &models.datatype(*of).info);
                }
                ClassKind::Union(members) => {
                    for member in members {
                        add(&class.info, &models.class(*member).info);
                    }
                }
                ClassKind::List(None)
                | ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Qualified { .. }
                | ClassKind::Singleton
                | ClassKind::Enumeration(_)
                | ClassKind::Extension(_) => {}
            }
        }
        if all.len() == before {
            break;
        }
    }
    all
}

/// The terms of a graph that no longer mean the same, and what that asks of its version.
fn changed_terms(
    work: &Work<'_>,
    own: &Own<'_>,
    differences: [Option<&Difference>; 2],
) -> Result<BTreeSet<(String, Level)>, Error> {
    let mut terms = BTreeSet::new();
    for difference in differences.into_iter().flatten() {
        match difference {
            Difference::Report(report) => {
                let heavy = report.changes.iter().filter(|c| c.level > Level::Patch);
                terms.extend(heavy.map(|c| (c.term.clone(), c.level)));
            }
            // What cannot be compared may have broken anything.
            Difference::Unknown => {
                let subjects = changed_subjects(work, own)?.into_iter();
                terms.extend(subjects.map(|term| (term, Level::Major)));
            }
            Difference::New => {}
        }
    }
    Ok(terms)
}

/// The subjects of a graph of which something else is said now, or nothing.
fn changed_subjects(work: &Work<'_>, own: &Own<'_>) -> Result<Vec<String>, Error> {
    let name = NamedNode::new_unchecked(&own.iri);
    let mut old: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut new = old.clone();
    let add = |all: &mut BTreeMap<String, BTreeSet<String>>, quad: &Quad| {
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
            let about = all.entry(subject.as_str().to_owned()).or_default();
            about.insert(format!("{} {}", quad.predicate, quad.object));
        }
    };
    let graph = Some(name.as_ref().into());
    for quad in work
        .registry
        .store
        .quads_for_pattern(None, None, None, graph)
    {
        add(&mut old, &quad?);
    }
    let corpus = &work.checked.corpus;
    let label = |l: &str| own.canonical.label(l);
    for quad in convert::quads(&corpus.terms, &corpus.graph(own.id).graph, &own.iri, &label) {
        add(&mut new, &quad);
    }
    old.retain(|subject, about| new.get(subject) != Some(about));
    Ok(old.into_keys().filter(|s| *s != own.iri).collect())
}

/// The graphs that use any of the terms, each of which belongs to a graph that changes.
fn users(
    store: &Store,
    index: &Index,
    terms: Vec<(String, String)>,
    versions: &NewVersions,
) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    let mut seen: HashSet<(Term, String)> = HashSet::new();
    let mut queue: Vec<(Term, String)> = terms
        .into_iter()
        .map(|(term, of)| (NamedNode::new_unchecked(term).into(), of))
        .collect();
    while let Some((term, of)) = queue.pop() {
        if !seen.insert((term.clone(), of.clone())) {
            continue;
        }
        for quad in uses(store, &term)? {
            let GraphName::NamedNode(graph) = &quad.graph_name else {
                continue;
            };
            let user = index.graphs.get(graph.as_str());
            let Some(user) = user.filter(|u| depends(u, &of, versions)) else {
                continue;
            };
            found.insert(user.iri.clone());
            let lists = quad.predicate.as_ref() == known(up::PROPERTY);
            let header = quad.subject.to_string() == format!("<{}>", user.iri);
            if user.kind == Kind::Model && !lists && !header {
                queue.push((quad.subject.clone().into(), of.clone()));
            }
        }
    }
    Ok(found)
}

/// The statements that have a term as object or predicate.
fn uses(store: &Store, term: &Term) -> Result<Vec<Quad>, Error> {
    let objects = store.quads_for_pattern(None, None, Some(term.into()), None);
    let mut quads = objects.collect::<Result<Vec<_>, _>>()?;
    if let Term::NamedNode(node) = term {
        for quad in store.quads_for_pattern(None, Some(node.into()), None, None) {
            quads.push(quad?);
        }
    }
    Ok(quads)
}

/// Whether a graph goes along with the new version of another: it is not part of the
/// publication, and no range of it leaves the version out.
fn depends(user: &Graph, of: &str, versions: &NewVersions) -> bool {
    let changes = versions.contains_key(&user.iri);
    if changes || builtin(&user.iri).is_some() || user.iri == catalog::IRI {
        return false;
    }
    let needs = user.newest().into_iter().flat_map(|r| &r.dependencies);
    let spared = needs.filter(|d| d.iri == of).any(|d| {
        let version = versions.get(of);
        let range = d.range.as_ref();
        range.zip(version).is_some_and(|(r, v)| !r.matches(v))
    });
    !spared
}

/// Those of some users that can have the new versions: something else that one needs may have a
/// range that leaves these out, so that it goes on with the old ones as well.
fn going_along(
    work: &Work<'_>,
    users: BTreeSet<String>,
    versions: &NewVersions,
) -> BTreeSet<String> {
    let goes = |user: &String| {
        let needs = gather::needs_for(work.index, user, versions);
        let is_left_out = |need: &Need| {
            let range = need.range.as_ref().zip(versions.get(&need.name));
            range.is_some_and(|(range, version)| !range.matches(version))
        };
        let left_out = needs.iter().filter(|need| is_left_out(need));
        let left_out: BTreeSet<&str> = left_out.map(|need| need.name.as_str()).collect();
        // What it needs together with what it cannot have is checked all the same.
        let needed = |need: &Need| left_out.contains(need.name.as_str());
        left_out.is_empty() || !needs.iter().all(needed)
    };
    users.into_iter().filter(goes).collect()
}

/// What is wrong with users, if anything is.
fn broken(work: &Work<'_>, users: &[&String]) -> Result<Option<Checked>, Error> {
    for group in groups(work, users) {
        let checked = check_with(work, &group)?;
        if checked.has_errors() {
            return Ok(Some(checked));
        }
    }
    Ok(None)
}

/// Users that can be checked in one go: all of them, unless they want different versions
/// of something.
fn groups<'u>(work: &Work<'_>, users: &[&'u String]) -> Vec<Vec<&'u String>> {
    if users.is_empty() {
        return Vec::new();
    }
    if closure_with(work, users).conflicts.is_empty() {
        return vec![users.to_vec()];
    }
    users.iter().map(|user| vec![*user]).collect()
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
    let users = users.iter().map(|iri| Need {
        name: (*iri).clone(),
        range: None,
        by: None,
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
