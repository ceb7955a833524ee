//! What shapes are called, within the namespace of the document.

use super::super::ir::{NodeShape, PropertyShapeId};
use super::Printer;
use crate::model::TermInfo;

impl Printer<'_> {
    pub(super) fn property_name(&self, id: PropertyShapeId) -> String {
        let shape = self.shapes.property(id);
        let name = self.scoped(&self.models.property(shape.property).info);
        match shape.refined_by {
            Some(class) => format!("{}-{name}", self.models.class(class).info.local),
            None => name,
        }
    }

    /// The shape of a required property has a form of its own in an extension, where the
    /// minimum is said elsewhere.
    pub(super) fn extension_name(&self, node: &NodeShape, id: PropertyShapeId) -> String {
        let shape = self.shapes.property(id);
        if shape.min == 0 {
            return self.property_name(id);
        }
        let class = &self.models.class(node.class).info.local;
        let name = self.scoped(&self.models.property(shape.property).info);
        format!("{class}-{name}")
    }

    /// The name of a property of the model itself, and that of another's after a prefix: the
    /// properties of several models can share a name.
    fn scoped(&self, info: &TermInfo) -> String {
        let is_in = |namespace: &str| info.iri.strip_prefix(namespace) == Some(info.local.as_str());
        if is_in(&self.domain.info.iri) {
            return info.local.clone();
        }
        let home = &self.models.domain(info.domain).info;
        let prefix = if is_in(&home.iri) {
            home.name.as_str()
        } else {
            let mut known = self.prefixes.iter();
            let known = known.find(|(_, namespace)| is_in(namespace));
            known.map_or("other", |(prefix, _)| prefix.as_str())
        };
        format!("{prefix}.{}", info.local)
    }
}
