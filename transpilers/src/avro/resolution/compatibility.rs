//! How a new version of a schema must get on with the versions before it.

use std::fmt;
use std::str::FromStr;

use super::resolve::{Mismatch, resolve};
use super::schema::Schema;

/// What a new version owes to earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compatibility {
    /// Nothing.
    None,
    /// It reads what the last version wrote.
    #[default]
    Backward,
    /// It reads what any version wrote.
    BackwardTransitive,
    /// The last version reads what it writes.
    Forward,
    /// Every version reads what it writes.
    ForwardTransitive,
    /// Both, with the last version.
    Full,
    /// Both, with every version.
    FullTransitive,
}

/// A word that is no level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLevel(pub String);

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a level of compatibility", self.0)
    }
}

impl std::error::Error for UnknownLevel {}

impl Compatibility {
    /// All levels.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Backward,
        Self::BackwardTransitive,
        Self::Forward,
        Self::ForwardTransitive,
        Self::Full,
        Self::FullTransitive,
    ];

    /// The word that users write.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Backward => "BACKWARD",
            Self::BackwardTransitive => "BACKWARD_TRANSITIVE",
            Self::Forward => "FORWARD",
            Self::ForwardTransitive => "FORWARD_TRANSITIVE",
            Self::Full => "FULL",
            Self::FullTransitive => "FULL_TRANSITIVE",
        }
    }

    /// Whether every earlier version counts, rather than the last alone.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        matches!(
            self,
            Self::BackwardTransitive | Self::ForwardTransitive | Self::FullTransitive
        )
    }

    /// What keeps a schema from following an earlier one.
    #[must_use]
    pub fn between(self, new: &Schema, earlier: &Schema) -> Vec<Mismatch> {
        let (backward, forward) = match self {
            Self::None => (false, false),
            Self::Backward | Self::BackwardTransitive => (true, false),
            Self::Forward | Self::ForwardTransitive => (false, true),
            Self::Full | Self::FullTransitive => (true, true),
        };
        let mut found = Vec::new();
        if backward {
            found.extend(resolve(new, earlier));
        }
        if forward {
            found.extend(resolve(earlier, new));
        }
        found
    }

    /// What keeps a schema from following earlier ones, the oldest first.
    #[must_use]
    pub fn check(self, new: &Schema, earlier: &[Schema]) -> Vec<Mismatch> {
        let first = if self.is_transitive() {
            0
        } else {
            earlier.len().saturating_sub(1)
        };
        let counted = earlier.iter().skip(first).rev();
        counted.flat_map(|e| self.between(new, e)).collect()
    }
}

impl FromStr for Compatibility {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, UnknownLevel> {
        let found = Self::ALL.into_iter().find(|l| l.word() == word);
        found.ok_or_else(|| UnknownLevel(word.to_owned()))
    }
}
