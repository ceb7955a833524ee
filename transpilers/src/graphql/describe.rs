//! The representation: every element of a document, read off the document itself, and the
//! terms that the elements stand for, read off their `@udaUri`.

use apollo_compiler::{Name, Node, ast};
use upper::model::{Domain, Models};
use upper::vocabulary::{graph, graphql, xsd};

use super::builder::Built;
use super::shared;
use crate::representation::{Representation, Role};

/// Describes a document.
pub(super) fn describe(
    built: &Built,
    models: &Models,
    domain: &Domain,
    path: &str,
) -> Representation {
    let mut writer = Writer {
        graph: Representation::new(&domain.info.iri, "graphql", graphql::NS),
        schema: String::new(),
        built,
        models,
    };
    writer.schema = writer.graph.element(&[path]);
    let schema = writer.schema.clone();
    writer
        .graph
        .node(&schema, graphql::class::SCHEMA)
        .text(graph::NAME, path);
    if let Some(doc) = domain.info.doc() {
        writer.graph.text(graph::DOC, doc);
    }
    if built.federation {
        writer.graph.text(graphql::FEDERATION_VERSION, "2.3");
    }
    writer
        .graph
        .corresponds(&schema, &domain.info.iri, Role::Domain, &[]);
    for definition in &built.document.definitions {
        writer.definition(definition);
    }
    for (class, name) in &built.stand_ins {
        let element = writer.graph.element(&[name.as_str()]);
        writer.graph.corresponds(&element, class, Role::Entity, &[]);
    }
    for primitive in &built.primitives {
        let element = writer.graph.element(&[shared::image(*primitive).name()]);
        let term = upper::vocabulary::iri(primitive.term()).unwrap_or_default();
        writer
            .graph
            .corresponds(&element, term, Role::Datatype, &[]);
    }
    writer.graph
}

struct Writer<'a> {
    graph: Representation,
    schema: String,
    built: &'a Built,
    models: &'a Models,
}

