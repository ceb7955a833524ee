//! Graphs to typed terms.
//!
//! Two passes, because terms refer to each other in any order and across graphs: the
//! first gives every term its place in the arena, the second fills it in. What is broken
//! is left out: shapes and rules report it, with its place, from the graph.

mod class;
mod datatype;
mod info;
mod property;

use std::cell::Cell;

use super::domain::Domain;
use super::excess::Excess;
use super::{
    Class, ClassId, ClassKind, Datatype, DatatypeId, DatatypeKind, DomainId, EnumValue,
    EnumValueId, Facets, Models, Property, PropertyId, PropertyKind, TermInfo, TermRef,
};
use crate::graph::{Graph, TermId, Terms, Triple};
use crate::vocabulary::{Kind, Primitive, owl};

/// A domain model's graph, and its header.
#[derive(Clone, Copy)]
pub struct ModelGraph<'a> {
    /// The header's IRI: the namespace.
    pub header: TermId,
    /// The graph.
    pub graph: &'a Graph,
}

/// Lowers the graphs of all domain models of a run, Upper's among them.
#[must_use]
pub fn lower(terms: &Terms, graphs: &[ModelGraph<'_>]) -> Models {
    let mut models = Models::default();
    for (index, graph) in graphs.iter().enumerate() {
        declare(&mut models, terms, *graph, DomainId::new(index));
    }
    for (index, graph) in graphs.iter().enumerate() {
        fill(&mut models, terms, *graph, DomainId::new(index));
    }
    adopt_children(&mut models);
    models.complete();
    models
}

/// What a subject is, by the first of its types that says so.
fn kind_of(graph: &Graph, subject: TermId) -> Option<Kind> {
    graph.types(subject).find_map(Kind::of)
}

fn declare(models: &mut Models, terms: &Terms, of: ModelGraph<'_>, id: DomainId) {
    let mut domain = Domain {
        info: info::bare(terms, of.header, of, id),
        imports: Vec::new(),
        version: None,
        owner: None,
        classes: Vec::new(),
        properties: Vec::new(),
        datatypes: Vec::new(),
        values: Vec::new(),
    };
    models.register(of.header, &domain.info.iri, TermRef::Domain(id));
    for subject in of.graph.subjects().iter().copied().filter(|s| s.is_iri()) {
        if models.by_id.contains_key(&subject) {
            continue;
        }
        let info = || info::bare(terms, subject, of, id);
        let declared = match (Primitive::of(subject), kind_of(of.graph, subject)) {
            (Some(primitive), _) => {
                models.add_datatype(info(), DatatypeKind::Primitive(primitive), &mut domain)
            }
            (None, Some(kind)) => models.add(kind, info(), &mut domain),
            (None, None) => None,
        };
        if let Some(term) = declared {
            models.register(subject, terms.text(subject), term);
        }
    }
    models.domains.push(domain);
}

fn fill(models: &mut Models, terms: &Terms, of: ModelGraph<'_>, id: DomainId) {
    let read = Reading {
        terms,
        graph: of.graph,
        left: Cell::new(Some(SHARED + of.graph.triples().len())),
    };
    for subject in of.graph.subjects().iter().copied() {
        let Some(term) = models.term(subject) else {
            continue;
        };
        if models.info(term).domain != id {
            continue;
        }
        let info = info::read(&read, models, models.info(term).clone());
        match term {
            TermRef::Domain(at) => fill_domain(models, &read, at, info),
            TermRef::Class(at) => class::fill(models, &read, at, info),
            TermRef::Property(at) => property::fill(models, &read, at, info),
            TermRef::Datatype(at) => datatype::fill(models, &read, at, info),
            TermRef::EnumValue(at) => {
                if let Some(value) = models.enum_values.get_mut(at.index()) {
                    value.info = info;
                }
            }
        }
    }
    if read.left.get().is_none() {
        models.cut_at(TermRef::Domain(id), Excess::Listed);
    }
}

fn fill_domain(models: &mut Models, read: &Reading<'_>, at: DomainId, info: TermInfo) {
    let subject = info.id;
    let imports = read
        .graph
        .objects(subject, owl::IMPORTS)
        .filter_map(|i| match models.term(i) {
            Some(TermRef::Domain(id)) => Some(id),
            Some(
                TermRef::Class(_)
                | TermRef::Property(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_),
            )
            | None => None,
        })
        .collect();
    let version = read.text(subject, owl::VERSION_INFO);
    let owner = read.text(subject, crate::vocabulary::upper::OWNER);
    if let Some(domain) = models.domains.get_mut(at.index()) {
        domain.info = info;
        domain.imports = imports;
        domain.version = version;
        domain.owner = owner;
    }
}

fn adopt_children(models: &mut Models) {
    let pairs: Vec<(ClassId, ClassId)> = models
        .classes()
        .filter_map(|(id, class)| class.parent.map(|parent| (parent, id)))
        .collect();
    for (parent, child) in pairs {
        if let Some(class) = models.classes.get_mut(parent.index()) {
            class.children.push(child);
        }
    }
}

/// A graph has two triples for each member of a list. Where several terms have one list, there may
/// be so many more members than that.
const SHARED: usize = 10_000;

/// A graph being read, with the table of its terms.
struct Reading<'a> {
    terms: &'a Terms,
    graph: &'a Graph,
    /// How many members of lists may still be read; none once there were more.
    left: Cell<Option<usize>>,
}

impl<'a> Reading<'a> {
    /// The lexical form of the first literal of a property.
    fn text(&self, subject: TermId, property: TermId) -> Option<String> {
        self.graph
            .objects(subject, property)
            .find(|o| o.is_literal())
            .map(|o| self.terms.text(o).to_owned())
    }

