//! What need not be published again: graphs that say what they said, and need nothing directly
//! that changes. They may stay with the old versions of what they need at some distance, as they
//! would if their author had not sent them along.

use std::collections::HashSet;

use upper::finding::{Finding, Place, Severity};
use upper::resolve::GraphId;
use upper::source::SourceId;

use super::check::{Own, Work};
use super::entries;
use crate::error::Error;
use crate::publication::{Publication, Published};

/// A publication without the graphs that may stay as they are, and what is to be said of these.
pub(super) struct Without {
    pub(super) publication: Publication,
    pub(super) staying: Vec<Published>,
}

/// The rest of a publication that is refused for what others have; none where that is all of it
/// or nothing.
pub(super) fn without(work: &Work<'_>) -> Result<Option<Without>, Error> {
    let own = work.own_sources();
    let is_own_error = |f: &Finding| {
        let is_error = f.severity == Severity::Error && f.place != Place::nowhere();
        is_error && own.contains(&f.place.source)
    };
    if work.recording || work.checked.findings.iter().any(is_own_error) {
        return Ok(None);
    }
    let graphs = work.own_graphs().into_iter();
    let graphs: Result<Vec<Own<'_>>, Error> = graphs.map(|id| work.own_graph(id)).collect();
    let graphs = match graphs {
        Ok(graphs) => graphs,
        Err(Error::Canonicalization(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let corpus = &work.checked.corpus;
    let changing = graphs.iter().filter(|own| !own.is_unchanged());
    let changing: HashSet<GraphId> = changing.map(|own| own.id).collect();
    let needs_any = |own: &&Own<'_>| {
        let mut needs = corpus.graph(own.id).dependencies.iter();
        !own.is_unchanged() || needs.any(|(id, _)| changing.contains(id))
    };
    // A text may have several graphs.
    let source = |own: &Own<'_>| corpus.graph(own.id).graph.source();
    let kept: HashSet<SourceId> = graphs.iter().filter(needs_any).map(source).collect();
    let staying = graphs.iter().filter(|own| !kept.contains(&source(own)));
    let staying: Vec<&Own<'_>> = staying.collect();
    if staying.is_empty() || changing.is_empty() {
        return Ok(None);
    }
    let sources: HashSet<SourceId> = staying.iter().map(|own| source(own)).collect();
    let mut publication = work.publication.clone();
    let mut all = corpus.sources.iter();
    let is_staying = |id| sources.contains(&id);
    publication
        .inputs
        .retain(|_| !all.next().is_some_and(|(id, _)| is_staying(id)));
    for own in &staying {
        publication.preconditions.remove(&own.iri);
    }
    Ok(Some(Without {
        publication,
        staying: staying.into_iter().filter_map(entries::unchanged).collect(),
    }))
}
