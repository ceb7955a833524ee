//! Shapes as SHACL, in one document for each model, after the model's classes in OWL.
//!
//! Shapes have IRIs in a namespace of their own, so that reports can name them: for the
//! model `…/onepiece#` it is `…/onepiece/shapes#`. There the shape of the class `Character`
//! is `Character`, the shape of the property `rname` is `rname` where classes have it as
//! declared, and `Character-rname` where one refines it; the shape of another model's
//! property is `otherdomain.name`, or `Character-otherdomain.name`. A document stands alone:
//! it needs the shapes of imported models only for the instances of their classes, and tells
//! those shapes by which of its own properties such instances are held.
//!
//! SHACL Core can say all but this: that unique keys are unique, that a singleton is
//! single, the length of binary data in bytes, and the bounds of durations and local
//! date-times. Most values of `upper:oneOf` are compared as terms there, and by value here.

mod conditions;
mod names;
mod sameness;
mod values;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

pub use self::sameness::{Sameness, has_order, sameness};
pub(super) use self::values::{literal, primitive_iri, texts};
use self::values::{literal_value, typed};
use super::ir::{Body, Instance, NodeShape, PropertyShape, PropertyShapeId, Shapes, ValueShape};
use super::owl;
use super::turtle::{Node, Statement, Turtle};
use crate::graph::TermId;
use crate::iri::{SHACL, STANDARD};
use crate::model::{ClassId, Domain, DomainId, Models, TermRef};
use crate::vocabulary::Primitive;

/// The namespace of the shapes of a model.
#[must_use]
pub fn shapes_namespace(model: &str) -> String {
    format!("{}/shapes#", model.trim_end_matches(['#', '/']))
}

/// Prints the shapes of the governing model (its own, not those of what it imports), with
/// its terms in OWL.
#[must_use]
pub fn print(models: &Models, shapes: &Shapes) -> String {
    let Some(id) = shapes.domains.first().copied() else {
        return String::new();
    };
    let domain = models.domain(id);
    let mut printer = Printer {
        models,
        shapes,
        domain,
        namespace: shapes_namespace(&domain.info.iri),
        turtle: Turtle::new(prefixes(models, domain)),
        prefixes: prefixes(models, domain),
        declared: BTreeMap::new(),
        lists: false,
    };
    owl::ontology(&mut printer.turtle, models, domain);
    let mut nodes: FxHashMap<ClassId, &NodeShape> = FxHashMap::default();
    for node in &shapes.nodes {
        nodes.entry(node.class).or_insert(node);
    }
    for class in &domain.classes {
        owl::class(&mut printer.turtle, models, *class);
        if let Some(node) = nodes.get(class) {
            printer.node(node);
        }
    }
    printer.declared();
    owl::terms(&mut printer.turtle, models, domain);
    if printer.lists {
        printer.list_cell();
    }
    printer.values_of_others(id);
    let comment = format!(
        "What data of the domain `{}` looks like, derived from its model.",
        domain.info.name
    );
    printer.turtle.finish(&comment)
}

fn prefixes(models: &Models, domain: &Domain) -> BTreeMap<String, String> {
    let mut prefixes: BTreeMap<String, String> = models
        .domains()
        .map(|(_, d)| (d.info.name.clone(), d.info.iri.clone()))
        .collect();
    let shapes = format!("{}-shapes", domain.info.name);
    prefixes.insert(shapes, shapes_namespace(&domain.info.iri));
    for (_, other) in models.domains() {
        let shapes = format!("{}-shapes", other.info.name);
        let namespace = || shapes_namespace(&other.info.iri);
        prefixes.entry(shapes).or_insert_with(namespace);
    }
    for (prefix, namespace) in STANDARD.into_iter().chain([SHACL]) {
        prefixes.insert(prefix.to_owned(), namespace.to_owned());
    }
    prefixes
}

struct Printer<'a> {
    models: &'a Models,
    shapes: &'a Shapes,
    domain: &'a Domain,
    namespace: String,
    turtle: Turtle,
    prefixes: BTreeMap<String, String>,
    /// The shapes of properties as declared, which come after all classes, so that a new
    /// class moves none of them.
    declared: BTreeMap<String, PropertyShapeId>,
    /// Whether a shape speaks of list cells.
    lists: bool,
}

