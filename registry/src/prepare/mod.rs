//! From texts to what can be written: everything is checked, and nothing is written.
//!
//! What changes is checked together with what it needs, in the versions that ranges
//! resolve to, and then with whatever uses a term that changes. The cost follows the
//! change: nothing here looks at all graphs of the registry.

mod check;
mod copies;
mod dependents;
mod entries;
mod extensions;
mod gather;
mod given;
mod held;
mod hide;
mod moved;
mod names;
mod old;
mod ranges;
mod rights;
mod stand_in;
mod staying;
mod users;
mod version;

pub(crate) use check::precondition_holds;
pub(crate) use gather::needed;
pub(crate) use hide::SOMEBODY;
pub(crate) use version::next as next_version;

use std::collections::BTreeSet;

use upper::check::Checked;
use upper::model::{DomainModel, Valid};

use crate::entry::Entry;
use crate::error::Error;
use crate::publication::{Author, Publication, Published, Refused};
use crate::store::Change;
use crate::writer::Writer;

/// Findings of publishing.
pub mod codes {
    /// Another graph, which depends on this one, would no longer be valid.
    ///
    /// The registry checks whatever uses a term that a publication changes, and takes nothing in that would leave it broken. A graph that you may not read is named as no more than that. Keep what is there and deprecate it, with `upper:replacedBy` where something takes its place; or publish the graphs that depend on it together with this one, each mended. A graph whose version range leaves the new version out goes on with the old one, as does whatever needs that graph, and holds nothing up. A graph that is told to be given what it is not valid with is checked apart, as a range keeps it to an older version of something: the message names what it would be given.
    pub const BREAKS_DEPENDENT: &str = "U0500";
    /// No version of a graph is in all ranges.
    ///
    /// A publication sees each graph in one version, which all ranges for it must admit: those of the publication itself, and those with which the graphs that it needs were published. Widen one of the ranges, or publish what wants the older version again with a range that admits the newer one.
    pub const NO_COMMON_VERSION: &str = "U0501";
    /// The version that a graph claims is no semantic version.
    ///
    /// A version has three numbers, such as `1.2.0`, and may have a pre-release behind a hyphen. Correct `owl:versionInfo`, or leave it out: the registry then computes the version from what changes.
    pub const NO_VERSION: &str = "U0502";
    /// Another model has the same short name, or had it.
    ///
    /// Schemas, tables and paths are named after `upper:domain`, so no two models of a registry have the same, nor names that differ in capitals or hyphens alone, which not every target tells apart. What was published under a name is found under it for ever: the name stays with its model, also where that was retired or has another name now. Choose another. A server with policies refuses a name with 403, and no finding, where it is kept for others or belongs to a model that the publisher may not read: which of the two is not told.
    pub const NAME_TAKEN: &str = "U0503";
    /// An extension changes the class that it extends.
    ///
    /// The registry holds every class that an extension's graph needs against itself, with and without that graph: it must mean the same. Take what the graph states about terms of other models out of it.
    pub const EXTENSION_CHANGES_CLASS: &str = "U0504";
    /// A graph that others need cannot be retired.
    ///
    /// What depends on a graph would no longer resolve. Retire what needs it first, or publish that without it.
    pub const STILL_NEEDED: &str = "U0505";
    /// The version that a graph claims is taken, or says less than it changes.
    ///
    /// The registry holds what is published against the last version, term by term: what breaks readers takes a new major version, what adds something a minor one. Raise `owl:versionInfo` to what the message says at least, or leave it out: the registry then computes the version.
    pub const VERSION_TOO_LOW: &str = "U0506";
    /// The numbers that come with a model are others than those that it was published with.
    ///
    /// Tables and their readers know columns by number, so a number that was published stays. `denota transpile iceberg --update-ids` takes the numbers over into `denota.ids` that the registry has of the model; they are its artifact `iceberg/denota.ids`.
    pub const OTHER_NUMBERS: &str = "U0507";
    /// Blank nodes of a graph cannot be told apart in reasonable time.
    ///
    /// The registry tells by the canonical form of a graph (RDFC-1.0) whether two say the same. That names blank nodes by what is said of them, and has to try all orders of those of which the same is said and that are linked to one another. No construct of Upper needs such nodes: lists, refinements and other nested nodes differ in what they hold. Give the nodes IRIs, or say something else of each.
    pub const ALIKE_NODES: &str = "U0508";
}

/// A publication that can be written as it is.
pub struct Prepared {
    checked: Checked,
    pub(crate) entries: Vec<Entry>,
    pub(crate) published: Vec<Published>,
    affected: BTreeSet<String>,
    outdated: BTreeSet<String>,
}

impl Prepared {
    /// What was checked: the publication, and what it needs.
    #[must_use]
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// The domain models that change.
    #[must_use]
    pub fn models(&self) -> Vec<Valid<DomainModel>> {
        let changing: BTreeSet<&str> = self
            .published
            .iter()
            .filter(|p| p.change != Change::Unchanged)
            .map(|p| p.iri.as_str())
            .collect();
        let mut models = self.checked.valid();
        models.retain(|m| changing.contains(m.domain().info.iri.as_str()));
        models
    }

    /// The IRIs of models of the registry that use a term which changes in a breaking way. They
    /// stay valid; what is made of them changes once they are published again.
    #[must_use]
    pub fn affected(&self) -> &BTreeSet<String> {
        &self.affected
    }

    /// The IRIs of unchanged models of the publication of which something else would be made from
    /// what they need now, and which claim the version that they have or need a pre-release.
    #[must_use]
    pub fn outdated(&self) -> &BTreeSet<String> {
        &self.outdated
    }

    /// What will have happened to each graph.
    #[must_use]
    pub fn published(&self) -> &[Published] {
        &self.published
    }
}

/// Why preparing ends early.
enum Stop {
    Refused(Box<Refused>),
    /// What was checked has errors by now.
    Findings,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl Writer<'_> {
    /// Checks everything that publishing would have to answer for, and writes nothing.
    ///
    /// # Errors
    /// The store failed.
    pub fn prepare(
        &mut self,
        publication: Publication,
        author: &Author<'_>,
    ) -> Result<Result<Prepared, Refused>, Error> {
        check::run(self, &publication, author)
    }
}
