//! What a publication needs of the registry: the closure of its dependencies, each graph in
//! one version that all ranges agree on.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Version, VersionReq};
use upper::check::Options;
use upper::iri::namespace;
use upper::resolve::Corpus;
use upper::source::{Input, Reader};

use super::held::Held;
use crate::hash::{Budget, canonical};
use crate::index::{Dependency, Graph, Index, Revision, Seen};
use crate::publication::Publication;
use crate::resolve::{self, Chosen, Need, Tie, Ties, Wanted, exactly};
use crate::view::View;

/// Graphs of the registry, each in one revision.
#[derive(Debug, Default)]
pub(crate) struct Closure {
    /// The nodes of the revisions, by graph IRI.
    pub(crate) chosen: BTreeMap<String, String>,
    /// Graphs of which no version is in all ranges.
    pub(crate) conflicts: BTreeMap<String, Wanted>,
}

/// The ranges of a publication: those that are stated, and those of before of graphs that say what
/// they said, where nothing is stated of what they are for.
pub(super) fn ranges(
    index: &Index,
    publication: &Publication,
    read: &Corpus,
) -> BTreeMap<String, VersionReq> {
    let mut ranges = publication.ranges.clone();
    let mut kept: BTreeMap<String, VersionReq> = BTreeMap::new();
    let budget = Budget::default();
    for (_, named) in read.graphs().filter(|(_, named)| !named.builtin) {
        let graph = index.graphs.get(read.terms.text(named.iri));
        let Some(newest) = graph.and_then(Graph::newest) else {
            continue;
        };
        let had = newest.dependencies.iter();
        let had = had.filter_map(|needed| Some((&needed.iri, needed.range.as_ref()?)));
        let had = had.filter(|(iri, _)| !publication.ranges.contains_key(*iri));
        let had: Vec<(&String, &VersionReq)> = had.collect();
        let says_the_same = || {
            let ours = canonical(&read.terms, &named.graph, &budget);
            ours.is_ok_and(|ours| ours.hash == newest.hash)
        };
        if had.is_empty() || !says_the_same() {
            continue;
        }
        for (iri, range) in had {
            // What all of them admit.
            let all = kept.entry(iri.clone()).or_insert(VersionReq::STAR);
            all.comparators.extend(range.comparators.iter().cloned());
        }
    }
    ranges.extend(kept);
    ranges
}

/// Ways to choose a revision of every graph that a publication needs, directly or not, those to try
/// first first: nothing older than what its graphs had of it last, unless there is no other way; and
/// what they had at the end. Built-in graphs and those of the publication are there already.
///
/// Where there is none, the only one has what is in conflict.
pub(super) fn closures(
    seen: Seen<'_>,
    ranges: &BTreeMap<String, VersionReq>,
    roots: &BTreeSet<String>,
    own: &BTreeSet<String>,
) -> Vec<Closure> {
    let (index, _) = seen.parts();
    let mut had: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
    for newest in own.iter().filter_map(|iri| seen.graph(iri)?.newest()) {
        for needed in &newest.dependencies {
            let of = had.entry(&needed.iri).or_default();
            of.extend(version_of(index, needed));
        }
    }
    // What is retired is not there.
    let is_there = |iri: &&String| seen.graph(iri).is_some_and(|g| g.newest().is_some());
    let need = |iri: &String| Need {
        name: iri.clone(),
        range: ranges.get(iri).cloned(),
        least: None,
        by: None,
    };
    let needs: Vec<Need> = roots.iter().filter(is_there).map(need).collect();
    let all_had = |name: &str| had.get(name).into_iter().flatten().copied();
    let bounded = needs.iter().cloned().map(|need| Need {
        least: all_had(&need.name).max().cloned(),
        ..need
    });
    let bounded: Vec<Need> = bounded.collect();
    let pinned = needs.iter().cloned().map(|need| {
        let one = all_had(&need.name)
            .max()
            .filter(|version| need.admits(version));
        let range = one.map(exactly).or(need.range);
        Need { range, ..need }
    });
    let pinned: Vec<Need> = pinned.collect();
    let held = &mut Held::now(index, own);
    let Ok(mut ways) = resolve::ways(&bounded, held);
    if ways.is_empty() {
        let Ok(resolution) = resolve::resolve(&needs, held);
        if !resolution.conflicts.is_empty() {
            return vec![Closure {
                chosen: nodes(index, resolution.chosen),
                conflicts: resolution.conflicts,
            }];
        }
        ways.push(resolution.chosen);
    }
    let Ok(as_had) = resolve::ways(&pinned, held);
    ways.extend(as_had.into_iter().next().filter(|way| !ways.contains(way)));
    let closure = |chosen| Closure {
        chosen: nodes(index, chosen),
        conflicts: BTreeMap::new(),
    };
    ways.into_iter().map(closure).collect()
}

