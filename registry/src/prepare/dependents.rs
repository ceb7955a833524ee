//! What a change breaks elsewhere: graphs of the registry that it reaches, and that no range of
//! theirs spares the new version.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphName, NamedNode, Term};
use upper::change::{Level, compare};
use upper::check::Checked;
use upper::finding::{Finding, Place, Severity};
use upper::vocabulary::upper as up;

use super::check::{NewVersions, Own, Work, check, own_sources};
use super::given::{self, Coming, Followers};
use super::old::{self, Differences};
use super::users::{self, Terms};
use super::{Stop, codes, entries, gather, hide};
use crate::error::Error;
use crate::index::{Graph, Kind};
use crate::resolve::Chosen;
use crate::source;

/// Refuses the publication where it breaks a graph that depends on it. What is different since the
/// last release counts beside what is since the last state: ranges leave pre-releases out, so that
/// nobody has been held against these.
pub(super) fn hold(
    work: &mut Work<'_>,
    graphs: &[Own<'_>],
    changed: &[&Own<'_>],
    differences: [&Differences; 2],
    versions: &NewVersions,
) -> Result<(), Stop> {
    let changing = users::changing(work, changed, differences)?;
    let coming = given::coming(work, graphs, versions);
    let held_back = given::held_back(work, &coming);
    let affected = affected(work, &changing.breaking, versions)?;
    let affected = given::followers(work, &coming, &affected, &BTreeSet::new());
    work.affected = made_otherwise(work, &coming, &affected)?;
    let users = users::users(work, changed, changing, versions)?;
    let staying = given::staying(work, &coming, &users);
    let mut users = given::followers(work, &coming, &users, &held_back);
    users.extend(staying);
    match given::astray(work, &coming) {
        Ok(mut strays) => users.append(&mut strays),
        Err(resolution) => {
            let conflicts = resolution.conflicts.iter();
            let findings = conflicts.map(|(iri, wanted)| work.conflict(iri, wanted));
            let findings = findings.collect();
            work.checked.extend(findings);
            return Err(Stop::Findings);
        }
    }
    check_users(work, &coming, users, changed)
}

/// Refuses the publication where any of its users breaks, and says which of them do.
fn check_users(
    work: &mut Work<'_>,
    coming: &Coming,
    users: Followers,
    changed: &[&Own<'_>],
) -> Result<(), Stop> {
    // The texts of the publication come first in every check of all of it, so that its places stay
    // the same.
    let place_of = |own: &&Own<'_>| {
        let corpus = &work.checked.corpus;
        corpus.place_of(own.id, corpus.graph(own.id).iri)
    };
    let place = changed.first().map_or(Place::nowhere(), place_of);
    let is_seen = |iri: &String| work.author.view.sees(iri) || coming.contains_key(iri);
    let (visible, hidden): (Followers, Followers) =
        users.into_iter().partition(|(iri, _)| is_seen(iri));
    let mut breaks_hidden = broken(work, coming, &hidden)?.is_any();
    let broken = broken(work, coming, &visible)?;
    let together = given::together(work, coming);
    let mut findings = Vec::new();
    for (iri, with) in &broken.graphs {
        if is_seen(iri) {
            let own = changed.iter().find(|own| own.iri == *iri);
            let place = own.map_or(place, place_of);
            findings.extend(breaks(
                work,
                (coming, &together),
                (iri, with.as_ref()),
                place,
            ));
        } else {
            breaks_hidden = true;
        }
    }
    if let Some(checked) = broken.checked {
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

fn errors(checked: &Checked) -> impl Iterator<Item = &Finding> + Clone {
    let errors = checked.findings.iter();
    errors.filter(|f| f.severity == Severity::Error)
}

/// The graph of the registry in which something was found. The texts of a publication may have any
/// path.
fn registered<'c>(checked: &'c Checked, finding: &Finding) -> Option<&'c str> {
    source::graph_of(&checked.corpus.sources.get(finding.place.source).path)
}

/// Says that a graph breaks, and whose it is.
fn breaks(
    work: &Work<'_>,
    (coming, together): (&Coming, &Chosen),
    (iri, apart): (&str, Option<&Apart>),
    place: Place,
) -> Option<Finding> {
    let newest = work.index.graphs.get(iri).and_then(Graph::newest);
    let new = coming.get(iri).map(|arrival| &arrival.version);
    let version = new.or(newest.map(|newest| &newest.version))?;
    let name = name(work, coming, iri);
    let whose = newest.filter(|_| work.author.view.sees(iri));
    let whose = whose.and_then(|newest| newest.owner.as_ref());
    let of = whose.map_or_else(String::new, |team| format!(" of the team `{team}`"));
    let ask = whose.map_or("its owner", String::as_str);
    let finding = |message| Finding::error(codes::BREAKS_DEPENDENT, place, message);
    let Some(apart) = apart else {
        let message = format!("`{name}` {version}{of} would no longer be valid");
        return Some(finding(message).help(format!(
            "keep what is there and deprecate it, or publish `{name}`, mended, together with this; ask {ask}"
        )));
    };
    let why = if let Some(error) = &apart.error {
        let is_other = |(of, version): &(&String, _)| {
            let there = together.get(*of);
            let is_other = coming.contains_key(*of) || there.is_some_and(|v| v != *version);
            is_other && *of != iri
        };
        let with = apart.with.iter().filter(is_other);
        let with =
            with.map(|(iri, version)| format!("`{}` {version}", self::name(work, coming, iri)));
        let with = some_of(with.collect());
        format!(": {with}; {error}")
    } else {
        String::new()
    };
    let help = match new {
        Some(_) => "give a range in `denota.toml` for what it does not go with".to_owned(),
        None => format!(
            "it keeps to some of that with a range: give the models of the publication ranges for what they need, so that it stays with what it has; ask {ask}"
        ),
    };
    let message = format!("`{name}` {version}{of} would be given what it is not valid with{why}");
    Some(finding(message).help(help))
}

/// The first of some texts, and how many more there are.
fn some_of(texts: Vec<String>) -> String {
    const TOLD: usize = 5;
    let more = texts.len().saturating_sub(TOLD);
    let told = texts.into_iter().take(TOLD).collect::<Vec<_>>().join(", ");
    match more {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}

/// What people call a graph: one of the publication as that does, for its author may not read what
/// is there.
fn name<'a>(work: &'a Work<'_>, coming: &Coming, iri: &'a str) -> &'a str {
    let corpus = &work.checked.corpus;
    let name = if coming.contains_key(iri) {
        let own = corpus
            .terms
            .lookup_iri(iri)
            .and_then(|id| corpus.by_iri(id));
        own.and_then(|id| work.stated(id, up::DOMAIN))
    } else {
        let newest = work.index.graphs.get(iri).and_then(Graph::newest);
        newest.and_then(|newest| newest.domain.as_deref())
    };
    name.unwrap_or(iri)
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
fn made_otherwise(
    work: &Work<'_>,
    coming: &Coming,
    models: &Followers,
) -> Result<BTreeSet<String>, Error> {
    let mut affected: BTreeSet<String> = models.iter().map(|(iri, _)| iri.clone()).collect();
    for group in groups(work, coming, models) {
        let new = old::by_iri(check_with(work, coming, &group)?.valid());
        let last = group.of.iter().filter_map(|(iri, _)| {
            let graph = work.index.graphs.get(*iri)?;
            Some((graph, graph.last()?))
        });
        let (old, untold) = old::as_published(work, last.collect())?;
        let told = group.of.into_iter().map(|(iri, _)| iri);
        for iri in told.filter(|iri| !untold.contains(*iri)) {
            if let (Some(old), Some(new)) = (old.get(iri), new.get(iri))
                && compare(old, new).level() == Level::Patch
            {
                affected.remove(iri);
            }
        }
    }
    Ok(affected)
}

/// What is wrong with users of the publication.
#[derive(Default)]
struct Broken {
    /// The first check of the whole publication that found something.
    checked: Option<Checked>,
    /// The graphs in which there are errors, in any check.
    graphs: BTreeMap<String, Option<Apart>>,
}

impl Broken {
    fn is_any(&self) -> bool {
        self.checked.is_some() || !self.graphs.is_empty()
    }
}

/// What is wrong with a graph that is given something else than the publication was checked with.
#[derive(Clone)]
struct Apart {
    with: Chosen,
    /// What is wrong, where all that was checked may be told of.
    error: Option<String>,
}

/// What is wrong with users, if anything is.
fn broken(work: &Work<'_>, coming: &Coming, users: &Followers) -> Result<Broken, Error> {
    let mut broken = Broken::default();
    for group in groups(work, coming, users) {
        let checked = check_with(work, coming, &group)?;
        if !checked.has_errors() {
            continue;
        }
        let own = if group.is_whole { work.own } else { 0 };
        let own = own_sources(&checked, own);
        let is_others = |f: &&Finding| !own.contains(&f.place.source);
        let found: Vec<&Finding> = errors(&checked).filter(is_others).collect();
        let is_told = |of: &String| work.author.view.sees(of) || coming.contains_key(of);
        let is_told = group.with.keys().all(is_told);
        let users: BTreeSet<&str> = group.of.iter().map(|(iri, _)| *iri).collect();
        for (iri, with) in &group.of {
            // What is wrong in what somebody needs is theirs, but for what is another user; what is
            // found in nobody's text is about all of them.
            let is_about = |f: &&&Finding| {
                let of = registered(&checked, f);
                of.is_none_or(|of| of == *iri || (with.contains_key(of) && !users.contains(of)))
            };
            let is_own = |f: &&&Finding| registered(&checked, f) == Some(*iri);
            let mut errors = found.iter().filter(is_about);
            let Some(error) = errors.clone().find(is_own).or_else(|| errors.next()) else {
                continue;
            };
            let apart = (!group.is_whole).then(|| Apart {
                with: (*with).clone(),
                error: is_told.then(|| error.message.clone()),
            });
            broken.graphs.insert((*iri).to_owned(), apart);
        }
        if group.is_whole {
            broken.checked.get_or_insert(checked);
        }
    }
    Ok(broken)
}

/// Users that are checked in one go, as no two of them are given different versions of something.
struct Group<'f> {
    of: Vec<(&'f str, &'f Chosen)>,
    /// What they are given, themselves among that.
    with: Chosen,
    /// Whether the publication goes with them as it is.
    is_whole: bool,
}

impl Group<'_> {
    fn fits(&self, with: &Chosen) -> bool {
        let mut with = with.iter();
        with.all(|(iri, version)| self.with.get(iri).is_none_or(|there| there == version))
    }
}