    /// The first value of a property as a number or Boolean.
    fn parse<T: std::str::FromStr>(&self, subject: TermId, property: TermId) -> Option<T> {
        let text = self.graph.object(subject, property)?;
        self.terms.text(text).trim_start_matches('+').parse().ok()
    }

    /// The members of the list that is the first value of a property.
    fn list(&self, subject: TermId, property: TermId) -> Option<Vec<TermId>> {
        let cells = self.cells(self.graph.object(subject, property)?)?;
        Some(cells.into_iter().map(|t| t.object).collect())
    }

    /// The members of a list.
    fn cells(&self, head: TermId) -> Option<Vec<&'a Triple>> {
        let left = self.left.get()?;
        let mut cells = Vec::new();
        let ended = self.graph.list_into(head, &mut cells);
        // What is no list in the end was walked along all the same.
        self.left.set(left.checked_sub(cells.len()));
        ended.ok().filter(|()| self.left.get().is_some())?;
        Some(cells)
    }
}

impl Models {
    fn register(&mut self, id: TermId, iri: &str, term: TermRef) {
        self.by_id.entry(id).or_insert(term);
        self.by_iri.entry(iri.to_owned()).or_insert(term);
    }

    fn add(&mut self, kind: Kind, info: TermInfo, domain: &mut Domain) -> Option<TermRef> {
        let class = match kind {
            Kind::DirectClass => ClassKind::Direct,
            Kind::SealedClass => ClassKind::Sealed,
            Kind::Trait => ClassKind::Trait,
            Kind::QualifiedClass => ClassKind::Qualified {
                of: None,
                conditions: Vec::new(),
            },
            Kind::Singleton => ClassKind::Singleton,
            Kind::Union => ClassKind::Union(Vec::new()),
            Kind::Enumeration => ClassKind::Enumeration(Vec::new()),
            Kind::List => ClassKind::List(None),
            Kind::Extension => ClassKind::Extension(None),
            Kind::Attribute => {
                return Some(self.add_property(info, PropertyKind::Attribute, domain));
            }
            Kind::Relationship => {
                return Some(self.add_property(info, PropertyKind::Relationship, domain));
            }
            Kind::ConnectedNode => {
                return Some(self.add_property(info, PropertyKind::ConnectedNode, domain));
            }
            Kind::AnyProperty => return Some(self.add_property(info, PropertyKind::Any, domain)),
            Kind::CustomDatatype => {
                return self.add_datatype(info, DatatypeKind::Custom(None), domain);
            }
            Kind::EnumValue => {
                let id = EnumValueId::new(self.enum_values.len());
                self.enum_values.push(EnumValue { info });
                domain.values.push(id);
                return Some(TermRef::EnumValue(id));
            }
            Kind::Refinement | Kind::Condition | Kind::DomainModel => return None,
        };
        let id = ClassId::new(self.classes.len());
        self.classes.push(class::bare(info, class));
        domain.classes.push(id);
        Some(TermRef::Class(id))
    }

    fn add_property(&mut self, info: TermInfo, kind: PropertyKind, domain: &mut Domain) -> TermRef {
        let id = PropertyId::new(self.properties.len());
        self.properties.push(property::bare(info, kind));
        domain.properties.push(id);
        TermRef::Property(id)
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape of its sibling's arms")]
    fn add_datatype(
        &mut self,
        info: TermInfo,
        kind: DatatypeKind,
        domain: &mut Domain,
    ) -> Option<TermRef> {
        let id = DatatypeId::new(self.datatypes.len());
        self.datatypes.push(Datatype {
            info,
            kind,
            facets: Facets::default(),
            all: Facets::default(),
        });
        domain.datatypes.push(id);
        Some(TermRef::Datatype(id))
    }

    fn class_at(&self, id: TermId) -> Option<ClassId> {
        match self.term(id)? {
            TermRef::Class(at) => Some(at),
            TermRef::Domain(_)
            | TermRef::Property(_)
            | TermRef::Datatype(_)
            | TermRef::EnumValue(_) => None,
        }
    }

    fn property_at(&self, id: TermId) -> Option<PropertyId> {
        match self.term(id)? {
            TermRef::Property(at) => Some(at),
            TermRef::Domain(_)
            | TermRef::Class(_)
            | TermRef::Datatype(_)
            | TermRef::EnumValue(_) => None,
        }
    }

    fn datatype_at(&self, id: TermId) -> Option<DatatypeId> {
        match self.term(id)? {
            TermRef::Datatype(at) => Some(at),
            TermRef::Domain(_)
            | TermRef::Class(_)
            | TermRef::Property(_)
            | TermRef::EnumValue(_) => None,
        }
    }

    fn enum_value_at(&self, id: TermId) -> Option<EnumValueId> {
        match self.term(id)? {
            TermRef::EnumValue(at) => Some(at),
            TermRef::Domain(_)
            | TermRef::Class(_)
            | TermRef::Property(_)
            | TermRef::Datatype(_) => None,
        }
    }
}

/// Writes a filled-in class over its bare form.
fn put(models: &mut Models, at: ClassId, class: Class) {
    if let Some(slot) = models.classes.get_mut(at.index()) {
        *slot = class;
    }
}

/// Writes a filled-in property over its bare form.
fn put_property(models: &mut Models, at: PropertyId, property: Property) {
    if let Some(slot) = models.properties.get_mut(at.index()) {
        *slot = property;
    }
}
