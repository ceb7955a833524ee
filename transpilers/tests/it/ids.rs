//! Numbers stay with their terms, whatever happens to a model.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use transpilers::ids::{Ids, MAX_NUMBER};

const ROOT: &str = "http://e.org/m#Film";

fn path(step: &str) -> Vec<String> {
    let full = |s: &str| {
        s.strip_prefix('_')
            .map_or_else(|| format!("http://e.org/m#{s}"), str::to_owned)
    };
    step.split(' ').map(full).collect()
}

fn give(ids: &mut Ids, steps: &[&str], former: &dyn Fn(&str) -> Vec<&'static str>) -> Vec<i32> {
    let paths: Vec<_> = steps.iter().map(|s| path(s)).collect();
    let numbers = ids.assign("iceberg", ROOT, &paths, former);
    ids.record(
        "iceberg",
        ROOT,
        ROOT,
        paths.iter().map(Vec::as_slice).zip(numbers.iter().copied()),
    );
    numbers
}

fn none(_: &str) -> Vec<&'static str> {
    Vec::new()
}

#[test]
fn without_a_ledger_numbers_count_up() {
    assert_eq!(
        give(&mut Ids::default(), &["a", "b", "b _element"], &none),
        [1, 2, 3]
    );
}

#[test]
fn that_no_number_is_left_can_be_told() {
    let last = format!("iceberg {ROOT} http://e.org/m#a {}\n", MAX_NUMBER - 1);
    let (mut ids, problems) = Ids::parse(&last);
    assert_eq!(problems, []);
    give(&mut ids, &["a", "b"], &none);
    assert_eq!(ids.past_greatest(), None);
    give(&mut ids, &["a", "b", "c", "d"], &none);
    assert_eq!(ids.past_greatest(), Some(ROOT));
}

#[test]
fn what_is_removed_keeps_its_number_for_its_return() {
    let mut ids = Ids::default();
    give(&mut ids, &["a", "b"], &none);
    assert_eq!(
        give(&mut ids, &["a", "c"], &none),
        [1, 3],
        "2 was b's and stays b's"
    );
    assert_eq!(give(&mut ids, &["c", "b", "a"], &none), [3, 2, 1]);
}

#[test]
fn a_replacement_takes_over_once_the_old_term_is_gone() {
    let former = |iri: &str| {
        if iri.ends_with("#new") {
            vec!["http://e.org/m#old"]
        } else {
            Vec::new()
        }
    };
    let mut both = Ids::default();
    give(&mut both, &["old", "old _element", "x"], &none);
    let mut renamed = both.clone();
    assert_eq!(
        give(&mut both, &["old", "new"], &former),
        [1, 4],
        "the old term is still in use"
    );
    assert_eq!(
        give(&mut renamed, &["new", "new _element", "x"], &former),
        [1, 2, 3]
    );
    assert!(!renamed.print().contains("#old"), "{}", renamed.print());
    assert_eq!(
        give(&mut renamed, &["old", "new"], &former),
        [4, 1],
        "the number is the new term's now"
    );
}

#[test]
fn a_replaced_root_hands_over_all_its_lines() {
    let mut ids = Ids::default();
    give(&mut ids, &["a", "b"], &none);
    let paths = [path("b")];
    let numbers = ids.assign("iceberg", ROOT, &paths, &none);
    ids.record(
        "iceberg",
        "http://e.org/m#Movie",
        ROOT,
        [(paths[0].as_slice(), numbers[0])],
    );
    assert_eq!(numbers, [2]);
    assert!(!ids.knows("iceberg", ROOT));
    assert_eq!(
        ids.number("iceberg", "http://e.org/m#Movie", &["http://e.org/m#a"]),
        Some(1)
    );
}

#[test]
fn every_wrong_line_is_named() {
    let text = "# comment\n\
        iceberg http://e.org/m#Film http://e.org/m#a 1\n\
        iceberg http://e.org/m#Film http://e.org/m#b 1\n\
        iceberg http://e.org/m#Film http://e.org/m#a 2\n\
        iceberg http://e.org/m#Film 3\n\
        iceberg http://e.org/m#Film http://e.org/m#c x\n\
        iceberg http://e.org/m#Film http://e.org/m#c elment 4\n\
        <<<<<<< HEAD\n\
        iceberg http://e.org/m#Film http://e.org/m#c 0\n\
        iceberg Film http://e.org/m#c 9\n\
        \n\
        iceberg http://e.org/m#Film http://e.org/m#d 5\n";
    let (ids, problems) = Ids::parse(text);
    let lines: Vec<usize> = problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(ids.number("iceberg", ROOT, &["http://e.org/m#d"]), Some(5));
    assert_eq!(ids.number("iceberg", ROOT, &["http://e.org/m#b"]), None);
}

