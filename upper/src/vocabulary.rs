//! The terms that the code names: derived from `ontologies/upper.ttl`, not written by hand.
//!
//! `make generate` writes this file; a test derives it again and compares.

use crate::graph::TermId;

/// Every well-known IRI; a constant's id is its index here.
pub const IRIS: &[&str] = &[
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2000/01/rdf-schema#Literal",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2000/01/rdf-schema#comment",
    "http://www.w3.org/2000/01/rdf-schema#subClassOf",
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf",
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/2001/XMLSchema#boolean",
    "http://www.w3.org/2001/XMLSchema#int",
    "http://www.w3.org/2001/XMLSchema#long",
    "http://www.w3.org/2001/XMLSchema#integer",
    "http://www.w3.org/2001/XMLSchema#nonNegativeInteger",
    "http://www.w3.org/2001/XMLSchema#decimal",
    "http://www.w3.org/2001/XMLSchema#float",
    "http://www.w3.org/2001/XMLSchema#double",
    "http://www.w3.org/2001/XMLSchema#date",
    "http://www.w3.org/2001/XMLSchema#time",
    "http://www.w3.org/2001/XMLSchema#dateTime",
    "http://www.w3.org/2001/XMLSchema#duration",
    "http://www.w3.org/2001/XMLSchema#anyURI",
    "http://www.w3.org/2001/XMLSchema#base64Binary",
    "http://www.w3.org/2002/07/owl#imports",
    "http://www.w3.org/2002/07/owl#versionInfo",
    "http://www.w3.org/2002/07/owl#Ontology",
    "https://w3id.org/denota/upper#domain",
    "https://w3id.org/denota/upper#owner",
    "https://w3id.org/denota/upper#extends",
    "https://w3id.org/denota/upper#standsFor",
    "https://w3id.org/denota/upper#property",
    "https://w3id.org/denota/upper#trait",
    "https://w3id.org/denota/upper#refinement",
    "https://w3id.org/denota/upper#primaryKey",
    "https://w3id.org/denota/upper#keyedOn",
    "https://w3id.org/denota/upper#uniqueKey",
    "https://w3id.org/denota/upper#subClassOf",
    "https://w3id.org/denota/upper#qualifies",
    "https://w3id.org/denota/upper#where",
    "https://w3id.org/denota/upper#hasValue",
    "https://w3id.org/denota/upper#present",
    "https://w3id.org/denota/upper#unionOf",
    "https://w3id.org/denota/upper#listOf",
    "https://w3id.org/denota/upper#oneOf",
    "https://w3id.org/denota/upper#iri",
    "https://w3id.org/denota/upper#datatype",
    "https://w3id.org/denota/upper#defaultValue",
    "https://w3id.org/denota/upper#class",
    "https://w3id.org/denota/upper#inverseOf",
    "https://w3id.org/denota/upper#dependency",
    "https://w3id.org/denota/upper#subPropertyOf",
    "https://w3id.org/denota/upper#refines",
    "https://w3id.org/denota/upper#label",
    "https://w3id.org/denota/upper#description",
    "https://w3id.org/denota/upper#comment",
    "https://w3id.org/denota/upper#name",
    "https://w3id.org/denota/upper#deprecated",
    "https://w3id.org/denota/upper#replacedBy",
    "https://w3id.org/denota/upper#minCount",
    "https://w3id.org/denota/upper#maxCount",
    "https://w3id.org/denota/upper#minInclusive",
    "https://w3id.org/denota/upper#maxInclusive",
    "https://w3id.org/denota/upper#minExclusive",
    "https://w3id.org/denota/upper#maxExclusive",
    "https://w3id.org/denota/upper#pattern",
    "https://w3id.org/denota/upper#minLength",
    "https://w3id.org/denota/upper#maxLength",
    "https://w3id.org/denota/upper#totalDigits",
    "https://w3id.org/denota/upper#fractionDigits",
    "https://w3id.org/denota/upper#base",
    "https://w3id.org/denota/upper#DomainModel",
    "https://w3id.org/denota/upper#Term",
    "https://w3id.org/denota/upper#NamedTerm",
    "https://w3id.org/denota/upper#Shape",
    "https://w3id.org/denota/upper#Type",
    "https://w3id.org/denota/upper#Class",
    "https://w3id.org/denota/upper#DirectClass",
    "https://w3id.org/denota/upper#SealedClass",
    "https://w3id.org/denota/upper#Trait",
    "https://w3id.org/denota/upper#Singleton",
    "https://w3id.org/denota/upper#Extension",
    "https://w3id.org/denota/upper#EntityClass",
    "https://w3id.org/denota/upper#Structured",
    "https://w3id.org/denota/upper#Refining",
    "https://w3id.org/denota/upper#Keyed",
    "https://w3id.org/denota/upper#PropertyList",
    "https://w3id.org/denota/upper#Hierarchical",
    "https://w3id.org/denota/upper#QualifiedClass",
    "https://w3id.org/denota/upper#Condition",
    "https://w3id.org/denota/upper#Union",
    "https://w3id.org/denota/upper#ClassList",
    "https://w3id.org/denota/upper#List",
    "https://w3id.org/denota/upper#ListElement",
    "https://w3id.org/denota/upper#Enumeration",
    "https://w3id.org/denota/upper#EnumValueList",
    "https://w3id.org/denota/upper#EnumValue",
    "https://w3id.org/denota/upper#Property",
    "https://w3id.org/denota/upper#Attribute",
    "https://w3id.org/denota/upper#Relationship",
    "https://w3id.org/denota/upper#ConnectedNode",
    "https://w3id.org/denota/upper#AnyProperty",
    "https://w3id.org/denota/upper#AttributeRange",
    "https://w3id.org/denota/upper#Refinement",
    "https://w3id.org/denota/upper#Described",
    "https://w3id.org/denota/upper#Named",
    "https://w3id.org/denota/upper#Deprecatable",
    "https://w3id.org/denota/upper#Counted",
    "https://w3id.org/denota/upper#Bounded",
    "https://w3id.org/denota/upper#Faceted",
    "https://w3id.org/denota/upper#Datatype",
    "https://w3id.org/denota/upper#PrimitiveDatatype",
    "https://w3id.org/denota/upper#DerivedDatatype",
    "https://w3id.org/denota/upper#BuiltInDerivedDatatype",
    "https://w3id.org/denota/upper#CustomDatatype",
    "https://w3id.org/denota/upper#LiteralList",
    "https://w3id.org/denota/upper#String",
    "https://w3id.org/denota/upper#LangString",
    "https://w3id.org/denota/upper#AnyURI",
    "https://w3id.org/denota/upper#TextDatatype",
    "https://w3id.org/denota/upper#Literal",
    "https://w3id.org/denota/upper#JSON",
    "https://w3id.org/denota/upper#Boolean",
    "https://w3id.org/denota/upper#Int",
    "https://w3id.org/denota/upper#Long",
    "https://w3id.org/denota/upper#Integer",
    "https://w3id.org/denota/upper#NonNegativeInteger",
    "https://w3id.org/denota/upper#Decimal",
    "https://w3id.org/denota/upper#Float",
    "https://w3id.org/denota/upper#Double",
    "https://w3id.org/denota/upper#Date",
    "https://w3id.org/denota/upper#Time",
    "https://w3id.org/denota/upper#DateTime",
    "https://w3id.org/denota/upper#LocalDateTimeDatatype",
    "https://w3id.org/denota/upper#Duration",
    "https://w3id.org/denota/upper#UUIDDatatype",
    "https://w3id.org/denota/upper#Base64Binary",
    "https://w3id.org/denota/upper#Count",
    "https://w3id.org/denota/upper#Identifier",
    "https://w3id.org/denota/upper#Text",
    "https://w3id.org/denota/upper#LocalDateTime",
    "https://w3id.org/denota/upper#UUID",
    "https://w3id.org/denota/graph#governedBy",
    "https://w3id.org/denota/graph#dependsOn",
    "https://w3id.org/denota/graph#registers",
    "https://w3id.org/denota/graph#conformsTo",
    "https://w3id.org/denota/graph#domainName",
    "https://w3id.org/denota/graph#builtIn",
    "https://w3id.org/denota/graph#newest",
    "https://w3id.org/denota/graph#revisionOf",
    "https://w3id.org/denota/graph#contentHash",
    "https://w3id.org/denota/graph#publishedAt",
    "https://w3id.org/denota/graph#publisher",
    "https://w3id.org/denota/graph#publication",
    "https://w3id.org/denota/graph#previous",
    "https://w3id.org/denota/graph#retiredAt",
    "https://w3id.org/denota/graph#dependencyOf",
    "https://w3id.org/denota/graph#needs",
    "https://w3id.org/denota/graph#versionRange",
    "https://w3id.org/denota/graph#resolvedTo",
    "https://w3id.org/denota/graph#name",
    "https://w3id.org/denota/graph#doc",
    "https://w3id.org/denota/graph#partOf",
    "https://w3id.org/denota/graph#position",
    "https://w3id.org/denota/graph#references",
    "https://w3id.org/denota/graph#NamedGraph",
    "https://w3id.org/denota/graph#Graph",
    "https://w3id.org/denota/graph#Registration",
    "https://w3id.org/denota/graph#Revision",
    "https://w3id.org/denota/graph#Dependency",
    "https://w3id.org/denota/graph#Element",
    "https://w3id.org/denota/graph#Sha256",
    "https://w3id.org/denota/graphql#federationVersion",
    "https://w3id.org/denota/graphql#implements",
    "https://w3id.org/denota/graphql#keyFields",
    "https://w3id.org/denota/graphql#resolvable",
    "https://w3id.org/denota/graphql#interfaceObject",
    "https://w3id.org/denota/graphql#member",
    "https://w3id.org/denota/graphql#specifiedBy",
    "https://w3id.org/denota/graphql#typeReference",
    "https://w3id.org/denota/graphql#namedType",
    "https://w3id.org/denota/graphql#deprecationReason",
    "https://w3id.org/denota/graphql#Schema",
    "https://w3id.org/denota/graphql#Type",
    "https://w3id.org/denota/graphql#ObjectType",
    "https://w3id.org/denota/graphql#InterfaceType",
    "https://w3id.org/denota/graphql#UnionType",
    "https://w3id.org/denota/graphql#EnumType",
    "https://w3id.org/denota/graphql#ScalarType",
    "https://w3id.org/denota/graphql#InputType",
    "https://w3id.org/denota/graphql#Composite",
    "https://w3id.org/denota/graphql#Field",
    "https://w3id.org/denota/graphql#FieldHolder",
    "https://w3id.org/denota/graphql#Argument",
    "https://w3id.org/denota/graphql#EnumValue",
    "https://w3id.org/denota/graphql#Typed",
    "https://w3id.org/denota/graphql#Deprecatable",
    "https://w3id.org/denota/avro#namespace",
    "https://w3id.org/denota/avro#alias",
    "https://w3id.org/denota/avro#key",
    "https://w3id.org/denota/avro#size",
    "https://w3id.org/denota/avro#type",
    "https://w3id.org/denota/avro#namedType",
    "https://w3id.org/denota/avro#nullable",
    "https://w3id.org/denota/avro#default",
    "https://w3id.org/denota/avro#logicalType",
    "https://w3id.org/denota/avro#precision",
    "https://w3id.org/denota/avro#scale",
    "https://w3id.org/denota/avro#Schema",
    "https://w3id.org/denota/avro#NamedType",
    "https://w3id.org/denota/avro#Record",
    "https://w3id.org/denota/avro#Enum",
    "https://w3id.org/denota/avro#Fixed",
    "https://w3id.org/denota/avro#FieldList",
    "https://w3id.org/denota/avro#Symbol",
    "https://w3id.org/denota/avro#Place",
    "https://w3id.org/denota/avro#Document",
    "https://w3id.org/denota/avro#Field",
    "https://w3id.org/denota/avro#Items",
    "https://w3id.org/denota/avro#Values",
    "https://w3id.org/denota/avro#Branch",
    "https://w3id.org/denota/avro#Logical",
    "https://w3id.org/denota/avro#TypeName",
    "https://w3id.org/denota/iceberg#uri",
    "https://w3id.org/denota/iceberg#warehouse",
    "https://w3id.org/denota/iceberg#formatVersion",
    "https://w3id.org/denota/iceberg#tableUuid",
    "https://w3id.org/denota/iceberg#location",
    "https://w3id.org/denota/iceberg#identifierFields",
    "https://w3id.org/denota/iceberg#fieldId",
    "https://w3id.org/denota/iceberg#type",
    "https://w3id.org/denota/iceberg#required",
    "https://w3id.org/denota/iceberg#partitionSpec",
    "https://w3id.org/denota/iceberg#sortOrder",
    "https://w3id.org/denota/iceberg#sourceField",
    "https://w3id.org/denota/iceberg#transform",
    "https://w3id.org/denota/iceberg#direction",
    "https://w3id.org/denota/iceberg#nullOrder",
    "https://w3id.org/denota/iceberg#property",
    "https://w3id.org/denota/iceberg#key",
    "https://w3id.org/denota/iceberg#value",
    "https://w3id.org/denota/iceberg#Catalog",
    "https://w3id.org/denota/iceberg#Namespace",
    "https://w3id.org/denota/iceberg#Table",
    "https://w3id.org/denota/iceberg#FieldList",
    "https://w3id.org/denota/iceberg#Field",
    "https://w3id.org/denota/iceberg#Column",
    "https://w3id.org/denota/iceberg#StructField",
    "https://w3id.org/denota/iceberg#ListElement",
    "https://w3id.org/denota/iceberg#MapKey",
    "https://w3id.org/denota/iceberg#MapValue",
    "https://w3id.org/denota/iceberg#PartitionSpec",
    "https://w3id.org/denota/iceberg#PartitionField",
    "https://w3id.org/denota/iceberg#SortOrder",
    "https://w3id.org/denota/iceberg#SortField",
    "https://w3id.org/denota/iceberg#Property",
    "https://w3id.org/denota/iceberg#TypeName",
    "https://w3id.org/denota/iceberg#TransformName",
    "https://w3id.org/denota/iceberg#SortDirection",
    "https://w3id.org/denota/iceberg#NullOrder",
    "https://w3id.org/denota/shacl#shape",
    "https://w3id.org/denota/shacl#ShapesGraph",
    "https://w3id.org/denota/shacl#NodeShape",
    "https://w3id.org/denota/shacl#PropertyShape",
    "https://w3id.org/denota/mapping#source",
    "https://w3id.org/denota/mapping#target",
    "https://w3id.org/denota/mapping#term",
    "https://w3id.org/denota/mapping#element",
    "https://w3id.org/denota/mapping#root",
    "https://w3id.org/denota/mapping#path",
    "https://w3id.org/denota/mapping#discriminatorValue",
    "https://w3id.org/denota/mapping#role",
    "https://w3id.org/denota/mapping#Mapping",
    "https://w3id.org/denota/mapping#Correspondence",
    "https://w3id.org/denota/mapping#Path",
    "https://w3id.org/denota/mapping#Role",
    "https://w3id.org/denota/mapping#Domain",
    "https://w3id.org/denota/mapping#Entity",
    "https://w3id.org/denota/mapping#Branch",
    "https://w3id.org/denota/mapping#Discriminator",
    "https://w3id.org/denota/mapping#Value",
    "https://w3id.org/denota/mapping#Reference",
    "https://w3id.org/denota/mapping#Key",
    "https://w3id.org/denota/mapping#Element",
    "https://w3id.org/denota/mapping#MapKey",
    "https://w3id.org/denota/mapping#MapValue",
    "https://w3id.org/denota/mapping#Datatype",
    "https://w3id.org/denota/mapping#EnumValue",
];

