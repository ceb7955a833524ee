//! Blank nodes that look alike and are linked to one another: graphs that nobody needs, and that
//! must not keep everybody waiting.

use std::fmt::Write as _;

use registry::{Change, View};

use crate::support::*;

/// The shop with blank nodes under a foreign predicate, linked so.
fn linked(links: impl IntoIterator<Item = (usize, usize)>) -> String {
    let mut text = SHOP.to_owned();
    for (from, to) in links {
        for node in [from, to] {
            writeln!(text, ":Order <http://example.org/v#has> _:n{node} .").unwrap();
        }
        writeln!(text, "_:n{from} <http://example.org/v#n> _:n{to} .").unwrap();
    }
    text
}

fn clique(size: usize) -> String {
    let all = (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
    linked(all.filter(|(a, b)| a != b))
}

fn cube(dimensions: usize) -> String {
    let of = move |a: usize| (0..dimensions).map(move |d| (a, a ^ (1 << d)));
    linked((0..1 << dimensions).flat_map(of))
}

fn bip(size: usize) -> String {
    let all = (0..size).flat_map(|a| (size..2 * size).map(move |b| (a, b)));
    linked(all.flat_map(|(a, b)| [(a, b), (b, a)]))
}

#[test]
fn what_cannot_be_told_apart_in_reasonable_time_is_a_finding() {
    let bench = Bench::new();
    for text in [clique(8), cube(6), bip(6)] {
        let why = refused(bench.publish(&[&text]));
        assert!(why.starts_with("U0508 0.ttl"), "{why}");
        assert_eq!(bench.registry.newest_text(SHOP_IRI).unwrap(), None);
    }
    assert_eq!(bench.put(SHOP).change, Change::Created);
}

#[test]
fn the_finding_is_at_one_of_the_nodes() {
    let bench = Bench::new();
    let text = clique(8);
    let Err(registry::Refused::Findings(checked)) = bench.publish(&[&text]) else {
        panic!("it was not refused for findings");
    };
    let finding = checked.findings.iter().find(|f| f.code == "U0508").unwrap();
    let start = usize::try_from(finding.place.start).unwrap();
    assert!(text[start..].starts_with("_:n"), "{}", &text[start..]);
    assert_eq!(finding.term.as_deref(), Some(SHOP_IRI));
}

#[test]
fn who_may_not_write_a_graph_is_told_so_whatever_they_send() {
    let bench = Bench::new();
    bench.put(SHOP);
    let as_reader = |text: &str| {
        publish(
            &bench.registry,
            publication(&[text]),
            &View::Everything,
            &|_| false,
        )
    };
    let forbidden = format!("forbidden {SHOP_IRI}");
    let broken = SHOP.replace("xsd:long", "xsd:lon");
    for text in [&clique(8), &cube(6), &broken] {
        assert_eq!(refused(as_reader(text)), forbidden);
    }
    // To say again what is there is no writing.
    assert_eq!(accepted(as_reader(SHOP))[0].change, Change::Unchanged);
}

#[test]
fn a_few_alike_nodes_are_told_apart_whatever_they_are_called() {
    for (text, nodes) in [(clique(4), 4), (cube(3), 8), (bip(3), 6)] {
        let bench = Bench::new();
        assert_eq!(bench.put(&text).change, Change::Created);
        let mut other = text.clone();
        for node in 0..nodes {
            other = other.replace(&format!("_:n{node} "), &format!("_:m{} ", nodes - node));
        }
        assert_ne!(other, text);
        assert_eq!(bench.put(&other).change, Change::Unchanged);
    }
}

#[test]
fn long_chains_that_say_the_same_are_told_apart() {
    let bench = Bench::new();
    let mut text = SHOP.to_owned();
    for chain in ["a", "b"] {
        writeln!(text, ":Order <http://example.org/v#has> _:{chain}0 .").unwrap();
        for node in 0..200 {
            writeln!(
                text,
                "_:{chain}{node} <http://example.org/v#v> \"{node}\" ; <http://example.org/v#n> _:{chain}{} .",
                node + 1
            )
            .unwrap();
        }
    }
    assert_eq!(bench.put(&text).change, Change::Created);
    assert_eq!(bench.put(&text).change, Change::Unchanged);
}
