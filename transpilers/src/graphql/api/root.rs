//! `Query`: each class of entities, one instance by IRI, all of them some at a time.

use apollo_compiler::{Node, ast};

use super::connections::connection_field;
use super::draft::Draft;
use super::{Plan, sdl};

const QUERY: &str = "Query";

impl Draft<'_> {
    /// Adds what a plain schema's `Query` has: names and descriptions are those of the target.
    pub(super) fn root(&mut self, plain: &ast::Document) {
        let objects = plain
            .definitions
            .iter()
            .filter_map(|d| d.as_object_type_definition());
        let fields: Vec<_> = objects
            .filter(|o| o.name == QUERY)
            .flat_map(|o| &o.fields)
            .collect();
        for field in fields {
            let made = self.root_field(field);
            let at = self.by_name.get(QUERY).copied();
            if let Some(query) = at.and_then(|at| self.composites.get_mut(at)) {
                query.fields.extend(made);
            }
        }
    }

    fn root_field(
        &mut self,
        field: &Node<ast::FieldDefinition>,
    ) -> Option<Node<ast::FieldDefinition>> {
        let of = field.ty.inner_named_type().to_string();
        if !self.all_entities(&self.possible(&of)) {
            return None;
        }
        if !field.ty.is_list() {
            self.plan(QUERY, &field.name, Plan::Lookup { of });
            let mut field = field.clone();
            let made = field.make_mut();
            made.ty = sdl::nullable(&made.ty);
            return Some(field);
        }
        let mut made = connection_field(&field.name, &of)?;
        let changed = made.make_mut();
        changed.description = field.description.clone();
        changed.directives = field.directives.clone();
        self.connections.insert(of.clone());
        self.plan(QUERY, &field.name, Plan::All { of });
        Some(made)
    }
}
