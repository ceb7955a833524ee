//! What others publish, sent along with what was made with it: read as it was sent, and
//! written only where the registry has nothing newer of it.

use std::collections::BTreeMap;

use semver::Version;
use upper::resolve::GraphId;

use super::check::{Own, Work};
use crate::error::Error;
use crate::hash::canonical;
use crate::index::{Graph, Revision};

/// Copies that are not written, by the IRIs of their graphs: with the nodes of the very same,
/// where the registry has them.
pub(super) type Copied = BTreeMap<String, Option<String>>;

/// Finds the copies that stay out: those of a state that the registry has, newest or not, and
/// those that would come after what they are older than.
pub(super) fn standing(work: &Work<'_>) -> Result<Copied, Error> {
    let mut copied = Copied::new();
    for id in work.own_graphs() {
        let iri = work.iri(id);
        let known = work.index.graphs.get(iri);
        if let Some((version, known)) = work.publication.copies.get(iri).zip(known) {
            let held = held(work, id, known)?.map(|r| r.node.clone());
            if held.is_some() || !is_after_all(version, known) {
                copied.insert(iri.to_owned(), held);
            }
        }
    }
    Ok(copied)
}

/// The version that a copy goes by where it comes from.
pub(super) fn version<'a>(work: &'a Work<'_>, own: &Own<'_>) -> Option<&'a Version> {
    work.publication.copies.get(&own.iri)
}

fn held<'a>(work: &Work<'_>, id: GraphId, known: &'a Graph) -> Result<Option<&'a Revision>, Error> {
    let corpus = &work.checked.corpus;
    let hash = match canonical(&corpus.terms, &corpus.graph(id).graph, &work.budget) {
        Ok(canonical) => canonical.hash,
        // It is refused with all that is written.
        Err(Error::Canonicalization(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is = |r: &&Revision| !r.retired && r.hash == hash;
    Ok(known.revisions.iter().rev().find(is))
}

fn is_after_all(version: &Version, known: &Graph) -> bool {
    let mut versions = known.revisions.iter().map(|r| &r.version);
    versions.all(|known| version.cmp_precedence(known).is_gt())
}
