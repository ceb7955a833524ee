//! Ledgers of losses say what is so, and all of it.

use transpilers::output::Loss;
use transpilers::{Settings, target};

use super::models::domains;

/// The losses of the last of some models, as `element: construct`.
fn losses(name: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let model = domains(texts).pop().unwrap();
    let losses = (target(name).unwrap().transpile)(&model, &Settings::default()).losses;
    let said = losses
        .iter()
        .map(|l| format!("{}: {}", l.element, l.construct));
    said.collect()
}

fn messages(name: &str, text: &str, element: &str, construct: &str) -> Vec<String> {
    let model = domains(&[("d", text)]).remove(0);
    let losses = (target(name).unwrap().transpile)(&model, &Settings::default()).losses;
    let of = losses
        .into_iter()
        .filter(|l| l.element == element && l.construct == construct);
    of.map(|l| l.message).collect()
}

fn has(losses: &[String], expected: &[&str]) {
    for one in expected {
        assert!(losses.iter().any(|l| l == one), "no {one}: {losses:#?}");
    }
}

const ID: &str = "d:id a upper:Attribute ; upper:datatype xsd:string . ";

fn keyed(name: &str, more: &str) -> String {
    format!(
        "d:{name} a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id {more} . "
    )
}

#[test]
fn digits_of_decimals_are_lost_only_where_the_type_has_more() {
    let text = ID.to_owned()
        + "d:Five a upper:CustomDatatype ; upper:base xsd:decimal ; upper:totalDigits 5 .
           d:five a upper:Attribute ; upper:datatype d:Five ; upper:maxCount 1 .
           d:price a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 ."
        + &keyed(
            "C",
            ", d:five , d:price ; upper:refinement [ upper:refines d:price ; upper:totalDigits 10 ; upper:fractionDigits 2 ]",
        );
    for (target, of) in [
        ("avro", ["d.C.five", "d.C.price"]),
        ("iceberg", ["c.five", "c.price"]),
    ] {
        let lost = losses(target, &[("d", &text)]);
        let [five, price] = of;
        has(
            &lost,
            &[&format!("{five}: range"), &format!("{five}: digits")],
        );
        assert!(!lost.iter().any(|l| l.starts_with(price)), "{lost:#?}");
    }
}

#[test]
fn a_list_of_texts_has_no_counts_of_its_own() {
    let text = ID.to_owned()
        + "d:Words a upper:List ; upper:listOf rdf:langString .
           d:words a upper:Attribute ; upper:datatype d:Words ; upper:maxCount 1 ."
        + &keyed("C", ", d:words");
    let lost = losses("avro", &[("d", &text)]);
    assert!(!lost.contains(&"d.C.words: count".to_owned()), "{lost:#?}");
    has(&lost, &["d.C.words: language tag"]);
}

