//! What is different between two states of a domain model, term by term, and how much that
//! weighs for those who use the model: the report that decides a version.
//!
//! Terms are compared by what they mean, all told (their [`Definition`]): a class by all that
//! its instances have, inherited and refined, a property by the facets of its datatype too.
//! So a change shows at every term that it reaches, and a dependent need only look at the
//! terms that it uses itself. What a term holds of classes of other graphs is compared as well:
//! the keys that it refers by, the values that it has in place.
//!
//! A change is **major** when somebody who did nothing wrong may break:
//!
//! - whoever *writes*: data, or a model built on this one, that was valid no longer is. A
//!   term is gone, a value is required, a bound is tighter, an alternative is gone.
//! - whoever *reads*: what every instance had can be missing, or takes another form. A
//!   property may be left out now, one value became many, a datatype is another, a name that
//!   schemas are made of is another, keys or the meaning of a missing value are others.
//!
//! It is **minor** when all that was valid still is, and those who ignore what they do not
//! know read on: a new term, a property that may be left out, a wider bound, one more value
//! of an enumeration or member of a union (readers must expect more of those, as with any
//! list that others extend), a deprecation. It is a **patch** when only what people read is
//! different: labels, descriptions, comments.
//!
//! A report that is longer than anybody reads says so at its end: of the last terms it tells no
//! more than what weighs most.
//!
//! Verdicts per target (what a change means for one schema language) will join the report
//! as further fields of a [`Change`], and [`Report::level`] will weigh them in.

mod changes;
mod class;
mod compare;
mod define;
mod embedded;
mod inverses;
mod known;
mod limits;
mod property;
mod sets;
mod texts;

pub use compare::compare;
pub use define::{
    ClassDefinition, Constant, DatatypeDefinition, Definition, Limits, MemberDefinition,
    PropertyDefinition, Values, define,
};

use changes::Changes;
use serde::{Deserialize, Serialize};

/// How much a change weighs: the part of a semantic version that it raises.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing that a program could notice: labels, descriptions.
    #[default]
    Patch,
    /// Whatever was valid is valid still, and reads as before.
    Minor,
    /// Something that was valid no longer is, or reads differently.
    Major,
}

/// What happened to a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Another term takes its place (`upper:replacedBy`), whether or not it is still there.
    Replaced,
    /// Its kind, datatype, range, base, key or name is another.
    Retyped,
    /// It admits less.
    Tightened,
    /// It admits more.
    Loosened,
    /// Only what people read is different.
    Relabelled,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// All differences, in the order of the new model, then removed terms in that of the old, then
/// what the model holds of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
