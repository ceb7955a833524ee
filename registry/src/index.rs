//! The catalog as the server reads it: an index in memory of all graphs and revisions,
//! rebuilt from the store at start and kept up by each publication.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use semver::{Version, VersionReq};
use upper::literal::compare;
use upper::rules::common_name;
use upper::vocabulary::Primitive;

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
    /// The short name of a domain model then.
    pub domain: Option<String>,
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
    /// Which publication of the registry made it, from 1.
    pub publication: u64,
    /// Whether this revision retires the graph: it is then no longer served as the newest.
    /// Version and content are those of the revision before.
    pub retired: bool,
}

impl Revision {
    /// Whether it needs a graph directly.
    pub(crate) fn needs(&self, iri: &str) -> bool {
        self.dependencies.iter().any(|needed| needed.iri == iri)
    }
}

/// A graph and its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: Kind,
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
        let is = |r: &&Revision| !r.retired && r.version == *version;
        self.revisions.iter().rev().find(is)
    }

    /// The last revision that holds the graph, whether or not it was retired since.
    #[must_use]
    pub fn last(&self) -> Option<&Revision> {
        self.revisions.iter().rev().find(|r| !r.retired)
    }

    /// The last revision that is a release: its version is no pre-release.
    #[must_use]
    pub fn release(&self) -> Option<&Revision> {
        let releases = self.revisions.iter().filter(|r| r.version.pre.is_empty());
        releases.filter(|r| !r.retired).max_by_key(|r| &r.version)
    }

    /// The revision with a node.
    #[must_use]
    pub fn revision(&self, node: &str) -> Option<&Revision> {
        self.revisions.iter().find(|r| r.node == node)
    }

    /// The newest revision as of a publication, or as of an instant; `None` where the graph
    /// was not there then.
    #[must_use]
    pub fn as_of(&self, when: &When) -> Option<&Revision> {
        let by_then = |r: &&Revision| when.includes(r);
        let newest = self.revisions.iter().rev().find(by_then);
        newest.filter(|r| !r.retired)
    }

    /// The short name of a domain model.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.revisions.last()?.domain.as_deref()
    }

    /// The team that owns the graph now.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.revisions.last().and_then(|r| r.owner.as_deref())
    }
}

/// A moment in the life of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// After the publication with this number.
    Publication(u64),
    /// At this `xsd:dateTime`, which states its zone.
    Instant(String),
}

impl When {
    fn includes(&self, revision: &Revision) -> bool {
        match self {
            Self::Publication(number) => revision.publication <= *number,
            Self::Instant(instant) => compare(Primitive::DateTime, &revision.published_at, instant)
                .is_some_and(Ordering::is_le),
        }
    }
}

/// All graphs.
#[derive(Debug, Default)]
pub struct Index {
    pub(crate) graphs: BTreeMap<String, Graph>,
    /// The graph of each short name that a model has or ever had: a name is part of addresses
    /// that never change what they answer, so it stays with its graph.
    pub(crate) domains: HashMap<String, String>,
    /// Such names, each after its graph, by what all targets tell apart of them.
    pub(crate) names: HashMap<String, BTreeSet<(String, String)>>,
    /// The graphs of which some revision, the newest or not, needs a graph directly.
    pub(crate) dependents: HashMap<String, BTreeSet<String>>,
    /// The graphs of which some revision has a range for a graph.
    pub(crate) ranged: HashMap<String, BTreeSet<String>>,
    /// The graphs that have a range which leaves out what is newest.
    pub(crate) behind: BTreeSet<String>,
    /// The graph of each revision, by node.
    pub(crate) nodes: HashMap<String, String>,
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

    /// The graph of which a node of the catalog is a revision, with that revision.
    #[must_use]
    pub fn revision(&self, node: &str) -> Option<(&Graph, &Revision)> {
        let graph = self.graphs.get(self.nodes.get(node)?)?;
        Some((graph, graph.revision(node)?))
    }

    /// The models that have or had a short name that is as good as this one for some target,
    /// each with that.
    pub(crate) fn named_like(&self, name: &str) -> impl Iterator<Item = (&Graph, &str)> {
        let alike = self.names.get(&common_name(name));
        let named = alike.into_iter().flatten();
        named.filter_map(|(iri, name)| Some((self.graphs.get(iri)?, name.as_str())))
    }

