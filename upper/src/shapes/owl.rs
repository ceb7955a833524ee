//! The terms of a model in OWL: what remains of it for tools that know no Upper.

use std::borrow::Cow;

use super::print::{literal, primitive_iri, texts};
use super::turtle::{Node, Statement, Turtle};
use crate::model::{
    Class, ClassId, ClassKind, DatatypeId, DatatypeKind, Domain, Models, Property, PropertyId,
    PropertyKind, Range, TermInfo,
};

/// The header of the model.
pub(super) fn ontology(turtle: &mut Turtle, models: &Models, domain: &Domain) {
    let imports = domain
        .imports
        .iter()
        .map(|d| Node::iri(&models.domain(*d).info.iri));
    let version = domain.version.iter().map(|v| Node::Text {
        value: Cow::Borrowed(v),
        language: None,
        datatype: None,
    });
    let mut statements = described(&domain.info, "owl:Ontology");
    statements.push(("owl:versionInfo", version.collect()));
    statements.push(("owl:imports", imports.collect()));
    turtle.subject(&domain.info.iri, &statements);
}

/// A class, or nothing for an extension, which is a shape of another model's class.
pub(super) fn class(turtle: &mut Turtle, models: &Models, id: ClassId) {
    let class = models.class(id);
    let iri = |c: &ClassId| Node::iri(&models.class(*c).info.iri);
    let mut above: Vec<Node<'_>> = class.parent.iter().chain(&class.traits).map(iri).collect();
    above.extend(class.stands_for.iter().map(|i| Node::iri(i)));
    let mut statements = described(&class.info, "owl:Class");
    match &class.kind {
        ClassKind::Direct | ClassKind::Trait | ClassKind::Singleton => {}
        ClassKind::Sealed => {
            statements.push((
                "owl:disjointUnionOf",
                list(class.children.iter().map(iri).collect()),
            ));
        }
        ClassKind::Qualified { of, .. } => above.extend(of.iter().map(iri)),
        ClassKind::Union(members) => {
            statements.push(("owl:unionOf", list(members.iter().map(iri).collect())))
        }
        ClassKind::Enumeration(values) => {
            let values = values
                .iter()
                .map(|v| Node::iri(&models.enum_value(*v).info.iri));
            statements.push(("owl:oneOf", list(values.collect())));
        }
        ClassKind::List(_) => above.push(Node::plain("rdf:List")),
        ClassKind::Extension(_) => return,
    }
    statements.push(("rdfs:subClassOf", above));
    statements.push(("owl:hasKey", keys(models, class)));
    turtle.subject(&class.info.iri, &statements);
}

fn restriction<'a>(facet: &'static str, value: Option<Node<'a>>) -> Option<Node<'a>> {
    value.map(|v| Node::Blank(vec![(facet, vec![v])]))
}

fn list(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    if nodes.is_empty() {
        Vec::new()
    } else {
        vec![Node::List(nodes)]
    }
}

/// Keys that consist of properties; one that contains `upper:iri` is no key in OWL, where
/// a node is its IRI.
fn keys<'a>(models: &'a Models, class: &Class) -> Vec<Node<'a>> {
    let iri = models.iri_property();
    let stated = class.primary_key.iter().chain(&class.unique_keys);
    stated
        .filter(|key| !key.is_empty() && !key.iter().any(|p| Some(*p) == iri))
        .map(|key| {
            Node::List(
                key.iter()
                    .map(|p| Node::iri(&models.property(*p).info.iri))
                    .collect(),
            )
        })
        .collect()
}

/// Properties, datatypes and enumeration values, as far as they are the model's own.
pub(super) fn terms(turtle: &mut Turtle, models: &Models, domain: &Domain) {
    let own = |info: &TermInfo| info.iri.starts_with(&domain.info.iri);
    for id in domain
        .properties
        .iter()
        .filter(|id| own(&models.property(**id).info))
    {
        property(turtle, models, *id);
    }
    for id in domain
        .datatypes
        .iter()
        .filter(|id| own(&models.datatype(**id).info))
    {
        datatype(turtle, models, *id);
    }
    for id in &domain.values {
        let value = models.enum_value(*id);
        let of = domain
            .classes
            .iter()
            .map(|c| models.class(*c))
            .filter(|c| c.kind.values().contains(id));
        let mut statements = described(&value.info, "owl:NamedIndividual");
        if let Some((_, types)) = statements.first_mut() {
            types.extend(of.map(|c| Node::iri(&c.info.iri)));
        }
        turtle.subject(&value.info.iri, &statements);
    }
}

