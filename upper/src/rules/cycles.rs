//! Circles among terms, each found once, in time linear in terms and references.

use std::collections::hash_map::Entry;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::finding::{Finding, Place};
use crate::model::TermInfo;

/// How many circles one rule reports for one domain; the others are mended with them.
const MANY: usize = 64;

/// The circles that are reachable from `nodes`, one for each reference that closes one.
/// Each starts at the node of the circle that was reached first.
pub(super) fn cycles<T: Copy + Eq + Hash>(
    nodes: impl IntoIterator<Item = T>,
    next: impl Fn(T) -> Vec<T>,
) -> Vec<Vec<T>> {
    let mut found = Vec::new();
    // The position on the path while a node is on it, `None` once it has been left.
    let mut state: FxHashMap<T, Option<usize>> = FxHashMap::default();
    for start in nodes {
        if state.contains_key(&start) {
            continue;
        }
        let mut path = vec![start];
        let mut pending = vec![next(start).into_iter()];
        state.insert(start, Some(0));
        while let Some(successors) = pending.last_mut() {
            let Some(node) = successors.next() else {
                pending.pop();
                if let Some(left) = path.pop() {
                    state.insert(left, None);
                }
                continue;
            };
            match state.get(&node) {
                Some(Some(from)) if found.len() < MANY => {
                    found.push(path.get(*from..).unwrap_or(&[]).to_vec())
                }
                Some(_) => {}
                None => {
                    state.insert(node, Some(path.len()));
                    path.push(node);
                    pending.push(next(node).into_iter());
                }
            }
        }
    }
    found
}

/// The nodes, among some and those that are reachable from them, that lead into a circle.
pub(super) fn leading_into<T: Copy + Eq + Hash>(
    nodes: impl IntoIterator<Item = T>,
    next: impl Fn(T) -> Vec<T>,
) -> FxHashSet<T> {
    // How many steps of a node may still lead into one, and from where a step leads to a node.
    let mut steps: FxHashMap<T, usize> = FxHashMap::default();
    let mut before: FxHashMap<T, Vec<T>> = FxHashMap::default();
    let mut open: Vec<T> = nodes.into_iter().collect();
    let mut ended = Vec::new();
    while let Some(node) = open.pop() {
        let Entry::Vacant(entry) = steps.entry(node) else {
            continue;
        };
        let successors = next(node);
        entry.insert(successors.len());
        if successors.is_empty() {
            ended.push(node);
        }
        for to in successors {
            before.entry(to).or_default().push(node);
            open.push(to);
        }
    }
    while let Some(node) = ended.pop() {
        steps.remove(&node);
        for from in before.remove(&node).unwrap_or_default() {
            let Some(left) = steps.get_mut(&from) else {
                continue;
            };
            *left = left.saturating_sub(1);
            if *left == 0 {
                ended.push(from);
            }
        }
    }
    steps.into_keys().collect()
}

/// How many steps lead on from a node at the most; a step into a circle is none. `known` keeps
/// what was found, for further nodes of the same graph.
pub(super) fn height<T: Copy + Eq + Hash>(
    node: T,
    next: impl Fn(T) -> Vec<T>,
    known: &mut FxHashMap<T, usize>,
) -> usize {
    if let Some(height) = known.get(&node) {
        return *height;
    }
    // Nodes on the path, each with what is left of its successors and its height so far.
    let mut path = vec![(node, next(node).into_iter(), 0)];
    let mut on_path = FxHashSet::from_iter([node]);
    while let Some((at, successors, so_far)) = path.last_mut() {
        match successors.next() {
            Some(to) => match known.get(&to) {
                Some(height) => *so_far = (*so_far).max(height + 1),
                None if on_path.insert(to) => path.push((to, next(to).into_iter(), 0)),
                None => {}
            },
            None => {
                let (at, height) = (*at, *so_far);
                known.insert(at, height);
                path.pop();
                if let Some((_, _, so_far)) = path.last_mut() {
                    *so_far = (*so_far).max(height + 1);
                }
            }
        }
    }
    known.get(&node).copied().unwrap_or_default()
}

/// A finding for a circle: names its members in order, and points at each.
pub(super) fn report<'i>(
    ctx: &Context<'_>,
    circle: &[&'i TermInfo],
    place: impl Fn(&'i TermInfo, &'i TermInfo) -> Place,
    message: &str,
    help: impl Into<String>,
) -> Option<Finding> {
    let first = *circle.first()?;
    let mut names: Vec<String> = circle.iter().map(|i| ctx.show(i)).collect();
    names.push(ctx.show(first));
    let after = |at: usize| circle.get(at + 1).copied().unwrap_or(first);
    let path = names.join(" → ");
    let mut finding = ctx.finding(
        first,
        place(first, after(0)),
        format!("{message}: {path}"),
        help,
    );
    for (at, info) in circle.iter().enumerate().skip(1).take(8) {
        finding = finding.related(
            place(info, after(at)),
            format!("{} leads on to {}", ctx.show(info), ctx.show(after(at))),
        );
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashMap;

    use super::{cycles, height, leading_into};

    #[test]
    fn every_circle_is_found_once() {
        let edges = |n: u32| match n {
            0 => vec![1],
            1 => vec![2, 1],
            2 => vec![0, 3],
            3 => vec![4],
            _ => vec![],
        };
        assert_eq!(cycles(0..5, edges), [vec![0, 1, 2], vec![1]]);
    }

    #[test]
    fn what_leads_into_a_circle_is_found() {
        let edges = |n: u32| match n {
            0 => vec![1, 4],
            1 => vec![2],
            2 => vec![3],
            3 => vec![2],
            4 => vec![5, 5],
            _ => vec![],
        };
        let mut found: Vec<u32> = leading_into([0, 4], edges).into_iter().collect();
        found.sort_unstable();
        // 4 leads on, and comes to an end.
        assert_eq!(found, [0, 1, 2, 3]);
    }

    #[test]
    fn heights_are_those_of_the_longest_way_without_a_circle() {
        let edges = |n: u32| match n {
            0 => vec![1, 3],
            1 => vec![2],
            2 => vec![3, 1],
            _ => vec![],
        };
        let mut known = FxHashMap::default();
        let heights = [0, 1, 2, 3].map(|n| height(n, edges, &mut known));
        assert_eq!(heights, [3, 2, 1, 0]);
    }

    #[test]
    fn long_chains_need_no_stack() {
        let mut known = FxHashMap::default();
        let edges = |n: u32| (n > 0).then(|| n - 1).into_iter().collect();
        assert_eq!(height(200_000, edges, &mut known), 200_000);
        let last = 200_000_u32;
        assert_eq!(cycles(0..last, |n| vec![(n + 1) % last]).len(), 1);
    }
}
