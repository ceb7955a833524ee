//! What a model holds of other graphs counts for what it is: keys, values in place, values of
//! enumerations, names.

use upper::change::{Kind, Level, compare};
use upper::check::{Options, check};
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

const OTHER: &str = r#"
@prefix o: <http://e.org/o#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
o: a upper:DomainModel ; upper:domain "other" ; upper:label "Other"@en .
o:Title a upper:DirectClass ; upper:primaryKey ( o:number ) ; upper:property o:number , o:year .
o:Address a upper:DirectClass ; upper:property o:street , o:country .
o:Country a upper:DirectClass ; upper:property o:code .
o:Mood a upper:Enumeration ; upper:oneOf ( o:Good o:Bad ) .
o:Good a upper:EnumValue . o:Bad a upper:EnumValue .
o:number a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
o:year a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
o:street a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
o:country a upper:Relationship ; upper:class o:Country ; upper:maxCount 1 .
o:code a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
o:Codes a upper:List ; upper:listOf o:Code .
o:Code a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 13 .
o:extra a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#;

const OWN: &str = r#"
@prefix m: <http://e.org/m#> .
@prefix o: <http://e.org/o#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
m: a upper:DomainModel ; upper:domain "m" ; owl:imports o: .
m:Review a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:about , m:sent , m:mood , m:isbn , m:codes , m:others .
m:Codes a upper:List ; upper:listOf o:Code .
m:codes a upper:Attribute ; upper:datatype m:Codes ; upper:maxCount 1 .
m:others a upper:Attribute ; upper:datatype o:Codes ; upper:maxCount 1 .
m:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
m:about a upper:Relationship ; upper:class o:Title ; upper:maxCount 1 .
m:sent a upper:Relationship ; upper:class o:Address ; upper:maxCount 1 .
m:isbn a upper:Attribute ; upper:datatype o:Code ; upper:maxCount 1 .
m:mood a upper:Relationship ; upper:class o:Mood ; upper:maxCount 1 .
"#;