fn property(turtle: &mut Turtle, models: &Models, id: PropertyId) {
    let property = models.property(id);
    let mut statements = described(&property.info, property_class(property));
    let above = property.sub_property_of.iter().map(|i| Node::iri(i));
    let inverse = property
        .inverse_of
        .iter()
        .map(|p| Node::iri(&models.property(*p).info.iri));
    statements.push(("rdfs:subPropertyOf", above.collect()));
    statements.push(("owl:inverseOf", inverse.collect()));
    turtle.subject(&property.info.iri, &statements);
}

fn property_class(property: &Property) -> &'static str {
    match (property.kind, property.range) {
        (PropertyKind::Attribute, Some(Range::Datatype(_))) => "owl:DatatypeProperty",
        // A list of literals is a node.
        (PropertyKind::Attribute, _)
        | (PropertyKind::Relationship | PropertyKind::ConnectedNode, _) => "owl:ObjectProperty",
        (PropertyKind::Any, _) => "rdf:Property",
    }
}

/// Patterns and digits are left to the shapes: an `xsd:pattern` would be anchored.
fn datatype(turtle: &mut Turtle, models: &Models, id: DatatypeId) {
    let datatype = models.datatype(id);
    let mut statements = described(&datatype.info, "rdfs:Datatype");
    if let DatatypeKind::Custom(Some(base)) = datatype.kind {
        let base = match models.datatype(base).kind {
            DatatypeKind::Primitive(primitive) => primitive_iri(primitive),
            DatatypeKind::Custom(_) => Node::iri(&models.datatype(base).info.iri),
        };
        let mut facets: Vec<Node> = Vec::new();
        let own = &datatype.facets;
        let mut add = |name, value| facets.extend(restriction(name, value));
        add("xsd:minLength", own.min_length.map(Node::number));
        add("xsd:maxLength", own.max_length.map(Node::number));
        add("xsd:minInclusive", own.min_inclusive.as_ref().map(literal));
        add("xsd:maxInclusive", own.max_inclusive.as_ref().map(literal));
        add("xsd:minExclusive", own.min_exclusive.as_ref().map(literal));
        add("xsd:maxExclusive", own.max_exclusive.as_ref().map(literal));
        let restricted = Node::Blank(vec![
            ("a", vec![Node::plain("rdfs:Datatype")]),
            ("owl:onDatatype", vec![base.clone()]),
            ("owl:withRestrictions", vec![Node::List(facets.clone())]),
        ]);
        let same = match &own.one_of {
            Some(values) => Node::Blank(vec![
                ("a", vec![Node::plain("rdfs:Datatype")]),
                (
                    "owl:oneOf",
                    vec![Node::List(values.iter().map(literal).collect())],
                ),
            ]),
            None if facets.is_empty() => base,
            None => restricted,
        };
        // A datatype that only has a pattern is part of its base; OWL can say no more.
        let only_pattern = own.one_of.is_none() && facets.is_empty();
        statements.push((
            if only_pattern {
                "rdfs:subClassOf"
            } else {
                "owl:equivalentClass"
            },
            vec![same],
        ));
    }
    turtle.subject(&datatype.info.iri, &statements);
}

fn described<'a>(info: &'a TermInfo, class: &'static str) -> Vec<Statement<'a>> {
    let deprecated = info
        .deprecated
        .iter()
        .map(|_| Node::plain("true"))
        .collect();
    vec![
        ("a", vec![Node::plain(class)]),
        ("rdfs:label", texts(&info.labels)),
        ("rdfs:comment", texts(&info.descriptions)),
        ("owl:deprecated", deprecated),
    ]
}
