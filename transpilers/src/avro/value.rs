//! Fields: the type, default and properties that a member of a class gets.

use serde_json::{Value as Json, json};
use upper::model::{
    ClassId, ClassKind, Facets, LEVELS, ListElement, Member, Models, PropertyKind, Range, Value,
};

use super::build::Builder;
use super::name::avro_name;
use super::record::deprecation;
use super::schema::{Field, Identity, Property, Scalar, Type};
use super::{default, facets, losses, record, scalar};

/// The field for a member of a class. `element` is the full name of its record.
pub(super) fn field<'m>(
    b: &mut Builder<'m>,
    element: &str,
    member: &Member,
    key: bool,
) -> Field<'m> {
    let models = b.models;
    let property = models.property(member.property);
    let value = models.value_of(member.range);
    let one = if has_values(member) {
        type_of(b, &value, &member.facets)
    } else {
        Type::Plain(Scalar::plain("null"))
    };
    let texts = one == Type::Texts;
    let set = member.many() && !texts;
    let stated = property.default.as_ref().filter(|_| has_values(member));
    let default = stated.map(|l| default::json(models, &value, &one, l));
    let mut field = Field {
        name: avro_name(&property.info.name),
        property: member.property,
        doc: record::doc(models, &property.info),
        aliases: Vec::new(),
        nullable: !member.required() && !set && !texts && one != Type::Plain(Scalar::plain("null")),
        of: if set {
            Type::Array(Box::new(one), vec![("denota.set", Json::Bool(true))])
        } else {
            one
        },
        default: default.clone().flatten(),
        key,
        references: value.referenced().filter(|_| has_values(member)),
        term: &property.info.iri,
        properties: properties(b, member, &value),
    };
    if set {
        field.default = field.default.map(|one| json!([one]));
    }
    if field.default.is_none() && !member.required() {
        field.default = Some(if set {
            json!([])
        } else if texts {
            json!({})
        } else {
            Json::Null
        });
    }
    let element = format!("{element}.{}", field.name);
    losses::of_member(b, &element, member, &value);
    if default == Some(None) {
        b.lose(
            field.term,
            &element,
            "default",
            "JSON cannot say the default in the form of this type",
        );
    }
    field
}

/// Whether there is ever a value: a refinement may say that there is none.
pub(super) fn has_values(member: &Member) -> bool {
    member.max != Some(0)
}

/// The type of one value.
pub(super) fn type_of(b: &mut Builder<'_>, value: &Value, narrowed: &Facets) -> Type {
    match value {
        Value::Scalar(datatype) => scalar::type_of(b.models, *datatype, narrowed),
        Value::Enum(class) | Value::Nested(class) => b.named(Identity::Class(*class)),
        Value::Reference(class) => reference(b, *class),
        Value::OneOf(class) => one_of(b, *class),
        Value::List(class, element) => {
            let items = type_of(b, element, narrowed);
            let term = b.models.class(*class).info.iri.as_str();
            Type::Array(Box::new(items), vec![("denota.term", term.into())])
        }
        Value::Node | Value::Any => Type::Plain(Scalar::plain("string")),
    }
}

/// The key of a class: the bare value where one attribute holds it, else a record.
fn reference(b: &mut Builder<'_>, class: ClassId) -> Type {
    let Some(key) = &b.models.class(class).key else {
        return b.named(Identity::Class(class));
    };
    match bare_key(b, class) {
        Some(member) => {
            let value = b.models.value_of(member.range);
            type_of(b, &value, &member.facets)
        }
        None => b.named(Identity::Key(key.declared_by)),
    }
}

/// The attribute that alone is the key of a class.
pub(super) fn bare_key(b: &Builder<'_>, class: ClassId) -> Option<Member> {
    let [only] = <[Member; 1]>::try_from(record::key_members(b.models, class)).ok()?;
    match b.models.property(only.property).kind {
        PropertyKind::Attribute | PropertyKind::ConnectedNode | PropertyKind::Any => Some(only),
        PropertyKind::Relationship => None,
    }
}

/// A branch for each leaf: keys in records of their own, so that branches differ.
fn one_of(b: &mut Builder<'_>, class: ClassId) -> Type {
    let mut branches: Vec<Type> = Vec::new();
    for leaf in b.models.concrete_leaves(class) {
        let identity = match b.models.value_of_class(leaf) {
            Value::Reference(leaf) => Identity::Key(leaf),
            Value::Nested(leaf) | Value::Enum(leaf) | Value::OneOf(leaf) | Value::List(leaf, _) => {
                Identity::Class(leaf)
            }
            Value::Scalar(_) | Value::Node | Value::Any => continue,
        };
        branches.push(b.named(identity));
    }
    if branches.is_empty() {
        Type::Plain(Scalar::plain("null"))
    } else {
        Type::Union(branches)
    }
}