/// The own model, with another state of what it needs.
fn with(other: &str) -> Valid<DomainModel> {
    let input = |path: &str, text: &str| Input {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    let checked = check(
        vec![input("m.ttl", OWN), input("o.ttl", other)],
        &Options::default(),
    );
    assert!(!checked.has_errors(), "{:?}", checked.findings);
    let own = |m: &Valid<DomainModel>| m.domain().info.name == "m";
    checked.valid().into_iter().find(own).unwrap()
}

/// What is told of the own model where the other one is edited.
fn told(from: &str, to: &str) -> Vec<(String, Kind, Level)> {
    assert!(OTHER.contains(from), "{from}");
    let report = compare(&with(OTHER), &with(&OTHER.replace(from, to)));
    let name = |iri: &str| iri.rsplit('#').next().unwrap().to_owned();
    let changes = report.changes.iter();
    changes.map(|c| (name(&c.term), c.kind, c.level)).collect()
}

fn one(term: &str, kind: Kind, level: Level) -> Vec<(String, Kind, Level)> {
    vec![(term.to_owned(), kind, level)]
}

#[test]
fn the_key_that_a_reference_is_made_of() {
    let found = told(
        "o:number a upper:Attribute ; upper:datatype xsd:string",
        "o:number a upper:Attribute ; upper:datatype xsd:long",
    );
    assert_eq!(found, one("about", Kind::Retyped, Level::Major));
    // What is not of the key is not in the reference.
    assert_eq!(
        told("upper:datatype xsd:int", "upper:datatype xsd:long"),
        []
    );
}

/// Schemas name a key after the class that declares it, and have a sealed class in another form.
#[test]
fn the_class_that_a_reference_leads_to() {
    let found = told(
        "o:Title a upper:DirectClass ; upper:primaryKey ( o:number ) ; upper:property o:number , o:year .",
        "o:Work a upper:SealedClass ; upper:primaryKey ( o:number ) ; upper:property o:number .
         o:Title a upper:DirectClass ; upper:subClassOf o:Work ; upper:property o:year .",
    );
    assert_eq!(found, one("about", Kind::Retyped, Level::Major));
    let found = told(
        "o:Title a upper:DirectClass ;",
        "o:Book a upper:DirectClass ; upper:subClassOf o:Title .
         o:Title a upper:SealedClass ;",
    );
    assert_eq!(found, one("about", Kind::Retyped, Level::Major));
}

#[test]
fn values_in_place_at_any_depth() {
    let found = told(
        "upper:property o:street , o:country",
        "upper:property o:street , o:country , o:extra",
    );
    assert_eq!(found, one("sent", Kind::Tightened, Level::Major));
    let found = told(
        "upper:property o:code .",
        "upper:property o:code , o:extra .",
    );
    assert_eq!(found, one("sent", Kind::Tightened, Level::Major));
}

/// Tables hold such a value as one text, in whatever model.
#[test]
fn values_in_place_that_contain_themselves() {
    let found = told(
        "upper:property o:street , o:country .",
        "upper:property o:street , o:country , o:within .
         o:within a upper:Relationship ; upper:class o:Address ; upper:maxCount 1 .",
    );
    assert!(
        found.contains(&("sent".to_owned(), Kind::Retyped, Level::Major)),
        "{found:?}"
    );
}

#[test]
fn the_values_of_an_enumeration() {
    let found = told("( o:Good o:Bad )", "( o:Good )");
    assert_eq!(found, one("mood", Kind::Tightened, Level::Major));
    let found = told(
        "( o:Good o:Bad ) .",
        "( o:Good o:Bad o:Fair ) . o:Fair a upper:EnumValue .",
    );
    assert_eq!(found, one("mood", Kind::Loosened, Level::Minor));
}

#[test]
fn the_names_that_schemas_have_of_it() {
    let found = told("upper:domain \"other\"", "upper:domain \"others\"");
    assert!(
        found.contains(&("about".to_owned(), Kind::Retyped, Level::Major)),
        "{found:?}"
    );
    let found = told(
        "o:street a upper:Attribute",
        "o:street upper:name \"line\" ; a upper:Attribute",
    );
    assert_eq!(found, one("sent", Kind::Retyped, Level::Major));
}

/// Names, defaults and deprecations of properties, values and datatypes, wherever they are used.
#[test]
fn what_schemas_say_of_terms_that_it_uses() {
    let renamed = |what: &str| {
        told(
            &format!("{what} a "),
            &format!("{what} upper:name \"other\" ; a "),
        )
    };
    assert_eq!(
        renamed("o:number"),
        one("about", Kind::Retyped, Level::Major)
    );
    assert_eq!(renamed("o:Good"), one("mood", Kind::Retyped, Level::Major));
    let of_code = renamed("o:Code");
    for term in ["isbn", "Codes", "others"] {
        let change = (term.to_owned(), Kind::Retyped, Level::Major);
        assert!(of_code.contains(&change), "{term}: {of_code:?}");
    }
    assert_eq!(renamed("o:year"), []);
    let found = told(
        "o:street a upper:Attribute ;",
        "o:street a upper:Attribute ; upper:defaultValue \"?\" ;",
    );
    assert_eq!(found, one("sent", Kind::Loosened, Level::Minor));
    let found = told(
        "o:code a upper:Attribute ;",
        "o:code a upper:Attribute ; upper:deprecated \"Ask the map.\" ;",
    );
    assert!(
        found
            .iter()
            .all(|(term, _, level)| term == "sent" && *level == Level::Minor),
        "{found:?}"
    );
    assert!(!found.is_empty());
}

#[test]
fn what_people_read_is_the_other_graphs_own() {
    assert_eq!(told("\"Other\"@en", "\"Others\"@en"), []);
}

/// A chain of values in place costs no stack, however long, and its end counts.
#[test]
fn a_long_chain_of_values_in_place_is_followed() {
    let chain = |datatype: &str| {
        let mut text = OTHER.replace(
            "o:Country a upper:DirectClass ; upper:property o:code .",
            "o:Country a upper:DirectClass ; upper:property o:code , o:n0 .",
        );
        for n in 0..3_000 {
            text.push_str(&format!(
                "o:N{n} a upper:DirectClass ; upper:property o:n{} .\n\
                 o:n{n} a upper:Relationship ; upper:class o:N{n} ; upper:maxCount 1 .\n",
                n + 1
            ));
        }
        text.push_str(&format!(
            "o:n3000 a upper:Attribute ; upper:datatype xsd:{datatype} .\n"
        ));
        text
    };
    let report = compare(&with(&chain("string")), &with(&chain("long")));
    assert_eq!(report.level(), Level::Major);
    assert!(
        report.changes.iter().all(|c| c.term.ends_with("#sent")),
        "{report:?}"
    );
}

/// What the elements of a list are is said nowhere else.
#[test]
fn the_datatypes_of_lists() {
    let found = told(
        "upper:base xsd:string ; upper:maxLength 13",
        "upper:base xsd:string ; upper:maxLength 10",
    );
    assert!(
        found.contains(&("Codes".to_owned(), Kind::Tightened, Level::Major)),
        "{found:?}"
    );
    assert!(
        found.contains(&("others".to_owned(), Kind::Tightened, Level::Major)),
        "{found:?}"
    );
}
