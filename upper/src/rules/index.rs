//! What rules look up from the other end: who uses a property, who extends a class.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{
    ClassId, ClassKind, DatatypeKind, DomainId, EnumValueId, ListElement, Models, PropertyId,
    Range, TermRef,
};

/// Reverse edges over all models of a run, made once.
pub(super) struct Index {
    /// Domains by short name, as targets tell names apart: see [`common_name`].
    pub names: FxHashMap<String, Vec<DomainId>>,
    /// The enumerations that list a value, in the order of their ids.
    pub enumerations: FxHashMap<EnumValueId, Vec<ClassId>>,
    /// The extensions of a class.
    pub extensions: FxHashMap<ClassId, Vec<ClassId>>,
    /// The classes that have a property, inherited or not.
    pub owners: FxHashMap<PropertyId, Vec<ClassId>>,
    /// Terms that something refers to.
    pub used: FxHashSet<TermRef>,
    /// Whether any term is deprecated.
    pub deprecated: bool,
}

/// What is left of a domain's name in the target that keeps the least of it: prefixes of
/// GraphQL types are in capitals, with `_` for what a name there cannot have.
#[must_use]
pub fn common_name(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

impl Index {
    pub(super) fn new(models: &Models) -> Self {
        let mut index = Self {
            names: FxHashMap::default(),
            enumerations: FxHashMap::default(),
            extensions: FxHashMap::default(),
            owners: FxHashMap::default(),
            used: FxHashSet::default(),
            deprecated: false,
        };
        for (id, domain) in models.domains() {
            index
                .names
                .entry(common_name(&domain.info.name))
                .or_default()
                .push(id);
        }
        for (id, _) in models.classes() {
            index.class(models, id);
        }
        index.use_ranges(models);
        let classes = models.classes().map(|(_, c)| &c.info);
        let properties = models.properties().map(|(_, p)| &p.info);
        let datatypes = models.datatypes().map(|(_, d)| &d.info);
        let values = models.enum_values().map(|(_, v)| &v.info);
        index.deprecated = classes
            .chain(properties)
            .chain(datatypes)
            .chain(values)
            .any(|i| i.deprecated.is_some());
        index
    }

    fn class(&mut self, models: &Models, id: ClassId) {
        let class = models.class(id);
        match &class.kind {
            ClassKind::Enumeration(values) => {
                for value in values {
                    let owners = self.enumerations.entry(*value).or_default();
                    if owners.last() != Some(&id) {
                        owners.push(id);
                    }
                }
            }
            ClassKind::Extension(Some(of)) => {
                self.extensions.entry(*of).or_default().push(id);
                self.used.insert(TermRef::Class(*of));
            }
            ClassKind::Union(members) => {
                self.used.extend(members.iter().map(|m| TermRef::Class(*m)))
            }
            ClassKind::Qualified { of: Some(of), .. } => {
                self.used.insert(TermRef::Class(*of));
            }
            ClassKind::List(Some(ListElement::Class(of))) => {
                self.used.insert(TermRef::Class(*of));
            }
            ClassKind::List(Some(ListElement::Datatype(of))) => {
                self.used.insert(TermRef::Datatype(*of));
            }
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::List(None)
            | ClassKind::Extension(None) => {}
        }
        for member in &class.members {
            self.owners.entry(member.property).or_default().push(id);
        }
        self.used
            .extend(class.properties.iter().map(|p| TermRef::Property(*p)));
        self.used.extend(
            class
                .primary_key
                .iter()
                .flatten()
                .map(|p| TermRef::Property(*p)),
        );
        self.used
            .extend(class.traits.iter().map(|t| TermRef::Class(*t)));
        self.used.extend(class.parent.map(TermRef::Class));
        for refinement in &class.refinements {
            self.used.extend(refinement.class.map(TermRef::Class));
            self.used.extend(refinement.datatype.map(TermRef::Datatype));
        }
    }

    fn use_ranges(&mut self, models: &Models) {
        for (_, property) in models.properties() {
            match property.range {
                Some(Range::Class(class)) => {
                    self.used.insert(TermRef::Class(class));
                }
                Some(Range::Datatype(datatype)) => {
                    self.used.insert(TermRef::Datatype(datatype));
                }
                Some(Range::Node | Range::Any) | None => {}
            }
            self.used.extend(
                property
                    .sub_property_of
                    .iter()
                    .filter_map(|iri| models.term_by_iri(iri)),
            );
        }
        for (_, datatype) in models.datatypes() {
            if let DatatypeKind::Custom(Some(base)) = datatype.kind {
                self.used.insert(TermRef::Datatype(base));
            }
        }
    }
}