/// A revision and those that it was published with, directly or not: the nodes, by the IRIs of their
/// graphs. What it named itself is recorded; of what that needs the versions are chosen again, of
/// those that there were.
pub(crate) fn needed(index: &Index, root: &str) -> BTreeMap<String, String> {
    index.seen(&View::Everything).needed(root)
}

impl Seen<'_> {
    /// A seen revision and those that it was published with, directly or not, as far as they are
    /// seen: the nodes, by the IRIs of their graphs. They are chosen as if there were nothing else,
    /// so that they do not tell what hidden graphs need.
    #[must_use]
    pub fn needed(self, root: &str) -> BTreeMap<String, String> {
        let (index, view) = self.parts();
        let seen =
            |(graph, revision): &(&Graph, &Revision)| view.sees(&graph.iri) && !revision.retired;
        match index.revision(root).filter(seen) {
            Some((graph, revision)) => needed_by(index, view, graph, revision),
            None => BTreeMap::new(),
        }
    }
}

fn needed_by(
    index: &Index,
    view: &View,
    graph: &Graph,
    revision: &Revision,
) -> BTreeMap<String, String> {
    let needs = revision.dependencies.iter();
    let needs = needs.map(|needed| tie(index, needed, false).pinned(&needed.iri));
    let needs: Vec<Need> = needs.collect();
    let fixed = BTreeSet::from([graph.iri.clone()]);
    let mut held = Held {
        view,
        until: revision.publication,
        ..Held::now(index, &fixed)
    };
    let Ok(resolution) = resolve::resolve(&needs, &mut held);
    let mut nodes = nodes(index, resolution.chosen);
    nodes.insert(graph.iri.clone(), revision.node.clone());
    nodes
}

/// The nodes of versions, by the IRIs of their graphs.
pub(super) fn nodes(index: &Index, versions: Chosen) -> BTreeMap<String, String> {
    let node = |(iri, version): (String, Version)| {
        let revision = index.graphs.get(&iri)?.version(&version)?;
        Some((iri, revision.node.clone()))
    };
    versions.into_iter().filter_map(node).collect()
}

/// Whether a revision was the newest of its graph at a publication.
pub(super) fn is_newest(graph: &Graph, revision: &Revision, until: u64) -> bool {
    let mut there = graph.revisions.iter().filter(|r| r.publication <= until);
    there.next_back().is_some_and(|n| n.node == revision.node)
}

/// What a revision needs.
pub(super) fn needs_of(
    index: &Index,
    iri: &str,
    revision: &Revision,
    (is_newest, ties): (bool, Ties),
) -> Vec<Need> {
    let need = |needed: &Dependency| ties.need(iri, &needed.iri, tie(index, needed, is_newest));
    revision.dependencies.iter().map(need).collect()
}

fn tie<'i>(index: &'i Index, needed: &'i Dependency, is_newest: bool) -> Tie<'i> {
    Tie {
        range: needed.range.as_ref(),
        with: version_of(index, needed),
        is_newest,
    }
}

/// The version that a dependency was resolved to.
fn version_of<'i>(index: &'i Index, dependency: &Dependency) -> Option<&'i Version> {
    let resolved = dependency.resolved.as_deref()?;
    index.revision(resolved).map(|(_, then)| &then.version)
}

/// The graphs of texts, without checking them.
pub(super) fn read(inputs: &[Input], options: &Options) -> Corpus {
    let mut reader = Reader::new(options.aliases.clone());
    for input in inputs {
        reader.read(input.clone());
    }
    let (corpus, _) = upper::resolve::resolve(reader);
    corpus
}

/// What texts are about and what they need that is not among them: the IRIs of their graphs,
/// and those of the registry's graphs that are visible.
pub(super) fn outline(corpus: &Corpus, seen: Seen<'_>) -> (BTreeSet<String>, BTreeSet<String>) {
    let own = corpus.graphs().filter(|(_, named)| !named.builtin);
    let own = own.map(|(_, n)| corpus.terms.text(n.iri).to_owned());
    (own.collect(), missing(corpus, seen))
}

/// The visible graphs of the registry that something in a corpus needs and misses.
pub(crate) fn missing(corpus: &Corpus, seen: Seen<'_>) -> BTreeSet<String> {
    let iris = corpus.missing().map(|term| corpus.terms.text(term));
    iris.filter_map(|iri| found(iri, seen)).collect()
}

/// The graph with an IRI, or the one whose term it is.
fn found(iri: &str, seen: Seen<'_>) -> Option<String> {
    let graph = seen.graph(iri).or_else(|| seen.graph(namespace(iri)))?;
    Some(graph.iri.clone())
}
