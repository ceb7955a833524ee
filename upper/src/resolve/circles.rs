//! What a graph reaches by what graphs need, and the circles in that.

use rustc_hash::FxHashMap;

use super::GraphId;
use crate::graph::Triple;

/// A circle: the graphs on it, and the triple that takes the first to the second.
pub(super) type Circle = (Vec<usize>, Triple);

/// What a graph reaches, nearest first, and a shortest circle through it; `None` where that is more
/// than so many.
pub(super) fn closure(
    edges: &[Vec<(GraphId, Triple)>],
    start: usize,
    most: usize,
) -> Option<(Vec<GraphId>, Option<Circle>)> {
    let mut closure = Vec::new();
    let mut from: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([start]);
    let mut circle = None;
    while let Some(at) = queue.pop_front() {
        for (target, _) in edges.get(at).into_iter().flatten() {
            let next = target.0 as usize;
            if next == start && circle.is_none() {
                circle = Some(at);
            }
            if next != start && !from.contains_key(&next) {
                if closure.len() == most {
                    return None;
                }
                from.insert(next, at);
                closure.push(*target);
                queue.push_back(next);
            }
        }
    }
    let circle = circle.and_then(|last| {
        let mut path = vec![last];
        while let Some(before) = path.last().and_then(|at| from.get(at)) {
            path.push(*before);
        }
        path.reverse();
        let second = path.get(1).copied().unwrap_or(start);
        let step = edges
            .get(start)?
            .iter()
            .find(|(t, _)| t.0 as usize == second)?;
        Some((path, step.1))
    });
    Some((closure, circle))
}