    /// The node of the last revision of a graph.
    pub(crate) fn last_node(&self, iri: &str) -> Option<String> {
        let last = self.graphs.get(iri)?.revisions.last()?;
        Some(last.node.clone())
    }

    /// The IRIs of the graphs of which some revision needs any of some graphs, directly or not.
    pub(crate) fn ever_dependent<'a>(
        &'a self,
        on: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = on.into_iter().collect();
        while let Some(needed) = open.pop() {
            for dependent in self.dependents.get(needed).into_iter().flatten() {
                if found.insert(dependent.as_str()) {
                    open.push(dependent);
                }
            }
        }
        found
    }

    /// The team that owns a graph.
    pub(crate) fn owner(&self, iri: &str) -> Option<String> {
        self.graphs.get(iri)?.owner().map(str::to_owned)
    }

    /// Takes in a publication.
    pub(crate) fn take_in(&mut self, graphs: Vec<Graph>, generation: u64) {
        for graph in graphs {
            self.push(graph);
        }
        self.generation = generation;
    }

    /// Takes in a graph, or further revisions of it.
    pub(crate) fn push(&mut self, graph: Graph) {
        let Graph {
            iri,
            kind,
            governed_by,
            builtin,
            revisions,
        } = graph;
        let names: Vec<String> = revisions.iter().filter_map(|r| r.domain.clone()).collect();
        for revision in &revisions {
            self.nodes.insert(revision.node.clone(), iri.clone());
            for needed in &revision.dependencies {
                let dependents = self.dependents.entry(needed.iri.clone()).or_default();
                dependents.insert(iri.clone());
            }
        }
        let known = self.graphs.entry(iri.clone()).or_insert_with(|| Graph {
            iri: iri.clone(),
            kind,
            governed_by: String::new(),
            builtin,
            revisions: Vec::new(),
        });
        known.kind = kind;
        known.governed_by = governed_by;
        known.builtin = builtin;
        known.revisions.extend(revisions);
        for name in names {
            self.name(&iri, name);
        }
        self.note_behind(&iri);
    }

    /// Notes a short name that a graph has or had.
    fn name(&mut self, iri: &str, name: String) {
        let alike = self.names.entry(common_name(&name)).or_default();
        alike.insert((iri.to_owned(), name.clone()));
        // Older programs gave names away that were out of use.
        let uses = |iri: &String| {
            let graph = self.graphs.get(iri);
            graph.is_some_and(|g| g.newest().is_some() && g.domain() == Some(&name))
        };
        let iri = iri.to_owned();
        let holder = self.domains.get(&name);
        if holder.is_none_or(|holder| uses(&iri) && !uses(holder)) {
            self.domains.insert(name, iri);
        }
    }
}

/// The graphs that a view sees. What it does not see is not there.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    index: &'a Index,
    view: &'a View,
}

impl<'a> Seen<'a> {
    /// All graphs, and which of them are seen.
    pub(crate) fn parts(self) -> (&'a Index, &'a View) {
        (self.index, self.view)
    }

    /// The graph with an IRI.
    #[must_use]
    pub fn graph(self, iri: &str) -> Option<&'a Graph> {
        let graph = self.index.graphs.get(iri);
        graph.filter(|g| self.view.sees(&g.iri))
    }

    /// The domain model that has a short name, or had it.
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

    /// The graphs that there were at a moment, each in its revision of then, by IRI.
    pub fn as_of(self, when: &When) -> impl Iterator<Item = (&'a Graph, &'a Revision)> {
        self.graphs().filter_map(move |g| Some((g, g.as_of(when)?)))
    }

    /// The graphs whose newest revision needs a graph directly.
    pub fn dependents(self, iri: &str) -> impl Iterator<Item = &'a Graph> {
        let needs = move |graph: &&Graph| graph.newest().is_some_and(|n| n.needs(iri));
        let of = self.index.dependents.get(iri).into_iter().flatten();
        of.filter_map(move |d| self.graph(d)).filter(needs)
    }
}