impl<'a> Printer<'a> {
    fn iri(&self, term: TermId) -> Node<'a> {
        let info = self.models.term(term).map(|t| self.models.info(t));
        Node::iri(info.map_or("", |i| &i.iri))
    }

    fn iris(&self, terms: &[TermId]) -> Vec<Node<'a>> {
        terms.iter().map(|t| self.iri(*t)).collect()
    }

    fn node(&mut self, node: &'a NodeShape) {
        let info = &self.models.class(node.class).info;
        let mut statements: Vec<Statement<'a>> = vec![
            ("a", vec![Node::plain("sh:NodeShape")]),
            ("rdfs:label", texts(&info.labels)),
            ("sh:targetClass", self.iris(&node.targets)),
        ];
        let mut properties = Vec::new();
        match &node.body {
            Body::Properties(ids) => {
                let held: Vec<TermId> = node
                    .targets
                    .iter()
                    .flat_map(|t| self.shapes.held_by(*t))
                    .collect();
                statements.push(("sh:targetObjectsOf", sorted(self.iris(&held))));
                let kind = if node.iri {
                    "sh:IRI"
                } else {
                    "sh:BlankNodeOrIRI"
                };
                statements.push(("sh:nodeKind", vec![Node::plain(kind)]));
                properties = ids.iter().map(|id| self.property_name(*id)).collect();
            }
            Body::Extension(ids) => {
                properties = ids
                    .iter()
                    .map(|id| self.extension_name(node, *id))
                    .collect();
                statements.extend(self.whole_extension(ids));
            }
            Body::OneOf(instance) => statements.extend(self.instance(instance, false)),
            Body::Values(values) => statements.push(("sh:in", vec![Node::List(self.iris(values))])),
            Body::Qualified(instance, conditions) => {
                statements.extend(self.instance(instance, false));
                statements.push((
                    "sh:property",
                    conditions
                        .iter()
                        .filter_map(|c| self.condition(node.class, c))
                        .collect(),
                ));
            }
            Body::List(element) => statements.extend(self.list(element)),
        }
        let names = properties
            .iter()
            .map(|n| Node::Iri(format!("{}{n}", self.namespace).into()))
            .collect();
        statements.push(("sh:property", names));
        let iri = format!("{}{}", self.namespace, info.local);
        self.turtle.subject(&iri, &statements);
        match &node.body {
            Body::Properties(ids) => self.properties(ids, &properties, false),
            Body::Extension(ids) => self.properties(ids, &properties, true),
            Body::OneOf(_) | Body::Values(_) | Body::Qualified(..) | Body::List(_) => {}
        }
    }

    fn properties(&mut self, ids: &[PropertyShapeId], names: &[String], extension: bool) {
        for (id, name) in ids.iter().zip(names) {
            let shape = self.shapes.property(*id);
            if *name == self.property_name(*id) && shape.refined_by.is_none() {
                self.declared.insert(name.clone(), *id);
                continue;
            }
            let statements = self.property(shape, if extension { 0 } else { shape.min });
            self.turtle
                .subject(&format!("{}{name}", self.namespace), &statements);
        }
    }

    fn declared(&mut self) {
        let own = self
            .domain
            .properties
            .iter()
            .map(|p| self.models.property(*p).info.local.as_str());
        let mut names: Vec<String> = own
            .filter(|l| self.declared.contains_key(*l))
            .map(str::to_owned)
            .collect();
        let known: FxHashSet<&str> = names.iter().map(String::as_str).collect();
        let others: Vec<String> = self
            .declared
            .keys()
            .filter(|k| !known.contains(k.as_str()))
            .cloned()
            .collect();
        names.extend(others);
        for name in names {
            let Some(id) = self.declared.get(&name).copied() else {
                continue;
            };
            let shape = self.shapes.property(id);
            let statements = self.property(shape, shape.min);
            self.turtle
                .subject(&format!("{}{name}", self.namespace), &statements);
        }
    }

    /// Either the node has none of the extension's properties, or all that it requires.
    fn whole_extension(&self, ids: &[PropertyShapeId]) -> Option<Statement<'a>> {
        let shapes: Vec<&PropertyShape> = ids.iter().map(|id| self.shapes.property(*id)).collect();
        let count = |shape: &PropertyShape, predicate, n: u32| {
            Node::Blank(vec![
                ("sh:path", vec![self.iri(shape.path)]),
                (predicate, vec![Node::number(n)]),
            ])
        };
        let none: Vec<Node<'a>> = shapes.iter().map(|s| count(s, "sh:maxCount", 0)).collect();
        let all: Vec<Node<'a>> = shapes
            .iter()
            .filter(|s| s.min > 0)
            .map(|s| count(s, "sh:minCount", s.min))
            .collect();
        let either =
            [none, all.clone()].map(|properties| Node::Blank(vec![("sh:property", properties)]));
        (!all.is_empty()).then(|| ("sh:or", vec![Node::List(either.to_vec())]))
    }

    /// What may leave out its type is found by the property that holds it. The shape of the
    /// values of another model is printed there, which cannot know the properties of this one.
    fn values_of_others(&mut self, own: DomainId) {
        let mut held: FxHashSet<(DomainId, TermId)> = FxHashSet::default();
        for node in &self.shapes.nodes {
            if let Body::Properties(ids) | Body::Extension(ids) = &node.body {
                let paths = ids.iter().map(|id| self.shapes.property(*id).path);
                held.extend(paths.map(|path| (node.domain, path)));
            }
        }
        let mut targets: BTreeMap<&'a str, String> = BTreeMap::new();
        for (path, class) in &self.shapes.implied {
            let (Some(TermRef::Class(class)), Some(property)) =
                (self.models.term(*class), self.models.term(*path))
            else {
                continue;
            };
            let info = &self.models.class(class).info;
            let is_ours = held.contains(&(own, *path)) && !held.contains(&(info.domain, *path));
            if info.domain != own && is_ours {
                let home = &self.models.domain(info.domain).info.iri;
                let shape = format!("{}{}", shapes_namespace(home), info.local);
                targets.insert(&self.models.info(property).iri, shape);
            }
        }
        for (property, shape) in targets {
            let target = ("sh:targetObjectsOf", vec![Node::iri(property)]);
            self.turtle.subject(&shape, &[target]);
        }
    }

    fn property(&mut self, shape: &'a PropertyShape, min: u32) -> Vec<Statement<'a>> {
        let property = self.models.property(shape.property);
        let mut statements: Vec<Statement<'a>> = vec![
            ("a", vec![Node::plain("sh:PropertyShape")]),
            ("sh:path", vec![self.iri(shape.path)]),
            ("sh:name", texts(&property.info.labels)),
            ("sh:description", texts(&property.info.descriptions)),
        ];
        if min > 0 {
            statements.push(("sh:minCount", vec![Node::number(min)]));
        }
        if let Some(max) = shape.max {
            statements.push(("sh:maxCount", vec![Node::number(max)]));
        }
        let implied = self.shapes.implied.contains_key(&shape.path);
        statements.extend(self.value(&shape.value, implied));
        let is =
            |primitive| matches!(&shape.value, ValueShape::Literal(l) if l.primitive == primitive);
        if is(Primitive::Text) || is(Primitive::LangString) {
            statements.push(("sh:uniqueLang", vec![Node::plain("true")]));
        }
        if is(Primitive::Text) {
            let untagged = Node::Blank(vec![("sh:datatype", vec![Node::plain("xsd:string")])]);
            statements.push(("sh:qualifiedValueShape", vec![untagged]));
            statements.push(("sh:qualifiedMaxCount", vec![Node::plain("1")]));
        }
        let default = property.default.iter();
        let default = default.map(|default| match &shape.value {
            ValueShape::Literal(of) => typed(default, of.primitive),
            ValueShape::Any
            | ValueShape::Iri
            | ValueShape::Values(_)
            | ValueShape::Instance(_)
            | ValueShape::List(_) => literal(default),
        });
        statements.push(("sh:defaultValue", default.collect()));
        statements
    }

    fn value(&mut self, value: &'a ValueShape, implied: bool) -> Vec<Statement<'a>> {
        match value {
            ValueShape::Any => Vec::new(),
            ValueShape::Iri => vec![("sh:nodeKind", vec![Node::plain("sh:IRI")])],
            ValueShape::Literal(literal) => literal_value(literal),
            ValueShape::Values(values) => vec![("sh:in", vec![Node::List(self.iris(values))])],
            ValueShape::Instance(instance) => self.instance(instance, implied),
            ValueShape::List(element) => self.list(element),
        }
    }

    fn instance(&self, instance: &Instance, implied: bool) -> Vec<Statement<'a>> {
        let kind = if instance.iri && !instance.classes.is_empty() {
            "sh:IRI"
        } else {
            "sh:BlankNodeOrIRI"
        };
        let kind = ("sh:nodeKind", vec![Node::plain(kind)]);
        if let ([only], true, false) = (
            instance.classes.as_slice(),
            instance.values.is_empty(),
            implied,
        ) {
            return vec![kind, ("sh:class", vec![self.iri(*only)])];
        }
        let mut any: Vec<Node<'a>> = instance
            .classes
            .iter()
            .map(|c| Node::Blank(vec![("sh:class", vec![self.iri(*c)])]))
            .collect();
        if !instance.values.is_empty() {
            any.push(Node::Blank(vec![(
                "sh:in",
                vec![Node::List(self.iris(&instance.values))],
            )]));
        }
        if implied {
            // Its type may be left to the property that holds it, which targets it too.
            let untyped = vec![
                ("sh:path", vec![Node::plain("rdf:type")]),
                ("sh:maxCount", vec![Node::plain("0")]),
            ];
            any.push(Node::Blank(vec![(
                "sh:property",
                vec![Node::Blank(untyped)],
            )]));
        }
        vec![kind, ("sh:or", vec![Node::List(any)])]
    }

    fn list(&mut self, element: &'a ValueShape) -> Vec<Statement<'a>> {
        self.lists = true;
        let [rest, first] = list_members();
        let cell = Node::Iri(format!("{}rdf.List", self.namespace).into());
        let cells = Node::Blank(vec![
            ("sh:path", vec![rest.clone()]),
            ("sh:hasValue", vec![Node::plain("rdf:nil")]),
            ("sh:node", vec![cell]),
        ]);
        let path = Node::List(vec![rest, first]);
        let mut members = vec![("sh:path", vec![path])];
        let value = self.value(element, false);
        let mut properties = vec![cells];
        if !value.is_empty() {
            members.extend(value);
            properties.push(Node::Blank(members));
        }
        vec![
            ("sh:nodeKind", vec![Node::plain("sh:BlankNodeOrIRI")]),
            ("sh:property", properties),
        ]
    }

    fn list_cell(&mut self) {
        let one = |path: &'static str| {
            Node::Blank(vec![
                ("sh:path", vec![Node::plain(path)]),
                ("sh:minCount", vec![Node::plain("1")]),
                ("sh:maxCount", vec![Node::plain("1")]),
            ])
        };
        let end = Node::Blank(vec![(
            "sh:in",
            vec![Node::List(vec![Node::plain("rdf:nil")])],
        )]);
        let cell = Node::Blank(vec![(
            "sh:property",
            vec![one("rdf:first"), one("rdf:rest")],
        )]);
        let statements = [
            ("a", vec![Node::plain("sh:NodeShape")]),
            ("sh:or", vec![Node::List(vec![end, cell])]),
        ];
        self.turtle
            .subject(&format!("{}rdf.List", self.namespace), &statements);
    }
}

/// The path from a list to its members.
fn list_members<'a>() -> [Node<'a>; 2] {
    let rest = Node::Blank(vec![("sh:zeroOrMorePath", vec![Node::plain("rdf:rest")])]);
    [rest, Node::plain("rdf:first")]
}

fn sorted(mut iris: Vec<Node<'_>>) -> Vec<Node<'_>> {
    iris.sort_by(|one, other| match (one, other) {
        (Node::Iri(one), Node::Iri(other)) => one.cmp(other),
        _ => Ordering::Equal,
    });
    iris
}
