//! SHACL and OWL: the shapes that `upper` derives from a model, printed.
//!
//! Nothing is decided here: the same shapes check instance graphs, so what is printed and
//! what is checked cannot differ. What SHACL Core cannot say is a loss.

mod images;

use upper::model::{ClassKind, DomainId, DomainModel, Facets, Models, Valid};
use upper::shapes::{derive, print, shapes_namespace};
use upper::vocabulary::{Primitive, graph, shacl};

use crate::naming::{Naming, ScopedName};
use crate::output::{Artifact, Loss, Output};
use crate::representation::{Representation, Role};
use crate::target::{Settings, Target};

/// The target.
pub const TARGET: Target = Target {
    name: "shacl",
    summary: "shapes and OWL declarations, for RDF tools",
    version: "SHACL 1.0 Core, OWL 2",
    options: &[],
    images: images::IMAGES,
    system: shacl::NS,
    transpile,
    names,
};

fn transpile(model: &Valid<DomainModel>, _settings: &Settings) -> Output {
    let (models, domain) = (model.models(), model.domain());
    let text = print(models, &derive(models, model.id()));
    Output {
        artifacts: vec![Artifact {
            path: format!("{}.ttl", domain.info.name),
            text,
        }],
        representation: represent(model),
        losses: losses(models, model.id()),
    }
}

fn represent(model: &Valid<DomainModel>) -> Representation {
    let (models, domain) = (model.models(), model.domain());
    let shapes = shapes_namespace(&domain.info.iri);
    let mut graph = Representation::new(&domain.info.iri, TARGET.name, TARGET.system);
    let home = graph.element(&[&domain.info.name]);
    graph
        .node(&home, shacl::class::SHAPES_GRAPH)
        .text(graph::NAME, &domain.info.name);
    graph.corresponds(&home, &domain.info.iri, Role::Domain, &[]);
    for id in &domain.classes {
        let class = models.class(*id);
        let node = graph.element(&[&domain.info.name, &class.info.local]);
        graph
            .node(&node, shacl::class::NODE_SHAPE)
            .text(graph::NAME, &class.info.local)
            .iri_value(graph::PART_OF, &home)
            .iri_value(shacl::SHAPE, &format!("{shapes}{}", class.info.local));
        graph.corresponds(&node, &class.info.iri, Role::Entity, &[]);
        for member in &class.members {
            let property = &models.property(member.property).info;
            let scope = &models.domain(property.domain).info.name;
            // Properties of several domains can share a local name.
            let name = if property.domain == model.id() {
                property.local.clone()
            } else {
                format!("{scope}.{}", property.local)
            };
            let element = graph.element(&[&domain.info.name, &class.info.local, &name]);
            graph
                .node(&element, shacl::class::PROPERTY_SHAPE)
                .text(graph::NAME, &name)
                .iri_value(graph::PART_OF, &node);
            graph.corresponds(
                &element,
                &property.iri,
                Role::Value,
                &[&class.info.iri, &property.iri],
            );
        }
    }
    graph
}

fn losses(models: &Models, domain: DomainId) -> Vec<Loss> {
    let mut losses = Vec::new();
    for id in &models.domain(domain).classes {
        let class = models.class(*id);
        let mut lose = |construct, message: &str| {
            losses.push(Loss {
                term: class.info.iri.clone(),
                element: class.info.name.clone(),
                construct,
                message: message.to_owned(),
            });
        };
        if class.primary_key.is_some() {
            lose(
                "primary key",
                "SHACL Core cannot compare nodes: `owl:hasKey` states the key, and nothing enforces that it is unique",
            );
        }
        if !class.unique_keys.is_empty() {
            lose(
                "unique key",
                "SHACL Core cannot compare nodes: `owl:hasKey` states the key, and nothing enforces it",
            );
        }
        match &class.kind {
            ClassKind::Singleton => lose(
                "singleton",
                "that there is exactly one instance is not stated",
            ),
            ClassKind::Qualified { .. } => {
                lose(
                    "qualified class",
                    "the shape checks members; that a node is not a member cannot be inferred",
                );
            }
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => {}
        }
    }
    losses.extend(lengths(models, domain));
    losses
}

/// Lengths in bytes: `sh:minLength` and `sh:maxLength` count the characters of a literal.
fn lengths(models: &Models, domain: DomainId) -> Vec<Loss> {
    let own = models.domain(domain);
    let stated = |facets: &Facets| facets.min_length.or(facets.max_length).is_some();
    let in_bytes = |id| models.primitive(id) == Primitive::Base64Binary;
    let datatypes = own.datatypes.iter().filter(|id| in_bytes(**id));
    let datatypes = datatypes.map(|id| models.datatype(*id));
    let datatypes = datatypes.filter(|datatype| stated(&datatype.facets));
    let datatypes = datatypes.map(|datatype| {
        let message = "SHACL Core counts characters, not bytes: the lengths are stated by the OWL datatype alone";
        (&datatype.info, datatype.info.name.clone(), message)
    });
    let classes = own.classes.iter().map(|id| models.class(*id));
    let refined = classes.flat_map(|class| {
        let refinements = class.refinements.iter().filter(|r| stated(&r.facets));
        refinements.filter_map(|refinement| {
            let property = refinement.property?;
            let member = class.members.iter().find(|m| m.property == property)?;
            let is_lost = models
                .value_of(member.range)
                .datatype()
                .is_some_and(in_bytes);
            let name = &models.property(property).info.name;
            let message = "SHACL Core counts characters, not bytes: the lengths are not stated";
            is_lost.then(|| (&class.info, format!("{}.{name}", class.info.name), message))
        })
    });
    let losses = datatypes
        .chain(refined)
        .map(|(info, element, message)| Loss {
            term: info.iri.clone(),
            element,
            construct: "length",
            message: message.to_owned(),
        });
    losses.collect()
}

/// IRIs cannot clash: shapes are named by them.
fn names(_models: &Models, _domain: DomainId, _naming: Naming) -> Vec<ScopedName> {
    Vec::new()
}
