//! GraphQL documents: valid by themselves, and saying what the guide's table promises.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use transpilers::naming::Naming;
use transpilers::output::Output;
use transpilers::{Settings, target};
use upper::model::{DomainModel, Valid};

use super::models::{self, domains, files};

/// What a subgraph gets from the specifications that it links.
const PRELUDE: &str = "
directive @link(url: String!, import: [String!]) repeatable on SCHEMA
directive @composeDirective(name: String!) repeatable on SCHEMA
directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @shareable repeatable on OBJECT | FIELD_DEFINITION
directive @external on OBJECT | FIELD_DEFINITION
directive @interfaceObject on OBJECT
";

const MEDIA: [&str; 3] = [
    "domains/media/people.ttl",
    "domains/media/titles.ttl",
    "domains/media/production.ttl",
];

pub(crate) fn transpile(model: &Valid<DomainModel>, federation: &str, naming: Naming) -> Output {
    let target = target("graphql").unwrap();
    let options = [("federation".to_owned(), federation.to_owned())];
    let settings = Settings {
        naming,
        ..Settings::default()
    }
    .with_options(target, &options)
    .unwrap();
    (target.transpile)(model, &settings)
}

/// The text of a subgraph, which must be valid.
pub(crate) fn subgraph(model: &Valid<DomainModel>) -> String {
    let output = transpile(model, "v2.3", Naming::Prefixed);
    let text = output.artifacts[0].text.clone();
    parse(&text);
    text
}

pub(crate) fn parse(text: &str) -> Schema {
    let mut text = text.to_owned();
    if text.contains("extend schema") {
        text.push_str(PRELUDE);
        if !text.contains("type Query") {
            text.push_str("type Query { ok: Boolean }\n");
        }
    }
    Schema::parse_and_validate(&text, "test.graphqls")
        .unwrap_or_else(|e| panic!("{e}\n{text}"))
        .into_inner()
}

/// A field of an object or interface type: its type, and its directives without `@udaUri`.
pub(crate) fn field(schema: &Schema, ty: &str, name: &str) -> (String, Vec<String>) {
    let fields = match &schema.types[ty] {
        ExtendedType::Object(o) => &o.fields,
        ExtendedType::Interface(i) => &i.fields,
        other @ (ExtendedType::Scalar(_)
        | ExtendedType::Union(_)
        | ExtendedType::Enum(_)
        | ExtendedType::InputObject(_)) => {
            panic!("{ty} is {other:?}")
        }
    };
    let field = fields.get(name).unwrap_or_else(|| panic!("no {ty}.{name}"));
    let others = field.directives.iter().filter(|d| d.name != "udaUri");
    (
        field.ty.to_string(),
        others.map(ToString::to_string).collect(),
    )
}

pub(crate) fn field_type(schema: &Schema, ty: &str, name: &str) -> String {
    field(schema, ty, name).0
}

fn directives(schema: &Schema, ty: &str) -> Vec<String> {
    schema.types[ty]
        .directives()
        .iter()
        .map(|d| d.node.to_string())
        .collect()
}

pub(crate) fn has_loss(output: &Output, element: &str, construct: &str) -> bool {
    output
        .losses
        .iter()
        .any(|l| l.element == element && l.construct == construct)
}

#[test]
fn every_document_is_valid_and_every_representation_conforms() {
    for set in [&["domains/onepiece.ttl"][..], &["domains/tpch.ttl"], &MEDIA] {
        for model in files(set) {
            for federation in ["v2.3", "none"] {
                for naming in [Naming::Prefixed, Naming::Plain] {
                    let output = transpile(&model, federation, naming);
                    parse(&output.artifacts[0].text);
                    models::assert_conforms(set, &output.representation.turtle());
                }
            }
        }
    }
}

