//! House rules that a test can hold: how files open, how long they are.

use std::path::{Path, PathBuf};

use tests::examples::root;
use tests::golden::list;

use crate::manifest::CRATES;

/// Longer than 500 lines, and why.
const LONG: &[(&str, &str)] = &[
    (
        "upper/src/vocabulary.rs",
        "generated: one constant for each term",
    ),
    (
        "tests/src/generate.rs",
        "one generator, whose parts choose for one another",
    ),
];

/// All Rust files of a crate below a folder, by their paths from the root.
fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let is_rust = |p: &Path| p.extension().is_some_and(|e| e == "rs");
    let of_crate = |name: &str| list(&root().join(name).join(folder));
    let all = CRATES.into_iter().flat_map(of_crate);
    all.filter(|p| is_rust(p))
        .map(|p| {
            let name = p.strip_prefix(root()).unwrap();
            (name.to_string_lossy().into_owned(), p)
        })
        .collect()
}

#[test]
fn every_file_says_first_why_it_is_there() {
    let all = [files("src"), files("tests")].concat();
    assert!(all.len() > 200, "{}", all.len());
    for (name, path) in all {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.starts_with("//! "), "{name} does not open with `//!`");
    }
}

#[test]
fn files_are_short_or_have_a_reason() {
    let mut long = Vec::new();
    for (name, path) in files("src") {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text
            .lines()
            .take_while(|l| !l.starts_with("#[cfg(test)]"))
            .count();
        let reason = LONG.iter().find(|(file, _)| *file == name);
        assert!(
            lines > 500 || reason.is_none(),
            "{name} is short by now: take it from the list"
        );
        if lines > 500 && reason.is_none() {
            long.push(format!("{name}: {lines} lines"));
        }
    }
    assert!(long.is_empty(), "split these, or say why not: {long:#?}");
}
