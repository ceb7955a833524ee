//! Container representations: named graphs whose nodes are the elements of a schema.
//!
//! A transpiler describes its elements one after the other; what comes out is a graph,
//! and the correspondences between elements and terms from which the `mappings` crate
//! derives the canonical mapping.

use std::ops::{Deref, DerefMut};

use upper::write::{GraphWriter, graph_iri};

/// The sense in which an element stands for its term; see the enumeration of that name in
/// `ontologies/systems/mapping.ttl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The element is the home of the whole model: a schema, a namespace.
    Domain,
    /// The element holds the instances of a class: a table, a type, a record.
    Entity,
    /// The element is the place of one class within a union.
    Branch,
    /// The element tells which class an instance is of.
    Discriminator,
    /// The element holds the values of a property.
    Value,
    /// The element holds the key, or one attribute of it, of the entity referred to.
    Reference,
    /// The element holds one attribute of the key inside a reference that is a structure.
    Key,
    /// The element holds one element of a list or set.
    Element,
    /// The element holds the language of a text.
    MapKey,
    /// The element holds the text in one language.
    MapValue,
    /// The element describes the values of a datatype.
    Datatype,
    /// The element stands for a value of an enumeration.
    EnumValue,
}

/// That an element stands for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correspondence<'a> {
    /// The element's IRI.
    pub element: &'a str,
    /// The term's IRI.
    pub term: &'a str,
    /// The sense in which it stands for it.
    pub role: Role,
    /// The IRIs from the root class to the element: the class, then properties. Empty for
    /// domains, entities, datatypes and enumeration values.
    pub path: Vec<&'a str>,
    /// What the discriminator of the element holds for instances of the term, where one
    /// element holds the instances of several classes.
    pub discriminator: Option<&'a str>,
}

/// A representation being described; [`GraphWriter`] has the ways to describe it.
#[derive(Clone, Debug, Default)]
pub struct Representation {
    graph: GraphWriter,
    correspondences: Correspondences,
}

/// Correspondences, kept as one text: there are as many as elements, and they have little
/// else but IRIs.
#[derive(Clone, Debug, Default)]
struct Correspondences {
    text: String,
    /// Where the pieces of the text end.
    ends: Vec<usize>,
    stated: Vec<Stated>,
}

/// The pieces of a correspondence: its element, its term, the path, the discriminator's value.
#[derive(Clone, Copy, Debug)]
struct Stated {
    first: usize,
    path: usize,
    role: Role,
    has_discriminator: bool,
}

impl Correspondences {
    fn push<'a>(
        &mut self,
        role: Role,
        [element, term]: [&'a str; 2],
        path: &[&'a str],
        discriminator: Option<&'a str>,
    ) {
        self.stated.push(Stated {
            first: self.ends.len(),
            path: path.len(),
            role,
            has_discriminator: discriminator.is_some(),
        });
        let pieces = [element, term].into_iter().chain(path.iter().copied());
        for piece in pieces.chain(discriminator) {
            self.text.push_str(piece);
            self.ends.push(self.text.len());
        }
    }

    fn piece(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or(0);
        let start = at.checked_sub(1).map_or(0, end);
        self.text.get(start..end(at)).unwrap_or_default()
    }

    fn iter(&self) -> impl Iterator<Item = Correspondence<'_>> {
        self.stated.iter().map(|of| {
            let path = of.first + 2;
            let after = path + of.path;
            Correspondence {
                element: self.piece(of.first),
                term: self.piece(of.first + 1),
                role: of.role,
                path: (path..after).map(|at| self.piece(at)).collect(),
                discriminator: of.has_discriminator.then(|| self.piece(after)),
            }
        })
    }
}

impl Representation {
    /// Starts the graph of one target's container for a domain: its IRI is derived from
    /// the domain's, `…/onepiece#` → `…/onepiece/containers/iceberg#`.
    #[must_use]
    pub fn new(domain_iri: &str, target: &str, governing: &str) -> Self {
        Self::at(
            &graph_iri(domain_iri, "containers", target),
            domain_iri,
            target,
            governing,
        )
    }

    /// Starts a graph with an IRI of its own, ending in `#`: a live container's.
    #[must_use]
    pub fn at(iri: &str, domain_iri: &str, target: &str, governing: &str) -> Self {
        let prefixes = [("model", domain_iri), (target, governing)];
        Self {
            graph: GraphWriter::new(iri, governing, &prefixes),
            correspondences: Correspondences::default(),
        }
    }

    /// States that an element stands for a term.
    pub fn corresponds(&mut self, element: &str, term: &str, role: Role, path: &[&str]) {
        self.correspondences.push(role, [element, term], path, None);
    }

    /// States that an element holds, among others, the instances of a class, which its
    /// discriminator marks with this value.
    pub fn corresponds_where(&mut self, element: &str, class: &str, discriminator: &str) {
        self.correspondences
            .push(Role::Entity, [element, class], &[], Some(discriminator));
    }

    /// What was stated to correspond, in order.
    pub fn correspondences(&self) -> impl Iterator<Item = Correspondence<'_>> {
        self.correspondences.iter()
    }
}

impl Deref for Representation {
    type Target = GraphWriter;

    fn deref(&self) -> &GraphWriter {
        &self.graph
    }
}

impl DerefMut for Representation {
    fn deref_mut(&mut self) -> &mut GraphWriter {
        &mut self.graph
    }
}
