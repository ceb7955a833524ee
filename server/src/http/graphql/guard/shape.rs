//! What guards need to know of the types of the schema.

use std::collections::HashMap;

use apollo_compiler::ast;

use super::schema::Things;

/// The types: the fields of composite ones, the members of abstract ones, and what a query can
/// ask of the schema itself.
pub(in crate::http::graphql) struct Shape {
    fields: HashMap<String, HashMap<String, String>>,
    /// The members of unions.
    unions: HashMap<String, Vec<String>>,
    /// The object types that implement each interface.
    interfaces: HashMap<String, Vec<String>>,
    /// What the schema says of itself.
    pub(super) schema: Things,
}

impl Shape {
    /// The shape of a document.
    pub(in crate::http::graphql) fn of(document: &ast::Document) -> Self {
        let mut shape = Self {
            fields: HashMap::new(),
            unions: HashMap::new(),
            interfaces: HashMap::new(),
            schema: Things::of(document),
        };
        for definition in &document.definitions {
            shape.add(definition);
        }
        shape
    }

    fn add(&mut self, definition: &ast::Definition) {
        let (name, fields) = if let Some(object) = definition.as_object_type_definition() {
            for interface in &object.implements_interfaces {
                let members = self.interfaces.entry(interface.to_string()).or_default();
                members.push(object.name.to_string());
            }
            (&object.name, &object.fields)
        } else if let Some(interface) = definition.as_interface_type_definition() {
            (&interface.name, &interface.fields)
        } else {
            if let Some(union) = definition.as_union_type_definition() {
                let members = union.members.iter().map(ToString::to_string).collect();
                self.unions.insert(union.name.to_string(), members);
            }
            return;
        };
        let types = fields
            .iter()
            .map(|f| (f.name.to_string(), f.ty.inner_named_type().to_string()));
        self.fields.insert(name.to_string(), types.collect());
    }

    /// The type of a field.
    pub(in crate::http::graphql) fn field(&self, ty: &str, field: &str) -> Option<&str> {
        self.fields.get(ty)?.get(field).map(String::as_str)
    }

    /// The members of a union.
    pub(super) fn union(&self, name: &str) -> Option<&[String]> {
        self.unions.get(name).map(Vec::as_slice)
    }

    /// The object types that a type can be.
    pub(in crate::http::graphql) fn possible<'a>(&'a self, ty: &'a String) -> &'a [String] {
        let of = self.unions.get(ty).or_else(|| self.interfaces.get(ty));
        of.map_or(std::slice::from_ref(ty), Vec::as_slice)
    }
}

#[cfg(test)]
impl Shape {
    /// The fields of a type, in order.
    pub(in crate::http::graphql) fn names(&self, ty: &str) -> Vec<String> {
        let names = self
            .fields
            .get(ty)
            .map(|fields| fields.keys().cloned().collect());
        let mut names: Vec<String> = names.unwrap_or_default();
        names.sort();
        names
    }

    /// Whether a type has no fields to select.
    pub(in crate::http::graphql) fn is_leaf(&self, ty: &str) -> bool {
        !self.fields.contains_key(ty) && !self.unions.contains_key(ty)
    }

    /// Whether a field of `Query` needs an IRI.
    pub(in crate::http::graphql) fn has_arguments(&self, field: &str) -> bool {
        let of = self.field("Query", field).unwrap_or_default();
        field == "denota_node"
            || self
                .fields
                .get(of)
                .is_some_and(|f| f.contains_key("upper_iri"))
                && !field.ends_with("List")
    }
}
