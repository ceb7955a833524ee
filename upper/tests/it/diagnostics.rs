//! Each rule by a wrong and a right example: `tests/diagnostics/<CODE>-<name>/`.
//!
//! `DENOTA_UPDATE=1` rewrites what the wrong examples are expected to give; read it before
//! it is committed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use upper::check::{Checked, Options, check};
use upper::finding::Severity;
use upper::source::{Input, Syntax};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics")
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(root())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    cases.sort();
    cases
}

/// The models of `wrong.ttl`, or of all files in `wrong/`.
fn checked(case: &Path, name: &str) -> Checked {
    let folder = case.join(name);
    let mut paths: Vec<PathBuf> = if folder.is_dir() {
        fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect()
    } else {
        vec![case.join(format!("{name}.ttl"))]
    };
    paths.sort();
    let input = |path: &PathBuf| Input {
        path: path.file_name().unwrap().to_str().unwrap().to_owned(),
        bytes: fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())),
        syntax: Syntax::Turtle,
    };
    check(paths.iter().map(input).collect(), &Options::default())
}

fn printed(checked: &Checked) -> String {
    let mut text = String::new();
    for finding in &checked.findings {
        let at = checked.corpus.sources.position(finding.place);
        let help = finding.help.as_deref().unwrap_or("");
        writeln!(
            text,
            "{} {}:{} {} | {help}",
            finding.code, at.line, at.column, finding.message
        )
        .unwrap();
    }
    text
}

#[test]
fn wrong_examples_give_what_is_expected() {
    let update = std::env::var_os("DENOTA_UPDATE").is_some();
    let mut faults = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let code = &name[..5];
        let result = checked(&case, "wrong");
        let found = printed(&result);
        let expected = case.join("expected.txt");
        if update {
            fs::write(&expected, &found).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            faults.push(format!("{name}:\n{found}"));
        }
        if !result
            .findings
            .iter()
            .any(|f| f.code == code && f.help.is_some())
        {
            faults.push(format!("{name}: no {code} with a help in\n{found}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn right_examples_are_right() {
    let mut faults = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let result = checked(&case, "right");
        let wrong =
            |f: &&upper::finding::Finding| f.code == &name[..5] || f.severity == Severity::Error;
        if result.findings.iter().any(|f| wrong(&f)) {
            faults.push(format!("{name}:\n{}", printed(&result)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_has_an_example() {
    let names: Vec<String> = cases()
        .iter()
        .map(|c| c.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    for rule in upper::rules::all() {
        let name = format!("{}-{}", rule.code, rule.name);
        assert!(names.contains(&name), "tests/diagnostics/{name} is missing");
    }
}
