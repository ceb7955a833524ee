//! What a publication needs of the registry: the closure of its dependencies, each graph in
//! one version that all ranges agree on.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Comparator, Op, Version, VersionReq};
use upper::builtin::builtin;
use upper::check::Options;
use upper::resolve::{Corpus, resolve};
use upper::source::{Input, Reader, Syntax};

use crate::error::Error;
use crate::index::{Dependency, Graph, Index, Revision, Seen};
use crate::store::Registry;

/// Which graph wants which versions of another; the publication itself is `None`.
pub(crate) type Wanted = Vec<(Option<String>, VersionReq)>;

/// Graphs of the registry, each in one revision.
#[derive(Debug, Default)]
pub(crate) struct Closure {
    /// The nodes of the revisions, by graph IRI.
    pub(crate) chosen: BTreeMap<String, String>,
    /// Graphs of which no version is in all ranges.
    pub(crate) conflicts: BTreeMap<String, Wanted>,
}

/// A graph that is needed, in a version that will do, and what needs it.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub(crate) iri: String,
    pub(crate) range: Option<VersionReq>,
    pub(crate) by: Option<String>,
}

/// How often versions are chosen anew because those chosen bring further ranges.
const ROUNDS: usize = 64;

/// Chooses a revision of every graph that is needed, directly or not, the newest that all
/// ranges admit. Built-in graphs and those in `fixed` are there already.
pub(crate) fn closure(index: &Index, needs: &[Need], fixed: &BTreeSet<String>) -> Closure {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    for need in needs {
        want(&mut wanted, need);
    }
    let mut closure = Closure::default();
    for _ in 0..ROUNDS {
        closure = Closure::default();
        let mut changed = false;
        let mut queue: Vec<&str> = needs.iter().map(|n| n.iri.as_str()).collect();
        while let Some(iri) = queue.pop() {
            if fixed.contains(iri) || builtin(iri).is_some() || closure.chosen.contains_key(iri) {
                continue;
            }
            let Some(revision) = choose(index, iri, &wanted, &mut closure) else {
                continue;
            };
            for need in needs_of(index, iri, revision) {
                changed |= want(&mut wanted, &need);
            }
            queue.extend(revision.dependencies.iter().map(|d| d.iri.as_str()));
        }
        if !changed {
            break;
        }
    }
    closure
}

/// What a revision needs. One that is no longer the newest is as it was published: a later
/// version of what it needs, which nobody has held against it, must not reach it.
pub(super) fn needs_of(index: &Index, iri: &str, revision: &Revision) -> Vec<Need> {
    let newest = index.graphs.get(iri).and_then(Graph::newest);
    let is_newest = newest.is_some_and(|n| n.node == revision.node);
    let need = |dependency: &Dependency| {
        let resolved = dependency.resolved.as_deref().filter(|_| !is_newest);
        let then = resolved.and_then(|node| index.revision(node));
        Need {
            iri: dependency.iri.clone(),
            range: match then {
                Some((_, then)) => Some(exactly(&then.version)),
                None => dependency.range.clone(),
            },
            by: Some(iri.to_owned()),
        }
    };
    revision.dependencies.iter().map(need).collect()
}

fn exactly(version: &Version) -> VersionReq {
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

/// Notes the range of a need; whether it is a new one.
fn want(wanted: &mut BTreeMap<String, Wanted>, need: &Need) -> bool {
    let Some(range) = &need.range else {
        return false;
    };
    let known = wanted.entry(need.iri.clone()).or_default();
    let entry = (need.by.clone(), range.clone());
    let new = !known.contains(&entry);
    if new {
        known.push(entry);
    }
    new
}

fn choose<'i>(
    index: &'i Index,
    iri: &str,
    wanted: &BTreeMap<String, Wanted>,
    closure: &mut Closure,
) -> Option<&'i Revision> {
    let graph = index.graphs.get(iri)?;
    graph.newest()?;
    let ranges = wanted.get(iri).map_or(&[] as &[_], Vec::as_slice);
    let fits =
        |r: &&Revision| !r.retired && ranges.iter().all(|(_, range)| range.matches(&r.version));
    let found = graph.revisions.iter().rev().find(fits);
    if let Some(revision) = found {
        closure.chosen.insert(iri.to_owned(), revision.node.clone());
    } else {
        closure.conflicts.insert(iri.to_owned(), ranges.to_vec());
    }
    found
}

/// The chosen revisions as texts to check.
pub(crate) fn texts(registry: &Registry, closure: &Closure) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::with_capacity(closure.chosen.len());
    for (iri, node) in &closure.chosen {
        inputs.extend(registry.text(node)?.map(|text| input(iri, text)));
    }
    Ok(inputs)
}

/// A text of the registry as something to check.
pub(crate) fn input(iri: &str, text: String) -> Input {
    Input {
        path: path(iri),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    }
}

/// What findings call a text of the registry.
pub(crate) fn path(iri: &str) -> String {
    format!("registry:{iri}")
}

/// What texts are about and what they need that is not among them, without checking them:
/// the IRIs of their graphs, and those of the registry's graphs that are visible.
pub(crate) fn outline(
    inputs: &[Input],
    options: &Options,
    seen: Seen<'_>,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut reader = Reader::new(options.aliases.clone());
    for input in inputs {
        reader.read(input.clone());
    }
    let (corpus, _) = resolve(reader);
    let own = corpus.graphs().filter(|(_, named)| !named.builtin);
    let own = own.map(|(_, n)| corpus.terms.text(n.iri).to_owned());
    (own.collect(), missing(&corpus, seen))
}

/// The visible graphs of the registry that something in a corpus needs and misses.
pub(crate) fn missing(corpus: &Corpus, seen: Seen<'_>) -> BTreeSet<String> {
    let iris = corpus.missing().map(|term| corpus.terms.text(term));
    iris.filter_map(|iri| found(iri, seen)).collect()
}

/// The graph with an IRI, or the one whose term it is.
fn found(iri: &str, seen: Seen<'_>) -> Option<String> {
    let namespace = || {
        let end = iri.rfind(['#', '/']).map_or(0, |i| i + 1);
        seen.graph(iri.get(..end)?)
    };
    let graph = seen.graph(iri).or_else(namespace)?;
    Some(graph.iri.clone())
}
