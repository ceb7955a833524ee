//! Domain model to shapes.
//!
//! It reads the typed model, which leaves out what is broken, so a model that fails its
//! own check still governs as far as it can be understood: that is how a changed Upper is
//! checked by the shapes that it itself implies.

use rustc_hash::FxHashMap;

use super::ir::{
    Body, ClassShape, Instance, LiteralShape, NodeShape, Pattern, PropertyShape, PropertyShapeId,
    Shapes, Slot, ValueShape,
};
use crate::graph::TermId;
use crate::model::{
    Class, ClassId, ClassKind, DatatypeId, DomainId, Facets, ListElement, Member, Models, Range,
    TermRef,
};
use crate::vocabulary::{graph as info, upper};

/// How deep lists of lists, and classes that qualify or extend one another, are followed.
const MAX_DEPTH: u32 = 8;

/// Derives the shapes of a model and of what it imports. Every graph that is no domain
/// model has a header of the information model, so those shapes are always among them.
#[must_use]
pub fn derive(models: &Models, domain: DomainId) -> Shapes {
    let mut deriving = Deriving {
        models,
        shapes: Shapes {
            domains: governing_domains(models, domain),
            nodes: Vec::new(),
            properties: Vec::new(),
            classes: FxHashMap::default(),
            implied: FxHashMap::default(),
        },
        declared: FxHashMap::default(),
    };
    for domain in deriving.shapes.domains.clone() {
        for class in &models.domain(domain).classes {
            deriving.class(domain, *class);
        }
    }
    deriving.imply();
    deriving.compile();
    deriving.shapes
}

fn governing_domains(models: &Models, domain: DomainId) -> Vec<DomainId> {
    let mut domains = vec![domain];
    let mut at = 0;
    while let Some(next) = domains.get(at).copied() {
        for import in &models.domain(next).imports {
            if !domains.contains(import) {
                domains.push(*import);
            }
        }
        at += 1;
    }
    let header = models
        .term(info::class::NAMED_GRAPH)
        .map(|t| models.info(t).domain);
    let is_upper = models.domain(domain).info.iri == upper::NS;
    if let Some(header) = header.filter(|h| !is_upper && !domains.contains(h)) {
        domains.push(header);
    }
    domains
}

struct Deriving<'a> {
    models: &'a Models,
    shapes: Shapes,
    /// The shapes of properties that some class has just as they are declared.
    declared: FxHashMap<TermId, PropertyShapeId>,
}

