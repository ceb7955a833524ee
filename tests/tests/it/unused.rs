//! Every dependency that a crate declares is one that its sources use.

use std::fs;
use std::path::Path;

use tests::examples::root;

use crate::manifest::{CRATES, Table, dependencies};

/// All Rust below a folder or in a file, without lines of comment.
fn sources(path: &Path, text: &mut String) {
    if path.is_file() && path.extension().is_some_and(|e| e == "rs") {
        let read = fs::read_to_string(path).unwrap();
        let code = read.lines().filter(|l| !l.trim_start().starts_with("//"));
        code.for_each(|line| {
            text.push_str(line);
            text.push('\n');
        });
    } else if path.is_dir() && !path.ends_with("node_modules") {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), text);
        }
    }
}

fn code(package: &str, folders: &[&str]) -> String {
    let mut text = String::new();
    for folder in folders {
        sources(&root().join(package).join(folder), &mut text);
    }
    text
}

/// Whether code names a crate: `name::…` or `use name`.
fn names(code: &str, dependency: &str) -> bool {
    let name = dependency.replace('-', "_");
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(&name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let starts = !before.ends_with(is_word);
        let ends = !after.starts_with(is_word);
        starts && ends && (after.starts_with("::") || before.ends_with("use "))
    })
}

fn unused(package: &str) -> Vec<String> {
    let main = code(package, &["src"]);
    let all = code(package, &["src", "tests", "examples", "benches"]);
    let build = code(package, &["build.rs"]);
    let mut unused = Vec::new();
    for table in Table::ALL {
        let code = match table {
            // What `tests` has, it has for its tests.
            Table::Normal if package == "tests" => &all,
            Table::Normal => &main,
            Table::Dev => &all,
            Table::Build => &build,
        };
        let declared = dependencies(package, table);
        unused.extend(declared.into_iter().filter(|d| !names(code, d)));
    }
    unused
}

#[test]
fn every_declared_dependency_is_used() {
    for package in CRATES {
        let unused = unused(package);
        assert!(
            unused.is_empty(),
            "`{package}` declares what it does not use: {unused:?}"
        );
    }
}

#[test]
fn uses_are_told_from_words() {
    assert!(names("use serde::Serialize;", "serde"));
    assert!(names("let a = serde_json::from_str(b);", "serde_json"));
    assert!(names("use csv;", "csv"));
    assert!(!names("let serde = serde_json::from_str(b);", "serde"));
    assert!(!names("let url = 1;", "url"));
}