/// The terms of `<http://www.w3.org/1999/02/22-rdf-syntax-ns#>` that Upper uses.
pub mod rdf {
    use crate::graph::TermId;

    /// `rdf:type`.
    pub const TYPE: TermId = TermId::well_known(0);
    /// `rdf:first`.
    pub const FIRST: TermId = TermId::well_known(1);
    /// `rdf:rest`.
    pub const REST: TermId = TermId::well_known(2);
    /// `rdf:nil`.
    pub const NIL: TermId = TermId::well_known(3);
    /// `rdf:langString`.
    pub const LANG_STRING: TermId = TermId::well_known(4);
    /// `rdf:JSON`.
    pub const JSON: TermId = TermId::well_known(5);
    /// `rdf:value`.
    pub const VALUE: TermId = TermId::well_known(6);
    /// `rdf:Property`.
    pub const PROPERTY: TermId = TermId::well_known(7);
}

/// The terms of `<http://www.w3.org/2000/01/rdf-schema#>` that Upper uses.
pub mod rdfs {
    use crate::graph::TermId;

    /// `rdfs:Literal`.
    pub const LITERAL: TermId = TermId::well_known(8);
    /// `rdfs:label`.
    pub const LABEL: TermId = TermId::well_known(9);
    /// `rdfs:comment`.
    pub const COMMENT: TermId = TermId::well_known(10);
    /// `rdfs:subClassOf`.
    pub const SUB_CLASS_OF: TermId = TermId::well_known(11);
    /// `rdfs:subPropertyOf`.
    pub const SUB_PROPERTY_OF: TermId = TermId::well_known(12);
}