/// Each user is with the first others that fit, and with the publication where that fits.
fn groups<'f>(work: &Work<'_>, coming: &Coming, users: &'f Followers) -> Vec<Group<'f>> {
    let together = given::together(work, coming);
    let mut groups: Vec<Group<'f>> = Vec::new();
    for (user, with) in users {
        let known = groups.iter().position(|group| group.fits(with));
        let at = known.unwrap_or_else(|| {
            let mut group = Group {
                of: Vec::new(),
                with: together.clone(),
                is_whole: true,
            };
            if !group.fits(with) {
                group.with = Chosen::new();
                group.is_whole = false;
            }
            groups.push(group);
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.with.extend(with.clone());
            group.of.push((user, with));
        }
    }
    groups
}

/// Checks users of the publication with what they are given.
fn check_with(work: &Work<'_>, coming: &Coming, group: &Group<'_>) -> Result<Checked, Error> {
    let mut published = group.with.clone();
    let mut inputs = Vec::new();
    if group.is_whole {
        inputs.extend(work.publication.inputs.iter().cloned());
        let own = work.own_iris();
        published.retain(|iri, _| !own.contains(iri));
    } else {
        for id in work.own_graphs() {
            let iri = work.iri(id);
            let new = coming.get(iri).map(|arrival| &arrival.version);
            if new.is_some() && published.get(iri) == new {
                inputs.push(source::input(iri, entries::text(work, id, iri)));
                published.remove(iri);
            }
        }
    }
    let published = gather::nodes(work.index, published);
    inputs.extend(work.registry.inputs(&published)?);
    let options = &work.publication.options;
    Ok(check(inputs, options, work.publication.naming))
}
