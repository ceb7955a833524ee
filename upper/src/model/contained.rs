//! Which classes can be found inside their own values in place.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ClassId, Models, Value};

/// The classes whose values stand directly in those of a class in place; for a choice, what may
/// stand there by the next step, which may be a choice again.
fn inside(models: &Models, class: ClassId) -> Vec<ClassId> {
    let in_place = |value: Value| match value.element() {
        Value::Nested(class) | Value::OneOf(class) => Some(*class),
        Value::Scalar(_)
        | Value::Enum(_)
        | Value::Reference(_)
        | Value::List(..)
        | Value::Node
        | Value::Any => None,
    };
    match models.value_of_class(class) {
        Value::Nested(class) => {
            let members = models.class(class).members.iter();
            let values = members.map(|m| models.value_of(m.range));
            values.filter_map(in_place).collect()
        }
        Value::OneOf(class) => {
            let next = models.leads_to(class).iter();
            let values = next.map(|id| models.value_of_class(*id));
            values.filter_map(in_place).collect()
        }
        Value::Scalar(_)
        | Value::Enum(_)
        | Value::Reference(_)
        | Value::List(..)
        | Value::Node
        | Value::Any => Vec::new(),
    }
}

/// The classes whose values in place can hold further ones of the same class.
pub(super) fn in_themselves(models: &Models) -> FxHashSet<ClassId> {
    let classes = models.classes().map(|(id, _)| id);
    on_circles(classes, |class| inside(models, class))
}

/// The nodes from which one comes back to them, in time linear in nodes and references: those that
/// lead to one another form a component, and what is known of it stands at the end of `open`.
fn on_circles<T: Copy + Eq + Hash>(
    nodes: impl IntoIterator<Item = T>,
    next: impl Fn(T) -> Vec<T>,
) -> FxHashSet<T> {
    let mut found = FxHashSet::default();
    // The place of a node in `open`, `None` once its component is complete.
    let mut places: FxHashMap<T, Option<usize>> = FxHashMap::default();
    let (mut open, mut beginnings): (Vec<T>, Vec<usize>) = (Vec::new(), Vec::new());
    for start in nodes {
        let mut path: Vec<(T, std::vec::IntoIter<T>)> = Vec::new();
        let mut reached = Some(start);
        loop {
            if let Some(node) = reached.take() {
                match places.get(&node) {
                    None => {
                        places.insert(node, Some(open.len()));
                        beginnings.push(open.len());
                        open.push(node);
                        path.push((node, next(node).into_iter()));
                    }
                    // All since then lead to one another.
                    Some(Some(place)) => {
                        while beginnings.last().is_some_and(|last| last > place) {
                            beginnings.pop();
                        }
                    }
                    Some(None) => {}
                }
            }
            let Some((node, successors)) = path.last_mut() else {
                break;
            };
            if let Some(to) = successors.next() {
                if to == *node {
                    found.insert(to);
                }
                reached = Some(to);
                continue;
            }
            let place = places.get(node).copied().flatten();
            path.pop();
            if let Some(place) = beginnings.pop_if(|last| Some(*last) == place) {
                let component = open.split_off(place);
                if component.len() > 1 {
                    found.extend(&component);
                }
                places.extend(component.into_iter().map(|node| (node, None)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::on_circles;

    #[test]
    fn what_leads_back_to_itself_is_found() {
        let edges = |n: u32| match n {
            0 => vec![1, 6],
            1 => vec![2],
            2 => vec![3, 1],
            3 => vec![4],
            4 => vec![3, 5],
            6 => vec![6, 2],
            _ => vec![],
        };
        let mut found: Vec<u32> = on_circles(0..7, edges).into_iter().collect();
        found.sort_unstable();
        // 5 is only led to, 0 only leads there.
        assert_eq!(found, [1, 2, 3, 4, 6]);
    }

    #[test]
    fn long_chains_need_no_stack() {
        let last = 200_000_u32;
        assert_eq!(on_circles(0..last, |n| vec![(n + 1) % last]).len(), 200_000);
        assert!(
            on_circles(0..last, |n| vec![n + 1]
                .into_iter()
                .filter(|n| *n < last)
                .collect())
            .is_empty()
        );
    }
}