/// The terms of `<http://www.w3.org/2001/XMLSchema#>` that Upper uses.
pub mod xsd {
    use crate::graph::TermId;

    /// `xsd:string`.
    pub const STRING: TermId = TermId::well_known(13);
    /// `xsd:boolean`.
    pub const BOOLEAN: TermId = TermId::well_known(14);
    /// `xsd:int`.
    pub const INT: TermId = TermId::well_known(15);
    /// `xsd:long`.
    pub const LONG: TermId = TermId::well_known(16);
    /// `xsd:integer`.
    pub const INTEGER: TermId = TermId::well_known(17);
    /// `xsd:nonNegativeInteger`.
    pub const NON_NEGATIVE_INTEGER: TermId = TermId::well_known(18);
    /// `xsd:decimal`.
    pub const DECIMAL: TermId = TermId::well_known(19);
    /// `xsd:float`.
    pub const FLOAT: TermId = TermId::well_known(20);
    /// `xsd:double`.
    pub const DOUBLE: TermId = TermId::well_known(21);
    /// `xsd:date`.
    pub const DATE: TermId = TermId::well_known(22);
    /// `xsd:time`.
    pub const TIME: TermId = TermId::well_known(23);
    /// `xsd:dateTime`.
    pub const DATE_TIME: TermId = TermId::well_known(24);
    /// `xsd:duration`.
    pub const DURATION: TermId = TermId::well_known(25);
    /// `xsd:anyURI`.
    pub const ANY_URI: TermId = TermId::well_known(26);
    /// `xsd:base64Binary`.
    pub const BASE64_BINARY: TermId = TermId::well_known(27);
}

/// The terms of `<http://www.w3.org/2002/07/owl#>` that Upper uses.
pub mod owl {
    use crate::graph::TermId;

    /// `owl:imports`.
    pub const IMPORTS: TermId = TermId::well_known(28);
    /// `owl:versionInfo`.
    pub const VERSION_INFO: TermId = TermId::well_known(29);
    /// `owl:Ontology`.
    pub const ONTOLOGY: TermId = TermId::well_known(30);
}

/// The terms of `<https://w3id.org/denota/upper#>`: its properties here, the others in modules of their own.
pub mod upper {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/upper#";

