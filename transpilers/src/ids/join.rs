//! Several ledgers as one: what was published goes on, whatever a further ledger adds.

use std::collections::{BTreeMap, BTreeSet};

use upper::iri;

use super::Ids;
use super::reserved::{is_reserved, reserved};

/// Given to every root while it is carried on, so that all numbers that are new lie above it.
const MARK: (&str, i32) = ("mark", i32::MAX - 1);

impl Ids {
    /// The numbers of the roots that are in a namespace, and in none further below.
    #[must_use]
    pub fn below(&self, namespace: &str) -> Self {
        let mut below = self.clone();
        for roots in below.targets.values_mut() {
            roots.retain(|root, _| iri::namespace(root) == namespace);
        }
        below.targets.retain(|_, roots| !roots.is_empty());
        below
    }

    /// These numbers under the names that they have once `number` has gone on from them: a
    /// term that replaces another has its number, and whatever is new has none.
    #[must_use]
    pub fn carried(&self, number: impl FnOnce(Self) -> Self) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        let (mark, highest) = MARK;
        let mut marked = self.clone();
        for numbers in marked.targets.values_mut().flat_map(BTreeMap::values_mut) {
            numbers.insert(mark.to_owned(), highest);
        }
        let mut carried = number(marked);
        for roots in carried.targets.values_mut() {
            roots.retain(|_, numbers| numbers.remove(mark).is_some());
            for numbers in roots.values_mut() {
                numbers.retain(|_, number| *number < highest);
            }
        }
        carried.targets.retain(|_, roots| !roots.is_empty());
        carried
    }

    /// Takes in what another ledger adds; what contradicts these numbers is left out, and
    /// returned in words, for those who want to know.
    pub fn join(&mut self, other: &Self) -> Vec<String> {
        let mut contradictions = Vec::new();
        for (target, roots) in &other.targets {
            for (root, more) in roots {
                let numbers = self.numbers_mut(target, root);
                let known: BTreeSet<i32> = numbers.values().copied().collect();
                for (path, number) in more {
                    match numbers.get(path).copied() {
                        Some(is) if is == *number => {}
                        Some(is) => contradictions.push(format!(
                            "`{path}` of `{root}` has number {is}, not {number}"
                        )),
                        None if is_reserved(path) && known.contains(number) => {}
                        None if numbers.remove(&reserved(*number)).is_some() => {
                            numbers.insert(path.clone(), *number);
                        }
                        // Whose it is may not be for all who are told.
                        None if known.contains(number) => contradictions.push(format!(
                            "number {number} of `{root}` was given already, and not to `{path}`"
                        )),
                        None => {
                            numbers.insert(path.clone(), *number);
                        }
                    }
                }
            }
        }
        contradictions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(lines: &str) -> Ids {
        let (ids, problems) = Ids::parse(lines);
        assert_eq!(problems, []);
        ids
    }

    #[test]
    fn ledgers_join_where_they_do_not_contradict_each_other() {
        let mut kept = ids("iceberg e:m#A e:m#x 1\niceberg e:m#A e:m#y 2\n");
        let more = ids("iceberg e:m#A e:m#y 2\niceberg e:m#A e:m#z 3\niceberg e:m#B e:m#x 1\n");
        assert_eq!(kept.join(&more), Vec::<String>::new());
        assert_eq!(kept.number("iceberg", "e:m#A", &["e:m#z"]), Some(3));
        assert_eq!(kept.number("iceberg", "e:m#B", &["e:m#x"]), Some(1));
        let before = kept.clone();
        let other = ids("iceberg e:m#A e:m#x 7\niceberg e:m#A e:m#w 2\n");
        let said = kept.join(&other);
        assert_eq!(
            said,
            [
                "number 2 of `e:m#A` was given already, and not to `e:m#w`",
                "`e:m#x` of `e:m#A` has number 1, not 7",
            ]
        );
        assert_eq!(kept, before);
    }

    #[test]
    fn what_is_carried_on_has_no_new_numbers() {
        let kept = ids("iceberg e:m#A e:m#x 1\niceberg e:m#A e:m#y 2\n");
        let number = |mut all: Ids| {
            let paths = [["e:m#z".to_owned()], ["e:m#w".to_owned()]];
            let former = |iri: &str| match iri {
                "e:m#z" => vec!["e:m#y"],
                _ => Vec::new(),
            };
            for (root, known_as) in [("e:m#New", "e:m#A"), ("e:m#Other", "e:m#Other")] {
                let numbers = all.assign("iceberg", known_as, &paths, &former);
                let entries = paths.iter().map(|p| p.as_slice()).zip(numbers);
                all.record("iceberg", root, known_as, entries);
            }
            all
        };
        let expected = ids("iceberg e:m#New e:m#x 1\niceberg e:m#New e:m#z 2\n");
        assert_eq!(kept.carried(number), expected);
    }

    #[test]
    fn a_namespace_within_another_is_not_the_others() {
        let both = ids("iceberg e:m/A e:m/x 1\niceberg e:m/n#B e:m/n#x 1\n");
        let own = ids("iceberg e:m/A e:m/x 1\n");
        let nested = ids("iceberg e:m/n#B e:m/n#x 1\n");
        assert_eq!(both.below("e:m/"), own);
        assert_eq!(both.below("e:m/n#"), nested);
        assert!(both.below("e:n#").is_empty());
    }
}