#[test]
fn what_a_subgraph_links_is_broken_into_lines() {
    let models = domains(&[(
        "a",
        "a:Thing a upper:DirectClass ; upper:primaryKey ( a:id ) ; upper:property a:id .
        a:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .",
    )]);
    let text = subgraph(&models[0]);
    let expected = r#"extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.3"
    import: ["@composeDirective", "@key"]
  )
  @link(url: "https://w3id.org/denota/directives/v1.0", import: ["@udaUri"])
  @composeDirective(name: "@udaUri")

"#;
    assert!(text.starts_with(expected), "{text}");
    for model in files(&MEDIA) {
        let text = subgraph(&model);
        let header = text.split("\n\n").next().unwrap();
        assert!(header.lines().all(|line| line.len() <= 80), "{header}");
        assert!(header.contains("    import: [\n      \"@"), "{header}");
    }
}

#[test]
fn the_article_s_class_has_the_article_s_names() {
    let models = domains(&[(
        "onepiece",
        "onepiece:Character a upper:DirectClass ; upper:label \"Character\"@en ;
            upper:primaryKey ( onepiece:rname ) ; upper:property onepiece:rname , onepiece:ename , onepiece:devilFruit .
        onepiece:rname a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
        onepiece:ename a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:description \"In English.\"@en .
        onepiece:devilFruit a upper:Relationship ; upper:class onepiece:DevilFruit ; upper:maxCount 1 .
        onepiece:DevilFruit a upper:DirectClass ; upper:primaryKey ( onepiece:rname ) ; upper:property onepiece:rname .",
    )]);
    let text = subgraph(&models[0]);
    let expected = r#""""Character"""
type ONEPIECE_Character @udaUri(uri: "http://e.org/onepiece#Character") @key(fields: "onepiece_rname") {
  onepiece_rname: String! @udaUri(uri: "http://e.org/onepiece#rname")
  """In English."""
  onepiece_ename: String @udaUri(uri: "http://e.org/onepiece#ename")
  onepiece_devilFruit: ONEPIECE_DevilFruit @udaUri(uri: "http://e.org/onepiece#devilFruit")
}
"#;
    assert!(text.contains(expected), "{text}");
    let plain = transpile(&models[0], "none", Naming::Plain);
    let schema = parse(&plain.artifacts[0].text);
    assert_eq!(field_type(&schema, "Character", "devilFruit"), "DevilFruit");
    assert_eq!(field_type(&schema, "Query", "character"), "Character");
    assert_eq!(
        field_type(&schema, "Query", "characterList"),
        "[Character!]!"
    );
}

/// One attribute of each datatype, with the types that the guide's table gives.
#[test]
fn datatypes_have_the_images_of_the_table() {
    let table = [
        ("xsd:string", "String"),
        ("rdf:langString", "[LangString!]"),
        ("xsd:boolean", "Boolean"),
        ("xsd:int", "Int"),
        ("xsd:long", "Long"),
        ("xsd:integer", "Long"),
        ("xsd:nonNegativeInteger", "Long"),
        ("xsd:decimal", "Decimal"),
        ("xsd:float", "Float"),
        ("xsd:double", "Float"),
        ("xsd:date", "Date"),
        ("xsd:time", "Time"),
        ("xsd:dateTime", "DateTime"),
        ("upper:LocalDateTime", "LocalDateTime"),
        ("xsd:duration", "Duration"),
        ("xsd:anyURI", "URI"),
        ("upper:UUID", "UUID"),
        ("xsd:base64Binary", "Base64"),
        ("rdf:JSON", "JSON"),
    ];
    let mut text = String::new();
    for (index, (datatype, _)) in table.iter().enumerate() {
        text.push_str(&format!(
            "d:p{index} a upper:Attribute ; upper:datatype {datatype} ; upper:maxCount 1 .\n"
        ));
    }
    let properties: Vec<String> = (0..table.len()).map(|i| format!("d:p{i}")).collect();
    text.push_str(&format!(
        "d:C a upper:DirectClass ; upper:property {} .",
        properties.join(" , ")
    ));
    let schema = parse(&subgraph(&domains(&[("d", &text)])[0]));
    for (index, (datatype, expected)) in table.iter().enumerate() {
        assert_eq!(
            field_type(&schema, "D_C", &format!("d_p{index}")),
            *expected,
            "{datatype}"
        );
        if let ExtendedType::Scalar(scalar) = &schema.types[expected.trim_matches(['[', ']', '!'])]
        {
            assert_eq!(
                scalar.is_built_in(),
                !scalar.directives.has("specifiedBy"),
                "{expected}"
            );
        }
    }
}