    /// `upper:domain`.
    pub const DOMAIN: TermId = TermId::well_known(31);
    /// `upper:owner`.
    pub const OWNER: TermId = TermId::well_known(32);
    /// `upper:extends`.
    pub const EXTENDS: TermId = TermId::well_known(33);
    /// `upper:standsFor`.
    pub const STANDS_FOR: TermId = TermId::well_known(34);
    /// `upper:property`.
    pub const PROPERTY: TermId = TermId::well_known(35);
    /// `upper:trait`.
    pub const TRAIT: TermId = TermId::well_known(36);
    /// `upper:refinement`.
    pub const REFINEMENT: TermId = TermId::well_known(37);
    /// `upper:primaryKey`.
    pub const PRIMARY_KEY: TermId = TermId::well_known(38);
    /// `upper:keyedOn`.
    pub const KEYED_ON: TermId = TermId::well_known(39);
    /// `upper:uniqueKey`.
    pub const UNIQUE_KEY: TermId = TermId::well_known(40);
    /// `upper:subClassOf`.
    pub const SUB_CLASS_OF: TermId = TermId::well_known(41);
    /// `upper:qualifies`.
    pub const QUALIFIES: TermId = TermId::well_known(42);
    /// `upper:where`.
    pub const WHERE: TermId = TermId::well_known(43);
    /// `upper:hasValue`.
    pub const HAS_VALUE: TermId = TermId::well_known(44);
    /// `upper:present`.
    pub const PRESENT: TermId = TermId::well_known(45);
    /// `upper:unionOf`.
    pub const UNION_OF: TermId = TermId::well_known(46);
    /// `upper:listOf`.
    pub const LIST_OF: TermId = TermId::well_known(47);
    /// `upper:oneOf`.
    pub const ONE_OF: TermId = TermId::well_known(48);
    /// `upper:iri`.
    pub const IRI: TermId = TermId::well_known(49);
    /// `upper:datatype`.
    pub const DATATYPE: TermId = TermId::well_known(50);
    /// `upper:defaultValue`.
    pub const DEFAULT_VALUE: TermId = TermId::well_known(51);
    /// `upper:class`.
    pub const CLASS: TermId = TermId::well_known(52);
    /// `upper:inverseOf`.
    pub const INVERSE_OF: TermId = TermId::well_known(53);
    /// `upper:dependency`.
    pub const DEPENDENCY: TermId = TermId::well_known(54);
    /// `upper:subPropertyOf`.
    pub const SUB_PROPERTY_OF: TermId = TermId::well_known(55);
    /// `upper:refines`.
    pub const REFINES: TermId = TermId::well_known(56);
    /// `upper:label`.
    pub const LABEL: TermId = TermId::well_known(57);
    /// `upper:description`.
    pub const DESCRIPTION: TermId = TermId::well_known(58);
    /// `upper:comment`.
    pub const COMMENT: TermId = TermId::well_known(59);
    /// `upper:name`.
    pub const NAME: TermId = TermId::well_known(60);
    /// `upper:deprecated`.
    pub const DEPRECATED: TermId = TermId::well_known(61);
    /// `upper:replacedBy`.
    pub const REPLACED_BY: TermId = TermId::well_known(62);
    /// `upper:minCount`.
    pub const MIN_COUNT: TermId = TermId::well_known(63);
    /// `upper:maxCount`.
    pub const MAX_COUNT: TermId = TermId::well_known(64);
    /// `upper:minInclusive`.
    pub const MIN_INCLUSIVE: TermId = TermId::well_known(65);
    /// `upper:maxInclusive`.
    pub const MAX_INCLUSIVE: TermId = TermId::well_known(66);
    /// `upper:minExclusive`.
    pub const MIN_EXCLUSIVE: TermId = TermId::well_known(67);
    /// `upper:maxExclusive`.
    pub const MAX_EXCLUSIVE: TermId = TermId::well_known(68);
    /// `upper:pattern`.
    pub const PATTERN: TermId = TermId::well_known(69);
    /// `upper:minLength`.
    pub const MIN_LENGTH: TermId = TermId::well_known(70);
    /// `upper:maxLength`.
    pub const MAX_LENGTH: TermId = TermId::well_known(71);
    /// `upper:totalDigits`.
    pub const TOTAL_DIGITS: TermId = TermId::well_known(72);
    /// `upper:fractionDigits`.
    pub const FRACTION_DIGITS: TermId = TermId::well_known(73);
    /// `upper:base`.
    pub const BASE: TermId = TermId::well_known(74);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `upper:DomainModel`.
        pub const DOMAIN_MODEL: TermId = TermId::well_known(75);
        /// `upper:Term`.
        pub const TERM: TermId = TermId::well_known(76);
        /// `upper:NamedTerm`.
        pub const NAMED_TERM: TermId = TermId::well_known(77);
        /// `upper:Shape`.
        pub const SHAPE: TermId = TermId::well_known(78);
        /// `upper:Type`.
        pub const TYPE: TermId = TermId::well_known(79);
        /// `upper:Class`.
        pub const CLASS: TermId = TermId::well_known(80);
        /// `upper:DirectClass`.
        pub const DIRECT_CLASS: TermId = TermId::well_known(81);
        /// `upper:SealedClass`.
        pub const SEALED_CLASS: TermId = TermId::well_known(82);
        /// `upper:Trait`.
        pub const TRAIT: TermId = TermId::well_known(83);
        /// `upper:Singleton`.
        pub const SINGLETON: TermId = TermId::well_known(84);
        /// `upper:Extension`.
        pub const EXTENSION: TermId = TermId::well_known(85);
        /// `upper:EntityClass`.
        pub const ENTITY_CLASS: TermId = TermId::well_known(86);
        /// `upper:Structured`.
        pub const STRUCTURED: TermId = TermId::well_known(87);
        /// `upper:Refining`.
        pub const REFINING: TermId = TermId::well_known(88);
        /// `upper:Keyed`.
        pub const KEYED: TermId = TermId::well_known(89);
        /// `upper:PropertyList`.
        pub const PROPERTY_LIST: TermId = TermId::well_known(90);
        /// `upper:Hierarchical`.
        pub const HIERARCHICAL: TermId = TermId::well_known(91);
        /// `upper:QualifiedClass`.
        pub const QUALIFIED_CLASS: TermId = TermId::well_known(92);
        /// `upper:Condition`.
        pub const CONDITION: TermId = TermId::well_known(93);
        /// `upper:Union`.
        pub const UNION: TermId = TermId::well_known(94);
        /// `upper:ClassList`.
        pub const CLASS_LIST: TermId = TermId::well_known(95);
        /// `upper:List`.
        pub const LIST: TermId = TermId::well_known(96);
        /// `upper:ListElement`.
        pub const LIST_ELEMENT: TermId = TermId::well_known(97);
        /// `upper:Enumeration`.
        pub const ENUMERATION: TermId = TermId::well_known(98);
        /// `upper:EnumValueList`.
        pub const ENUM_VALUE_LIST: TermId = TermId::well_known(99);
        /// `upper:EnumValue`.
        pub const ENUM_VALUE: TermId = TermId::well_known(100);
        /// `upper:Property`.
        pub const PROPERTY: TermId = TermId::well_known(101);
        /// `upper:Attribute`.
        pub const ATTRIBUTE: TermId = TermId::well_known(102);
        /// `upper:Relationship`.
        pub const RELATIONSHIP: TermId = TermId::well_known(103);
        /// `upper:ConnectedNode`.
        pub const CONNECTED_NODE: TermId = TermId::well_known(104);
        /// `upper:AnyProperty`.
        pub const ANY_PROPERTY: TermId = TermId::well_known(105);
        /// `upper:AttributeRange`.
        pub const ATTRIBUTE_RANGE: TermId = TermId::well_known(106);
        /// `upper:Refinement`.
        pub const REFINEMENT: TermId = TermId::well_known(107);
        /// `upper:Described`.
        pub const DESCRIBED: TermId = TermId::well_known(108);
        /// `upper:Named`.
        pub const NAMED: TermId = TermId::well_known(109);
        /// `upper:Deprecatable`.
        pub const DEPRECATABLE: TermId = TermId::well_known(110);
        /// `upper:Counted`.
        pub const COUNTED: TermId = TermId::well_known(111);
        /// `upper:Bounded`.
        pub const BOUNDED: TermId = TermId::well_known(112);
        /// `upper:Faceted`.
        pub const FACETED: TermId = TermId::well_known(113);
        /// `upper:Datatype`.
        pub const DATATYPE: TermId = TermId::well_known(114);
        /// `upper:PrimitiveDatatype`.
        pub const PRIMITIVE_DATATYPE: TermId = TermId::well_known(115);
        /// `upper:DerivedDatatype`.
        pub const DERIVED_DATATYPE: TermId = TermId::well_known(116);
        /// `upper:BuiltInDerivedDatatype`.
        pub const BUILT_IN_DERIVED_DATATYPE: TermId = TermId::well_known(117);
        /// `upper:CustomDatatype`.
        pub const CUSTOM_DATATYPE: TermId = TermId::well_known(118);
        /// `upper:LiteralList`.
        pub const LITERAL_LIST: TermId = TermId::well_known(119);
        /// `upper:String`.
        pub const STRING: TermId = TermId::well_known(120);
        /// `upper:LangString`.
        pub const LANG_STRING: TermId = TermId::well_known(121);
        /// `upper:AnyURI`.
        pub const ANY_URI: TermId = TermId::well_known(122);
        /// `upper:TextDatatype`.
        pub const TEXT_DATATYPE: TermId = TermId::well_known(123);
        /// `upper:Literal`.
        pub const LITERAL: TermId = TermId::well_known(124);
        /// `upper:JSON`.
        pub const JSON: TermId = TermId::well_known(125);
        /// `upper:Boolean`.
        pub const BOOLEAN: TermId = TermId::well_known(126);
        /// `upper:Int`.
        pub const INT: TermId = TermId::well_known(127);
        /// `upper:Long`.
        pub const LONG: TermId = TermId::well_known(128);
        /// `upper:Integer`.
        pub const INTEGER: TermId = TermId::well_known(129);
        /// `upper:NonNegativeInteger`.
        pub const NON_NEGATIVE_INTEGER: TermId = TermId::well_known(130);
        /// `upper:Decimal`.
        pub const DECIMAL: TermId = TermId::well_known(131);
        /// `upper:Float`.
        pub const FLOAT: TermId = TermId::well_known(132);
        /// `upper:Double`.
        pub const DOUBLE: TermId = TermId::well_known(133);
        /// `upper:Date`.
        pub const DATE: TermId = TermId::well_known(134);
        /// `upper:Time`.
        pub const TIME: TermId = TermId::well_known(135);
        /// `upper:DateTime`.
        pub const DATE_TIME: TermId = TermId::well_known(136);
        /// `upper:LocalDateTimeDatatype`.
        pub const LOCAL_DATE_TIME_DATATYPE: TermId = TermId::well_known(137);
        /// `upper:Duration`.
        pub const DURATION: TermId = TermId::well_known(138);
        /// `upper:UUIDDatatype`.
        pub const UUID_DATATYPE: TermId = TermId::well_known(139);
        /// `upper:Base64Binary`.
        pub const BASE64_BINARY: TermId = TermId::well_known(140);
    }

    /// Its datatypes.
    pub mod datatype {
        use crate::graph::TermId;

        /// `upper:Count`.
        pub const COUNT: TermId = TermId::well_known(141);
        /// `upper:Identifier`.
        pub const IDENTIFIER: TermId = TermId::well_known(142);
        /// `upper:Text`.
        pub const TEXT: TermId = TermId::well_known(143);
        /// `upper:LocalDateTime`.
        pub const LOCAL_DATE_TIME: TermId = TermId::well_known(144);
        /// `upper:UUID`.
        pub const UUID: TermId = TermId::well_known(145);
    }
}