#[test]
fn a_file_with_a_union_says_nothing_of_conditions() {
    let text = ID.to_owned()
        + "d:Shape a upper:SealedClass ; upper:primaryKey ( d:id ) ; upper:property d:id .
           d:Circle a upper:DirectClass ; upper:subClassOf d:Shape .
           d:Square a upper:DirectClass ; upper:subClassOf d:Shape .
           d:One a upper:QualifiedClass ; upper:qualifies d:Shape ;
               upper:where [ upper:property d:id ; upper:hasValue \"1\" ] .";
    assert_eq!(
        messages("avro", &text, "d.One", "condition"),
        [
            "a union has no name, documentation or properties: neither the class nor its conditions are stated, and nothing enforces them"
        ]
    );
    let none: [&str; 0] = [];
    assert_eq!(messages("avro", &text, "d.One", "sealed class"), none);
}

/// What no Avro type and no table enforces, though properties may state it.
fn linked() -> String {
    ID.to_owned()
        + "d:node a upper:ConnectedNode ; upper:maxCount 1 .
           d:Doc a upper:SealedClass ; upper:primaryKey ( d:id ) ; upper:property d:id .
           d:Law a upper:DirectClass ; upper:subClassOf d:Doc .
           d:Act a upper:DirectClass ; upper:subClassOf d:Doc .
           d:Party a upper:Union ; upper:unionOf ( d:C d:Law ) .
           d:party a upper:Relationship ; upper:class d:Party ; upper:maxCount 1 .
           d:fav a upper:Relationship ; upper:class d:Law ; upper:maxCount 1 .
           d:read a upper:Relationship ; upper:class d:Doc ; upper:maxCount 1 .
           d:of a upper:Relationship ; upper:class d:C ; upper:maxCount 1 .
           d:all a upper:Relationship ; upper:class d:N ; upper:inverseOf d:of . "
        + &keyed("C", ", d:node , d:party , d:fav , d:read , d:all")
        + &keyed("N", ", d:of")
}

#[test]
fn what_links_records_is_listed() {
    has(
        &losses("avro", &[("d", &linked())]),
        &[
            "d.C.node: connected node",
            "d.C.party: reference",
            "d.C.all: inverse",
        ],
    );
    let extended = "e:X a upper:Extension ; upper:extends d:C ; upper:property e:x .
                    e:x a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .";
    let with = linked();
    let texts = [("d", with.as_str()), ("e", extended)];
    has(&losses("avro", &texts), &["e.X: extension"]);
    has(&losses("iceberg", &texts), &["x: extension"]);
}

#[test]
fn a_reference_to_some_rows_of_a_table_says_of_which_class() {
    let of = |element| messages("iceberg", &linked(), element, "reference");
    assert_eq!(
        of("c.fav_id"),
        ["that the key is one of `d.doc(id)`, of a `Law`, is not checked"]
    );
    assert_eq!(
        of("c.read_id"),
        ["that the key is one of `d.doc(id)` is not checked"]
    );
}

#[test]
fn texts_and_deprecations_without_a_place_are_listed() {
    let text = "d:id a upper:Attribute ; upper:datatype xsd:string ; upper:label \"Id\"@en , \"Kennung\"@de .
         d:Hue a upper:Enumeration ; upper:oneOf ( d:Red d:Blue ) .
         d:Red a upper:EnumValue ; upper:label \"Red\"@en ; upper:comment \"warm\"@en .
         d:Blue a upper:EnumValue ; upper:deprecated \"cold\" .
         d:hue a upper:Relationship ; upper:class d:Hue ; upper:maxCount 1 ; upper:label \"Hue\"@en ; upper:description \"The hue.\"@en .
         d:gone a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:deprecated \"see hue\" ; upper:replacedBy d:hue .
         d:C a upper:SealedClass ; upper:comment \"of all\"@en ; upper:primaryKey ( d:id ) ; upper:property d:id , d:hue , d:gone .
         d:D a upper:DirectClass ; upper:subClassOf d:C ; upper:description \"One.\"@en ; upper:deprecated \"rare\" .
         d:E a upper:DirectClass ; upper:subClassOf d:C .";
    let of = |name, construct| {
        let model = domains(&[("d", text)]).remove(0);
        let losses = (target(name).unwrap().transpile)(&model, &Settings::default()).losses;
        let losses = losses.into_iter().filter(|l| l.construct == construct);
        let term = |l: &Loss| l.term.trim_start_matches("http://e.org/d#").to_owned();
        losses
            .map(|l| format!("{} of {}", l.element, term(&l)))
            .collect::<Vec<_>>()
    };
    let several = ["d of C", "d of id", "d of Red"];
    assert_eq!(
        of("avro", "texts"),
        several,
        "once, in however many records"
    );
    let mut none = vec!["c.hue of hue", "c of D"];
    none.extend(several);
    assert_eq!(of("iceberg", "texts"), none);
    assert_eq!(
        of("iceberg", "deprecation"),
        ["d of D", "d of gone", "d of Blue"]
    );
}
