//! Fields: the type, default and properties that a member of a class gets.

use serde_json::{Value as Json, json};
use upper::model::{ClassId, Facets, Member, Models, PropertyKind, Value};

use super::build::Builder;
use super::name::avro_name;
use super::record::deprecation;
use super::schema::{Field, Identity, Property, Scalar, Type};
use super::{default, facets, record, scalar};

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
    let one = type_of(b, &value, &member.facets);
    let texts = one == Type::Texts;
    let set = member.many() && !texts;
    let default = property
        .default
        .as_ref()
        .map(|l| default::json(models, &value, &one, l));
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
        references: value.referenced(),
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
    lose(b, &element, member, &value);
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
    for leaf in b.models.leaves(class) {
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
    if let Some(class) = value.referenced() {
        out.push(("denota.references", references(b, class)));
    }
    if let Value::OneOf(class) = value.element() {
        out.push((
            "denota.oneOf",
            models.class(*class).info.iri.as_str().into(),
        ));
    }
    if let Some(inverse) = property.inverse_of {
        out.push((
            "denota.inverseOf",
            models.property(inverse).info.iri.as_str().into(),
        ));
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
    out.extend(record::original_name(&property.info));
    out.extend(deprecation(models, &property.info));
    out
}

/// The symbols of an enumeration that a member may have, where it is not all of them.
fn narrowed_values(models: &Models, member: &Member, value: &Value) -> Option<Vec<String>> {
    member.facets.one_of.as_ref()?;
    let class = value.enumeration()?;
    let values = models.values_within(class, &member.facets).into_iter();
    let symbol = |value| avro_name(&models.enum_value(value).info.name);
    Some(values.map(symbol).collect())
}

/// Whether counts say more than that the value is there or not.
fn counted(b: &Builder<'_>, value: &Value, member: &Member) -> bool {
    let texts = value
        .datatype()
        .is_some_and(|d| scalar::type_of(b.models, d, &Facets::default()) == Type::Texts);
    (member.many() || texts) && (member.min > 0 || member.max.is_some())
}

/// Foreign-key metadata: the class, and the names of its key.
pub(super) fn references(b: &Builder<'_>, class: ClassId) -> Json {
    let key: Vec<String> = record::key_members(b.models, class)
        .iter()
        .map(|member| avro_name(&b.models.property(member.property).info.name))
        .collect();
    json!({ "class": b.models.class(class).info.iri, "key": key })
}

fn lose(b: &mut Builder<'_>, element: &str, member: &Member, value: &Value) {
    let models = b.models;
    let term = models.property(member.property).info.iri.as_str();
    let in_properties =
        |construct: &str| format!("a {construct} is stated in a property and not enforced");
    if member.many()
        && !matches!(value, Value::Scalar(d) if scalar::type_of(models, *d, &Facets::default()) == Type::Texts)
    {
        b.lose(
            term,
            element,
            "unique values",
            "an array may hold a value twice and has an order",
        );
    }
    if counted(b, value, member) {
        b.lose(term, element, "count", in_properties("count"));
    }
    if value.referenced().is_some() {
        b.lose(term, element, "reference", in_properties("reference"));
    }
    if let Some(datatype) = value.datatype() {
        if let Some((construct, message)) = scalar::lost(models, datatype) {
            b.lose(term, element, construct, message);
        }
        let all = models.narrowed(datatype, &member.facets);
        for construct in facets::lost(&all, models.primitive(datatype)) {
            b.lose(term, element, construct, in_properties(construct));
        }
    }
    if narrowed_values(models, member, value).is_some() {
        let construct = "allowed values";
        b.lose(term, element, construct, in_properties(construct));
    }
    if *value == Value::Any {
        b.lose(
            term,
            element,
            "any value",
            "a string: the lexical form or the IRI, without saying which",
        );
    }
}