/// The terms of `<https://w3id.org/denota/graph#>`: its properties here, the others in modules of their own.
pub mod graph {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/graph#";

    /// `graph:governedBy`.
    pub const GOVERNED_BY: TermId = TermId::well_known(146);
    /// `graph:dependsOn`.
    pub const DEPENDS_ON: TermId = TermId::well_known(147);
    /// `graph:registers`.
    pub const REGISTERS: TermId = TermId::well_known(148);
    /// `graph:conformsTo`.
    pub const CONFORMS_TO: TermId = TermId::well_known(149);
    /// `graph:domainName`.
    pub const DOMAIN_NAME: TermId = TermId::well_known(150);
    /// `graph:builtIn`.
    pub const BUILT_IN: TermId = TermId::well_known(151);
    /// `graph:newest`.
    pub const NEWEST: TermId = TermId::well_known(152);
    /// `graph:revisionOf`.
    pub const REVISION_OF: TermId = TermId::well_known(153);
    /// `graph:contentHash`.
    pub const CONTENT_HASH: TermId = TermId::well_known(154);
    /// `graph:publishedAt`.
    pub const PUBLISHED_AT: TermId = TermId::well_known(155);
    /// `graph:publisher`.
    pub const PUBLISHER: TermId = TermId::well_known(156);
    /// `graph:publication`.
    pub const PUBLICATION: TermId = TermId::well_known(157);
    /// `graph:previous`.
    pub const PREVIOUS: TermId = TermId::well_known(158);
    /// `graph:retiredAt`.
    pub const RETIRED_AT: TermId = TermId::well_known(159);
    /// `graph:dependencyOf`.
    pub const DEPENDENCY_OF: TermId = TermId::well_known(160);
    /// `graph:needs`.
    pub const NEEDS: TermId = TermId::well_known(161);
    /// `graph:versionRange`.
    pub const VERSION_RANGE: TermId = TermId::well_known(162);
    /// `graph:resolvedTo`.
    pub const RESOLVED_TO: TermId = TermId::well_known(163);
    /// `graph:name`.
    pub const NAME: TermId = TermId::well_known(164);
    /// `graph:doc`.
    pub const DOC: TermId = TermId::well_known(165);
    /// `graph:partOf`.
    pub const PART_OF: TermId = TermId::well_known(166);
    /// `graph:position`.
    pub const POSITION: TermId = TermId::well_known(167);
    /// `graph:references`.
    pub const REFERENCES: TermId = TermId::well_known(168);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `graph:NamedGraph`.
        pub const NAMED_GRAPH: TermId = TermId::well_known(169);
        /// `graph:Graph`.
        pub const GRAPH: TermId = TermId::well_known(170);
        /// `graph:Registration`.
        pub const REGISTRATION: TermId = TermId::well_known(171);
        /// `graph:Revision`.
        pub const REVISION: TermId = TermId::well_known(172);
        /// `graph:Dependency`.
        pub const DEPENDENCY: TermId = TermId::well_known(173);
        /// `graph:Element`.
        pub const ELEMENT: TermId = TermId::well_known(174);
    }

    /// Its datatypes.
    pub mod datatype {
        use crate::graph::TermId;

        /// `graph:Sha256`.
        pub const SHA256: TermId = TermId::well_known(175);
    }
}