fn properties(b: &Builder<'_>, member: &Member, value: &Value) -> Vec<Property> {
    let models = b.models;
    let property = models.property(member.property);
    let mut out: Vec<Property> = Vec::new();
    if has_values(member) {
        out.extend(of_values(b, member, value));
    } else {
        out.push(("denota.maxCount", 0.into()));
    }
    if let Some(inverse) = property.inverse_of {
        out.push((
            "denota.inverseOf",
            models.property(inverse).info.iri.as_str().into(),
        ));
    }
    out.extend(record::original_name(&property.info));
    out.extend(deprecation(models, &property.info));
    out
}

/// What is said of the values.
fn of_values(b: &Builder<'_>, member: &Member, value: &Value) -> Vec<Property> {
    let models = b.models;
    let mut out: Vec<Property> = Vec::new();
    if let Some(class) = value.referenced() {
        out.push(("denota.references", references(b, class)));
    }
    if let Value::OneOf(class) = value.element() {
        out.push((
            "denota.oneOf",
            models.class(*class).info.iri.as_str().into(),
        ));
    }
    let qualified = in_place(models, member.range);
    if !qualified.is_empty() {
        let said = qualified.into_iter().map(|id| said_of(models, id));
        out.push(("denota.qualified", said.collect()));
    }
    if let Some(datatype) = value.datatype() {
        out.extend(scalar::properties(models, datatype, &member.facets));
    }
    if let Some(values) = narrowed_values(models, member, value) {
        out.push(("denota.facets", json!({ "oneOf": values })));
    }
    if counted(b, value, member) {
        if member.min > 0 {
            out.push(("denota.minCount", member.min.into()));
        }
        if let Some(max) = member.max {
            out.push(("denota.maxCount", max.into()));
        }
    }
    out
}

/// The qualified classes of nested sealed ones that a value can be of: records of the classes
/// below those hold it, and none is its own.
pub(super) fn in_place(models: &Models, range: Range) -> Vec<ClassId> {
    let Range::Class(mut class) = range else {
        return Vec::new();
    };
    // A circle of lists is a finding; here it must only end.
    for _ in 0..LEVELS {
        match models.class(class).kind.element() {
            Some(ListElement::Class(element)) => class = element,
            Some(ListElement::Datatype(_)) | None => break,
        }
    }
    let is_in_place = |leaf: &ClassId| {
        models.class(*leaf).kind.base().is_some()
            && matches!(models.value_of_class(*leaf), Value::OneOf(_))
    };
    models
        .leaves(class)
        .into_iter()
        .filter(is_in_place)
        .collect()
}

fn said_of(models: &Models, id: ClassId) -> Json {
    let class = models.class(id);
    match &class.kind {
        ClassKind::Qualified { conditions, .. } => json!({
            "class": class.info.iri,
            "conditions": facets::conditions(models, conditions),
        }),
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_)
        | ClassKind::Extension(_) => Json::Null,
    }
}

/// The symbols of an enumeration that a member may have, where it is not all of them.
pub(super) fn narrowed_values(
    models: &Models,
    member: &Member,
    value: &Value,
) -> Option<Vec<String>> {
    member.facets.one_of.as_ref()?;
    let class = value.enumeration()?;
    let values = models.values_within(class, &member.facets).into_iter();
    let symbol = |value| avro_name(&models.enum_value(value).info.name);
    Some(values.map(symbol).collect())
}

/// Whether counts say more than that the value is there or not.
pub(super) fn counted(b: &Builder<'_>, value: &Value, member: &Member) -> bool {
    let several = member.many() || is_texts(b.models, value);
    several && (member.min > 0 || member.max.is_some())
}

/// Whether a value is a text for each of several languages.
pub(super) fn is_texts(models: &Models, value: &Value) -> bool {
    match value {
        Value::Scalar(datatype) => {
            scalar::type_of(models, *datatype, &Facets::default()) == Type::Texts
        }
        Value::Enum(_)
        | Value::Nested(_)
        | Value::Reference(_)
        | Value::OneOf(_)
        | Value::List(..)
        | Value::Node
        | Value::Any => false,
    }
}

/// Foreign-key metadata: the class, and the names of its key.
pub(super) fn references(b: &Builder<'_>, class: ClassId) -> Json {
    let key: Vec<String> = record::key_members(b.models, class)
        .iter()
        .map(|member| avro_name(&b.models.property(member.property).info.name))
        .collect();
    json!({ "class": b.models.class(class).info.iri, "key": key })
}