#[test]
fn one_number_under_two_roots_is_no_clash() {
    let text = "iceberg http://e.org/m#A http://e.org/m#a 1\niceberg http://e.org/m#B http://e.org/m#a 1\n";
    assert_eq!(Ids::parse(text).1, []);
}

/// A model as a set of property names; each step of a history has one.
fn histories() -> impl Strategy<Value = Vec<BTreeSet<u8>>> {
    prop::collection::vec(prop::collection::btree_set(0..12_u8, 0..8), 1..8)
}

fn names(model: &BTreeSet<u8>) -> Vec<String> {
    model.iter().map(|n| format!("p{n}")).collect()
}

fn replay(ids: &mut Ids, model: &BTreeSet<u8>) -> BTreeMap<String, i32> {
    let names = names(model);
    let steps: Vec<&str> = names.iter().map(String::as_str).collect();
    let numbers = give(ids, &steps, &none);
    names.into_iter().zip(numbers).collect()
}

proptest! {
    #[test]
    fn no_number_ever_changes_or_is_given_twice(history in histories()) {
        let mut ids = Ids::default();
        let mut ever: BTreeMap<String, i32> = BTreeMap::new();
        for model in &history {
            for (name, number) in replay(&mut ids, model) {
                prop_assert_eq!(*ever.entry(name).or_insert(number), number);
            }
            let distinct: BTreeSet<i32> = ever.values().copied().collect();
            prop_assert_eq!(distinct.len(), ever.len());
        }
    }

    #[test]
    fn what_is_printed_reads_back(history in histories()) {
        let mut ids = Ids::default();
        for model in &history {
            replay(&mut ids, model);
        }
        let (read, problems) = Ids::parse(&ids.print());
        prop_assert_eq!(problems, []);
        prop_assert_eq!(read.print(), ids.print());
    }

    #[test]
    fn renaming_all_keeps_all(model in prop::collection::btree_set(0..12_u8, 1..8)) {
        let mut ids = Ids::default();
        let before = replay(&mut ids, &model);
        let renamed: Vec<String> = before.keys().map(|n| format!("new-{n}")).collect();
        let steps: Vec<&str> = renamed.iter().map(String::as_str).collect();
        let olds: Vec<String> = before.keys().map(|n| format!("http://e.org/m#{n}")).collect();
        let former = |iri: &str| olds.iter().filter(|o| iri.replace("new-", "") == **o).map(String::as_str).collect();
        let paths: Vec<_> = steps.iter().map(|s| path(s)).collect();
        let after = ids.assign("iceberg", ROOT, &paths, &former);
        prop_assert_eq!(after, before.into_values().collect::<Vec<_>>());
    }

    /// Two branches of one ledger, merged line by line: the union, and where both gave one
    /// number to different terms, a problem for each such number.
    #[test]
    fn merging_is_a_union(
        base in prop::collection::btree_set(0..12_u8, 0..6),
        ours in prop::collection::btree_set(0..12_u8, 0..6),
        theirs in prop::collection::btree_set(0..12_u8, 0..6),
    ) {
        let mut ids = Ids::default();
        replay(&mut ids, &base);
        let (mut left, mut right) = (ids.clone(), ids);
        let given_left = replay(&mut left, &ours);
        let given_right = replay(&mut right, &theirs);
        let merged = format!("{}{}", left.print(), right.print());
        let (union, problems) = Ids::parse(&merged);
        let clashes = given_right.iter().filter(|(name, number)| {
            given_left.iter().any(|(n, m)| (n == *name) != (m == *number))
        });
        prop_assert_eq!(problems.is_empty(), clashes.count() == 0, "{:?}", problems);
        for (name, number) in given_left {
            prop_assert_eq!(union.number("iceberg", ROOT, &[&format!("http://e.org/m#{name}")]), Some(number));
        }
    }
}
