//! The page of every finding, made from its code, its rule and its pair of diagnostics.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tests::examples::root;
use tests::golden::list;
use upper::rules::{Level, Rule, all};

use crate::diagnostics::{files, folders, found};
use crate::manifest::CRATES;

/// Where codes that belong to no rule are defined, each below a comment that says in its
/// first sentence what was found, and after an empty line what that means.
const CODES: [&str; 6] = [
    include_str!("../../../upper/src/source/codes.rs"),
    include_str!("../../../upper/src/shapes/codes.rs"),
    include_str!("../../../upper/src/resolve/codes.rs"),
    include_str!("../../../transpilers/src/clashes.rs"),
    include_str!("../../../mappings/src/codes.rs"),
    include_str!("../../../registry/src/prepare/mod.rs"),
];

/// Where findings are shown in words: what only a registry finds, of which no single text is
/// wrong, and what only a text finds that is too large for a page, with the reason.
const IN_WORDS: [&str; 2] = ["tests/publishing", "tests/oversize"];

/// A page shows no more findings of its wrong example than these, and the last one.
const SHOWN: usize = 8;

const FAMILIES: [(&str, &str, &str); 8] = [
    ("U0000", "U0020", "Files and syntax"),
    ("U0020", "U0070", "Shapes and structure of a graph"),
    ("U0070", "U0100", "Graphs and what they depend on"),
    ("U0100", "U0200", "Structure of a model"),
    (
        "U0200",
        "U0300",
        "Values, enumerations, deprecation, names in targets",
    ),
    ("U0300", "U0400", "Style"),
    ("U0400", "U0500", "Mappings"),
    ("U0500", "U9999", "Publishing"),
];

struct Entry {
    name: String,
    /// Of a rule; what belongs to no rule is always an error.
    level: Option<Level>,
    summary: String,
    explanation: String,
}

fn entries() -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    for text in CODES {
        let mut comment = String::new();
        for line in text.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///") {
                comment.push_str(if words.is_empty() { "\n" } else { words });
                continue;
            }
            let code = line
                .contains(": &str = \"U")
                .then(|| line.split('"').nth(1))
                .flatten();
            if let Some(code) = code {
                let (summary, explanation) = comment.split_once('\n').unwrap_or((&comment, ""));
                let entry = Entry {
                    name: name_of(code),
                    level: None,
                    summary: lower_first(summary.trim().trim_end_matches('.')),
                    explanation: explanation.trim().to_owned(),
                };
                let before = entries.insert(code.to_owned(), entry);
                assert!(before.is_none(), "{code} is defined twice");
            }
            comment.clear();
        }
    }
    for rule in all() {
        let Rule {
            code,
            name,
            level,
            summary,
            explanation,
            ..
        } = rule;
        let entry = Entry {
            name: (*name).to_owned(),
            level: Some(*level),
            summary: (*summary).to_owned(),
            explanation: (*explanation).to_owned(),
        };
        let before = entries.insert((*code).to_owned(), entry);
        assert!(before.is_none(), "{code} is defined twice");
    }
    entries
}

/// The examples in words, by code and name.
fn texts() -> BTreeMap<String, String> {
    let entries = IN_WORDS.map(|folder| std::fs::read_dir(root().join(folder)).unwrap());
    let paths = entries.into_iter().flatten().map(|e| e.unwrap().path());
    paths
        .map(|p| {
            (
                p.file_stem().unwrap().to_string_lossy().into_owned(),
                read(&p),
            )
        })
        .collect()
}

/// What is not a rule has its name from the folder of its pair, or the file of its example.
fn name_of(code: &str) -> String {
    let (pairs, texts) = (folders(), texts());
    let mut names = pairs.keys().chain(texts.keys());
    let name = names.find(|name| name.starts_with(code));
    let name =
        name.unwrap_or_else(|| panic!("{code} has no example in tests/diagnostics or in words"));
    name[6..].to_owned()
}

fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(rest)
        .collect()
}

/// The folders of diagnostics, by code; several where one pair does not show all.
fn pairs() -> BTreeMap<String, Vec<PathBuf>> {
    let mut pairs: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for (name, folder) in folders() {
        let code = name.chars().take(5).collect();
        pairs.entry(code).or_default().push(folder);
    }
    pairs
}

fn level(entry: &Entry) -> &'static str {
    match entry.level {
        Some(Level::Deny) | None => "error",
        Some(Level::Warn) => "warning",
        Some(Level::Allow) => "off",
    }
}

fn page(code: &str, entry: &Entry, folders: &[PathBuf]) -> String {
    let mut page = format!(
        "# {code} {}\n\n{}: {}.\n",
        entry.name,
        upper_first(level(entry)),
        entry.summary
    );
    write!(page, "\n{}\n", entry.explanation).unwrap();
    if let Some(Level::Warn | Level::Allow) = entry.level {
        write!(page, "\n`{} = \"allow\"`, `\"warn\"` or `\"deny\"` under `[lints]` in `denota.toml` sets its level.\n", entry.name).unwrap();
    }
    for folder in folders {
        write!(page, "\n## Wrong\n").unwrap();
        write_example(&mut page, folder, "wrong");
        let found = found(folder);
        write!(
            page,
            "\nWhat is found (line and column, what is wrong, what to do):\n\n```text\n{}\n```\n",
            shortened(found.trim_end())
        )
        .unwrap();
        write!(page, "\n## Right\n").unwrap();
        write_example(&mut page, folder, "right");
    }
    if let Some(text) = texts().get(&format!("{code}-{}", entry.name)) {
        write!(page, "\n## Example\n\n{}\n", text.trim_end()).unwrap();
    }
    page
}

