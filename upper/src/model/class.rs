//! Classes, in the wide sense: everything under `upper:Class`, and extensions.

use super::{ClassId, DatatypeId, EnumValueId, Facets, Key, Literal, Member, PropertyId, TermInfo};
use crate::graph::TermId;

/// What kind of class, with what only that kind has.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassKind {
    /// Concrete: keyed when it has or inherits a key, else nested.
    Direct,
    /// Abstract, with a closed set of subclasses: [`Class::children`].
    Sealed,
    /// Properties to mix in.
    Trait,
    /// The members of a class that meet all conditions.
    Qualified {
        /// The class; `None` only before rules have passed.
        of: Option<ClassId>,
        /// The conditions.
        conditions: Vec<Condition>,
    },
    /// A class with exactly one instance.
    Singleton,
    /// The members of any of these, in the author's order.
    Union(Vec<ClassId>),
    /// A closed, ordered set of values.
    Enumeration(Vec<EnumValueId>),
    /// A sequence; `None` only before rules have passed.
    List(Option<ListElement>),
    /// Additions to a class of another domain; `None` only before rules have passed.
    Extension(Option<ClassId>),
}

impl ClassKind {
    /// Of a qualified class, the one that it qualifies.
    #[must_use]
    pub fn base(&self) -> Option<ClassId> {
        match self {
            Self::Qualified { of, .. } => *of,
            Self::Direct
            | Self::Sealed
            | Self::Trait
            | Self::Singleton
            | Self::Union(_)
            | Self::Enumeration(_)
            | Self::List(_)
            | Self::Extension(_) => None,
        }
    }

    /// Of an enumeration, its values, in the author's order.
    #[must_use]
    pub fn values(&self) -> &[EnumValueId] {
        match self {
            Self::Enumeration(values) => values,
            Self::Direct
            | Self::Sealed
            | Self::Trait
            | Self::Qualified { .. }
            | Self::Singleton
            | Self::Union(_)
            | Self::List(_)
            | Self::Extension(_) => &[],
        }
    }

    /// Of a list, what it holds.
    #[must_use]
    pub fn element(&self) -> Option<ListElement> {
        match self {
            Self::List(element) => *element,
            Self::Direct
            | Self::Sealed
            | Self::Trait
            | Self::Qualified { .. }
            | Self::Singleton
            | Self::Union(_)
            | Self::Enumeration(_)
            | Self::Extension(_) => None,
        }
    }
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListElement {
    /// Entities, nested values, enumeration values, or lists again.
    Class(ClassId),
    /// Literals.
    Datatype(DatatypeId),
}

/// `upper:where` of a qualified class.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Its node.
    pub id: TermId,
    /// The property that it looks at; `None` only before rules have passed.
    pub property: Option<PropertyId>,
    /// What must hold; several only before rules have passed.
    pub tests: Vec<Test>,
}

/// What must hold for the values of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Some value equals.
    HasValue(Literal),
    /// Some value is among.
    OneOf(Vec<Literal>),
    /// Some value is in the bounds (the other facets are not used here).
    Bound(Bound, Literal),
    /// There is a value, or there is none.
    Present(bool),
}

/// A bound of values by their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// at least
    MinInclusive,
    /// at most
    MaxInclusive,
    /// more than
    MinExclusive,
    /// less than
    MaxExclusive,
}

/// `upper:refinement` of a class: a property narrowed.
#[derive(Clone, Debug, PartialEq)]
pub struct Refinement {
    /// Its node, usually blank.
    pub id: TermId,
    /// The property; `None` only before rules have passed.
    pub property: Option<PropertyId>,
    /// `upper:minCount`
    pub min: Option<u32>,
    /// `upper:maxCount`
    pub max: Option<u32>,
    /// `upper:class`
    pub class: Option<ClassId>,
    /// `upper:datatype` that is a datatype
    pub datatype: Option<DatatypeId>,
    /// Facets stated on the refinement itself.
    pub facets: Facets,
}

/// A class, or an extension.
#[derive(Clone, Debug)]
pub struct Class {
    /// What every term has.
    pub info: TermInfo,
    /// What kind.
    pub kind: ClassKind,
    /// `upper:subClassOf`
    pub parent: Option<ClassId>,
    /// Those whose parent this is, in the author's order.
    pub children: Vec<ClassId>,
    /// `upper:trait`
    pub traits: Vec<ClassId>,
    /// `upper:standsFor`: IRIs of a standard vocabulary.
    pub stands_for: Vec<String>,
    /// `upper:property`: its own, in the author's order.
    pub properties: Vec<PropertyId>,
    /// `upper:refinement`
    pub refinements: Vec<Refinement>,
    /// `upper:primaryKey`, where this class declares it.
    pub primary_key: Option<Vec<PropertyId>>,
    /// `upper:uniqueKey`
    pub unique_keys: Vec<Vec<PropertyId>>,
    /// All properties that its instances have; see [`Member`].
    pub members: Vec<Member>,
    /// Its key, declared or inherited, or the extended or qualified class's; `None` when nested.
    pub key: Option<Key>,
}

impl Class {
    /// The class that each instance of this one is an instance of as well: its parent, or
    /// the class that it qualifies.
    #[must_use]
    pub fn above(&self) -> Option<ClassId> {
        self.kind.base().or(self.parent)
    }
}
