//! `denota.lock`: the exact versions and content hashes of what the models depend on. It is
//! committed, and so written to be read and merged by people: one table a graph, by domain.

use serde::{Deserialize, Serialize};

use crate::failure::{Doing as _, Failure, Result};
use crate::files::{self, Written};
use crate::project::Project;

/// The name of the lock file, beside `denota.toml`.
pub(crate) const LOCK: &str = "denota.lock";

/// The layout of the file; a later one is refused rather than misread.
const LAYOUT: u32 = 1;

/// The lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lockfile {
    /// Its layout.
    #[serde(rename = "version")]
    layout: u32,
    /// The graphs, by domain.
    #[serde(rename = "graph", default)]
    pub(crate) graphs: Vec<Locked>,
}

/// One graph, fixed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Locked {
    /// The short name of the domain.
    pub(crate) domain: String,
    /// Its IRI.
    pub(crate) iri: String,
    /// The version.
    pub(crate) version: String,
    /// The content hash: 64 hexadecimal digits.
    pub(crate) hash: String,
}

impl Lockfile {
    /// A lock file of these graphs.
    pub(crate) fn new(mut graphs: Vec<Locked>) -> Self {
        graphs.sort();
        Self {
            layout: LAYOUT,
            graphs,
        }
    }

    /// What is locked of a domain.
    pub(crate) fn get(&self, domain: &str) -> Option<&Locked> {
        self.graphs.iter().find(|l| l.domain == domain)
    }
}

/// Reads the lock file; an empty one where there is none.
///
/// # Errors
/// It cannot be read, or is not one.
pub(crate) fn read(project: &Project) -> Result<Lockfile> {
    let path = project.root.join(LOCK);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Lockfile::new(Vec::new())),
        Err(e) => Err(e).doing(|| format!("read `{LOCK}`")),
    }
}

/// Writes the lock file, where it differs.
///
/// # Errors
/// It cannot be written.
pub(crate) fn write(project: &Project, lock: &Lockfile) -> Result<Written> {
    files::keep(&project.root.join(LOCK), &print(lock)?)
}

fn parse(text: &str) -> Result<Lockfile> {
    let again = "take the file out of a merge by hand, or remove it and run `denota pull`";
    let lock: Lockfile = toml::from_str(text).map_err(|e| {
        Failure::new(format!("`{LOCK}` cannot be read: {}", e.message())).help(again)
    })?;
    if lock.layout != LAYOUT {
        let what = format!(
            "`{LOCK}` has the layout {}, which is not known",
            lock.layout
        );
        return Err(Failure::new(what).help("a newer denota wrote it; use that one"));
    }
    let mut seen = std::collections::BTreeSet::new();
    for locked in &lock.graphs {
        if !seen.insert(&locked.domain) {
            let what = format!("`{LOCK}` names `{}` twice", locked.domain);
            return Err(Failure::new(what).help(again));
        }
        // The hash is part of a path in the cache.
        if locked.hash.len() != 64 || !locked.hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            let what = format!("the hash of `{}` in `{LOCK}` is none", locked.domain);
            return Err(Failure::new(what).help(again));
        }
    }
    Ok(lock)
}

fn print(lock: &Lockfile) -> Result<String> {
    let mut text = format!(
        "# The versions that the models here were checked with. `denota pull` writes this file; commit it.\nversion = {LAYOUT}\n"
    );
    for locked in &lock.graphs {
        let entry = toml::to_string(locked).doing(|| format!("write `{LOCK}`"))?;
        text.push_str("\n[[graph]]\n");
        text.push_str(&entry);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn locked(domain: &str) -> Locked {
        Locked {
            domain: domain.to_owned(),
            iri: format!("https://example.com/{domain}#"),
            version: "1.2.0".to_owned(),
            hash: "0123456789abcdef".repeat(4),
        }
    }

    #[test]
    fn what_is_written_is_read_again_sorted() {
        let lock = Lockfile::new(vec![locked("titles"), locked("people")]);
        assert_eq!(lock.graphs.first().unwrap().domain, "people");
        assert_eq!(parse(&print(&lock).unwrap()).unwrap(), lock);
    }

    #[test]
    fn names_in_every_script_are_written_as_toml_has_them() {
        // Combining marks, and the invisible characters that some scripts cannot do without.
        for name in [
            "cafe\u{301}",
            "नमस्ते",
            "می\u{200c}خواهم",
            "க\u{bcd}\u{200d}ஷ",
        ] {
            let lock = Lockfile::new(vec![locked(name)]);
            let text = print(&lock).unwrap();
            assert!(
                text.contains(&format!("https://example.com/{name}#")),
                "{text}"
            );
            assert_eq!(parse(&text).unwrap(), lock);
        }
    }

    #[test]
    fn people_find_a_table_a_graph() {
        let lock = Lockfile::new(vec![locked("people")]);
        let text = print(&lock).unwrap();
        let (comment, rest) = text.split_once('\n').unwrap();
        assert!(comment.starts_with("# "), "{comment}");
        let hash = "0123456789abcdef".repeat(4);
        let expected = format!(
            "version = 1\n\n[[graph]]\ndomain = \"people\"\niri = \"https://example.com/people#\"\nversion = \"1.2.0\"\nhash = \"{hash}\"\n"
        );
        assert_eq!(rest, expected);
    }

    #[test]
    fn what_is_no_lock_file_is_refused() {
        let print = |graphs| print(&Lockfile::new(graphs)).unwrap();
        let twice = print(vec![locked("people"), locked("people")]);
        let path = print(vec![locked("people")]).replace("0123456789abcdef", "../../../../etc/");
        for (text, what) in [
            ("", "version"),
            ("version = 2", "layout 2"),
            ("<<<<<<< HEAD", "cannot be read"),
            (twice.as_str(), "twice"),
            (path.as_str(), "is none"),
        ] {
            assert!(parse(text).unwrap_err().what.contains(what), "{text}");
        }
    }
}
