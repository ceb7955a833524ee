//! What constructs and datatypes become in Iceberg, for the documentation.

use upper::model::Facets;
use upper::vocabulary::Primitive;

use super::types;
use crate::images::{Construct, Images};

pub(super) const IMAGES: Images = Images {
    construct,
    datatype,
};

const fn construct(construct: Construct) -> &'static str {
    match construct {
        Construct::Domain => "namespace",
        Construct::KeyedClass => "table with identifier fields, sorted by its key",
        Construct::NestedClass => {
            "struct; one that contains itself, or has no properties: string of JSON"
        }
        Construct::KeyedSealedClass => {
            "one table for the taxonomy, at the class that declares the key: a column `_type` for the class of a row, what only some classes have is optional"
        }
        Construct::NestedSealedClass => {
            "struct of `_type` and an optional field for each class below it"
        }
        Construct::Trait => "its columns, in the tables of the classes that use it",
        Construct::QualifiedClass => {
            "property `denota.qualified.<class>` of the table, with the filter in SQL, where engines share one"
        }
        Construct::Singleton => "table for one row, without identifier fields; `denota.singleton`",
        Construct::Union => "struct of `_type` and an optional field for each member",
        Construct::Enumeration => "string; values in the doc and in `denota.values.<column>`",
        Construct::List | Construct::Set => "list",
        Construct::Extension => {
            "table of its own with the key of the extended class; `denota.extends`"
        }
        Construct::Refinement => {
            "narrowed column; of a class within a taxonomy, `denota.refinement.<class>.<column>` and `denota.required.<column>`"
        }
        Construct::Reference => {
            "a column per key attribute, `<property>_<attribute>`, and `denota.foreign-key.<columns>`; many: list of the key, or of structs"
        }
        Construct::Inverse => {
            "columns for one side: a key member, else the single one of the two; `denota.inverse.<property>` names it for the other"
        }
        Construct::ConnectedNode => "string",
        Construct::AnyProperty => "string in N-Triples",
        Construct::PrimaryKey => "identifier fields, and `denota.primary-key` with their order",
        Construct::UniqueKey => "property `denota.unique-key.<columns>`",
        Construct::Default => "property `denota.default.<column>`",
        Construct::CustomDatatype => {
            "type of its base, facets in the doc; digits become precision and scale"
        }
        Construct::Deprecation => {
            "nothing; once the class no longer has the term, the one that replaces it takes over its field id"
        }
        Construct::Texts => {
            "doc of the column, comment of the table: the one text that readers of any language get"
        }
    }
}

fn datatype(primitive: Primitive) -> String {
    types::primitive(primitive, &Facets::default())
        .map_or_else(|| "map<string, string>".to_owned(), |t| t.to_string())
}