/// The first and the last of very many lines.
fn shortened(found: &str) -> String {
    let lines: Vec<&str> = found.lines().collect();
    match lines.as_slice() {
        [first @ .., last] if first.len() > SHOWN => {
            let (shown, left) = first.split_at(SHOWN);
            format!("{}\n… {} more …\n{last}", shown.join("\n"), left.len())
        }
        _ => found.to_owned(),
    }
}

/// The files of an example, with their names where there are several.
fn write_example(page: &mut String, folder: &Path, which: &str) {
    let files = files(folder, which);
    for path in &files {
        if files.len() > 1 {
            let name = path.file_name().unwrap().to_string_lossy();
            write!(page, "\n`{name}`:\n").unwrap();
        }
        write!(page, "\n{}\n", fenced(path)).unwrap();
    }
}

fn fenced(path: &Path) -> String {
    let language = match path.extension().and_then(|e| e.to_str()) {
        Some("ttl") => "turtle",
        Some("jsonld") => "json",
        Some(other) => other,
        None => "text",
    };
    format!("```{language}\n{}\n```", read(path).trim_end())
}

fn read(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn upper_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(rest)
        .collect()
}

fn index(entries: &BTreeMap<String, Entry>) -> String {
    let mut text = String::from(
        "# Findings\n\nWhat `denota check` can find, and below [Publishing](#publishing) what a registry finds besides. Errors make a \
         model invalid; warnings do not, and their levels are set in `denota.toml`, by code or by name.\n",
    );
    for (from, to, family) in FAMILIES {
        let within = entries
            .iter()
            .filter(|(code, _)| code.as_str() >= from && code.as_str() < to);
        write!(
            text,
            "\n## {family}\n\n| code | name | level | what is wrong |\n| --- | --- | --- | --- |\n"
        )
        .unwrap();
        for (code, entry) in within {
            let (name, level) = (&entry.name, level(entry));
            let summary = entry.summary.replace('|', "\\|");
            writeln!(
                text,
                "| [{code}]({code}.md) | `{name}` | {level} | {summary} |"
            )
            .unwrap();
        }
    }
    text
}

fn held(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn every_finding_has_a_page() {
    let (entries, pairs) = (entries(), pairs());
    let folder = root().join("docs/findings");
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for (code, entry) in &entries {
        let folders = pairs.get(code).map_or(&[][..], Vec::as_slice);
        pages.insert(format!("{code}.md"), page(code, entry, folders));
    }
    pages.insert("README.md".to_owned(), index(&entries));
    if std::env::var_os("DENOTA_UPDATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for name in held(&folder).iter().filter(|n| !pages.contains_key(*n)) {
            std::fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in &pages {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in &pages {
        let text_held = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            text_held == *text,
            "docs/findings/{name} is not what its rule says: run `make generate`"
        );
    }
    for name in held(&folder) {
        assert!(
            pages.contains_key(&name),
            "docs/findings/{name} is the page of no rule"
        );
    }
}

#[test]
fn findings_are_told_apart_explained_and_shown() {
    let (entries, pairs) = (entries(), pairs());
    let mut names = BTreeMap::new();
    for (code, entry) in &entries {
        let before = names.insert(&entry.name, code);
        assert_eq!(before, None, "{} names two findings", entry.name);
        assert!(!entry.summary.ends_with('.'), "{code}");
        assert!(!entry.explanation.is_empty(), "{code} is not explained");
        let told = texts().contains_key(&format!("{code}-{}", entry.name));
        assert!(
            pairs.contains_key(code) != told,
            "{code}: a pair in tests/diagnostics, or an example in words"
        );
    }
    let told: Vec<String> = texts().keys().map(|name| name[..5].to_owned()).collect();
    for code in pairs.keys().chain(&told) {
        assert!(
            entries.contains_key(code),
            "an example of {code} shows no finding"
        );
    }
    for rule in all() {
        let name = format!("{}-{}", rule.code, rule.name);
        assert!(
            folders().contains_key(&name) || texts().contains_key(&name),
            "tests/diagnostics/{name} is missing"
        );
        if rule.code >= "U0300" {
            assert_ne!(
                rule.level,
                Level::Deny,
                "{} is a matter of style",
                rule.code
            );
        }
    }
}

/// What stands for a code that an older program does not know, and is none itself.
const UNKNOWN: &str = "U0000";

#[test]
fn every_code_that_the_sources_name_has_a_page() {
    let entries = entries();
    let mut named = 0;
    for name in CRATES.iter().filter(|name| **name != "tests") {
        for file in list(&root().join(name).join("src")) {
            let text = read(&file);
            for (at, _) in text.match_indices("\"U") {
                let Some(code) = text.get(at + 1..at + 6) else {
                    continue;
                };
                let is_code = code[1..].bytes().all(|b| b.is_ascii_digit());
                if is_code && text[at + 6..].starts_with('"') && code != UNKNOWN {
                    named += 1;
                    assert!(
                        entries.contains_key(code),
                        "{code} has no page: {}",
                        file.display()
                    );
                }
            }
        }
    }
    assert!(named >= entries.len(), "{named}");
}
