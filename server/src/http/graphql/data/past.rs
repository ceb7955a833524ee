//! A past state: a graph in one of its versions, with the graphs that it needed as they were
//! when it was checked, in a small store of their own.

use std::collections::{BTreeMap, HashSet, VecDeque};

use registry::{Dependency, Revision, Seen, Store};
use semver::Version;
use upper::source::{Aliases, Input, Reader, Syntax};

use super::failure::{Failure, Result};
use super::session::Session;

/// How many graphs a state may need.
const GRAPHS: usize = 256;

/// Graphs as they were.
pub(in crate::http::graphql) struct Past {
    /// What they stated.
    pub(in crate::http::graphql) store: Store,
    /// Their IRIs: what the registry holds of them today is not looked at.
    pub(in crate::http::graphql) graphs: HashSet<String>,
}

/// The node of the revision that published a version of a graph, and the state; `None` where
/// the caller sees no such version.
pub(in crate::http::graphql) fn state(
    session: &Session,
    graph: &str,
    version: &Version,
) -> Result<Option<(String, Past)>> {
    let revisions = needed(session, graph, version)?;
    let Some((_, first)) = revisions.first() else {
        return Ok(None);
    };
    let node = first.clone();
    let mut reader = Reader::new(Aliases::default());
    for (iri, revision) in &revisions {
        session.budget.time()?;
        let Some(text) = session.registry.text(revision).map_err(Failure::storage)? else {
            continue;
        };
        session.budget.bytes(text.len())?;
        reader.read(Input {
            path: iri.clone(),
            bytes: text.into_bytes(),
            syntax: Syntax::Turtle,
        });
    }
    let (corpus, _) = upper::resolve::resolve(reader);
    let store = registry::memory_store(&corpus).map_err(Failure::storage)?;
    let iris = corpus
        .graphs()
        .map(|(_, named)| corpus.terms.text(named.iri).to_owned());
    let graphs = iris.collect();
    Ok(Some((node, Past { store, graphs })))
}

/// The revisions that a state consists of, each with the IRI of its graph, the asked one first.
fn needed(session: &Session, graph: &str, version: &Version) -> Result<Vec<(String, String)>> {
    let index = session.registry.index();
    let seen = index.seen(&session.view);
    let revision = seen.graph(graph).and_then(|g| g.version(version));
    let Some(revision) = revision else {
        return Ok(Vec::new());
    };
    let chosen = seen.needed(&revision.node);
    let mut queue = VecDeque::from([(graph.to_owned(), revision)]);
    let mut found: Vec<(String, String)> = Vec::new();
    while let Some((iri, revision)) = queue.pop_front() {
        if found.iter().any(|(known, _)| *known == iri) {
            continue;
        }
        if found.len() == GRAPHS {
            return Err(Failure::Graphs(GRAPHS));
        }
        found.push((iri, revision.node.clone()));
        for dependency in &revision.dependencies {
            let then = then(seen, &chosen, dependency);
            queue.extend(then.map(|r| (dependency.iri.clone(), r)));
        }
    }
    Ok(found)
}

/// The state in which a graph was needed: the one that was chosen, or of what comes with the
/// product, of which there is nothing to choose, the one that the dependency names.
fn then<'a>(
    seen: Seen<'a>,
    chosen: &BTreeMap<String, String>,
    dependency: &Dependency,
) -> Option<&'a Revision> {
    let node = chosen.get(&dependency.iri);
    let node = node.or(dependency.resolved.as_ref())?;
    seen.graph(&dependency.iri)?.revision(node)
}
