//! What constructs and datatypes become in GraphQL, for the documentation.

use upper::vocabulary::Primitive;

use super::shared::{Image, image};
use crate::images::{Construct, Images};

pub(super) const IMAGES: Images = Images {
    construct,
    datatype,
};

const fn construct(construct: Construct) -> &'static str {
    match construct {
        Construct::Domain => {
            "a document, by default a subgraph; the domain's name prefixes types and fields unless naming is plain"
        }
        Construct::KeyedClass => {
            "object type with `@key`; in a plain schema also fields of `Query` that find one and list all"
        }
        Construct::NestedClass => "object type without a key (`@shareable` in a subgraph)",
        Construct::KeyedSealedClass => {
            "interface with `@key`, which the types below it implement and repeat; a union where it has no fields"
        }
        Construct::NestedSealedClass => "interface; a union where it has no fields",
        Construct::Trait => {
            "interface, which a class that has it implements where its fields can agree; without properties, the union of the domain's classes that use it"
        }
        Construct::QualifiedClass => {
            "field of `Query` that lists the members of a keyed class; `@udaQualified` with the conditions on the type and on fields that refer to it"
        }
        Construct::Singleton => "object type, and a field of `Query` that gives the one",
        Construct::Union => {
            "union of the object types of its members, and of those below sealed ones"
        }
        Construct::Enumeration => "enum",
        Construct::List => "list in the fields that hold it, `[T!]`",
        Construct::Set => "list, `[T!]`; counts in `@udaConstraint`",
        Construct::Extension => {
            "nullable fields on the entity's type, which a subgraph extends by its key; of a sealed class an `@interfaceObject`, or, where the subgraph has one of its leaves, the interface and its leaves"
        }
        Construct::Refinement => {
            "narrower field type where its interfaces allow it, else `@udaConstraint`"
        }
        Construct::Reference => "field of the type",
        Construct::Inverse => "a field on either side, `@udaInverse` on the one that states it",
        Construct::ConnectedNode => "field of the scalar `URI`",
        Construct::AnyProperty => "field of the scalar `RdfTerm`",
        Construct::PrimaryKey => "`@key(fields: …)`",
        Construct::UniqueKey => "`@udaUniqueKey(fields: …)`",
        Construct::Default => "`@udaDefault(value: …)`",
        Construct::CustomDatatype => {
            "scalar of its own, with the facets in `@udaConstraint`; based on `rdf:langString`, the list type of that"
        }
        Construct::Deprecation => {
            "`@deprecated` on fields and enum values, in the description of types"
        }
        Construct::Texts => {
            "description: the one text that readers of any language get; the others are left out"
        }
    }
}

fn datatype(primitive: Primitive) -> String {
    match image(primitive) {
        Image::BuiltIn(name) => name.to_owned(),
        Image::Scalar(name, ..) => format!("scalar {name}"),
        Image::Texts(name, _) => format!("[{name}!]"),
    }
}
