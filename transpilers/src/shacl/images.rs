//! What constructs and datatypes become in SHACL and OWL, for the documentation.

use upper::vocabulary::Primitive;

use crate::images::{Construct, Images};

pub(super) const IMAGES: Images = Images {
    construct,
    datatype,
};

const fn construct(construct: Construct) -> &'static str {
    match construct {
        Construct::Domain => "`owl:Ontology`, and a document of shapes",
        Construct::KeyedClass | Construct::NestedClass => {
            "`owl:Class`, and a node shape, never closed"
        }
        Construct::KeyedSealedClass | Construct::NestedSealedClass => {
            "`owl:Class` with `owl:disjointUnionOf`; a node shape that lets in its leaves only"
        }
        Construct::Trait => {
            "`owl:Class`; its properties are in the shapes of the classes that use it"
        }
        Construct::QualifiedClass => {
            "subclass of the class that it qualifies; a node shape with the conditions"
        }
        Construct::Singleton => "`owl:Class` and node shape",
        Construct::Union => "`owl:Class` with `owl:unionOf`; a node shape without a target",
        Construct::Enumeration => "`owl:Class` with `owl:oneOf`; `sh:in`",
        Construct::List => "subclass of `rdf:List`; a shape of its cells",
        Construct::Set => "`sh:minCount`, `sh:maxCount`",
        Construct::Extension => {
            "node shape whose targets are the concrete classes of what it extends"
        }
        Construct::Refinement => {
            "property shape of the class, `<Class>-<property>` (of another model's property `<Class>-<model>.<property>`), instead of the shared one"
        }
        Construct::Reference => "`owl:ObjectProperty`; `sh:class` of the concrete classes",
        Construct::Inverse => "`owl:inverseOf`",
        Construct::ConnectedNode => "`owl:ObjectProperty`; `sh:nodeKind sh:IRI`",
        Construct::AnyProperty => "`rdf:Property`; counts only",
        Construct::PrimaryKey => {
            "`owl:hasKey`; members `sh:minCount 1`, `sh:maxCount 1`; keyed on `upper:iri`: `sh:nodeKind sh:IRI`"
        }
        Construct::UniqueKey => "`owl:hasKey`",
        Construct::Default => "`sh:defaultValue`",
        Construct::CustomDatatype => {
            "`rdfs:Datatype` with its facets; the facets in the property shapes"
        }
        Construct::Deprecation => "`owl:deprecated`",
        Construct::Texts => "`rdfs:label`, `rdfs:comment` for the description, in all languages",
    }
}

fn datatype(primitive: Primitive) -> String {
    match primitive {
        Primitive::Literal => "sh:nodeKind sh:Literal".to_owned(),
        Primitive::Text => "sh:or of xsd:string and rdf:langString".to_owned(),
        Primitive::LocalDateTime => datatype_of("upper:LocalDateTime"),
        Primitive::Uuid => datatype_of("upper:UUID"),
        Primitive::Json => datatype_of("rdf:JSON"),
        Primitive::LangString => datatype_of("rdf:langString"),
        Primitive::String => datatype_of("xsd:string"),
        Primitive::AnyUri => datatype_of("xsd:anyURI"),
        Primitive::Boolean => datatype_of("xsd:boolean"),
        Primitive::Int => datatype_of("xsd:int"),
        Primitive::Long => datatype_of("xsd:long"),
        Primitive::Integer => datatype_of("xsd:integer"),
        Primitive::NonNegativeInteger => datatype_of("xsd:nonNegativeInteger"),
        Primitive::Decimal => datatype_of("xsd:decimal"),
        Primitive::Float => datatype_of("xsd:float"),
        Primitive::Double => datatype_of("xsd:double"),
        Primitive::Date => datatype_of("xsd:date"),
        Primitive::Time => datatype_of("xsd:time"),
        Primitive::DateTime => datatype_of("xsd:dateTime"),
        Primitive::Duration => datatype_of("xsd:duration"),
        Primitive::Base64Binary => datatype_of("xsd:base64Binary"),
    }
}

fn datatype_of(name: &str) -> String {
    format!("sh:datatype {name}")
}
