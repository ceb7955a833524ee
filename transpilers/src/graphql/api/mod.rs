//! An API over the instances of models: what a registry answers when it is asked about the
//! models, representations and mappings that it holds.
//!
//! The schema of a target says what its instances look like; an API also says how to reach
//! them. It is derived from the same document, so that nothing about a model's shape is
//! written twice:
//!
//! - `Query` has each class that is identified by `upper:iri`, one instance by its IRI and
//!   all of them in a list.
//! - A relationship to many entities is a connection, of some at a time.
//! - A property whose value is a node that the model says nothing about keeps that field,
//!   and has another that leads to the node where the registry knows it.
//! - Every property that leads to entities can be followed backwards: `upper_extends` from an
//!   extension to its class, `upper_extends_inverse` from a class to its extensions.
//! - Only keys are non-null: a caller may not see what a reference leads to, and a state of
//!   long ago may lack what is required today.
//!
//! What an API has beyond the models, such as owners, stands in `own.graphqls`.

mod connections;
mod draft;
mod forward;
mod inverse;
mod loosen;
mod own;
mod root;
mod sdl;

use apollo_compiler::ast;
use rustc_hash::FxHashMap;
use upper::model::{DomainModel, Valid};
use upper::vocabulary::Primitive;

use crate::naming::Naming;
use draft::Draft;

/// A schema, and how each of its fields finds its values.
#[derive(Clone, Debug)]
pub struct Api {
    /// The schema, a subgraph of a federation.
    pub document: ast::Document,
    /// The object types whose instances are nodes of a graph.
    pub kinds: Vec<Kind>,
    /// The object types that each composite type can be, by its name: positions in `kinds`.
    pub possible: FxHashMap<String, Vec<usize>>,
    /// The plans of fields, by type and field.
    pub plans: FxHashMap<String, FxHashMap<String, Plan>>,
}

/// An object type whose instances are nodes of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The name of the type.
    pub name: String,
    /// The IRI of the class.
    pub class: String,
    /// The IRI of the model that defines the class.
    pub domain: String,
    /// Whether its instances have IRIs, so that `Query` and entities lead to them.
    pub is_entity: bool,
}

/// How a field finds its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The IRI of the node itself.
    Iri,
    /// The values of a property.
    Values {
        /// The IRI of the property.
        property: String,
        /// Whether there can be several.
        many: bool,
        /// What one value is.
        form: Form,
    },
    /// The entities that a property leads to, some at a time.
    Connection {
        /// The IRI of the property.
        property: String,
        /// The name of the type of the entities.
        of: String,
    },
    /// The node that a property leads to.
    Node {
        /// The IRI of the property.
        property: String,
    },
    /// The nodes from which a property leads here, some at a time.
    Inverse {
        /// The IRI of the property.
        property: String,
        /// Whether the property leads to lists, whose members are meant too.
        through_lists: bool,
        /// The name of the type of the nodes.
        of: String,
    },
    /// Of `Query`: the instance of a type with an IRI.
    Lookup {
        /// The name of the type.
        of: String,
    },
    /// Of `Query`: all instances of a type, some at a time.
    All {
        /// The name of the type.
        of: String,
    },
}

/// What one value of a field is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A literal.
    Scalar(Primitive),
    /// A text with its language.
    Text,
    /// A value of an enumeration: the name for each IRI.
    Enum(FxHashMap<String, String>),
    /// An instance of a type, an entity or nested.
    Object {
        /// The name of the type.
        of: String,
    },
    /// A list of the graph.
    List(Box<Form>),
    /// A node of the knowledge graph, by its IRI.
    Iri,
    /// Any term.
    Term,
}

/// The directive, without its `@`, and the suffixes that the names of derived fields have.
const URI: &str = "udaUri";
const INVERSE: &str = "_inverse";
const NODE: &str = "_node";
const NODES: &str = "_nodes";

/// The interface of all entities.
pub const NODE_TYPE: &str = "DENOTA_Node";

/// Derives the API of models of one run, in the order in which their types shall come.
#[must_use]
pub fn api(models: &[Valid<DomainModel>]) -> Api {
    let naming = Naming::Prefixed;
    let mut draft = Draft::new(models, super::together(models, naming, true));
    draft.add_own();
    draft.loosen();
    draft.forward();
    draft.inverse();
    draft.root(&super::together(models, naming, false));
    draft.finish()
}
