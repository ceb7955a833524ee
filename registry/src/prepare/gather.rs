//! What a publication needs of the registry: the closure of its dependencies, each graph in
//! one version that all ranges agree on.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use semver::{Comparator, Op, Version, VersionReq};
use upper::builtin::builtin;
use upper::check::Options;
use upper::iri::namespace;
use upper::resolve::Corpus;
use upper::source::{Input, Reader};

use super::check::NewVersions;
use crate::index::{Dependency, Graph, Index, Revision, Seen};
use crate::resolve::{self, Need, Versions, Wanted};
use crate::view::View;

/// Graphs of the registry, each in one revision.
#[derive(Debug, Default)]
pub(crate) struct Closure {
    /// The nodes of the revisions, by graph IRI.
    pub(crate) chosen: BTreeMap<String, String>,
    /// Graphs of which no version is in all ranges.
    pub(crate) conflicts: BTreeMap<String, Wanted>,
}

/// Chooses a revision of every graph that is needed, directly or not, the newest that all
/// ranges admit. Built-in graphs and those in `fixed` are there already.
pub(crate) fn closure(index: &Index, needs: &[Need], fixed: &BTreeSet<String>) -> Closure {
    let until = u64::MAX;
    let held = &mut Held {
        index,
        view: &View::Everything,
        fixed,
        until,
    };
    let Ok(resolution) = resolve::resolve(needs, held);
    Closure {
        chosen: nodes(index, resolution.chosen),
        conflicts: resolution.conflicts,
    }
}

/// The nodes of versions, by the IRIs of their graphs.
fn nodes(index: &Index, versions: BTreeMap<String, Version>) -> BTreeMap<String, String> {
    let node = |(iri, version): (String, Version)| {
        let revision = index.graphs.get(&iri)?.version(&version)?;
        Some((iri, revision.node.clone()))
    };
    versions.into_iter().filter_map(node).collect()
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
    let needs: Vec<Need> = revision
        .dependencies
        .iter()
        .map(|dependency| need(index, dependency, true))
        .collect();
    let fixed = BTreeSet::from([graph.iri.clone()]);
    let until = revision.publication;
    let held = &mut Held {
        index,
        view,
        fixed: &fixed,
        until,
    };
    let Ok(resolution) = resolve::resolve(&needs, held);
    let mut nodes = nodes(index, resolution.chosen);
    nodes.insert(graph.iri.clone(), revision.node.clone());
    nodes
}

/// The versions that the registry holds, up to a publication.
struct Held<'a> {
    index: &'a Index,
    view: &'a View,
    fixed: &'a BTreeSet<String>,
    until: u64,
}

impl Versions for Held<'_> {
    type Error = Infallible;

    fn versions(&mut self, iri: &str) -> Result<Option<Vec<Version>>, Infallible> {
        let is_there = self.fixed.contains(iri) || builtin(iri).is_some();
        let seen = self.index.seen(self.view);
        let graph = seen.graph(iri).filter(|_| !is_there);
        let until = self.until;
        let there = move |r: &&Revision| r.publication <= until && !r.retired;
        let graph = graph.filter(|g| until < u64::MAX || g.newest().is_some());
        Ok(graph.map(|graph| {
            let revisions = graph.revisions.iter().rev().filter(there);
            revisions.map(|r| r.version.clone()).collect()
        }))
    }

    fn needs(&mut self, iri: &str, version: &Version) -> Result<Vec<Need>, Infallible> {
        let graph = self.index.graphs.get(iri);
        let revision = graph.and_then(|g| g.version(version));
        let needs = revision.map(|r| needs_of(self.index, iri, r, self.until));
        Ok(needs.unwrap_or_default())
    }
}

/// What a revision needs. One that is no longer the newest is as it was published: a later
/// version of what it needs, which nobody has held against it, must not reach it.
pub(super) fn needs_of(index: &Index, iri: &str, revision: &Revision, until: u64) -> Vec<Need> {
    let revisions = index.graphs.get(iri).map(|g| g.revisions.iter());
    let mut there = revisions
        .into_iter()
        .flatten()
        .filter(|r| r.publication <= until);
    let is_newest = there.next_back().is_some_and(|n| n.node == revision.node);
    let needs = revision.dependencies.iter().map(|dependency| Need {
        by: Some(iri.to_owned()),
        ..need(index, dependency, !is_newest)
    });
    needs.collect()
}

/// What a graph, with all that it needs, asks of graphs that get new versions.
pub(super) fn needs_for(index: &Index, iri: &str, versions: &NewVersions) -> Vec<Need> {
    let need = Need {
        name: iri.to_owned(),
        range: None,
        by: None,
    };
    let closure = closure(index, &[need], &versions.keys().cloned().collect());
    let revisions = closure.chosen.iter();
    let revisions = revisions.filter_map(|(iri, node)| Some((iri, index.revision(node)?.1)));
    revisions
        .flat_map(|(iri, revision)| needs_of(index, iri, revision, u64::MAX))
        .filter(|need| versions.contains_key(&need.name))
        .collect()
}

/// What a dependency asks for: the version that it was resolved to, or any that its range admits.
fn need(index: &Index, dependency: &Dependency, as_published: bool) -> Need {
    let resolved = dependency.resolved.as_deref().filter(|_| as_published);
    let then = resolved.and_then(|node| index.revision(node));
    Need {
        name: dependency.iri.clone(),
        range: match then {
            Some((_, then)) => Some(exactly(&then.version)),
            None => dependency.range.clone(),
        },
        by: None,
    }
}

/// The range of one version alone.
pub(super) fn exactly(version: &Version) -> VersionReq {
    VersionReq {
        comparators: vec![Comparator {
            op: Op::Exact,
            major: version.major,
            minor: Some(version.minor),
            patch: Some(version.patch),
            pre: version.pre.clone(),
        }],
    }
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