const SHAPES: &str = "
d:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
d:Shape a upper:SealedClass ; upper:primaryKey ( d:id ) ; upper:property d:id , d:code , d:inside , d:corners ; upper:trait d:Named .
d:code a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
d:inside a upper:Relationship ; upper:class d:Shape ; upper:maxCount 1 .
d:corners a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 9 .
d:Named a upper:Trait ; upper:trait d:Marked ; upper:property d:name .
d:Marked a upper:Trait ; upper:property d:mark .
d:name a upper:Attribute ; upper:datatype rdf:langString ; upper:minCount 1 .
d:mark a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
d:Code a upper:CustomDatatype ; upper:base xsd:string ; upper:pattern \"^[a-z]$\" .
d:Round a upper:DirectClass ; upper:subClassOf d:Shape ; upper:refinement
    [ upper:refines d:code ; upper:datatype d:Code ; upper:minCount 1 ] ,
    [ upper:refines d:inside ; upper:class d:Square ] ,
    [ upper:refines d:corners ; upper:maxCount 1 ] .
d:Square a upper:DirectClass ; upper:subClassOf d:Shape .
d:BigSquare a upper:QualifiedClass ; upper:qualifies d:Square ; upper:where [ upper:property d:corners ; upper:minInclusive 4 ] .
";

