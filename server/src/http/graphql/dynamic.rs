//! The executable schema: each definition of the document, with what resolves its fields.

use apollo_compiler::ast;
use async_graphql::Value;
use async_graphql::dynamic::{
    Enum, EnumItem, Field, InputObject, InputValue, Interface, InterfaceField, Object, Scalar,
    Schema, SchemaBuilder, SchemaError, TypeRef, Union,
};
use transpilers::graphql::api::Api;

use super::fields;

/// What the executable schema has beyond the document: how gateways ask for it, and for
/// entities.
const FEDERATION: &str = "
\"The schema as a gateway wants it.\"
type _Service { sdl: String }
\"The key of an entity, with its type.\"
scalar _Any
extend type Query {
  \"The schema of this subgraph.\"
  _service: _Service!
  \"Entities by their keys, for gateways.\"
  _entities(representations: [_Any!]!): [_Entity]!
}
";

/// Makes the executable schema.
pub(super) fn schema(api: &Api) -> Result<Schema, SchemaError> {
    let mut builder = Schema::build("Query", None, None)
        .limit_directives(16)
        .limit_recursive_depth(64);
    let federation = federation(api);
    let more = (federation.definitions.iter()).find_map(|d| d.as_object_type_extension());
    for definition in api
        .document
        .definitions
        .iter()
        .chain(&federation.definitions)
    {
        builder = register(builder, api, definition, more.map_or(&[], |m| &m.fields));
    }
    builder.finish()
}

fn federation(api: &Api) -> ast::Document {
    let entities = api.kinds.iter().filter(|kind| kind.is_entity);
    let names: Vec<&str> = entities.map(|kind| kind.name.as_str()).collect();
    let text = format!("{FEDERATION}\nunion _Entity = {}", names.join(" | "));
    ast::Document::parse(text, "federation.graphqls").unwrap_or_else(|broken| broken.partial)
}

fn register(
    builder: SchemaBuilder,
    api: &Api,
    definition: &ast::Definition,
    more: &[apollo_compiler::Node<ast::FieldDefinition>],
) -> SchemaBuilder {
    use ast::Definition as D;
    match definition {
        D::ScalarTypeDefinition(d) => builder.register(scalar(d)),
        D::ObjectTypeDefinition(d) => {
            let more = if d.name == "Query" { more } else { &[] };
            builder.register(object(api, d, more))
        }
        D::InterfaceTypeDefinition(d) => builder.register(interface(d)),
        D::UnionTypeDefinition(d) => builder.register(union(d)),
        D::EnumTypeDefinition(d) => builder.register(enumeration(d)),
        D::InputObjectTypeDefinition(d) => builder.register(input(d)),
        // Directives of definitions speak to gateways; extensions were merged.
        D::OperationDefinition(_)
        | D::FragmentDefinition(_)
        | D::DirectiveDefinition(_)
        | D::SchemaDefinition(_)
        | D::SchemaExtension(_)
        | D::ScalarTypeExtension(_)
        | D::ObjectTypeExtension(_)
        | D::InterfaceTypeExtension(_)
        | D::UnionTypeExtension(_)
        | D::EnumTypeExtension(_)
        | D::InputObjectTypeExtension(_) => builder,
    }
}

/// Adds the description, where there is one.
macro_rules! described {
    ($made:expr, $definition:expr) => {
        match &$definition.description {
            Some(text) => $made.description(text.as_ref()),
            None => $made,
        }
    };
}

fn scalar(definition: &ast::ScalarTypeDefinition) -> Scalar {
    let made = described!(Scalar::new(definition.name.as_str()), definition);
    let url = definition.directives.get("specifiedBy");
    match url.and_then(|d| d.specified_argument_by_name("url")?.as_str()) {
        Some(url) => made.specified_by_url(url),
        None => made,
    }
}

