//! What is published together, and what comes of it.

use std::collections::BTreeMap;

use semver::{Version, VersionReq};
use transpilers::naming::Naming;
use upper::check::Checked;
use upper::source::Input;

use crate::index::Graph;
use crate::store::Publisher;

/// What must hold of a graph for a publication to go in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Its newest revision has this content hash (`If-Match`).
    Is(String),
    /// This revision of it is the newest: what was said with the same content before or after it
    /// is another.
    Revision {
        /// The content hash.
        hash: String,
        /// How many revisions there are with it.
        number: usize,
    },
    /// It does not exist, or is retired (`If-None-Match: *`).
    Absent,
}

impl Precondition {
    /// Whether it holds of a graph, if there is one.
    #[must_use]
    pub fn holds(&self, graph: Option<&Graph>) -> bool {
        let newest = graph.and_then(Graph::newest);
        let is = |hash: &str| newest.is_some_and(|n| n.hash == hash);
        match self {
            Self::Is(hash) => is(hash),
            Self::Revision { hash, number } => {
                is(hash) && graph.is_some_and(|g| g.revisions.len() == *number)
            }
            Self::Absent => newest.is_none(),
        }
    }
}

/// Graphs that go in together or not at all.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Texts of models, representations and mappings.
    pub inputs: Vec<Input>,
    /// What must hold, by graph IRI.
    pub preconditions: BTreeMap<String, Precondition>,
    /// Versions of dependencies that will do, by graph IRI.
    pub ranges: BTreeMap<String, VersionReq>,
    /// The owner of the graphs that name none and change.
    pub owner: Option<String>,
    /// The owner of new graphs where nothing else says.
    pub team: Option<String>,
    /// Of what is recorded: graphs that are others' own, in the versions in which they were
    /// pulled, by IRI. None of them gets the publication's owner, nor comes after what the
    /// registry has of it unless its version does.
    pub copies: BTreeMap<String, Version>,
    /// Namespace aliases and lint levels.
    pub options: upper::check::Options,
    /// How the targets name what is made of the models: no two terms may get one name there.
    pub naming: Naming,
}

/// What putting a graph in did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The graph.
    pub iri: String,
    /// The short name of a domain model.
    pub domain: Option<String>,
    /// What happened.
    pub change: crate::store::Change,
    /// The version that it has now.
    pub version: Version,
    /// The content hash that it has now.
    pub hash: String,
    /// The node of the revision that is now the newest.
    pub revision: String,
    /// What is different, by term; `None` for a graph that is new or is no model.
    pub report: Option<upper::change::Report>,
}

/// Why a publication does not go in; it is the publisher's to mend, so it is no error.
pub enum Refused {
    /// There are findings, in the graphs themselves or in what depends on them.
    Findings(Box<Checked>),
    /// A precondition does not hold: the graph, and its present hash where it has one.
    Precondition {
        /// The graph.
        iri: String,
        /// The content hash of its newest revision.
        current: Option<String>,
    },
    /// The publisher may not write the graph; said alike whether it exists or not.
    Forbidden {
        /// The graph.
        iri: String,
    },
    /// The publisher may not give the graph its short name; said alike whether that is kept from
    /// them or belongs to a graph that they may not read.
    Name {
        /// The graph.
        iri: String,
        /// The short name.
        name: String,
    },
    /// The name of the graph is kept for what comes with the product; said alike whether there
    /// is such a graph or not.
    Reserved {
        /// The graph.
        iri: String,
    },
    /// The numbers that came with the graph contradict those that it was published with.
    Numbers {
        /// The graph.
        iri: String,
        /// What contradicts what.
        message: String,
    },
    /// Nobody waits for what comes of it any more.
    Abandoned,
    /// The graph claims a version that is taken, or less than it changes.
    Version {
        /// The graph.
        iri: String,
        /// What it claims.
        claimed: Box<Version>,
        /// The least that it may claim.
        least: Version,
        /// Why.
        report: Option<upper::change::Report>,
    },
}

/// A schema that the server made of a model and that is kept with its revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The graph that it was made of.
    pub iri: String,
    /// The name of the target.
    pub target: String,
    /// The path below the target: `onepiece.graphqls`, `onepiece/Character.avsc`.
    pub path: String,
    /// The text.
    pub text: String,
    /// Whether it is kept for later publications alone: in no list, and read by
    /// [`Registry::aside`](crate::store::Registry::aside).
    pub aside: bool,
}

/// A graph that somebody would write, as it is or as it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Its IRI.
    pub iri: &'a str,
    /// The team that owns it, now or by the publication.
    pub owner: Option<&'a str>,
    /// The short name that it would have from now on; `None` where it keeps what it has.
    pub domain: Option<&'a str>,
}

/// Whether somebody may write a graph. Of one that changes hands, it is asked as it is and as
/// it would be; and once more with its short name where that is new.
pub type MayWrite<'a> = dyn Fn(&Claim<'_>) -> bool + 'a;

/// Who publishes, and what they may write.
pub struct Author<'a> {
    /// Who, and when.
    pub publisher: &'a Publisher,
    /// What they see: dependents beyond it are named as nothing more than that.
    pub view: &'a crate::view::View,
    /// What they may write.
    pub may_write: &'a MayWrite<'a>,
}

impl Author<'_> {
    /// Whether they may write a graph that has an owner, or will have.
    pub(crate) fn may_write(&self, iri: &str, owner: Option<&str>) -> bool {
        let domain = None;
        (self.may_write)(&Claim { iri, owner, domain })
    }
}
