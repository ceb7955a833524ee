//! The ledger of shapes: what they leave out is in it, and what they say is not.

use transpilers::{Settings, target};

use super::models::domains;

/// What is lost of the terms of a model, as `element: construct`.
fn lost(text: &str) -> Vec<String> {
    let model = domains(&[("d", text)]).remove(0);
    let output = (target("shacl").unwrap().transpile)(&model, &Settings::default());
    let losses = output.losses.into_iter();
    let mut lost: Vec<String> = losses
        .map(|l| format!("{}: {}", l.element, l.construct))
        .collect();
    lost.sort();
    lost
}

#[test]
fn a_node_is_identified_by_its_iri() {
    let model = "
        d:Node a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property d:id .
        d:Day a upper:DirectClass ; upper:primaryKey ( d:id ) ; upper:property d:id , d:code ; upper:uniqueKey ( d:code ) .
        d:id a upper:Attribute ; upper:datatype xsd:string .
        d:code a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
    ";
    assert_eq!(lost(model), ["Day: primary key", "Day: unique key"]);
}

#[test]
fn values_that_shacl_cannot_compare_are_in_the_ledger() {
    let model = "
        d:Clip a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property d:length , d:shown , d:size , d:price , d:day ;
            upper:refinement [ upper:refines d:size ; upper:oneOf ( 1 2 ) ] ,
                [ upper:refines d:day ; upper:minInclusive \"2000-01-01\"^^xsd:date ] .
        d:length a upper:Attribute ; upper:datatype d:Length ; upper:maxCount 1 .
        d:Length a upper:CustomDatatype ; upper:base xsd:duration ; upper:maxInclusive \"PT2H\"^^xsd:duration .
        d:shown a upper:Attribute ; upper:datatype upper:LocalDateTime ; upper:maxCount 1 .
        d:size a upper:Attribute ; upper:datatype xsd:long ; upper:maxCount 1 .
        d:price a upper:Attribute ; upper:datatype d:Price ; upper:maxCount 1 .
        d:Price a upper:CustomDatatype ; upper:base xsd:decimal ; upper:oneOf ( 1 2.5 ) .
        d:day a upper:Attribute ; upper:datatype xsd:date ; upper:maxCount 1 .
        d:New a upper:QualifiedClass ; upper:qualifies d:Clip ; upper:where
            [ upper:property d:shown ; upper:minInclusive \"2000-01-01T00:00:00\"^^upper:LocalDateTime ] ,
            [ upper:property d:size ; upper:hasValue 1 ] , [ upper:property d:price ; upper:hasValue 1 ] .
    ";
    let expected = [
        "Clip.size: values",
        "Length: bounds",
        "New.shown: bounds",
        "New.size: values",
        "New: qualified class",
    ];
    assert_eq!(lost(model), expected);
}

#[test]
fn conditions_are_not_checked_of_what_only_a_property_holds() {
    let model = "
        d:Money a upper:DirectClass ; upper:property d:currency .
        d:currency a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
        d:Euro a upper:QualifiedClass ; upper:qualifies d:Money ;
            upper:where [ upper:property d:currency ; upper:hasValue \"EUR\" ] .
        d:Account a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property d:sum , d:in ;
            upper:refinement [ upper:refines d:sum ; upper:class d:Euro ] .
        d:sum a upper:Relationship ; upper:class d:Money .
        d:in a upper:Relationship ; upper:class d:Euros .
        d:Euros a upper:List ; upper:listOf d:Euro .
    ";
    let expected = [
        "Account.sum: qualified class",
        "Euro: qualified class",
        "in: qualified class",
    ];
    assert_eq!(lost(model), expected);
}

#[test]
fn why_a_term_is_deprecated_is_in_the_ledger() {
    let model = "
        d:Old a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property d:code ;
            upper:deprecated \"too old\" ; upper:replacedBy d:New .
        d:New a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property d:code .
        d:code a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
    ";
    assert_eq!(lost(model), ["Old: deprecation"]);
}
