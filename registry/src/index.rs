//! The catalog as the server reads it: an index in memory of all graphs and revisions,
//! rebuilt from the store at start and kept up by each publication.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use semver::{Version, VersionReq};

use crate::view::View;

/// What a graph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A domain model (Upper and the system domains among them).
    Model,
    /// A representation of a container.
    Representation,
    /// A mapping.
    Mapping,
    /// Any other graph, such as instances of a vocabulary.
    Other,
}

/// A dependency of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The IRI of the graph that is needed.
    pub iri: String,
    /// The versions that will do; any where `None`.
    pub range: Option<VersionReq>,
    /// The node of the revision that it was checked with.
    pub resolved: Option<String>,
}

/// One published state of a graph. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its IRI in the catalog; also the name of the graph that holds its triples in the history.
    pub node: String,
    /// Its version.
    pub version: Version,
    /// The content hash: 64 hexadecimal digits; what ETags are made of.
    pub hash: String,
    /// The team that owned the graph then.
    pub owner: Option<String>,
    /// When, as an `xsd:dateTime`.
    pub published_at: String,
    /// Who.
    pub publisher: String,
    /// What it needs.
    pub dependencies: Vec<Dependency>,
    /// Whether this revision retires the graph: it is then no longer served as the newest.
    pub retired: bool,
}

/// A graph and its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: Kind,
    /// The short name of a domain model.
    pub domain: Option<String>,
    /// The IRI of the model that governs it.
    pub governed_by: String,
    /// Whether it came with the product.
    pub builtin: bool,
    /// All states, the oldest first; never empty.
    pub revisions: Vec<Revision>,
}

impl Graph {
    /// The newest revision; `None` once the graph is retired.
    #[must_use]
    pub fn newest(&self) -> Option<&Revision> {
        self.revisions.last().filter(|r| !r.retired)
    }

    /// The newest revision whose version lies in a range.
    #[must_use]
    pub fn matching(&self, range: &VersionReq) -> Option<&Revision> {
        let fits = |r: &&Revision| !r.retired && range.matches(&r.version);
        self.revisions.iter().rev().find(fits)
    }

    /// The revision with a version.
    #[must_use]
    pub fn version(&self, version: &Version) -> Option<&Revision> {
        self.revisions.iter().rev().find(|r| r.version == *version)
    }

    /// The team that owns the graph now.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.revisions.last().and_then(|r| r.owner.as_deref())
    }
}

/// All graphs.
#[derive(Debug, Default)]
pub struct Index {
    pub(crate) graphs: BTreeMap<String, Graph>,
    pub(crate) domains: HashMap<String, String>,
    pub(crate) dependents: HashMap<String, BTreeSet<String>>,
    /// Counts publications; a reader that has seen one generation sees all up to it.
    pub(crate) generation: u64,
}

impl Index {
    /// The graphs that a view sees.
    #[must_use]
    pub fn seen<'a>(&'a self, view: &'a View) -> Seen<'a> {
        Seen { index: self, view }
    }

    /// How many publications the index has taken in.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

/// The graphs that a view sees. What it does not see is not there.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    index: &'a Index,
    view: &'a View,
}

impl<'a> Seen<'a> {
    /// The graph with an IRI.
    #[must_use]
    pub fn graph(self, iri: &str) -> Option<&'a Graph> {
        let graph = self.index.graphs.get(iri);
        graph.filter(|g| self.view.sees(&g.iri))
    }

    /// The domain model with a short name.
    #[must_use]
    pub fn domain(self, name: &str) -> Option<&'a Graph> {
        self.graph(self.index.domains.get(name)?)
    }

    /// All graphs, by IRI; retired ones too.
    pub fn graphs(self) -> impl Iterator<Item = &'a Graph> {
        let view = self.view;
        self.index
            .graphs
            .values()
            .filter(move |g| view.sees(&g.iri))
    }

    /// The graphs whose newest revision needs a graph directly.
    pub fn dependents(self, iri: &str) -> impl Iterator<Item = &'a Graph> {
        let of = self.index.dependents.get(iri);
        of.into_iter().flatten().filter_map(move |d| self.graph(d))
    }
}
