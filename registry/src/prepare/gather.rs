//! What a publication needs of the registry: the closure of its dependencies, each graph in
//! one version that all ranges agree on.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use upper::check::Options;
use upper::iri::namespace;
use upper::resolve::Corpus;
use upper::source::{Input, Reader};

use super::held::Held;
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

/// Chooses a revision of every graph that a publication needs, directly or not, the newest that go
/// together: nothing older than what its graphs had of it last, unless there is no other way.
/// Built-in graphs and those of the publication are there already.
pub(super) fn closure(
    seen: Seen<'_>,
    publication: &Publication,
    roots: &BTreeSet<String>,
    own: &BTreeSet<String>,
) -> Closure {
    let (index, _) = seen.parts();
    let had = own.iter().filter_map(|iri| seen.graph(iri)?.newest());
    let had: Vec<&Dependency> = had.flat_map(|newest| &newest.dependencies).collect();
    // What is retired is not there.
    let is_there = |iri: &&String| seen.graph(iri).is_some_and(|g| g.newest().is_some());
    let need = |iri: &String| {
        let had = had.iter().filter(|had| had.iri == *iri);
        Need {
            name: iri.clone(),
            range: publication.ranges.get(iri).cloned(),
            least: had.filter_map(|had| version_of(index, had)).max().cloned(),
            by: None,
        }
    };
    let mut needs: Vec<Need> = roots.iter().filter(is_there).map(need).collect();
    let Ok(mut resolution) = resolve::resolve(&needs, &mut Held::now(index, own));
    if !resolution.conflicts.is_empty() {
        for need in &mut needs {
            need.least = None;
        }
        let Ok(again) = resolve::resolve(&needs, &mut Held::now(index, own));
        resolution = again;
    }
    Closure {
        chosen: nodes(index, resolution.chosen),
        conflicts: resolution.conflicts,
    }
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
    let needs = revision.dependencies.iter().map(|dependency| {
        let with = version_of(index, dependency);
        Need {
            name: dependency.iri.clone(),
            range: match with {
                Some(with) => Some(exactly(with)),
                None => dependency.range.clone(),
            },
            least: None,
            by: None,
        }
    });
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
    let need = |dependency: &Dependency| {
        let tie = Tie {
            range: dependency.range.as_ref(),
            with: version_of(index, dependency),
            is_newest,
        };
        ties.need(iri, &dependency.iri, tie)
    };
    revision.dependencies.iter().map(need).collect()
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
