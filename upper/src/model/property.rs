//! Properties: terms of their own, which several classes may use.

use super::{ClassId, DatatypeId, Literal, PropertyId, TermInfo};

/// What kind of property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PropertyKind {
    /// Values have a datatype (or are lists of it).
    Attribute,
    /// Values are entities.
    Relationship,
    /// Values are IRIs of nodes outside the model.
    ConnectedNode,
    /// Values are any RDF term; in system domains only.
    Any,
}

/// What the values of a property are, as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Range {
    /// Literals of a datatype.
    Datatype(DatatypeId),
    /// Members of a class in the wide sense: keyed or nested classes, enumerations,
    /// unions, lists (of datatypes too).
    Class(ClassId),
    /// Nodes of the knowledge graph, by IRI.
    Node,
    /// Any RDF term.
    Any,
}

/// A property.
#[derive(Clone, Debug)]
pub struct Property {
    /// What every term has.
    pub info: TermInfo,
    /// What kind.
    pub kind: PropertyKind,
    /// `upper:datatype` or `upper:class`; `None` only before rules have passed.
    pub range: Option<Range>,
    /// `upper:minCount`, 0 where not stated.
    pub min: u32,
    /// `upper:maxCount`, unbounded where not stated.
    pub max: Option<u32>,
    /// `upper:inverseOf`
    pub inverse_of: Option<PropertyId>,
    /// `upper:subPropertyOf`: IRIs, of this model or of a standard vocabulary.
    pub sub_property_of: Vec<String>,
    /// `upper:defaultValue`
    pub default: Option<Literal>,
    /// `upper:dependency`
    pub dependency: bool,
}
