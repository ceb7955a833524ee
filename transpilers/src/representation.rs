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
pub struct Correspondence {
    /// The element's IRI.
    pub element: String,
    /// The term's IRI.
    pub term: String,
    /// The sense in which it stands for it.
    pub role: Role,
    /// The IRIs from the root class to the element: the class, then properties. Empty for
    /// domains, entities, datatypes and enumeration values.
    pub path: Vec<String>,
    /// What the discriminator of the element holds for instances of the term, where one
    /// element holds the instances of several classes.
    pub discriminator: Option<String>,
}

/// A representation being described; [`GraphWriter`] has the ways to describe it.
#[derive(Clone, Debug, Default)]
pub struct Representation {
    graph: GraphWriter,
    correspondences: Vec<Correspondence>,
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
            correspondences: Vec::new(),
        }
    }

    /// States that an element stands for a term.
    pub fn corresponds(&mut self, element: &str, term: &str, role: Role, path: &[&str]) {
        self.correspondences.push(Correspondence {
            element: element.to_owned(),
            term: term.to_owned(),
            role,
            path: path.iter().map(|p| (*p).to_owned()).collect(),
            discriminator: None,
        });
    }

    /// States that an element holds, among others, the instances of a class, which its
    /// discriminator marks with this value.
    pub fn corresponds_where(&mut self, element: &str, class: &str, discriminator: &str) {
        self.corresponds(element, class, Role::Entity, &[]);
        if let Some(last) = self.correspondences.last_mut() {
            last.discriminator = Some(discriminator.to_owned());
        }
    }

    /// What was stated to correspond, in order.
    #[must_use]
    pub fn correspondences(&self) -> &[Correspondence] {
        &self.correspondences
    }
}

impl Representation {
    /// The graph in Turtle, where nothing follows.
    #[must_use]
    pub fn into_turtle(self) -> String {
        self.graph.into_turtle()
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
