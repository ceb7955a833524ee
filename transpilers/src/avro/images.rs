//! What constructs and datatypes become in Avro, for the documentation.

use upper::model::Facets;
use upper::vocabulary::Primitive;

use super::scalar;
use super::schema::{Scalar, Type};
use crate::images::{Construct, Images};

pub(super) const IMAGES: Images = Images {
    construct,
    datatype,
};

const fn construct(construct: Construct) -> &'static str {
    match construct {
        Construct::Domain => "namespace, and a folder of schema files",
        Construct::KeyedClass => "file with a record; key fields have `denota.key`",
        Construct::NestedClass => "record in place, where it is first used; by name afterwards",
        Construct::KeyedSealedClass => {
            "file with the union of the records below it, each of which has a file too"
        }
        Construct::NestedSealedClass => "union of the records below it, in place",
        Construct::Trait => {
            "its fields, in the records of the classes that use it; `denota.traits`"
        }
        Construct::QualifiedClass => {
            "of a keyed class: file with a record, conditions in `denota.conditions`; of a keyed sealed class: file with the union of that; of a nested sealed class: that union in place, conditions in `denota.qualified` of the field"
        }
        Construct::Singleton => "file with a record; `denota.singleton`",
        Construct::Union => {
            "union; a branch that is a reference is a record with the key of its class"
        }
        Construct::Enumeration => "enum, without a default symbol; `denota.symbolDocs`",
        Construct::List => "array",
        Construct::Set => "array with `denota.set`; counts in properties",
        Construct::Extension => {
            "file with a record that has the key of the extended class; `denota.extends`"
        }
        Construct::Refinement => {
            "narrowed field of the class's own record, facets in `denota.facets`"
        }
        Construct::Reference => {
            "key of the target: the bare value of a single attribute, else a record `<domain>.key.<Class>`; `denota.references`"
        }
        Construct::Inverse => {
            "a field on either side, `denota.inverseOf` on the one that states it"
        }
        Construct::ConnectedNode | Construct::AnyProperty => "string",
        Construct::PrimaryKey => "`denota.key` of the record",
        Construct::UniqueKey => "`denota.uniqueKeys` of the record",
        Construct::Default => "default of the field",
        Construct::CustomDatatype => {
            "type of its base; `denota.datatype`, `denota.base` and `denota.facets`; digits become precision and scale"
        }
        Construct::Deprecation => {
            "doc and `denota.deprecated`; a replaced name is an alias once nothing has it"
        }
        Construct::Texts => "doc: the one text that readers of any language get",
    }
}

fn datatype(primitive: Primitive) -> String {
    match scalar::of_primitive(primitive, &Facets::default()) {
        Type::Plain(scalar) => written(scalar),
        Type::Texts => "map of string".to_owned(),
        Type::Array(..) | Type::Union(_) | Type::Named(_) => String::new(),
    }
}

fn written(scalar: Scalar) -> String {
    let Scalar {
        name,
        logical,
        digits,
    } = scalar;
    match (logical, digits) {
        (Some(logical), Some((precision, scale))) => {
            format!("{name} {logical}({precision}, {scale})")
        }
        (Some(logical), None) => format!("{name} {logical}"),
        (None, _) => name.to_owned(),
    }
}
