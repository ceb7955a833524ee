//! What records and fields leave to their properties, or to nobody.

use upper::model::{ClassId, ClassKind, Member, Models, Value};

use super::build::Builder;
use super::value::{counted, has_values, in_place, is_texts, narrowed_values};
use super::{facets, scalar};

/// What the record of a class leaves to its properties.
pub(super) fn of_class(b: &mut Builder<'_>, id: ClassId, element: &str) {
    of_keys(b, id, element);
    let class = b.models.class(id);
    match &class.kind {
        ClassKind::Qualified { .. } => {
            let message = "conditions are stated in a property and not enforced";
            b.lose(&class.info.iri, element, "condition", message);
        }
        ClassKind::Singleton => {
            let message = "nothing keeps instances from being several";
            b.lose(&class.info.iri, element, "singleton", message);
        }
        ClassKind::Extension(_) => {
            let message = "the extended class is stated in a property; that each record is of one of its instances is not enforced";
            b.lose(&class.info.iri, element, "extension", message);
        }
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_) => {}
    }
}

/// What a file with the union of the records of a class leaves out.
pub(super) fn of_union(b: &mut Builder<'_>, id: ClassId, element: &str) {
    of_keys(b, id, element);
    let class = b.models.class(id);
    let term = class.info.iri.as_str();
    if class.kind.base().is_some() {
        let message = "a union has no name, documentation or properties: neither the class nor its conditions are stated, and nothing enforces them";
        b.lose(term, element, "condition", message);
    } else {
        let message = "a union has no name, documentation or properties: each record in it names the class in \
                       `denota.subClassOf`";
        b.lose(term, element, "sealed class", message);
    }
}

fn of_keys(b: &mut Builder<'_>, id: ClassId, element: &str) {
    let class = b.models.class(id);
    let term = class.info.iri.as_str();
    if class.key.is_some() {
        let message = "a key is stated in a property; that it is unique is not enforced";
        b.lose(term, element, "primary key", message);
    }
    for _ in &class.unique_keys {
        let message = "a unique key is stated in a property and not enforced";
        b.lose(term, element, "unique key", message);
    }
}

/// What a field leaves to its properties.
pub(super) fn of_member(b: &mut Builder<'_>, element: &str, member: &Member, value: &Value) {
    let models = b.models;
    let property = models.property(member.property);
    let term = property.info.iri.as_str();
    if property.inverse_of.is_some() {
        let message = "an inverse is stated in a property and not enforced";
        b.lose(term, element, "inverse", message);
    }
    if !has_values(member) {
        return;
    }
    of_counts(b, element, member, value);
    of_values(b, element, member, value);
    for qualified in in_place(models, member.range) {
        let name = &models.class(qualified).info.name;
        let message =
            format!("the conditions of `{name}` are stated in a property and not enforced");
        b.lose(term, element, "condition", message);
    }
}

fn in_properties(construct: &str) -> String {
    format!("a {construct} is stated in a property and not enforced")
}

fn of_counts(b: &mut Builder<'_>, element: &str, member: &Member, value: &Value) {
    let term = b.models.property(member.property).info.iri.as_str();
    if member.many() && !is_texts(b.models, value) {
        let message = "an array may hold a value twice and has an order";
        b.lose(term, element, "unique values", message);
    }
    if counted(b, value, member) {
        b.lose(term, element, "count", in_properties("count"));
    }
}

fn of_values(b: &mut Builder<'_>, element: &str, member: &Member, value: &Value) {
    let models = b.models;
    let term = models.property(member.property).info.iri.as_str();
    if refers(models, value) {
        b.lose(term, element, "reference", in_properties("reference"));
    }
    if let Some(datatype) = value.datatype() {
        let (primitive, all) = (
            models.primitive(datatype),
            models.narrowed(datatype, &member.facets),
        );
        if let Some((construct, message)) = scalar::lost(primitive, &all) {
            b.lose(term, element, construct, message);
        }
        for construct in facets::lost(&all, primitive) {
            b.lose(term, element, construct, in_properties(construct));
        }
    }
    if narrowed_values(models, member, value).is_some() {
        let construct = "allowed values";
        b.lose(term, element, construct, in_properties(construct));
    }
    match value.element() {
        Value::Node => {
            let message = "a string that is not checked to be an IRI";
            b.lose(term, element, "connected node", message);
        }
        Value::Any => {
            let message = "a string: the lexical form or the IRI, without saying which";
            b.lose(term, element, "any value", message);
        }
        Value::Scalar(_)
        | Value::Enum(_)
        | Value::Nested(_)
        | Value::Reference(_)
        | Value::OneOf(_)
        | Value::List(..) => {}
    }
}

/// Whether a value is a reference, or a member of a union that is one.
fn refers(models: &Models, value: &Value) -> bool {
    match value.element() {
        Value::Reference(_) => true,
        Value::OneOf(class) => {
            let leaves = models.leaves(*class).into_iter();
            let mut values = leaves.map(|leaf| models.value_of_class(leaf));
            values.any(|value| value.referenced().is_some())
        }
        Value::Scalar(_)
        | Value::Enum(_)
        | Value::Nested(_)
        | Value::List(..)
        | Value::Node
        | Value::Any => false,
    }
}