/// The terms of `<https://w3id.org/denota/graphql#>`: its properties here, the others in modules of their own.
pub mod graphql {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/graphql#";

    /// `graphql:federationVersion`.
    pub const FEDERATION_VERSION: TermId = TermId::well_known(176);
    /// `graphql:implements`.
    pub const IMPLEMENTS: TermId = TermId::well_known(177);
    /// `graphql:keyFields`.
    pub const KEY_FIELDS: TermId = TermId::well_known(178);
    /// `graphql:resolvable`.
    pub const RESOLVABLE: TermId = TermId::well_known(179);
    /// `graphql:interfaceObject`.
    pub const INTERFACE_OBJECT: TermId = TermId::well_known(180);
    /// `graphql:member`.
    pub const MEMBER: TermId = TermId::well_known(181);
    /// `graphql:specifiedBy`.
    pub const SPECIFIED_BY: TermId = TermId::well_known(182);
    /// `graphql:typeReference`.
    pub const TYPE_REFERENCE: TermId = TermId::well_known(183);
    /// `graphql:namedType`.
    pub const NAMED_TYPE: TermId = TermId::well_known(184);
    /// `graphql:deprecationReason`.
    pub const DEPRECATION_REASON: TermId = TermId::well_known(185);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `graphql:Schema`.
        pub const SCHEMA: TermId = TermId::well_known(186);
        /// `graphql:Type`.
        pub const TYPE: TermId = TermId::well_known(187);
        /// `graphql:ObjectType`.
        pub const OBJECT_TYPE: TermId = TermId::well_known(188);
        /// `graphql:InterfaceType`.
        pub const INTERFACE_TYPE: TermId = TermId::well_known(189);
        /// `graphql:UnionType`.
        pub const UNION_TYPE: TermId = TermId::well_known(190);
        /// `graphql:EnumType`.
        pub const ENUM_TYPE: TermId = TermId::well_known(191);
        /// `graphql:ScalarType`.
        pub const SCALAR_TYPE: TermId = TermId::well_known(192);
        /// `graphql:InputType`.
        pub const INPUT_TYPE: TermId = TermId::well_known(193);
        /// `graphql:Composite`.
        pub const COMPOSITE: TermId = TermId::well_known(194);
        /// `graphql:Field`.
        pub const FIELD: TermId = TermId::well_known(195);
        /// `graphql:FieldHolder`.
        pub const FIELD_HOLDER: TermId = TermId::well_known(196);
        /// `graphql:Argument`.
        pub const ARGUMENT: TermId = TermId::well_known(197);
        /// `graphql:EnumValue`.
        pub const ENUM_VALUE: TermId = TermId::well_known(198);
        /// `graphql:Typed`.
        pub const TYPED: TermId = TermId::well_known(199);
        /// `graphql:Deprecatable`.
        pub const DEPRECATABLE: TermId = TermId::well_known(200);
    }
}

/// The terms of `<https://w3id.org/denota/avro#>`: its properties here, the others in modules of their own.
pub mod avro {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/avro#";

    /// `avro:namespace`.
    pub const NAMESPACE: TermId = TermId::well_known(201);
    /// `avro:alias`.
    pub const ALIAS: TermId = TermId::well_known(202);
    /// `avro:key`.
    pub const KEY: TermId = TermId::well_known(203);
    /// `avro:size`.
    pub const SIZE: TermId = TermId::well_known(204);
    /// `avro:type`.
    pub const TYPE: TermId = TermId::well_known(205);
    /// `avro:namedType`.
    pub const NAMED_TYPE: TermId = TermId::well_known(206);
    /// `avro:nullable`.
    pub const NULLABLE: TermId = TermId::well_known(207);
    /// `avro:default`.
    pub const DEFAULT: TermId = TermId::well_known(208);
    /// `avro:logicalType`.
    pub const LOGICAL_TYPE: TermId = TermId::well_known(209);
    /// `avro:precision`.
    pub const PRECISION: TermId = TermId::well_known(210);
    /// `avro:scale`.
    pub const SCALE: TermId = TermId::well_known(211);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `avro:Schema`.
        pub const SCHEMA: TermId = TermId::well_known(212);
        /// `avro:NamedType`.
        pub const NAMED_TYPE: TermId = TermId::well_known(213);
        /// `avro:Record`.
        pub const RECORD: TermId = TermId::well_known(214);
        /// `avro:Enum`.
        pub const ENUM: TermId = TermId::well_known(215);
        /// `avro:Fixed`.
        pub const FIXED: TermId = TermId::well_known(216);
        /// `avro:FieldList`.
        pub const FIELD_LIST: TermId = TermId::well_known(217);
        /// `avro:Symbol`.
        pub const SYMBOL: TermId = TermId::well_known(218);
        /// `avro:Place`.
        pub const PLACE: TermId = TermId::well_known(219);
        /// `avro:Document`.
        pub const DOCUMENT: TermId = TermId::well_known(220);
        /// `avro:Field`.
        pub const FIELD: TermId = TermId::well_known(221);
        /// `avro:Items`.
        pub const ITEMS: TermId = TermId::well_known(222);
        /// `avro:Values`.
        pub const VALUES: TermId = TermId::well_known(223);
        /// `avro:Branch`.
        pub const BRANCH: TermId = TermId::well_known(224);
        /// `avro:Logical`.
        pub const LOGICAL: TermId = TermId::well_known(225);
    }

    /// Its datatypes.
    pub mod datatype {
        use crate::graph::TermId;

        /// `avro:TypeName`.
        pub const TYPE_NAME: TermId = TermId::well_known(226);
    }
}

/// The terms of `<https://w3id.org/denota/iceberg#>`: its properties here, the others in modules of their own.
pub mod iceberg {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/iceberg#";

