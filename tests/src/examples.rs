//! The example models.

use std::path::{Path, PathBuf};

use upper::check::{Checked, Options, check};
use upper::finding::Severity;
use upper::source::{Input, Syntax};

/// A set of model files that belong together.
pub struct Example {
    /// Its name: a golden folder.
    pub name: &'static str,
    /// The files, below `ontologies/domains`.
    pub files: &'static [&'static str],
}

/// All of them.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "onepiece",
        files: &["onepiece.ttl"],
    },
    Example {
        name: "media",
        files: &[
            "media/people.ttl",
            "media/titles.ttl",
            "media/production.ttl",
        ],
    },
    Example {
        name: "tpch",
        files: &["tpch.ttl"],
    },
];

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lies in the repository")
        .to_owned()
}

impl Example {
    /// The texts of its files.
    #[must_use]
    pub fn inputs(&self) -> Vec<Input> {
        let folder = root().join("ontologies/domains");
        let input = |file: &&str| {
            let bytes = std::fs::read(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
            Input {
                path: (*file).to_owned(),
                bytes,
                syntax: Syntax::Turtle,
            }
        };
        self.files.iter().map(input).collect()
    }

    /// The checked models.
    ///
    /// # Panics
    /// There is an error among the findings.
    #[must_use]
    pub fn checked(&self) -> Checked {
        let checked = check(self.inputs(), &Options::default());
        no_errors(&checked, self.name);
        checked
    }
}

/// Asserts that there is no error among the findings.
///
/// # Panics
/// There is one; all are shown with their places.
pub fn no_errors(checked: &Checked, what: &str) {
    let show = |f: &upper::finding::Finding| {
        let at = checked.corpus.sources.position(f.place);
        let path = &checked.corpus.sources.get(f.place.source).path;
        format!(
            "{path}:{}:{}: {} {} ({})",
            at.line,
            at.column,
            f.code,
            f.message,
            f.help.as_deref().unwrap_or("")
        )
    };
    let errors: Vec<String> = checked
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .map(show)
        .collect();
    assert!(errors.is_empty(), "{what}:\n{}", errors.join("\n"));
}
