//! What is different between two states of a domain model, term by term, and how much that
//! weighs for those who use the model: the report that decides a version.

use serde::Serialize;

/// How much a change weighs: the part of a semantic version that it raises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing that a program could notice: labels, descriptions.
    #[default]
    Patch,
    /// Whatever was valid is valid still.
    Minor,
    /// Something that was valid no longer is.
    Major,
}

/// What happened to a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Another term took its place (`upper:replacedBy`).
    Replaced,
    /// Its kind, datatype, range, base or members are others.
    Retyped,
    /// It admits less.
    Tightened,
    /// It admits more.
    Loosened,
    /// Only what people read is different.
    Relabelled,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The IRI of the term.
    pub term: String,
    /// What happened to it.
    pub kind: Kind,
    /// How much it weighs.
    pub level: Level,
    /// What is different, for people.
    pub message: String,
}

/// All differences, in the order of the new model, then removed terms in that of the old.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The differences.
    pub changes: Vec<Change>,
}

impl Report {
    /// The heaviest of the changes; a patch where there are none.
    #[must_use]
    pub fn level(&self) -> Level {
        self.changes
            .iter()
            .map(|c| c.level)
            .max()
            .unwrap_or_default()
    }
}