impl Deriving<'_> {
    fn class(&mut self, domain: DomainId, id: ClassId) {
        let class = self.models.class(id);
        let term = class.info.id;
        let iri = self.is_keyed_on_iri(class);
        let (targets, body) = match &class.kind {
            ClassKind::Direct | ClassKind::Singleton => {
                (vec![term], Body::Properties(self.properties(id)))
            }
            ClassKind::Extension(of) => {
                let Some(of) = of else { return };
                (
                    self.instance(*of).classes,
                    Body::Extension(self.properties(id)),
                )
            }
            ClassKind::Sealed => (vec![term], Body::OneOf(self.instance(id))),
            ClassKind::Union(_) => (Vec::new(), Body::OneOf(self.instance(id))),
            ClassKind::Enumeration(_) => (Vec::new(), Body::Values(self.enumeration(id))),
            ClassKind::List(_) => (Vec::new(), Body::List(self.list_element(id, 0))),
            ClassKind::Qualified { of, conditions } => {
                let Some(of) = of else { return };
                (
                    vec![term],
                    Body::Qualified(self.instance(*of), conditions.clone()),
                )
            }
            // A trait has no instances; its properties are in the shapes of its users.
            ClassKind::Trait => return,
        };
        self.shapes.nodes.push(NodeShape {
            class: id,
            domain,
            targets,
            iri,
            body,
        });
    }

    fn is_keyed_on_iri(&self, class: &Class) -> bool {
        let iri = self.models.iri_property();
        class
            .key
            .as_ref()
            .is_some_and(|key| iri.is_some_and(|iri| key.members.contains(&iri)))
    }

    fn properties(&mut self, id: ClassId) -> Vec<PropertyShapeId> {
        let models = self.models;
        let class = models.class(id);
        let members = class
            .members
            .iter()
            .filter(|m| models.property(m.property).info.id != upper::IRI);
        members.map(|member| self.property(id, member)).collect()
    }

    fn property(&mut self, class: ClassId, member: &Member) -> PropertyShapeId {
        let property = self.models.property(member.property);
        let path = property.info.id;
        let declared = Some(member.range) == property.range
            && (member.min, member.max) == (property.min, property.max)
            && member.facets.is_empty();
        if let Some(id) = self.declared.get(&path).filter(|_| declared) {
            return *id;
        }
        let id = PropertyShapeId(u32::try_from(self.shapes.properties.len()).unwrap_or(u32::MAX));
        let value = self.value(member.range, &member.facets, 0);
        self.shapes.properties.push(PropertyShape {
            property: member.property,
            path,
            refined_by: (!declared).then_some(class),
            min: member.min,
            max: member.max,
            value,
        });
        if declared {
            self.declared.insert(path, id);
        }
        id
    }

    fn value(&self, range: Range, facets: &Facets, depth: u32) -> ValueShape {
        match range {
            Range::Any => ValueShape::Any,
            Range::Node => ValueShape::Iri,
            Range::Datatype(datatype) => {
                ValueShape::Literal(Box::new(self.literal(datatype, facets)))
            }
            Range::Class(id) => self.class_value(id, facets, depth),
        }
    }

    fn class_value(&self, id: ClassId, facets: &Facets, depth: u32) -> ValueShape {
        match &self.models.class(id).kind {
            ClassKind::List(_) => ValueShape::List(Box::new(self.list_element(id, depth))),
            ClassKind::Enumeration(_) => {
                let permitted = |v: &TermId| {
                    facets
                        .one_of
                        .as_ref()
                        .is_none_or(|all| all.iter().any(|l| l.id == *v))
                };
                ValueShape::Values(self.enumeration(id).into_iter().filter(permitted).collect())
            }
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Extension(_) => {
                let instance = self.instance(id);
                // Without a concrete class the model is broken here, and says nothing.
                let unknown = instance.classes.is_empty() && instance.values.is_empty();
                if unknown {
                    ValueShape::Any
                } else {
                    ValueShape::Instance(instance)
                }
            }
        }
    }

    fn list_element(&self, list: ClassId, depth: u32) -> ValueShape {
        match self.models.class(list).kind.element() {
            Some(ListElement::Datatype(datatype)) => {
                ValueShape::Literal(Box::new(self.literal(datatype, &Facets::default())))
            }
            Some(ListElement::Class(class)) if depth < MAX_DEPTH => {
                self.class_value(class, &Facets::default(), depth + 1)
            }
            Some(ListElement::Class(_)) | None => ValueShape::Any,
        }
    }

    fn literal(&self, datatype: DatatypeId, refined: &Facets) -> LiteralShape {
        let facets = self.models.narrowed(datatype, refined).into_owned();
        let patterns = facets.patterns.iter().map(|p| Pattern::new(p)).collect();
        LiteralShape {
            datatype,
            primitive: self.models.primitive(datatype),
            facets,
            patterns,
        }
    }

    fn enumeration(&self, id: ClassId) -> Vec<TermId> {
        let values = self.models.class(id).kind.values().iter();
        values.map(|v| self.models.enum_value(*v).info.id).collect()
    }

    fn instance(&self, range: ClassId) -> Instance {
        let mut concrete = Vec::new();
        let mut values = Vec::new();
        self.gather(range, &mut concrete, &mut values, 0);
        let class = |id: &ClassId| self.models.class(*id);
        let nested = values.is_empty()
            && matches!(concrete.as_slice(), [only] if class(only).key.is_none() && matches!(class(only).kind, ClassKind::Direct));
        let iri = concrete.iter().all(|id| self.is_keyed_on_iri(class(id)));
        let classes = concrete.iter().map(|id| class(id).info.id).collect();
        Instance {
            range,
            classes,
            values,
            nested,
            iri,
        }
    }

    /// The concrete classes and enumeration values that the instances of a class are.
    fn gather(
        &self,
        id: ClassId,
        concrete: &mut Vec<ClassId>,
        values: &mut Vec<TermId>,
        depth: u32,
    ) {
        for leaf in self.models.leaves(id) {
            match &self.models.class(leaf).kind {
                ClassKind::Direct | ClassKind::Singleton => {
                    if !concrete.contains(&leaf) {
                        concrete.push(leaf);
                    }
                }
                ClassKind::Qualified { of: Some(of), .. } | ClassKind::Extension(Some(of))
                    if depth < MAX_DEPTH =>
                {
                    self.gather(*of, concrete, values, depth + 1);
                }
                ClassKind::Enumeration(_) => values.extend(self.enumeration(leaf)),
                ClassKind::Qualified { .. }
                | ClassKind::Extension(_)
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Union(_)
                | ClassKind::List(_) => {}
            }
        }
    }

    /// Finds the properties whose values are always of one nested class.
    fn imply(&mut self) {
        let mut ranges: FxHashMap<TermId, Option<TermId>> = FxHashMap::default();
        for shape in &self.shapes.properties {
            let class = match &shape.value {
                ValueShape::Instance(instance) if instance.nested => {
                    instance.classes.first().copied()
                }
                ValueShape::Instance(_)
                | ValueShape::Any
                | ValueShape::Iri
                | ValueShape::Literal(_)
                | ValueShape::Values(_)
                | ValueShape::List(_) => None,
            };
            let range = ranges.entry(shape.path).or_insert(class);
            if *range != class {
                *range = None;
            }
        }
        self.shapes.implied = ranges
            .into_iter()
            .filter_map(|(path, class)| Some((path, class?)))
            .collect();
    }

    /// Puts together what the instances of each concrete class must have.
    fn compile(&mut self) {
        for node in &self.shapes.nodes {
            let (properties, extension) = match &node.body {
                Body::Properties(properties) => (properties, None),
                Body::Extension(properties) => (properties, Some(node.class)),
                Body::OneOf(_) | Body::Values(_) | Body::Qualified(..) | Body::List(_) => continue,
            };
            for target in &node.targets {
                let class = self.shapes.classes.entry(*target).or_default();
                class.iri |= node.iri;
                for shape in properties {
                    let Some(property) = self.shapes.properties.get(shape.0 as usize) else {
                        continue;
                    };
                    class.add(
                        property.path,
                        Slot {
                            shape: *shape,
                            extension,
                        },
                    );
                }
            }
        }
    }
}

impl ClassShape {
    fn add(&mut self, path: TermId, slot: Slot) {
        let next = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let slots = &mut self.slots;
        self.by_path.entry(path).or_insert_with(|| {
            slots.push(slot);
            next
        });
    }
}

impl Shapes {
    /// Whether a term is defined by the governing model or one that it imports.
    pub(super) fn governs(&self, models: &Models, term: TermRef) -> bool {
        self.domains.contains(&models.info(term).domain)
    }
}
