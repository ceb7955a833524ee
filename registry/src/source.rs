//! Texts of the registry among others that are checked: each has its graph's IRI in its path.

use upper::source::{Input, Syntax};

/// What the path of a text of the registry begins with.
const SCHEME: &str = "registry:";

/// The text of a published graph as something to check.
#[must_use]
pub fn input(iri: &str, text: String) -> Input {
    Input {
        path: path(iri),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    }
}

/// What findings call the text of a published graph.
#[must_use]
pub fn path(iri: &str) -> String {
    format!("{SCHEME}{iri}")
}

/// The IRI of the published graph whose text has a path.
#[must_use]
pub fn graph_of(path: &str) -> Option<&str> {
    path.strip_prefix(SCHEME)
}