    /// `iceberg:uri`.
    pub const URI: TermId = TermId::well_known(227);
    /// `iceberg:warehouse`.
    pub const WAREHOUSE: TermId = TermId::well_known(228);
    /// `iceberg:formatVersion`.
    pub const FORMAT_VERSION: TermId = TermId::well_known(229);
    /// `iceberg:tableUuid`.
    pub const TABLE_UUID: TermId = TermId::well_known(230);
    /// `iceberg:location`.
    pub const LOCATION: TermId = TermId::well_known(231);
    /// `iceberg:identifierFields`.
    pub const IDENTIFIER_FIELDS: TermId = TermId::well_known(232);
    /// `iceberg:fieldId`.
    pub const FIELD_ID: TermId = TermId::well_known(233);
    /// `iceberg:type`.
    pub const TYPE: TermId = TermId::well_known(234);
    /// `iceberg:required`.
    pub const REQUIRED: TermId = TermId::well_known(235);
    /// `iceberg:partitionSpec`.
    pub const PARTITION_SPEC: TermId = TermId::well_known(236);
    /// `iceberg:sortOrder`.
    pub const SORT_ORDER: TermId = TermId::well_known(237);
    /// `iceberg:sourceField`.
    pub const SOURCE_FIELD: TermId = TermId::well_known(238);
    /// `iceberg:transform`.
    pub const TRANSFORM: TermId = TermId::well_known(239);
    /// `iceberg:direction`.
    pub const DIRECTION: TermId = TermId::well_known(240);
    /// `iceberg:nullOrder`.
    pub const NULL_ORDER: TermId = TermId::well_known(241);
    /// `iceberg:property`.
    pub const PROPERTY: TermId = TermId::well_known(242);
    /// `iceberg:key`.
    pub const KEY: TermId = TermId::well_known(243);
    /// `iceberg:value`.
    pub const VALUE: TermId = TermId::well_known(244);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `iceberg:Catalog`.
        pub const CATALOG: TermId = TermId::well_known(245);
        /// `iceberg:Namespace`.
        pub const NAMESPACE: TermId = TermId::well_known(246);
        /// `iceberg:Table`.
        pub const TABLE: TermId = TermId::well_known(247);
        /// `iceberg:FieldList`.
        pub const FIELD_LIST: TermId = TermId::well_known(248);
        /// `iceberg:Field`.
        pub const FIELD: TermId = TermId::well_known(249);
        /// `iceberg:Column`.
        pub const COLUMN: TermId = TermId::well_known(250);
        /// `iceberg:StructField`.
        pub const STRUCT_FIELD: TermId = TermId::well_known(251);
        /// `iceberg:ListElement`.
        pub const LIST_ELEMENT: TermId = TermId::well_known(252);
        /// `iceberg:MapKey`.
        pub const MAP_KEY: TermId = TermId::well_known(253);
        /// `iceberg:MapValue`.
        pub const MAP_VALUE: TermId = TermId::well_known(254);
        /// `iceberg:PartitionSpec`.
        pub const PARTITION_SPEC: TermId = TermId::well_known(255);
        /// `iceberg:PartitionField`.
        pub const PARTITION_FIELD: TermId = TermId::well_known(256);
        /// `iceberg:SortOrder`.
        pub const SORT_ORDER: TermId = TermId::well_known(257);
        /// `iceberg:SortField`.
        pub const SORT_FIELD: TermId = TermId::well_known(258);
        /// `iceberg:Property`.
        pub const PROPERTY: TermId = TermId::well_known(259);
    }

    /// Its datatypes.
    pub mod datatype {
        use crate::graph::TermId;

        /// `iceberg:TypeName`.
        pub const TYPE_NAME: TermId = TermId::well_known(260);
        /// `iceberg:TransformName`.
        pub const TRANSFORM_NAME: TermId = TermId::well_known(261);
        /// `iceberg:SortDirection`.
        pub const SORT_DIRECTION: TermId = TermId::well_known(262);
        /// `iceberg:NullOrder`.
        pub const NULL_ORDER: TermId = TermId::well_known(263);
    }
}

/// The terms of `<https://w3id.org/denota/shacl#>`: its properties here, the others in modules of their own.
pub mod shacl {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/shacl#";

    /// `shacl:shape`.
    pub const SHAPE: TermId = TermId::well_known(264);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `shacl:ShapesGraph`.
        pub const SHAPES_GRAPH: TermId = TermId::well_known(265);
        /// `shacl:NodeShape`.
        pub const NODE_SHAPE: TermId = TermId::well_known(266);
        /// `shacl:PropertyShape`.
        pub const PROPERTY_SHAPE: TermId = TermId::well_known(267);
    }
}

/// The terms of `<https://w3id.org/denota/mapping#>`: its properties here, the others in modules of their own.
pub mod mapping {
    use crate::graph::TermId;

    /// The namespace.
    pub const NS: &str = "https://w3id.org/denota/mapping#";

    /// `mapping:source`.
    pub const SOURCE: TermId = TermId::well_known(268);
    /// `mapping:target`.
    pub const TARGET: TermId = TermId::well_known(269);
    /// `mapping:term`.
    pub const TERM: TermId = TermId::well_known(270);
    /// `mapping:element`.
    pub const ELEMENT: TermId = TermId::well_known(271);
    /// `mapping:root`.
    pub const ROOT: TermId = TermId::well_known(272);
    /// `mapping:path`.
    pub const PATH: TermId = TermId::well_known(273);
    /// `mapping:discriminatorValue`.
    pub const DISCRIMINATOR_VALUE: TermId = TermId::well_known(274);
    /// `mapping:role`.
    pub const ROLE: TermId = TermId::well_known(275);

    /// Its classes.
    pub mod class {
        use crate::graph::TermId;

        /// `mapping:Mapping`.
        pub const MAPPING: TermId = TermId::well_known(276);
        /// `mapping:Correspondence`.
        pub const CORRESPONDENCE: TermId = TermId::well_known(277);
        /// `mapping:Path`.
        pub const PATH: TermId = TermId::well_known(278);
        /// `mapping:Role`.
        pub const ROLE: TermId = TermId::well_known(279);
    }

    /// The values of its enumerations.
    pub mod value {
        use crate::graph::TermId;

        /// `mapping:Domain`.
        pub const DOMAIN: TermId = TermId::well_known(280);
        /// `mapping:Entity`.
        pub const ENTITY: TermId = TermId::well_known(281);
        /// `mapping:Branch`.
        pub const BRANCH: TermId = TermId::well_known(282);
        /// `mapping:Discriminator`.
        pub const DISCRIMINATOR: TermId = TermId::well_known(283);
        /// `mapping:Value`.
        pub const VALUE: TermId = TermId::well_known(284);
        /// `mapping:Reference`.
        pub const REFERENCE: TermId = TermId::well_known(285);
        /// `mapping:Key`.
        pub const KEY: TermId = TermId::well_known(286);
        /// `mapping:Element`.
        pub const ELEMENT: TermId = TermId::well_known(287);
        /// `mapping:MapKey`.
        pub const MAP_KEY: TermId = TermId::well_known(288);
        /// `mapping:MapValue`.
        pub const MAP_VALUE: TermId = TermId::well_known(289);
        /// `mapping:Datatype`.
        pub const DATATYPE: TermId = TermId::well_known(290);
        /// `mapping:EnumValue`.
        pub const ENUM_VALUE: TermId = TermId::well_known(291);
    }
}

