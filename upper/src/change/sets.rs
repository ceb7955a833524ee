//! Differences of lists of names that may be as long as a model, and names for people.

use rustc_hash::FxHashSet;

use crate::iri::namespace;

/// What is gone and what is new, each in its own order.
pub(super) fn difference<'a>(old: &'a [String], new: &'a [String]) -> (Vec<&'a str>, Vec<&'a str>) {
    (without(old, new), without(new, old))
}

/// Those of some names that are not among others.
fn without<'a>(all: &'a [String], other: &[String]) -> Vec<&'a str> {
    let other = set(other);
    let names = all.iter().map(String::as_str);
    names.filter(|name| !other.contains(*name)).collect()
}

/// Those of some names that are among others too, in their own order.
pub(super) fn common<'a>(all: &'a [String], other: &[String]) -> Vec<&'a str> {
    let other = set(other);
    let names = all.iter().map(String::as_str);
    names.filter(|name| other.contains(*name)).collect()
}

/// Names, to look others up among.
fn set(names: &[String]) -> FxHashSet<&str> {
    names.iter().map(String::as_str).collect()
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
