//! Each finding by a wrong and a right example: `tests/diagnostics/<CODE>-<name>/` holds
//! `wrong.ttl` or a folder `wrong`, and the same for `right`, in any syntax.
//!
//! `DENOTA_UPDATE=1` rewrites what the wrong examples are expected to give; read it before
//! it is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tests::examples::root;
use tests::golden::list;
use transpilers::naming::Naming;
use upper::check::{Checked, Options, check};
use upper::finding::{Finding, Severity};
use upper::source::{Input, Syntax};

/// The folders of pairs, by name.
pub(crate) fn folders() -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(root().join("tests/diagnostics")).unwrap();
    let folders = entries.map(|e| e.unwrap().path()).filter(|p| p.is_dir());
    folders
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), p))
        .collect()
}

/// The files of the `wrong` or the `right` example of a pair.
pub(crate) fn files(pair: &Path, which: &str) -> Vec<PathBuf> {
    let of_example = |p: &PathBuf| {
        let first = p.strip_prefix(pair).unwrap().iter().next().unwrap();
        first == which || Path::new(first).file_stem().unwrap() == which
    };
    let mut files = list(pair);
    files.retain(of_example);
    files
}

/// What is given to checking of some files, in the order of their paths.
pub(crate) fn inputs(files: &[PathBuf]) -> Vec<Input> {
    let input = |path: &PathBuf| {
        let extension = path.extension().unwrap().to_str().unwrap();
        Input {
            path: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())),
            syntax: Syntax::of_extension(extension).unwrap(),
        }
    };
    files.iter().map(input).collect()
}

/// All that `denota check` finds.
fn checked(pair: &Path, which: &str) -> Checked {
    let checked = check(inputs(&files(pair, which)), &Options::default());
    mappings::check::complete(checked, Naming::Prefixed)
}

/// What is found in the wrong example of a pair, a line each.
pub(crate) fn found(pair: &Path) -> String {
    printed(&checked(pair, "wrong"))
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
    for (name, pair) in folders() {
        let code = &name[..5];
        let result = checked(&pair, "wrong");
        let found = printed(&result);
        let expected = pair.join("expected.txt");
        if update {
            fs::write(&expected, &found).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            faults.push(format!("{name}:\n{found}"));
        }
        let shows = result
            .findings
            .iter()
            .any(|f| f.code == code && f.help.is_some());
        if !shows {
            faults.push(format!("{name}: no {code} with a help in\n{found}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn right_examples_are_right() {
    let mut faults = Vec::new();
    for (name, pair) in folders() {
        let result = checked(&pair, "right");
        let wrong = |f: &&Finding| f.code == &name[..5] || f.severity == Severity::Error;
        if result.findings.iter().any(|f| wrong(&f)) {
            faults.push(format!("{name}:\n{}", printed(&result)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A place is what a reader sees underlined: some characters of the text, and no space around.
#[test]
fn findings_point_at_words() {
    for (name, pair) in folders() {
        let result = checked(&pair, "wrong");
        let related = |f: &Finding| f.related.iter().map(|r| r.place).collect::<Vec<_>>();
        for finding in &result.findings {
            for place in [vec![finding.place], related(finding)].concat() {
                let text = &result.corpus.sources.get(place.source).text;
                let shown = text.get(place.start as usize..place.end as usize);
                let shown = shown.unwrap_or_else(|| panic!("{name}: {finding:?}"));
                // A space that should not be there is itself the place.
                let is_word = !shown.is_empty() && (shown.trim() == shown || shown == " ");
                assert!(is_word, "{name}: `{shown}` {finding:?}");
            }
        }
    }
}
