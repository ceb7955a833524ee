//! SHACL and OWL: the shapes that `upper` derives from a model, printed.
//!
//! Nothing is decided here: the same shapes check instance graphs, so what is printed and
//! what is checked cannot differ. What SHACL Core cannot say is a loss.

mod images;
mod losses;

use upper::model::{DomainId, DomainModel, Models, Valid};
use upper::shapes::{derive, print, shapes_namespace};
use upper::vocabulary::{graph, shacl};

use crate::naming::{Naming, ScopedName};
use crate::output::{Artifact, Output};
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
    shared: &[],
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
        losses: losses::losses(models, model.id()),
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

/// IRIs cannot clash: shapes are named by them.
fn names(_models: &Models, _domain: DomainId, _naming: Naming) -> Vec<ScopedName> {
    Vec::new()
}
