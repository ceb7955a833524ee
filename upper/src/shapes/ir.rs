//! The shapes of one governing model, between deriving and evaluating or printing.
//!
//! A shape is flat: it has all that the instances of its class have, inherited or mixed
//! in; classes that have a property as it is declared share its shape. Shapes refer to other shapes only by
//! the classes that these target, so there is no recursion among them.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use crate::graph::TermId;
use crate::model::{ClassId, Condition, DatatypeId, DomainId, Facets, PropertyId};
use crate::vocabulary::Primitive;

/// Which property shape of [`Shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyShapeId(pub(super) u32);

/// The shapes of a domain model and of the models that it imports.
#[derive(Debug)]
pub struct Shapes {
    /// The governing model, and what it imports, directly or not: itself first.
    pub domains: Vec<DomainId>,
    /// The shapes in the author's order, the governing model's first.
    pub nodes: Vec<NodeShape>,
    pub(super) properties: Vec<PropertyShape>,
    /// What instances of a concrete class must have.
    pub(super) classes: FxHashMap<TermId, ClassShape>,
    /// The nested class that an untyped value of a property is of.
    pub(super) implied: FxHashMap<TermId, TermId>,
}

impl Shapes {
    /// A property shape.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "ids are made while deriving alone")]
    pub fn property(&self, id: PropertyShapeId) -> &PropertyShape {
        &self.properties[id.0 as usize]
    }

    /// The properties whose untyped values are of a nested class.
    pub(super) fn held_by(&self, class: TermId) -> Vec<TermId> {
        let mut held: Vec<TermId> = self
            .implied
            .iter()
            .filter(|(_, c)| **c == class)
            .map(|(p, _)| *p)
            .collect();
        held.sort_unstable();
        held
    }
}

/// What instances of one concrete class must have, by property.
#[derive(Debug, Default)]
pub(super) struct ClassShape {
    /// Whether the class is keyed on `upper:iri`.
    pub iri: bool,
    pub slots: Vec<Slot>,
    pub by_path: FxHashMap<TermId, u32>,
}

impl ClassShape {
    /// The property of the class with an IRI.
    pub(super) fn slot(&self, path: TermId) -> Option<&Slot> {
        self.slots.get(*self.by_path.get(&path)? as usize)
    }
}

/// A property of a class, its own or one that an extension adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub shape: PropertyShapeId,
    /// The extension that adds it: its minimum binds only nodes that the extension describes.
    pub extension: Option<ClassId>,
}

/// The shape of one class.
#[derive(Debug)]
pub struct NodeShape {
    /// The class, or extension.
    pub class: ClassId,
    /// The domain that it is of.
    pub domain: DomainId,
    /// The classes whose instances it is about; empty where only other shapes use it.
    pub targets: Vec<TermId>,
    /// Whether its nodes are identified by their IRIs: the class is keyed on `upper:iri`.
    pub iri: bool,
    /// What it says.
    pub body: Body,
}

/// What a node shape says.
#[derive(Debug)]
pub enum Body {
    /// A concrete class: its properties.
    Properties(Vec<PropertyShapeId>),
    /// An extension: properties that the nodes of a foreign class may have besides; the
    /// minimum counts hold for nodes that have any of them.
    Extension(Vec<PropertyShapeId>),
    /// A sealed class or union: each node is an instance of one of these.
    OneOf(Instance),
    /// An enumeration: each node is one of these values.
    Values(Vec<TermId>),
    /// A qualified class: what its nodes are, and the conditions that they meet.
    Qualified(Instance, Vec<Condition>),
    /// A list of such values.
    List(ValueShape),
}

/// What is said about the values of one property, in one class or in several.
#[derive(Debug)]
pub struct PropertyShape {
    /// The property.
    pub property: PropertyId,
    /// Its IRI.
    pub path: TermId,
    /// The class whose shape it is; `None` for the shape of the property as declared, which
    /// all classes share that do not refine it.
    pub refined_by: Option<ClassId>,
    /// The least number of values.
    pub min: u32,
    /// The greatest number of values.
    pub max: Option<u32>,
    /// What each value is.
    pub value: ValueShape,
}

/// What one value is.
#[derive(Debug)]
pub enum ValueShape {
    /// Any term.
    Any,
    /// An IRI.
    Iri,
    /// A literal.
    Literal(Box<LiteralShape>),
    /// One of these values of an enumeration.
    Values(Vec<TermId>),
    /// A node of one of several classes.
    Instance(Instance),
    /// An RDF list of such values.
    List(Box<ValueShape>),
}

/// A node of one of several classes, or one of several enumeration values.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// The class as the author names it.
    pub range: ClassId,
    /// The concrete classes that its instances can be of.
    pub classes: Vec<TermId>,
    /// The values of enumerations among the members of a union.
    pub values: Vec<TermId>,
    /// Whether its nodes are nested values of just one class, so that they need not state
    /// their type.
    pub nested: bool,
    /// Whether all its nodes are identified by their IRIs.
    pub iri: bool,
}

/// A literal of a datatype, with all facets that hold for it.
#[derive(Debug)]
pub struct LiteralShape {
    /// The datatype as the author names it.
    pub datatype: DatatypeId,
    /// The built-in datatype that it comes down to.
    pub primitive: Primitive,
    /// The facets of the datatype, of its bases and of refinements.
    pub facets: Facets,
    /// The facets' patterns.
    pub patterns: Vec<Pattern>,
}

/// A regular expression, compiled when first used.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

/// More than any sensible pattern needs, and little enough to be harmless.
const MAX_PATTERN_BYTES: usize = 1 << 20;

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            regex: OnceLock::new(),
        }
    }

    /// The expression as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches somewhere; one that is no regular expression matches everything
    /// (a rule reports it where it is defined).
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let compile = || {
            RegexBuilder::new(&self.text)
                .size_limit(MAX_PATTERN_BYTES)
                .build()
                .ok()
        };
        self.regex
            .get_or_init(compile)
            .as_ref()
            .is_none_or(|r| r.is_match(text))
    }
}
