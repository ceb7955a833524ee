//! Whom a change reaches: the terms that it changes, and the graphs that use them, by whichever
//! way they come to them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::Store;
use upper::builtin::builtin;
use upper::change::Level;
use upper::model::{ClassKind, DatatypeKind, LEVELS, ListElement, Range, TermInfo};
use upper::vocabulary::upper as up;

use super::check::{NewVersions, Own, Work};
use super::gather;
use super::old::{Difference, Differences};
use crate::catalog::{self, known};
use crate::convert;
use crate::error::Error;
use crate::index::{Graph, Kind};
use crate::view::View;

/// Terms, each with the graph that it belongs to.
pub(super) type Terms = BTreeSet<(String, String)>;

/// The terms that change.
pub(super) struct Changing {
    /// Those that break, with those that are made of them: whoever uses any of these may break.
    pub(super) breaking: Terms,
    /// All others.
    others: Terms,
}

/// The terms that change since the last states of their graphs, or since the last releases.
pub(super) fn changing(
    work: &Work<'_>,
    changed: &[&Own<'_>],
    differences: [&Differences; 2],
) -> Result<Changing, Error> {
    let (mut breaking, mut others) = (Terms::new(), Terms::new());
    for own in changed {
        let of_own = differences.map(|all| all.get(&own.iri));
        for (term, level) in changed_terms(work, own, of_own)? {
            let terms = match level {
                Level::Major => &mut breaking,
                Level::Minor | Level::Patch => &mut others,
            };
            terms.insert((term, own.iri.clone()));
        }
    }
    let breaking = with_what_is_made(work, breaking);
    others.retain(|term| !breaking.contains(term));
    Ok(Changing { breaking, others })
}

/// The graphs that use what changes, or come by what they use by way of it, but for those whose own
/// ranges leave the new versions out.
pub(super) fn users(
    work: &Work<'_>,
    changed: &[&Own<'_>],
    changing: Changing,
    versions: &NewVersions,
) -> Result<BTreeSet<String>, Error> {
    let mut users = users_of(work, changing.breaking, Level::Major, versions)?;
    users.extend(users_of(work, changing.others, Level::Minor, versions)?);
    users.extend(cut_off(work, changed, versions));
    Ok(users)
}

/// Terms, with those of the same graphs that are made of them: datatypes of a base, properties of
/// a datatype or class, classes of a property.
fn with_what_is_made(work: &Work<'_>, mut all: Terms) -> Terms {
    if all.is_empty() {
        return all;
    }
    let models = &work.checked.models;
    let info = |range: Range| match range {
        Range::Datatype(of) => Some(&models.datatype(of).info),
        Range::Class(of) => Some(&models.class(of).info),
        Range::Node | Range::Any => None,
    };
    // No hierarchy has more levels.
    for _ in 0..LEVELS {
        let before = all.len();
        let mut add = |made: &TermInfo, of: &TermInfo| {
            if made.domain == of.domain {
                let graph = &models.domain(made.domain).info.iri;
                if all.contains(&(of.iri.clone(), graph.clone())) {
                    all.insert((made.iri.clone(), graph.clone()));
                }
            }
        };
        for (_, datatype) in models.datatypes() {
            if let DatatypeKind::Custom(Some(base)) = datatype.kind {
                add(&datatype.info, &models.datatype(base).info);
            }
        }
        for (_, property) in models.properties() {
            if let Some(of) = property.range.and_then(info) {
                add(&property.info, of);
            }
        }
        for (_, class) in models.classes() {
            for member in &class.members {
                add(&class.info, &models.property(member.property).info);
                if let Some(of) = info(member.range) {
                    add(&class.info, of);
                }
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

/// The graphs that use any of the terms, all of which change as much.
fn users_of(
    work: &Work<'_>,
    terms: Terms,
    level: Level,
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
        for quad in uses(&work.registry.store, &term)? {
            let GraphName::NamedNode(graph) = &quad.graph_name else {
                continue;
            };
            let user = work.index.graphs.get(graph.as_str());
            let Some(user) = user.filter(|u| depends(u, &of, versions)) else {
                continue;
            };
            found.insert(user.iri.clone());
            // Who has the class, and does not name the property, heeds only what breaks.
            let lists = quad.predicate.as_ref() == known(up::PROPERTY) && level < Level::Major;
            let header = quad.subject.to_string() == format!("<{}>", user.iri);
            if user.kind == Kind::Model && !lists && !header {
                queue.push((quad.subject.clone().into(), of.clone()));
            }
        }
    }
    Ok(found)
}

/// The graphs that need one which no longer needs all that it did: what a graph may refer to is
/// all that it needs, directly or not, so that they may have come to what is gone by way of it.
fn cut_off(work: &Work<'_>, changed: &[&Own<'_>], versions: &NewVersions) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for own in changed.iter().filter(|own| lets_go(work, own)) {
        let mut users = BTreeSet::new();
        let mut queue = vec![own.iri.as_str()];
        while let Some(iri) = queue.pop() {
            for user in work.index.seen(&View::Everything).dependents(iri) {
                if depends(user, &own.iri, versions) && users.insert(user.iri.clone()) {
                    queue.push(&user.iri);
                }
            }
        }
        found.append(&mut users);
    }
    found
}

/// Whether a graph no longer needs something that it needed in its last state or last release.
fn lets_go(work: &Work<'_>, own: &Own<'_>) -> bool {
    let closure = &work.checked.corpus.graph(own.id).closure;
    let needs: BTreeSet<&str> = closure.iter().map(|id| work.iri(*id)).collect();
    let is_gone = |iri: &String| *iri != own.iri && !needs.contains(iri.as_str());
    let states = own.known.map(|graph| [graph.last(), graph.release()]);
    // What comes with the product is named directly alone.
    states.into_iter().flatten().flatten().any(|state| {
        state.dependencies.iter().any(|needed| is_gone(&needed.iri))
            || gather::needed(work.index, &state.node).keys().any(is_gone)
    })
}

/// The statements that have a term as object or predicate.
pub(super) fn uses(store: &Store, term: &Term) -> Result<Vec<Quad>, Error> {
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
pub(super) fn depends(user: &Graph, of: &str, versions: &NewVersions) -> bool {
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