#[test]
fn refinements_narrow_as_far_as_covariance_goes() {
    let models = domains(&[("d", SHAPES)]);
    let output = transpile(&models[0], "v2.3", Naming::Prefixed);
    let schema = parse(&output.artifacts[0].text);
    // A class to a subclass and optional to required are covariant; a scalar to another
    // and a list to one value are not.
    assert_eq!(field_type(&schema, "D_Round", "d_inside"), "D_Square");
    let (code, rules) = field(&schema, "D_Round", "d_code");
    assert_eq!(code, "String!");
    assert_eq!(
        rules,
        [r#"@udaConstraint(range: "http://e.org/d#Code", pattern: ["^[a-z]$"])"#]
    );
    assert_eq!(field_type(&schema, "D_Round", "d_corners"), "[Int!]");
    assert!(has_loss(&output, "D_Round.d_code", "refinement"));
    assert!(has_loss(&output, "D_Round.d_code", "pattern"));
    assert!(has_loss(&output, "D_Round.d_corners", "refinement"));
    assert!(!has_loss(&output, "D_Round.d_inside", "refinement"));
    // A text by language is a list, however few languages there are.
    assert_eq!(field_type(&schema, "D_Square", "d_name"), "[LangString!]!");
}

#[test]
fn sealed_classes_and_traits_are_interfaces_with_the_key_repeated() {
    let schema = parse(&subgraph(&domains(&[("d", SHAPES)])[0]));
    let ExtendedType::Object(round) = &schema.types["D_Round"] else {
        panic!("D_Round is no object type")
    };
    let interfaces: Vec<_> = round
        .implements_interfaces
        .iter()
        .map(|i| i.as_str())
        .collect();
    assert_eq!(interfaces, ["D_Shape", "D_Named", "D_Marked"]);
    for ty in ["D_Shape", "D_Round", "D_Square"] {
        assert!(
            directives(&schema, ty).contains(&r#"@key(fields: "d_id")"#.to_owned()),
            "{ty}"
        );
    }
    assert!(!schema.types["D_Named"].directives().has("key"));
    // The members of a qualified class are squares, found by a field of their own.
    assert!(!schema.types.contains_key("D_BigSquare"));
    let (ty, rules) = field(&schema, "Query", "d_bigSquare");
    assert_eq!(ty, "[D_Square!]!");
    assert_eq!(
        rules,
        [r#"@udaQualified(uri: "http://e.org/d#BigSquare", where: ["d_corners >= 4"])"#]
    );
}

#[test]
fn keys_select_through_references_and_flatten_those_to_interfaces() {
    let text = format!(
        "{SHAPES}
        d:Place a upper:DirectClass ; upper:primaryKey ( d:room d:number ) ; upper:property d:room , d:number .
        d:number a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
        d:room a upper:Relationship ; upper:class d:Room ; upper:minCount 1 ; upper:maxCount 1 .
        d:Room a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id .
        d:Spot a upper:DirectClass ; upper:primaryKey ( d:place d:shape ) ; upper:property d:place , d:shape .
        d:place a upper:Relationship ; upper:class d:Place ; upper:minCount 1 ; upper:maxCount 1 .
        d:shape a upper:Relationship ; upper:class d:Shape ; upper:minCount 1 ; upper:maxCount 1 ."
    );
    let from = "e:Visit a upper:DirectClass ; upper:property e:spot .
        e:spot a upper:Relationship ; upper:class d:Spot ; upper:maxCount 1 .";
    let models = domains(&[("d", &text), ("e", from)]);
    // A stub has what its key selects and no more: fields of two subgraphs would clash.
    let ExtendedType::Object(stub) = &parse(&subgraph(&models[1])).types["D_Spot"] else {
        panic!("no stub")
    };
    assert_eq!(
        stub.fields.keys().map(|k| k.as_str()).collect::<Vec<_>>(),
        ["d_place", "d_shape_d_id"]
    );
    let schema = parse(&subgraph(&models[0]));
    let key = r#"@key(fields: "d_place { d_room { d_id } d_number } d_shape_d_id")"#.to_owned();
    assert!(
        directives(&schema, "D_Spot").contains(&key),
        "{:?}",
        directives(&schema, "D_Spot")
    );
    assert_eq!(field_type(&schema, "D_Spot", "d_shape_d_id"), "String!");
    // Lookups take a composite key as an input, a reference in it as its bare key.
    let output = transpile(&models[0], "none", Naming::Prefixed);
    let schema = parse(&output.artifacts[0].text);
    let ExtendedType::InputObject(input) = &schema.types["D_SpotKeyInput"] else {
        panic!("no input type")
    };
    assert_eq!(input.fields["d_place"].ty.to_string(), "D_PlaceKeyInput!");
    assert_eq!(input.fields["d_shape"].ty.to_string(), "String!");
    // The flattened attribute is a reference, found by the way to it.
    let found = output
        .representation
        .correspondences()
        .find(|c| c.element.ends_with("#D_Spot.d_shape_d_id"))
        .unwrap();
    assert_eq!(
        found.path,
        [
            "http://e.org/d#Spot",
            "http://e.org/d#shape",
            "http://e.org/d#id"
        ]
    );
}

const EXTENDING: &str = "
e:Extra a upper:Extension ; upper:extends d:Shape ; upper:property e:weight .
e:weight a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
";

#[test]
fn an_extension_of_a_sealed_class_is_an_interface_object() {
    let models = domains(&[("d", SHAPES), ("e", EXTENDING)]);
    let output = transpile(&models[1], "v2.3", Naming::Prefixed);
    let schema = parse(&output.artifacts[0].text);
    assert!(schema.types["D_Shape"].is_object());
    assert_eq!(
        directives(&schema, "D_Shape")[1..],
        [
            r#"@key(fields: "d_id")"#.to_owned(),
            "@interfaceObject".to_owned(),
            r#"@udaExtension(uri: "http://e.org/e#Extra")"#.to_owned(),
        ]
    );
    // The entity need not have a row of the extension.
    assert_eq!(field_type(&schema, "D_Shape", "e_weight"), "Int");
    assert!(has_loss(&output, "D_Shape.e_weight", "minCount"));
    // The owner's other fields are not repeated.
    let ExtendedType::Object(shape) = &schema.types["D_Shape"] else {
        panic!("no object")
    };
    assert_eq!(
        shape.fields.keys().map(|k| k.as_str()).collect::<Vec<_>>(),
        ["d_id", "e_weight"]
    );
}

#[test]
fn where_a_leaf_is_needed_too_the_interface_and_its_leaves_are_repeated() {
    let text = format!(
        "{EXTENDING} e:Box a upper:DirectClass ; upper:property e:holds .
        e:holds a upper:Relationship ; upper:class d:Square ; upper:maxCount 1 ."
    );
    let models = domains(&[("d", SHAPES), ("e", &text)]);
    let schema = parse(&subgraph(&models[1]));
    assert!(schema.types["D_Shape"].is_interface());
    for leaf in ["D_Round", "D_Square"] {
        assert_eq!(field_type(&schema, leaf, "e_weight"), "Int");
        assert!(!schema.types[leaf].directives().has("interfaceObject"));
    }
    assert!(schema.types["E_Box"].directives().has("shareable"));
}

#[test]
fn what_a_domain_only_refers_to_is_a_stub() {
    let models = domains(&[
        ("d", SHAPES),
        ("f", "f:Box a upper:DirectClass ; upper:primaryKey ( f:no ) ; upper:property f:no , f:holds , f:mark .
            f:no a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
            f:holds a upper:Relationship ; upper:class d:Square ; upper:maxCount 1 .
            f:mark a upper:Attribute ; upper:datatype d:Code ; upper:minCount 1 ; upper:maxCount 1 ."),
    ]);
    let schema = parse(&subgraph(&models[1]));
    assert_eq!(
        directives(&schema, "D_Square")[1..],
        [r#"@key(fields: "d_id", resolvable: false)"#.to_owned()]
    );
    assert!(!schema.types.contains_key("D_Shape"));
    assert_eq!(field_type(&schema, "F_Box", "f_mark"), "D_Code!");
    assert_eq!(
        directives(&schema, "D_Code")[2..],
        [r#"@udaConstraint(base: "String", pattern: ["^[a-z]$"])"#.to_owned()]
    );
}

#[test]
fn names_that_graphql_cannot_have_are_kept_in_a_directive() {
    let models = domains(&[(
        "d",
        "d:Rating a upper:Enumeration ; upper:oneOf ( d:a d:b d:c ) .
        d:a a upper:EnumValue ; upper:name \"PG-13\" .
        d:c a upper:EnumValue ; upper:name \"__y\" .
        d:b a upper:EnumValue ; upper:name \"true\" ; upper:deprecated \"Too short.\" ; upper:replacedBy d:a .
        d:C a upper:DirectClass ; upper:property d:rating .
        d:rating a upper:Relationship ; upper:class d:Rating ; upper:maxCount 1 .",
    )]);
    let output = transpile(&models[0], "v2.3", Naming::Prefixed);
    let schema = parse(&output.artifacts[0].text);
    let rating = schema.get_enum("D_Rating").unwrap();
    let value = &rating.values["PG_13"];
    assert_eq!(
        value.directives[1].to_string(),
        r#"@udaName(name: "PG-13")"#
    );
    assert!(has_loss(&output, "D_Rating.PG_13", "name"));
    assert_eq!(
        rating.values["x__y"].directives[1].to_string(),
        r#"@udaName(name: "__y")"#
    );
    assert!(has_loss(&output, "D_Rating.x__y", "name"));
    let old = &rating.values["true_"];
    assert_eq!(
        old.directives[2].to_string(),
        r#"@deprecated(reason: "Too short. Use `PG_13`.")"#
    );
}

#[test]
fn lists_unions_singletons_and_sealed_classes_without_fields() {
    let models = domains(&[(
        "d",
        "d:Setting a upper:Singleton ; upper:property d:grid , d:either , d:any .
        d:grid a upper:Attribute ; upper:datatype d:Rows ; upper:minCount 1 ; upper:maxCount 1 .
        d:Rows a upper:List ; upper:listOf d:Row .
        d:Row a upper:List ; upper:listOf xsd:int .
        d:either a upper:Relationship ; upper:class d:Either .
        d:any a upper:Relationship ; upper:class d:Any ; upper:maxCount 1 .
        d:Either a upper:Union ; upper:unionOf ( d:One d:Any ) .
        d:Any a upper:SealedClass .
        d:Two a upper:DirectClass ; upper:subClassOf d:Any ; upper:property d:x .
        d:Three a upper:DirectClass ; upper:subClassOf d:Any ; upper:property d:x .
        d:One a upper:DirectClass ; upper:property d:x .
        d:x a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .",
    )]);
    let schema = parse(&subgraph(&models[0]));
    assert_eq!(field_type(&schema, "Query", "d_setting"), "D_Setting!");
    assert_eq!(field_type(&schema, "D_Setting", "d_grid"), "[[Int!]!]!");
    assert_eq!(field_type(&schema, "D_Setting", "d_either"), "[D_Either!]");
    let members = |name| {
        schema
            .get_union(name)
            .unwrap()
            .members
            .iter()
            .map(|m| m.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(members("D_Any"), ["D_Two", "D_Three"]);
    assert_eq!(members("D_Either"), ["D_One", "D_Two", "D_Three"]);
}

#[test]
fn one_more_class_changes_no_other_line() {
    let class = |n: u32| {
        format!("d:C{n} a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id .\n")
    };
    let id = "d:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n";
    let text = |skip: u32| {
        (0..30)
            .filter(|n| *n != skip)
            .map(class)
            .collect::<String>()
            + id
    };
    for federation in ["v2.3", "none"] {
        let make = |skip| {
            transpile(
                &domains(&[("d", &text(skip))])[0],
                federation,
                Naming::Prefixed,
            )
        };
        let (with, without) = (make(99), make(17));
        let kept: Vec<&str> = without.artifacts[0].text.lines().collect();
        let all: Vec<&str> = with.artifacts[0].text.lines().collect();
        assert!(all.len() > kept.len());
        let mut rest = all.iter();
        assert!(
            kept.iter().all(|line| rest.any(|l| l == line)),
            "a line changed"
        );
        assert_eq!(with.artifacts, make(99).artifacts);
    }
}

#[test]
fn every_name_of_a_document_is_told_to_rules() {
    let target = target("graphql").unwrap();
    for model in files(&MEDIA) {
        let names = (target.names)(model.models(), model.id(), Naming::Prefixed);
        for federation in ["v2.3", "none"] {
            let schema = parse(&transpile(&model, federation, Naming::Prefixed).artifacts[0].text);
            let known =
                |scope: &str, name: &str| names.iter().any(|n| n.scope == scope && n.name == name);
            for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
                assert!(known("schema", name), "{name}");
                let fields = match ty {
                    ExtendedType::Object(o) => &o.fields,
                    ExtendedType::Interface(i) => &i.fields,
                    ExtendedType::Scalar(_)
                    | ExtendedType::Union(_)
                    | ExtendedType::Enum(_)
                    | ExtendedType::InputObject(_) => continue,
                };
                for field in fields
                    .keys()
                    .filter(|_| !matches!(name.as_str(), "LangString"))
                {
                    assert!(known(name, field), "{name}.{field}");
                }
            }
        }
    }
}
