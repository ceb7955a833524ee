//! Which revisions a question about the past is about.

use std::cmp::Ordering;
use std::collections::HashSet;

use registry::{Registry, Revision, View};
use upper::literal::compare;
use upper::vocabulary::Primitive;

use super::request::Time;
use crate::http::problem::Result;
use crate::http::wording;
use crate::worker::message::Moment;

/// What of the history a view sees, at the time asked for.
pub(super) fn moment(registry: &Registry, view: &View, time: &Time) -> Result<Moment> {
    match time {
        Time::Newest => Ok(Moment::Newest),
        Time::History => {
            let index = registry.index();
            let graphs = index.seen(view).graphs();
            let nodes = graphs.flat_map(|g| g.revisions.iter().map(|r| r.node.clone()));
            Ok(Moment::History(nodes.collect()))
        }
        Time::At(at) => {
            wording::moment("at", at)?;
            Ok(as_of(registry, view, at))
        }
    }
}

fn as_of(registry: &Registry, view: &View, at: &str) -> Moment {
    let index = registry.index();
    let mut graphs = Vec::new();
    let mut later = HashSet::new();
    for graph in index.seen(view).graphs() {
        let (before, after): (Vec<&Revision>, Vec<&Revision>) =
            graph.revisions.iter().partition(|r| is_before(r, at));
        later.extend(after.iter().map(|r| r.node.clone()));
        match before.last() {
            None => {
                later.insert(graph.iri.clone());
            }
            Some(newest) if newest.retired => {}
            Some(newest) => graphs.push((graph.iri.clone(), newest.node.clone())),
        }
    }
    Moment::At(graphs, later)
}

fn is_before(revision: &Revision, at: &str) -> bool {
    let order = compare(Primitive::DateTime, &revision.published_at, at);
    matches!(order, Some(Ordering::Less | Ordering::Equal))
}
