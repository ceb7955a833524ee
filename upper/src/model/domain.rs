//! The arena of all models of a run.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Class, ClassId, Datatype, DatatypeId, DomainId, EnumValueId, Excess, Property, PropertyId,
    TermInfo,
};
use crate::graph::TermId;

/// A domain model: the header and the terms of its graph, in the author's order.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The header; its IRI is the namespace, its name is `upper:domain`.
    pub info: TermInfo,
    /// The domains that it imports, directly.
    pub imports: Vec<DomainId>,
    /// `owl:versionInfo`
    pub version: Option<String>,
    /// `upper:owner`
    pub owner: Option<String>,
    /// Its classes (with enumerations, unions, lists, extensions ...).
    pub classes: Vec<ClassId>,
    /// Its properties.
    pub properties: Vec<PropertyId>,
    /// Its datatypes.
    pub datatypes: Vec<DatatypeId>,
    /// Its enumeration values.
    pub values: Vec<EnumValueId>,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// What every term has.
    pub info: TermInfo,
}

/// A term of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermRef {
    /// A domain model's header.
    Domain(DomainId),
    /// A class, or an extension.
    Class(ClassId),
    /// A property.
    Property(PropertyId),
    /// A datatype.
    Datatype(DatatypeId),
    /// A value of an enumeration.
    EnumValue(EnumValueId),
}

/// All models of a run. Upper itself is always among them.
#[derive(Clone, Debug, Default)]
pub struct Models {
    pub(crate) domains: Vec<Domain>,
    pub(crate) classes: Vec<Class>,
    pub(crate) properties: Vec<Property>,
    pub(crate) datatypes: Vec<Datatype>,
    pub(crate) enum_values: Vec<EnumValue>,
    pub(crate) by_id: FxHashMap<TermId, TermRef>,
    pub(crate) by_iri: FxHashMap<String, TermRef>,
    /// The terms with which a model had too much of something.
    pub(crate) cut: Vec<(TermRef, Excess)>,
    /// The models of which terms lack something, because it is too much.
    pub(crate) incomplete: FxHashSet<DomainId>,
    /// Where a class has a property among its members.
    pub(crate) places: FxHashMap<(ClassId, PropertyId), usize>,
    /// The classes that are found inside their own values in place.
    pub(crate) in_themselves: FxHashSet<ClassId>,
}

macro_rules! arena {
    ($($(#[$doc:meta])* $one:ident, $all:ident, $id:ident, $item:ident);+ $(;)?) => {$(
        $(#[$doc])*
        #[must_use]
        #[expect(clippy::indexing_slicing, reason = "ids are made by this arena alone")]
        pub fn $one(&self, id: $id) -> &$item {
            &self.$all[id.index()]
        }

        /// All of them, with their ids.
        pub fn $all(&self) -> impl Iterator<Item = ($id, &$item)> {
            (0..).map($id).zip(&self.$all)
        }
    )+};
}

impl Models {
    arena! {
        /// A domain.
        domain, domains, DomainId, Domain;
        /// A class.
        class, classes, ClassId, Class;
        /// A property.
        property, properties, PropertyId, Property;
        /// A datatype.
        datatype, datatypes, DatatypeId, Datatype;
        /// A value of an enumeration.
        enum_value, enum_values, EnumValueId, EnumValue;
    }

    /// The term with an interned IRI.
    #[must_use]
    pub fn term(&self, id: TermId) -> Option<TermRef> {
        self.by_id.get(&id).copied()
    }

    /// The term with an IRI (in our namespaces: aliases are resolved while reading).
    #[must_use]
    pub fn term_by_iri(&self, iri: &str) -> Option<TermRef> {
        self.by_iri.get(iri).copied()
    }

    /// The domain with a short name.
    #[must_use]
    pub fn domain_by_name(&self, name: &str) -> Option<DomainId> {
        self.domains()
            .find(|(_, d)| d.info.name == name)
            .map(|(id, _)| id)
    }

    /// Whether a nested class can be found inside its own values.
    #[must_use]
    pub fn contains_itself(&self, class: ClassId) -> bool {
        self.in_themselves.contains(&class)
    }

    /// What every term has, of a term of any kind.
    #[must_use]
    pub fn info(&self, term: TermRef) -> &TermInfo {
        match term {
            TermRef::Domain(id) => &self.domain(id).info,
            TermRef::Class(id) => &self.class(id).info,
            TermRef::Property(id) => &self.property(id).info,
            TermRef::Datatype(id) => &self.datatype(id).info,
            TermRef::EnumValue(id) => &self.enum_value(id).info,
        }
    }
}
