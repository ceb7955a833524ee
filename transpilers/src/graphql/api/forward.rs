//! Fields for the properties that a class has.

use apollo_compiler::{Node, ast};
use rustc_hash::FxHashMap;
use upper::model::{Member, Range, TermRef, Value};

use super::connections::connection_field;
use super::draft::{Composite, Draft};
use super::{Form, NODE, NODE_TYPE, NODES, Plan, sdl};

impl Draft<'_> {
    /// Gives every field of a property its plan, and what else leads to the property's values.
    pub(super) fn forward(&mut self) {
        for at in 0..self.composites.len() {
            let Some(composite) = self.composites.get(at).cloned() else {
                continue;
            };
            let mut fields = Vec::with_capacity(composite.fields.len());
            for field in &composite.fields {
                fields.extend(self.forward_field(&composite, field));
            }
            if let Some(composite) = self.composites.get_mut(at) {
                composite.fields = fields;
            }
        }
    }

    fn forward_field(
        &mut self,
        composite: &Composite,
        field: &Node<ast::FieldDefinition>,
    ) -> Vec<Node<ast::FieldDefinition>> {
        let Some(member) = self.member(composite, field) else {
            return vec![field.clone()];
        };
        let info = &self.models.property(member.property).info;
        let property = info.iri.clone();
        if Some(member.property) == self.models.iri_property() {
            self.plan(&composite.name, &field.name, Plan::Iri);
            return vec![field.clone()];
        }
        if let Some(of) = self.connects_to(member, field) {
            let doc = field.description.clone();
            let mut made = connection_field(&field.name, &of);
            if let Some(made) = &mut made {
                let made = made.make_mut();
                made.description = doc;
                made.directives = field.directives.clone();
            }
            self.connections.insert(of.clone());
            self.plan(
                &composite.name,
                &field.name,
                Plan::Connection { property, of },
            );
            return made.into_iter().collect();
        }
        let form = self.form(&self.models.value_of(member.range), &field.ty);
        let many =
            field.ty.is_list() && !matches!(form, Form::List(_)) || is_list_of_lists(&field.ty);
        let leads_on = matches!(form, Form::Iri | Form::Term);
        let plan = Plan::Values {
            property: property.clone(),
            many,
            form,
        };
        self.plan(&composite.name, &field.name, plan);
        let mut fields = vec![field.clone()];
        if leads_on {
            fields.extend(self.node_field(composite, field, property, many));
        }
        fields
    }

    /// The type of the entities that a field for many leads to. It is that of the property
    /// itself, so that types and interfaces agree whatever they refine.
    fn connects_to(&self, member: &Member, field: &ast::FieldDefinition) -> Option<String> {
        let is_list = |v: &Value| matches!(v, Value::List(..));
        if !field.ty.is_list() || is_list(&self.models.value_of(member.range)) {
            return None;
        }
        let range = self.models.property(member.property).range?;
        let of = self.type_of_range(range)?;
        self.all_entities(&self.possible(&of)).then_some(of)
    }

    /// The name of the type for a class that is a range.
    pub(super) fn type_of_range(&self, range: Range) -> Option<String> {
        let id = match self.models.value_of(range) {
            Value::Enum(id) | Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => id,
            Value::Scalar(_) | Value::List(..) | Value::Node | Value::Any => return None,
        };
        let iri = self.models.class(id).info.iri.as_str();
        let composites = self.composites.iter().map(|c| (&c.name, &c.directives));
        let unions = (self
            .others
            .iter()
            .filter_map(|d| d.as_union_type_definition()))
        .map(|u| (&u.name, &u.directives));
        let mut types = composites.chain(unions);
        types
            .find(|(_, directives)| sdl::uri(directives) == Some(iri))
            .map(|(name, _)| name.to_string())
    }

    /// Leads to the nodes of a field that has only their IRIs.
    fn node_field(
        &mut self,
        composite: &Composite,
        field: &ast::FieldDefinition,
        property: String,
        many: bool,
    ) -> Option<Node<ast::FieldDefinition>> {
        let doc = format!("The nodes of `{}` that are known here.", field.name);
        let (name, plan, made) = if many {
            let name = format!("{}{NODES}", field.name);
            let of = NODE_TYPE.to_owned();
            let made = connection_field(&name, &of);
            (name, Plan::Connection { property, of }, made)
        } else {
            let name = format!("{}{NODE}", field.name);
            let made = sdl::field(&format!("{name}: {NODE_TYPE}"));
            (name, Plan::Node { property }, made)
        };
        self.plan(&composite.name, &name, plan);
        let mut made = made?;
        made.make_mut().description = Some(Node::new_str(&doc));
        Some(made)
    }

    /// What one value is. Where a refinement could not narrow the field's type, that type says.
    fn form(&self, value: &Value, ty: &ast::Type) -> Form {
        let named = ty.inner_named_type();
        let is_composite = self.composite(named).is_some() || !self.possible(named).is_empty();
        match value {
            Value::List(_, element) if ty.is_list() => {
                Form::List(Box::new(self.form(element, ty.item_type())))
            }
            Value::Scalar(id) if named != super::super::shared::TERM.name() => {
                let primitive = self.models.primitive(*id);
                match super::super::shared::image(primitive) {
                    super::super::shared::Image::Texts(..) => Form::Text,
                    super::super::shared::Image::BuiltIn(_)
                    | super::super::shared::Image::Scalar(..) => Form::Scalar(primitive),
                }
            }
            Value::Enum(_) if !is_composite => Form::Enum(self.enum_names(named)),
            Value::Nested(_) | Value::Reference(_) | Value::OneOf(_) if is_composite => {
                Form::Object {
                    of: named.to_string(),
                }
            }
            Value::Node => Form::Iri,
            Value::Any
            | Value::Scalar(_)
            | Value::List(..)
            | Value::Enum(_)
            | Value::Nested(_)
            | Value::Reference(_)
            | Value::OneOf(_) => Form::Term,
        }
    }

    fn enum_names(&self, ty: &str) -> FxHashMap<String, String> {
        let definition = (self
            .others
            .iter()
            .filter_map(|d| d.as_enum_type_definition()))
        .find(|e| e.name == ty);
        let values = definition.into_iter().flat_map(|e| &e.values);
        let named = values.filter_map(|v| {
            let iri = sdl::uri(&v.directives)?;
            matches!(self.models.term_by_iri(iri), Some(TermRef::EnumValue(_)))
                .then(|| (iri.to_owned(), v.value.to_string()))
        });
        named.collect()
    }
}

fn is_list_of_lists(ty: &ast::Type) -> bool {
    ty.is_list() && ty.item_type().is_list()
}
