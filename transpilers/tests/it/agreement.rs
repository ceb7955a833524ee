//! GraphQL: what classes implement and of which types their fields are is the model's, and
//! the same in every document.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use transpilers::naming::Naming;
use transpilers::output::Output;

use super::graphql::{field, field_type, has_loss, parse, subgraph, transpile};
use super::models::domains;

const ID: &str =
    "a:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n";

/// The schemas of the subgraphs of models, each valid by itself.
fn subgraphs(texts: &[(&str, &str)]) -> Vec<Schema> {
    domains(texts).iter().map(|m| parse(&subgraph(m))).collect()
}

fn output(text: &str) -> Output {
    transpile(
        &domains(&[("a", &format!("{ID}{text}"))])[0],
        "v2.3",
        Naming::Prefixed,
    )
}

fn interfaces(schema: &Schema, ty: &str) -> Vec<String> {
    let found = match &schema.types[ty] {
        ExtendedType::Object(o) => &o.implements_interfaces,
        ExtendedType::Interface(i) => &i.implements_interfaces,
        other @ (ExtendedType::Scalar(_)
        | ExtendedType::Union(_)
        | ExtendedType::Enum(_)
        | ExtendedType::InputObject(_)) => panic!("{ty} is {other:?}"),
    };
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_trait_that_contradicts_another_is_not_implemented() {
    let output = output(
        "a:Tagged a upper:Trait ; upper:property a:tag .
        a:SingleTagged a upper:Trait ; upper:property a:tag ; upper:refinement [ upper:refines a:tag ; upper:maxCount 1 ] .
        a:tag a upper:Attribute ; upper:datatype xsd:string .
        a:Thing a upper:DirectClass ; upper:primaryKey ( a:id ) ; upper:property a:id ; upper:trait a:Tagged , a:SingleTagged .
        a:Third a upper:DirectClass ; upper:primaryKey ( a:id ) ; upper:property a:id ; upper:trait a:SingleTagged .
        a:Coded a upper:Trait ; upper:property a:code .
        a:StrictlyCoded a upper:Trait ; upper:property a:code ; upper:refinement [ upper:refines a:code ; upper:datatype a:Code ] .
        a:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
        a:Code a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 3 .
        a:Share a upper:DirectClass ; upper:primaryKey ( a:code ) ; upper:trait a:Coded , a:StrictlyCoded .",
    );
    let schema = parse(&output.artifacts[0].text);
    assert_eq!(interfaces(&schema, "A_Thing"), ["A_Tagged"]);
    assert_eq!(interfaces(&schema, "A_Third"), ["A_SingleTagged"]);
    assert_eq!(interfaces(&schema, "A_Share"), ["A_Coded"]);
    // Neither trait is another for it.
    assert_eq!(field_type(&schema, "A_Tagged", "a_tag"), "[String!]");
    assert_eq!(field_type(&schema, "A_SingleTagged", "a_tag"), "String");
    assert_eq!(field_type(&schema, "A_StrictlyCoded", "a_code"), "A_Code!");
    assert_eq!(field_type(&schema, "A_Thing", "a_tag"), "[String!]");
    assert_eq!(field_type(&schema, "A_Share", "a_code"), "String!");
    assert!(has_loss(&output, "A_Thing", "trait"));
    assert!(has_loss(&output, "A_Share", "trait"));
    assert!(!has_loss(&output, "A_Third", "trait"));
}

/// With the key in the model of the trait, nobody has the property through the trait; with
/// the key in another model, the trait is as its owner knows it.
#[test]
fn a_trait_is_the_same_in_every_document() {
    let named = format!(
        "{ID}a:Named a upper:Trait ; upper:property a:name , a:note .
        a:name a upper:Attribute ; upper:datatype xsd:string .
        a:note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ."
    );
    let person = "Person a upper:DirectClass ; upper:primaryKey ( a:id ) ; upper:property a:id ; upper:trait a:Named .";
    let genre = "Genre a upper:DirectClass ; upper:primaryKey ( a:name ) ; upper:trait a:Named .";
    for (own, user, has_name) in [(person, genre, true), (genre, person, false)] {
        let own = format!("{named} a:{own} a:Third a upper:DirectClass ; upper:trait a:Named .");
        let user = format!("b:{user} b:Third a upper:DirectClass ; upper:trait a:Named .");
        for schema in subgraphs(&[("a", &own), ("b", &user)]) {
            let named = schema.get_interface("A_Named").unwrap();
            assert_eq!(named.fields.contains_key("a_name"), has_name);
            for (name, _) in schema.types.iter().filter(|(n, _)| n.ends_with("_Genre")) {
                assert_eq!(field_type(&schema, name, "a_name"), "String!");
                assert_eq!(interfaces(&schema, name).is_empty(), has_name);
            }
            for (name, _) in schema.types.iter().filter(|(n, _)| n.ends_with("_Person")) {
                assert_eq!(field_type(&schema, name, "a_name"), "[String!]");
                assert_eq!(interfaces(&schema, name), ["A_Named"]);
            }
        }
    }
}

#[test]
fn what_a_sealed_class_withholds_it_withholds_in_every_document() {
    let party = format!(
        "{ID}a:Party a upper:SealedClass ; upper:property a:name , a:note .
        a:Person a upper:DirectClass ; upper:subClassOf a:Party .
        a:Country a upper:DirectClass ; upper:subClassOf a:Party ; upper:primaryKey ( a:name ) .
        a:name a upper:Attribute ; upper:datatype xsd:string .
        a:note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ."
    );
    let bill = "b:Bill a upper:DirectClass ; upper:property b:payer . b:payer a upper:Relationship ; upper:class a:Party ; upper:maxCount 1 .";
    for schema in subgraphs(&[("a", &party), ("b", bill)]) {
        let party = schema.get_interface("A_Party").unwrap();
        assert_eq!(party.fields.len(), 1);
        assert_eq!(field_type(&schema, "A_Country", "a_name"), "String!");
        assert_eq!(field_type(&schema, "A_Person", "a_name"), "[String!]");
        assert_eq!(interfaces(&schema, "A_Country"), ["A_Party"]);
    }
}

/// An entity, a nested class, and the classes below a sealed one of which a document has no
/// more than a part.
#[test]
fn a_field_has_one_type_in_all_documents() {
    let text = format!(
        "{ID}a:Coded a upper:Trait ; upper:property a:code .
        a:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
        a:Isin a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 12 .
        a:Share a upper:DirectClass ; upper:primaryKey ( a:code ) ; upper:trait a:Coded ;
            upper:refinement [ upper:refines a:code ; upper:datatype a:Isin ] .
        a:Money a upper:DirectClass ; upper:trait a:Coded ; upper:refinement [ upper:refines a:code ; upper:datatype a:Isin ] .
        a:Event a upper:SealedClass ; upper:property a:code .
        a:Trade a upper:SealedClass ; upper:subClassOf a:Event ; upper:refinement [ upper:refines a:code ; upper:datatype a:Isin ] .
        a:Buy a upper:DirectClass ; upper:subClassOf a:Trade .
        a:Note a upper:DirectClass ; upper:subClassOf a:Event ."
    );
    let user = "b:Book a upper:DirectClass ; upper:property b:share , b:money , b:trade .
        b:share a upper:Relationship ; upper:class a:Share ; upper:maxCount 1 .
        b:money a upper:Relationship ; upper:class a:Money ; upper:maxCount 1 .
        b:trade a upper:Relationship ; upper:class a:Trade ; upper:maxCount 1 .";
    let schemas = subgraphs(&[("a", &text), ("b", user)]);
    assert!(!schemas[1].types.contains_key("A_Event"));
    for schema in schemas {
        for ty in ["A_Share", "A_Money", "A_Trade", "A_Buy"] {
            let (ty, rules) = field(&schema, ty, "a_code");
            assert_eq!(ty, "String!");
            assert_eq!(
                rules,
                [r#"@udaConstraint(range: "http://e.org/a#Isin", maxLength: 12)"#]
            );
        }
    }
}

const BIRDS: &str = "
a:Bird a upper:SealedClass ; upper:primaryKey ( a:id ) ; upper:property a:id , a:size .
a:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
a:Small a upper:SealedClass ; upper:subClassOf a:Bird .
a:Wren a upper:DirectClass ; upper:subClassOf a:Small .
a:Swan a upper:DirectClass ; upper:subClassOf a:Bird .
a:Housing a upper:Trait ; upper:property a:of .
a:of a upper:Relationship ; upper:class a:Bird ; upper:maxCount 1 .
a:Nest a upper:DirectClass ; upper:trait a:Housing ; upper:refinement [ upper:refines a:of ; upper:class a:Small ] .
";

#[test]
fn a_document_shows_that_a_narrower_class_is_one() {
    let user = "b:Box a upper:DirectClass ; upper:trait a:Housing ; upper:property b:nest .
        b:nest a upper:Relationship ; upper:class a:Nest ; upper:maxCount 1 .";
    for schema in subgraphs(&[("a", &format!("{ID}{BIRDS}")), ("b", user)]) {
        assert_eq!(field_type(&schema, "A_Nest", "a_of"), "A_Small");
        assert_eq!(field_type(&schema, "A_Housing", "a_of"), "A_Bird");
        assert_eq!(interfaces(&schema, "A_Small"), ["A_Bird"]);
    }
}

#[test]
fn a_union_has_the_leaves_of_a_sealed_class_that_a_member_qualifies() {
    let user = "b:Big a upper:QualifiedClass ; upper:qualifies a:Bird ; upper:where [ upper:property a:size ; upper:minInclusive 4 ] .
        b:Box a upper:DirectClass ; upper:property b:either .
        b:either a upper:Relationship ; upper:class b:Either ; upper:maxCount 1 .
        b:Either a upper:Union ; upper:unionOf ( b:Big b:Box ) .";
    let schemas = subgraphs(&[("a", &format!("{ID}{BIRDS}")), ("b", user)]);
    let members = &schemas[1].get_union("B_Either").unwrap().members;
    let members: Vec<_> = members.iter().map(|m| m.as_str()).collect();
    assert_eq!(members, ["A_Wren", "A_Swan", "B_Box"]);
}

#[test]
fn a_trait_without_fields_has_all_that_use_it() {
    let output = output(
        "a:Marker a upper:Trait .
        a:Sub a upper:Trait ; upper:trait a:Marker ; upper:property a:x .
        a:x a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
        a:K1 a upper:DirectClass ; upper:property a:x ; upper:trait a:Marker .
        a:K2 a upper:DirectClass ; upper:trait a:Sub .
        a:S a upper:SealedClass ; upper:property a:x ; upper:trait a:Marker .
        a:K3 a upper:DirectClass ; upper:subClassOf a:S .",
    );
    let schema = parse(&output.artifacts[0].text);
    let members = &schema.get_union("A_Marker").unwrap().members;
    let members: Vec<_> = members.iter().map(|m| m.as_str()).collect();
    assert_eq!(members, ["A_K1", "A_K2", "A_K3"]);
}

#[test]
fn that_there_are_no_values_is_stated() {
    let output = output(
        "a:Bird a upper:SealedClass ; upper:property a:speed , a:home .
        a:Kiwi a upper:DirectClass ; upper:subClassOf a:Bird ; upper:refinement
            [ upper:refines a:speed ; upper:maxCount 0 ] , [ upper:refines a:home ; upper:maxCount 0 ] .
        a:speed a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
        a:home a upper:Attribute ; upper:datatype xsd:string .",
    );
    let schema = parse(&output.artifacts[0].text);
    for (name, ty) in [("a_speed", "Int"), ("a_home", "[String!]")] {
        let none = vec!["@udaConstraint(maxCount: 0)".to_owned()];
        assert_eq!(field(&schema, "A_Kiwi", name), (ty.to_owned(), none));
        assert!(has_loss(&output, &format!("A_Kiwi.{name}"), "maxCount"));
    }
}

#[test]
fn what_lists_hold_is_lost_as_what_fields_hold() {
    let output = output(
        "a:Nest a upper:DirectClass ; upper:property a:sizes , a:words .
        a:sizes a upper:Attribute ; upper:datatype a:Sizes ; upper:maxCount 1 .
        a:Sizes a upper:List ; upper:listOf xsd:integer .
        a:words a upper:Attribute ; upper:datatype a:Words ; upper:maxCount 1 .
        a:Words a upper:List ; upper:listOf a:Word .
        a:Word a upper:CustomDatatype ; upper:base rdf:langString ; upper:maxLength 5 .",
    );
    let schema = parse(&output.artifacts[0].text);
    let (_, rules) = field(&schema, "A_Nest", "a_words");
    assert_eq!(rules, ["@udaConstraint(maxLength: 5)"]);
    assert!(has_loss(&output, "A_Nest.a_words", "maxLength"));
    assert!(has_loss(&output, "A_Nest.a_sizes", "datatype"));
}

#[test]
fn each_term_with_further_texts_has_an_entry() {
    let output = output(
        "a:Nest a upper:DirectClass ; upper:label \"nest\"@en , \"Nest\"@de ; upper:property a:size .
        a:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 ; upper:comment \"In cm.\" .",
    );
    let texts = output.losses.iter().filter(|l| l.construct == "texts");
    let texts: Vec<_> = texts.map(|l| (&*l.element, &*l.message)).collect();
    assert_eq!(
        texts,
        [
            (
                "A_Nest",
                "a docstring holds one text: further labels are left out"
            ),
            (
                "a_size",
                "a docstring holds one text: comments are left out"
            ),
        ]
    );
}