fn object(
    api: &Api,
    definition: &ast::ObjectTypeDefinition,
    more: &[apollo_compiler::Node<ast::FieldDefinition>],
) -> Object {
    let name = definition.name.as_str();
    let mut made = described!(Object::new(name), definition);
    for interface in &definition.implements_interfaces {
        made = made.implement(interface.as_str());
    }
    for field in definition.fields.iter().chain(more) {
        let resolve = fields::resolver(api, name, field);
        let ty = type_ref(&field.ty);
        let mut of = Field::new(field.name.as_str(), ty, move |context| resolve(&context));
        of = described!(of, field);
        if let Some(reason) = deprecation(&field.directives) {
            of = of.deprecation(Some(reason));
        }
        for argument in &field.arguments {
            of = of.argument(input_value(argument));
        }
        made = made.field(of);
    }
    made
}

fn interface(definition: &ast::InterfaceTypeDefinition) -> Interface {
    let mut made = described!(Interface::new(definition.name.as_str()), definition);
    for interface in &definition.implements_interfaces {
        made = made.implement(interface.as_str());
    }
    for field in &definition.fields {
        let mut of = InterfaceField::new(field.name.as_str(), type_ref(&field.ty));
        of = described!(of, field);
        if let Some(reason) = deprecation(&field.directives) {
            of = of.deprecation(Some(reason));
        }
        for argument in &field.arguments {
            of = of.argument(input_value(argument));
        }
        made = made.field(of);
    }
    made
}

fn union(definition: &ast::UnionTypeDefinition) -> Union {
    let mut made = described!(Union::new(definition.name.as_str()), definition);
    for member in &definition.members {
        made = made.possible_type(member.as_str());
    }
    made
}

fn enumeration(definition: &ast::EnumTypeDefinition) -> Enum {
    let mut made = described!(Enum::new(definition.name.as_str()), definition);
    for value in &definition.values {
        let mut item = described!(EnumItem::new(value.value.as_str()), value);
        if let Some(reason) = deprecation(&value.directives) {
            item = item.deprecation(Some(reason));
        }
        made = made.item(item);
    }
    made
}

fn input(definition: &ast::InputObjectTypeDefinition) -> InputObject {
    let mut made = described!(InputObject::new(definition.name.as_str()), definition);
    for field in &definition.fields {
        made = made.field(input_value(field));
    }
    made
}

fn input_value(definition: &ast::InputValueDefinition) -> InputValue {
    let made = InputValue::new(definition.name.as_str(), type_ref(&definition.ty));
    let made = described!(made, definition);
    match definition.default_value.as_deref().and_then(constant) {
        Some(value) => made.default_value(value),
        None => made,
    }
}

/// A default value; none of ours is a list or an object.
fn constant(value: &ast::Value) -> Option<Value> {
    Some(match value {
        ast::Value::String(text) => Value::from(text.as_str()),
        ast::Value::Boolean(is) => Value::from(*is),
        ast::Value::Int(number) => Value::from(number.as_str().parse::<i64>().ok()?),
        ast::Value::Float(number) => Value::from(number.as_str().parse::<f64>().ok()?),
        ast::Value::Enum(name) => Value::Enum(async_graphql::Name::new(name.as_str())),
        ast::Value::Null => Value::Null,
        ast::Value::Variable(_) | ast::Value::List(_) | ast::Value::Object(_) => return None,
    })
}

fn deprecation(directives: &ast::DirectiveList) -> Option<&str> {
    let deprecated = directives.get("deprecated")?;
    let reason = deprecated.specified_argument_by_name("reason");
    Some(
        reason
            .and_then(|r| r.as_str())
            .unwrap_or("No longer supported"),
    )
}

fn type_ref(ty: &ast::Type) -> TypeRef {
    match ty {
        ast::Type::Named(name) => TypeRef::named(name.as_str()),
        ast::Type::NonNullNamed(name) => TypeRef::named_nn(name.as_str()),
        ast::Type::List(inner) => TypeRef::List(Box::new(type_ref(inner))),
        ast::Type::NonNullList(inner) => {
            TypeRef::NonNull(Box::new(TypeRef::List(Box::new(type_ref(inner)))))
        }
    }
}
