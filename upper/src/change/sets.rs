//! Differences of lists of IRIs whose order carries no meaning.

use crate::iri::namespace;

/// What is gone and what is new, each in its own order.
pub(super) fn difference<'a>(old: &'a [String], new: &'a [String]) -> (Vec<&'a str>, Vec<&'a str>) {
    let without = |all: &'a [String], other: &[String]| {
        let left = all.iter().filter(|i| !other.contains(i));
        left.map(String::as_str).collect()
    };
    (without(old, new), without(new, old))
}

/// IRIs for people: the part behind the namespace, in backticks.
pub(super) fn show(iris: &[&str]) -> String {
    let shown: Vec<String> = iris.iter().map(|i| format!("`{}`", local(i))).collect();
    shown.join(", ")
}

/// What follows the namespace of an IRI.
pub(super) fn local(iri: &str) -> &str {
    let name = iri.strip_prefix(namespace(iri));
    name.filter(|l| !l.is_empty()).unwrap_or(iri)
}