impl Writer<'_> {
    fn definition(&mut self, definition: &ast::Definition) {
        use graphql::class;
        match definition {
            ast::Definition::ObjectTypeDefinition(ty) => {
                self.ty(
                    class::OBJECT_TYPE,
                    &ty.name,
                    ty.description.as_ref(),
                    &ty.directives,
                    Role::Entity,
                );
                self.composite(&ty.implements_interfaces, &ty.directives);
                self.fields(&ty.name, &ty.directives, &ty.fields);
            }
            ast::Definition::InterfaceTypeDefinition(ty) => {
                self.ty(
                    class::INTERFACE_TYPE,
                    &ty.name,
                    ty.description.as_ref(),
                    &ty.directives,
                    Role::Entity,
                );
                self.composite(&ty.implements_interfaces, &ty.directives);
                self.fields(&ty.name, &ty.directives, &ty.fields);
            }
            ast::Definition::UnionTypeDefinition(ty) => {
                self.ty(
                    class::UNION_TYPE,
                    &ty.name,
                    ty.description.as_ref(),
                    &ty.directives,
                    Role::Entity,
                );
                for member in &ty.members {
                    let member = self.graph.element(&[member.as_str()]);
                    self.graph.iri_value(graphql::MEMBER, &member);
                }
            }
            ast::Definition::EnumTypeDefinition(ty) => {
                self.ty(
                    class::ENUM_TYPE,
                    &ty.name,
                    ty.description.as_ref(),
                    &ty.directives,
                    Role::Entity,
                );
                for value in &ty.values {
                    self.enum_value(&ty.name, value);
                }
            }
            ast::Definition::ScalarTypeDefinition(ty) => {
                self.ty(
                    class::SCALAR_TYPE,
                    &ty.name,
                    ty.description.as_ref(),
                    &ty.directives,
                    Role::Datatype,
                );
                if let Some(url) = text(&ty.directives, "specifiedBy", "url") {
                    self.graph.typed(graphql::SPECIFIED_BY, url, xsd::ANY_URI);
                }
            }
            ast::Definition::InputObjectTypeDefinition(ty) => {
                self.ty(
                    class::INPUT_TYPE,
                    &ty.name,
                    ty.description.as_ref(),
                    &ty.directives,
                    Role::Key,
                );
                for field in &ty.fields {
                    self.input_value(class::FIELD, &[ty.name.as_str()], &ty.directives, field);
                }
            }
            // What a schema document of ours has beside types: its header and directives.
            ast::Definition::SchemaDefinition(_)
            | ast::Definition::SchemaExtension(_)
            | ast::Definition::DirectiveDefinition(_) => {}
            // What no document of ours has.
            ast::Definition::OperationDefinition(_)
            | ast::Definition::FragmentDefinition(_)
            | ast::Definition::ScalarTypeExtension(_)
            | ast::Definition::ObjectTypeExtension(_)
            | ast::Definition::InterfaceTypeExtension(_)
            | ast::Definition::UnionTypeExtension(_)
            | ast::Definition::EnumTypeExtension(_)
            | ast::Definition::InputObjectTypeExtension(_) => {}
        }
    }

    fn ty(
        &mut self,
        class: upper::graph::TermId,
        name: &Name,
        doc: Option<&Node<str>>,
        directives: &ast::DirectiveList,
        role: Role,
    ) {
        let element = self.graph.element(&[name.as_str()]);
        self.named(class, &element, name, doc);
        let schema = self.schema.clone();
        self.graph.iri_value(graph::PART_OF, &schema);
        let Some(term) = uri(directives) else { return };
        // A built-in datatype can have an object type.
        let is_datatype = matches!(
            self.models.term_by_iri(term),
            Some(upper::model::TermRef::Datatype(_))
        );
        let role = if is_datatype { Role::Datatype } else { role };
        if role != Role::Key {
            self.graph.corresponds(&element, term, role, &[]);
        }
    }

    fn named(
        &mut self,
        class: upper::graph::TermId,
        element: &str,
        name: &str,
        doc: Option<&Node<str>>,
    ) {
        self.graph.node(element, class).text(graph::NAME, name);
        if let Some(doc) = doc {
            self.graph.text(graph::DOC, doc);
        }
    }

    fn composite(&mut self, interfaces: &[Name], directives: &ast::DirectiveList) {
        for interface in interfaces {
            let interface = self.graph.element(&[interface.as_str()]);
            self.graph.iri_value(graphql::IMPLEMENTS, &interface);
        }
        for key in directives.get_all("key") {
            if let Some(fields) = argument(key, "fields").and_then(|v| v.as_str()) {
                self.graph.text(graphql::KEY_FIELDS, fields);
            }
            if let Some(resolvable) = argument(key, "resolvable").and_then(|v| v.to_bool()) {
                self.graph.boolean(graphql::RESOLVABLE, resolvable);
            }
        }
        if directives.has("interfaceObject") {
            self.graph.boolean(graphql::INTERFACE_OBJECT, true);
        }
    }

    fn fields(
        &mut self,
        on: &Name,
        directives: &ast::DirectiveList,
        fields: &[Node<ast::FieldDefinition>],
    ) {
        for field in fields {
            let element = self.graph.element(&[on.as_str(), field.name.as_str()]);
            self.named(
                graphql::class::FIELD,
                &element,
                &field.name,
                field.description.as_ref(),
            );
            self.typed(&[on.as_str()], &field.ty, &field.directives);
            self.field_term(&element, on, directives, field);
            for argument in &field.arguments {
                let path = [on.as_str(), field.name.as_str()];
                self.input_value(graphql::class::ARGUMENT, &path, &field.directives, argument);
            }
        }
    }

    fn field_term(
        &mut self,
        element: &str,
        on: &Name,
        directives: &ast::DirectiveList,
        field: &ast::FieldDefinition,
    ) {
        if let Some(path) = self.built.paths.get(&(on.clone(), field.name.clone())) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            if let Some(term) = path.get(1) {
                self.graph
                    .corresponds(element, term, Role::Reference, &path);
            }
            return;
        }
        let class = uri(directives);
        match (class, uri(&field.directives)) {
            (Some(class), Some(property)) => {
                self.graph
                    .corresponds(element, property, Role::Value, &[class, property]);
            }
            // A field of `Query` gives instances of a class.
            (None, Some(class)) => self.graph.corresponds(element, class, Role::Entity, &[]),
            (Some(datatype), None) if field.name == "language" => {
                self.graph.corresponds(element, datatype, Role::MapKey, &[]);
            }
            (Some(datatype), None) if field.name == "value" => {
                self.graph
                    .corresponds(element, datatype, Role::MapValue, &[]);
            }
            (Some(_) | None, None) => {}
        }
    }

    /// A field of an input type, or an argument; `path` leads to what holds it.
    fn input_value(
        &mut self,
        class: upper::graph::TermId,
        path: &[&str],
        holder: &ast::DirectiveList,
        value: &ast::InputValueDefinition,
    ) {
        let own: Vec<&str> = path.iter().copied().chain([value.name.as_str()]).collect();
        let element = self.graph.element(&own);
        self.named(class, &element, &value.name, value.description.as_ref());
        self.typed(path, &value.ty, &value.directives);
        if let (Some(class), Some(property)) = (uri(holder), uri(&value.directives))
            && class != property
        {
            self.graph
                .corresponds(&element, property, Role::Key, &[class, property]);
        }
    }

    fn typed(&mut self, path: &[&str], ty: &ast::Type, directives: &ast::DirectiveList) {
        let holder = self.graph.element(path);
        self.graph.iri_value(graph::PART_OF, &holder);
        self.graph.text(graphql::TYPE_REFERENCE, &ty.to_string());
        let name = ty.inner_named_type();
        if !matches!(name.as_str(), "String" | "Int" | "Float" | "Boolean" | "ID") {
            let named = self.graph.element(&[name.as_str()]);
            self.graph.iri_value(graphql::NAMED_TYPE, &named);
        }
        self.deprecation(directives);
    }

    fn enum_value(&mut self, on: &Name, value: &ast::EnumValueDefinition) {
        let element = self.graph.element(&[on.as_str(), value.value.as_str()]);
        self.named(
            graphql::class::ENUM_VALUE,
            &element,
            &value.value,
            value.description.as_ref(),
        );
        let holder = self.graph.element(&[on.as_str()]);
        self.graph.iri_value(graph::PART_OF, &holder);
        self.deprecation(&value.directives);
        if let Some(term) = uri(&value.directives) {
            self.graph.corresponds(&element, term, Role::EnumValue, &[]);
        }
    }

    fn deprecation(&mut self, directives: &ast::DirectiveList) {
        if let Some(reason) = text(directives, "deprecated", "reason") {
            self.graph.text(graphql::DEPRECATION_REASON, reason);
        }
    }
}

fn uri(directives: &ast::DirectiveList) -> Option<&str> {
    text(directives, "udaUri", "uri")
}

fn text<'a>(directives: &'a ast::DirectiveList, directive: &str, name: &str) -> Option<&'a str> {
    argument(directives.get(directive)?, name)?.as_str()
}

fn argument<'a>(directive: &'a ast::Directive, name: &str) -> Option<&'a ast::Value> {
    directive
        .specified_argument_by_name(name)
        .map(|value| &**value)
}