/// What a term of a domain model can be: the concrete classes of Upper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `upper::class::DOMAIN_MODEL`
    DomainModel,
    /// `upper::class::DIRECT_CLASS`
    DirectClass,
    /// `upper::class::SEALED_CLASS`
    SealedClass,
    /// `upper::class::TRAIT`
    Trait,
    /// `upper::class::SINGLETON`
    Singleton,
    /// `upper::class::EXTENSION`
    Extension,
    /// `upper::class::QUALIFIED_CLASS`
    QualifiedClass,
    /// `upper::class::CONDITION`
    Condition,
    /// `upper::class::UNION`
    Union,
    /// `upper::class::LIST`
    List,
    /// `upper::class::ENUMERATION`
    Enumeration,
    /// `upper::class::ENUM_VALUE`
    EnumValue,
    /// `upper::class::ATTRIBUTE`
    Attribute,
    /// `upper::class::RELATIONSHIP`
    Relationship,
    /// `upper::class::CONNECTED_NODE`
    ConnectedNode,
    /// `upper::class::ANY_PROPERTY`
    AnyProperty,
    /// `upper::class::REFINEMENT`
    Refinement,
    /// `upper::class::CUSTOM_DATATYPE`
    CustomDatatype,
}

impl Kind {
    /// All of them, in the order of Upper.
    pub const ALL: &[Self] = &[
        Self::DomainModel,
        Self::DirectClass,
        Self::SealedClass,
        Self::Trait,
        Self::Singleton,
        Self::Extension,
        Self::QualifiedClass,
        Self::Condition,
        Self::Union,
        Self::List,
        Self::Enumeration,
        Self::EnumValue,
        Self::Attribute,
        Self::Relationship,
        Self::ConnectedNode,
        Self::AnyProperty,
        Self::Refinement,
        Self::CustomDatatype,
    ];

    /// The term that it stands for.
    #[must_use]
    pub const fn term(self) -> TermId {
        match self {
            Self::DomainModel => upper::class::DOMAIN_MODEL,
            Self::DirectClass => upper::class::DIRECT_CLASS,
            Self::SealedClass => upper::class::SEALED_CLASS,
            Self::Trait => upper::class::TRAIT,
            Self::Singleton => upper::class::SINGLETON,
            Self::Extension => upper::class::EXTENSION,
            Self::QualifiedClass => upper::class::QUALIFIED_CLASS,
            Self::Condition => upper::class::CONDITION,
            Self::Union => upper::class::UNION,
            Self::List => upper::class::LIST,
            Self::Enumeration => upper::class::ENUMERATION,
            Self::EnumValue => upper::class::ENUM_VALUE,
            Self::Attribute => upper::class::ATTRIBUTE,
            Self::Relationship => upper::class::RELATIONSHIP,
            Self::ConnectedNode => upper::class::CONNECTED_NODE,
            Self::AnyProperty => upper::class::ANY_PROPERTY,
            Self::Refinement => upper::class::REFINEMENT,
            Self::CustomDatatype => upper::class::CUSTOM_DATATYPE,
        }
    }

    /// The one that a term stands for.
    #[must_use]
    pub fn of(term: TermId) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.term() == term)
    }
}

/// The datatypes that Upper declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Primitive {
    /// `xsd::STRING`
    String,
    /// `rdf::LANG_STRING`
    LangString,
    /// `xsd::ANY_URI`
    AnyUri,
    /// `upper::datatype::TEXT`
    Text,
    /// `rdfs::LITERAL`
    Literal,
    /// `rdf::JSON`
    Json,
    /// `xsd::BOOLEAN`
    Boolean,
    /// `xsd::INT`
    Int,
    /// `xsd::LONG`
    Long,
    /// `xsd::INTEGER`
    Integer,
    /// `xsd::NON_NEGATIVE_INTEGER`
    NonNegativeInteger,
    /// `xsd::DECIMAL`
    Decimal,
    /// `xsd::FLOAT`
    Float,
    /// `xsd::DOUBLE`
    Double,
    /// `xsd::DATE`
    Date,
    /// `xsd::TIME`
    Time,
    /// `xsd::DATE_TIME`
    DateTime,
    /// `upper::datatype::LOCAL_DATE_TIME`
    LocalDateTime,
    /// `xsd::DURATION`
    Duration,
    /// `upper::datatype::UUID`
    Uuid,
    /// `xsd::BASE64_BINARY`
    Base64Binary,
}

impl Primitive {
    /// All of them, in the order of Upper.
    pub const ALL: &[Self] = &[
        Self::String,
        Self::LangString,
        Self::AnyUri,
        Self::Text,
        Self::Literal,
        Self::Json,
        Self::Boolean,
        Self::Int,
        Self::Long,
        Self::Integer,
        Self::NonNegativeInteger,
        Self::Decimal,
        Self::Float,
        Self::Double,
        Self::Date,
        Self::Time,
        Self::DateTime,
        Self::LocalDateTime,
        Self::Duration,
        Self::Uuid,
        Self::Base64Binary,
    ];

    /// The term that it stands for.
    #[must_use]
    pub const fn term(self) -> TermId {
        match self {
            Self::String => xsd::STRING,
            Self::LangString => rdf::LANG_STRING,
            Self::AnyUri => xsd::ANY_URI,
            Self::Text => upper::datatype::TEXT,
            Self::Literal => rdfs::LITERAL,
            Self::Json => rdf::JSON,
            Self::Boolean => xsd::BOOLEAN,
            Self::Int => xsd::INT,
            Self::Long => xsd::LONG,
            Self::Integer => xsd::INTEGER,
            Self::NonNegativeInteger => xsd::NON_NEGATIVE_INTEGER,
            Self::Decimal => xsd::DECIMAL,
            Self::Float => xsd::FLOAT,
            Self::Double => xsd::DOUBLE,
            Self::Date => xsd::DATE,
            Self::Time => xsd::TIME,
            Self::DateTime => xsd::DATE_TIME,
            Self::LocalDateTime => upper::datatype::LOCAL_DATE_TIME,
            Self::Duration => xsd::DURATION,
            Self::Uuid => upper::datatype::UUID,
            Self::Base64Binary => xsd::BASE64_BINARY,
        }
    }

    /// The one that a term stands for.
    #[must_use]
    pub fn of(term: TermId) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.term() == term)
    }
}

/// The IRI of a well-known term.
#[must_use]
pub fn iri(term: TermId) -> Option<&'static str> {
    term.well_known_index().and_then(|i| IRIS.get(i)).copied()
}
