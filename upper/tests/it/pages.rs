//! The page of every finding, made from its rule and its pair of diagnostics.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use upper::rules::{Level, Rule, all};

/// Where codes that belong to no rule are defined, each below a comment that says what
/// was found.
const CODES: [&str; 3] = [
    include_str!("../../src/source/codes.rs"),
    include_str!("../../src/shapes/codes.rs"),
    include_str!("../../src/resolve.rs"),
];

const FAMILIES: [(&str, &str, &str); 6] = [
    ("U0000", "U0020", "Files and syntax"),
    ("U0020", "U0070", "Shapes and structure of a graph"),
    ("U0070", "U0100", "Graphs and what they depend on"),
    ("U0100", "U0200", "Structure of a model"),
    ("U0200", "U0300", "Values, enumerations, deprecation"),
    ("U0300", "U9999", "Style"),
];

struct Entry {
    name: Option<&'static str>,
    level: Option<Level>,
    summary: String,
    explanation: &'static str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn entries() -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    for text in CODES {
        let mut comment = Vec::new();
        for line in text.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("/// ") {
                comment.push(words);
                continue;
            }
            let code = line
                .contains(": &str = \"U")
                .then(|| line.split('"').nth(1))
                .flatten();
            if let Some(code) = code.filter(|_| !comment.is_empty()) {
                let summary = comment.join(" ").trim_end_matches('.').to_owned();
                let entry = Entry {
                    name: None,
                    level: None,
                    summary: lower_first(&summary),
                    explanation: "",
                };
                assert!(
                    entries.insert(code.to_owned(), entry).is_none(),
                    "{code} is defined twice"
                );
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
            name: Some(name),
            level: Some(*level),
            summary: (*summary).to_owned(),
            explanation,
        };
        assert!(
            entries.insert((*code).to_owned(), entry).is_none(),
            "{code} is defined twice"
        );
    }
    entries
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
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("tests/diagnostics"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        pairs
            .entry(name.chars().take(5).collect())
            .or_default()
            .push(folder);
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
    let title = entry
        .name
        .map_or_else(|| code.to_owned(), |name| format!("{code} {name}"));
    let mut page = format!(
        "# {title}\n\n{}: {}.\n",
        upper_first(level(entry)),
        entry.summary
    );
    if !entry.explanation.is_empty() {
        write!(page, "\n{}\n", entry.explanation).unwrap();
    }
    if let (Some(name), Some(Level::Warn | Level::Allow)) = (entry.name, entry.level) {
        write!(page, "\n`{name} = \"allow\"`, `\"warn\"` or `\"deny\"` under `[lints]` in `denota.toml` sets its level.\n").unwrap();
    }
    for folder in folders {
        write!(page, "\n## Wrong\n").unwrap();
        for (path, text) in models(folder, "wrong") {
            write!(page, "\n{}\n", fenced(&path, &text)).unwrap();
        }
        let found = read(&folder.join("expected.txt"));
        write!(
            page,
            "\nWhat is found (line and column, what is wrong, what to do):\n\n```text\n{}\n```\n",
            found.trim_end()
        )
        .unwrap();
        write!(page, "\n## Right\n").unwrap();
        for (path, text) in models(folder, "right") {
            write!(page, "\n{}\n", fenced(&path, &text)).unwrap();
        }
    }
    page
}

/// `wrong.ttl`, or the files of the folder `wrong`.
fn models(folder: &Path, which: &str) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    if folder.join(which).is_dir() {
        paths.extend(
            std::fs::read_dir(folder.join(which))
                .unwrap()
                .map(|e| e.unwrap().path()),
        );
    }
    paths.retain(|p| {
        p.strip_prefix(folder)
            .unwrap()
            .to_string_lossy()
            .starts_with(which)
            && p.is_file()
    });
    paths.sort();
    paths
        .iter()
        .map(|p| {
            (
                p.file_name().unwrap().to_string_lossy().into_owned(),
                read(p),
            )
        })
        .collect()
}

fn fenced(path: &str, text: &str) -> String {
    let language = if path.ends_with(".ttl") {
        "turtle"
    } else {
        "text"
    };
    format!("```{language}\n{}\n```", text.trim_end())
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

fn index(entries: &BTreeMap<String, Entry>, pairs: &BTreeMap<String, Vec<PathBuf>>) -> String {
    let mut text = String::from(
        "# Findings\n\nWhat `denota check` can find. Errors make a model invalid; warnings do not, and their levels are \
         set in `denota.toml`, by code or by name.\n",
    );
    for (from, to, family) in FAMILIES {
        let within: Vec<_> = entries
            .iter()
            .filter(|(code, _)| code.as_str() >= from && code.as_str() < to)
            .collect();
        if within.is_empty() {
            continue;
        }
        write!(
            text,
            "\n## {family}\n\n| code | name | level | what is wrong |\n| --- | --- | --- | --- |\n"
        )
        .unwrap();
        for (code, entry) in within {
            let link = if pairs.contains_key(code) {
                format!("[{code}]({code}.md)")
            } else {
                code.clone()
            };
            let name = entry.name.map_or(String::new(), |n| format!("`{n}`"));
            let summary = entry.summary.replace('|', "\\|");
            writeln!(text, "| {link} | {name} | {} | {summary} |", level(entry)).unwrap();
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
fn every_rule_has_a_page() {
    let (entries, pairs) = (entries(), pairs());
    let folder = root().join("docs/findings");
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for (code, entry) in &entries {
        let folders = pairs.get(code).map_or(&[][..], Vec::as_slice);
        assert!(
            entry.name.is_none() || !folders.is_empty(),
            "{code} has no pair in tests/diagnostics"
        );
        if !folders.is_empty() {
            pages.insert(format!("{code}.md"), page(code, entry, folders));
        }
    }
    pages.insert("README.md".to_owned(), index(&entries, &pairs));
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
fn rules_are_told_apart_and_explained() {
    let mut names = BTreeMap::new();
    for rule in all() {
        assert_eq!(
            names.insert(rule.name, rule.code),
            None,
            "{} names two rules",
            rule.name
        );
        assert!(
            !rule.explanation.is_empty() && !rule.summary.ends_with('.'),
            "{}",
            rule.code
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
