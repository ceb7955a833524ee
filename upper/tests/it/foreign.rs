//! Terms and mistakes in JSON-LD and RDF/XML are found where they stand, though the libraries
//! that read them do not tell.

use upper::check::{Options, check};
use upper::source::{Aliases, Input, Reader, Syntax, end_of_token};

fn input(text: &str, syntax: Syntax) -> Input {
    Input {
        path: "shop".to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax,
    }
}

/// The words under which subject, predicate and object of each triple stand, with the line of
/// the object, in the order of the text.
fn triples(text: &str, syntax: Syntax) -> Vec<String> {
    let mut reader = Reader::new(Aliases::default());
    reader.read(input(text, syntax));
    assert_eq!(reader.findings, []);
    let word = |start: u32| {
        let end = end_of_token(text, start);
        text.get(start as usize..end as usize).unwrap()
    };
    let triples = reader.graphs.iter().flat_map(|g| g.graph.triples());
    let mut places: Vec<_> = triples.map(|t| t.places).collect();
    places.sort_by_key(|p| (p.object, p.predicate, p.subject));
    let places = places.iter();
    places
        .map(|p| {
            let line = text[..p.object as usize].matches('\n').count() + 1;
            let [subject, predicate, object] = [p.subject, p.predicate, p.object].map(word);
            format!("{line}: {subject} {predicate} {object}")
        })
        .collect()
}

/// Code, line and underlined text of each finding.
fn found(text: &str, syntax: Syntax) -> Vec<(&'static str, u32, String)> {
    let checked = check(vec![input(text, syntax)], &Options::default());
    let errors = checked.findings.iter().filter(|f| f.code < "U03");
    errors
        .map(|f| {
            let line = checked.corpus.sources.position(f.place).line;
            let word = &text[f.place.start as usize..f.place.end as usize];
            (f.code, line, word.to_owned())
        })
        .collect()
}

const SHOP: &str = r##"{
  "@context": {
    "shop": "http://example.com/shop#",
    "upper": "https://w3id.org/denota/upper#",
    "xsd": "http://www.w3.org/2001/XMLSchema#"
  },
  "@graph": [
    { "@id": "shop:", "@type": "upper:DomainModel", "upper:domain": "shop" },
    { "@id": "shop:Order", "@type": "upper:DirectClass",
      "upper:primaryKey": { "@list": [ { "@id": "shop:id" } ] },
      "upper:property": [ { "@id": "shop:id" }, { "@id": "shop:x" } ],
      "upper:refinement": { "upper:refines": { "@id": "shop:x" }, "upper:maxCount": 9 } },
    { "@id": "shop:id", "@type": "upper:Attribute", "upper:datatype": { "@id": "xsd:strin" } },
    { "@id": "shop:x", "@type": "upper:Attribute", "upper:datatype": { "@id": "xsd:int" }, "upper:maxCount": 3 }
  ]
}"##;

#[test]
fn a_mistake_in_json_ld_is_at_its_value() {
    let found = found(SHOP, Syntax::JsonLd);
    let words: Vec<_> = found.iter().map(|(c, l, w)| (*c, *l, w.as_str())).collect();
    let expected = [("U0131", 12, "9"), ("U0032", 13, "\"xsd:strin\"")];
    assert_eq!(words, expected);
}

#[test]
fn triples_of_json_ld_stand_where_their_values_do() {
    assert_eq!(
        triples(SHOP, Syntax::JsonLd),
        [
            "8: \"shop:\" \"@type\" \"upper:DomainModel\"",
            "8: \"shop:\" \"upper:domain\" \"shop\"",
            "9: \"shop:Order\" \"@type\" \"upper:DirectClass\"",
            "10: \"shop:Order\" \"upper:primaryKey\" {",
            "10: \"shop:id\" \"shop:id\" \"shop:id\"",
            "10: \"shop:id\" \"shop:id\" \"shop:id\"",
            "11: \"shop:Order\" \"upper:property\" \"shop:id\"",
            "11: \"shop:Order\" \"upper:property\" \"shop:x\"",
            "12: \"shop:Order\" \"upper:refinement\" {",
            "12: { \"upper:refines\" \"shop:x\"",
            "12: { \"upper:maxCount\" 9",
            "13: \"shop:id\" \"@type\" \"upper:Attribute\"",
            "13: \"shop:id\" \"upper:datatype\" \"xsd:strin\"",
            "14: \"shop:x\" \"@type\" \"upper:Attribute\"",
            "14: \"shop:x\" \"upper:datatype\" \"xsd:int\"",
            "14: \"shop:x\" \"upper:maxCount\" 3",
        ]
    );
}

#[test]
fn names_of_a_context_are_understood() {
    let text = r##"{ "@context": [ { "@base": "http://e.org/a#", "@vocab": "http://e.org/v#" }, {
    "id": "@id", "type": "@type", "set": "@set",
    "v": { "@id": "http://e.org/v#" },
    "parts": { "@id": "v:parts", "@container": "@list", "@type": "@id" } } ],
  "parts": [ "one",
    "two" ],
  "id": "esc\u0061ped",
  "type": [ "A",
    "v:B" ],
  "note": [ null, { "@value": "x\"y", "@language": "en" },
    { "set": [ "z" ] } ],
  "inner": [ { "name": "first" },
    { "name": "second", "inner": { "deep": true,
      "id": "_:label" } } ] }"##;
    assert_eq!(
        triples(text, Syntax::JsonLd),
        [
            "5: \"esc\\u0061ped\" \"parts\" [",
            "5: \"one\" \"one\" \"one\"",
            "5: \"one\" \"one\" \"one\"",
            "6: \"two\" \"two\" \"two\"",
            "6: \"two\" \"two\" \"two\"",
            "8: \"esc\\u0061ped\" \"type\" \"A\"",
            "9: \"esc\\u0061ped\" \"type\" \"v:B\"",
            "10: \"esc\\u0061ped\" \"note\" \"x\\\"y\"",
            "11: \"esc\\u0061ped\" \"note\" \"z\"",
            "12: \"esc\\u0061ped\" \"inner\" {",
            "12: { \"name\" \"first\"",
            "13: \"esc\\u0061ped\" \"inner\" {",
            "13: { \"name\" \"second\"",
            "13: \"_:label\" \"deep\" true",
            "14: { \"inner\" \"_:label\"",
        ]
    );
}

#[test]
fn nodes_without_a_name_at_the_top_have_places() {
    let text = r#"[ { "http://e.org/p": 1 }, {},
  { "http://e.org/p": [ { "http://e.org/q": 2 } ] } ]"#;
    assert_eq!(
        triples(text, Syntax::JsonLd),
        [
            "1: { \"http://e.org/p\" 1",
            "2: { \"http://e.org/p\" {",
            "2: { \"http://e.org/q\" 2",
        ]
    );
}

const RDF: &str = r##"<?xml version="1.0"?>
<!-- <upper:NotThis> -->
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:upper="https://w3id.org/denota/upper#"
    xml:base="http://example.com/shop">
  <upper:DomainModel rdf:about="#"><upper:domain>shop</upper:domain></upper:DomainModel>
  <upper:DirectClass rdf:ID="A">
    <upper:property rdf:resource="#x"/>
    <upper:primaryKey rdf:parseType="Collection">
      <upper:Attribute rdf:ID="id"><upper:datatype rdf:resource="http://www.w3.org/2001/XMLSchema#string"/></upper:Attribute>
    </upper:primaryKey>
    <upper:refinement><rdf:Description><upper:refines rdf:resource="#x"/>
      <upper:maxCount rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">9</upper:maxCount></rdf:Description></upper:refinement>
    <upper:refinement rdf:parseType="Resource">
      <upper:refines rdf:resource="#id"/></upper:refinement>
  </upper:DirectClass>
  <upper:Attribute rdf:about="#x"
    ><upper:datatype rdf:resource="http://www.w3.org/2001/XMLSchema#string"/><upper:maxCount rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">3</upper:maxCount></upper:Attribute>
</rdf:RDF>"##;

#[test]
fn triples_of_rdf_xml_stand_at_their_elements() {
    let class = "upper:DirectClass";
    let attribute = "upper:Attribute";
    assert_eq!(
        triples(RDF, Syntax::RdfXml),
        [
            "5: upper:DomainModel upper:DomainModel upper:DomainModel".to_owned(),
            "5: upper:DomainModel upper:domain upper:domain".to_owned(),
            format!("6: {class} {class} {class}"),
            format!("7: {class} upper:property upper:property"),
            format!("8: {class} upper:primaryKey upper:primaryKey"),
            "8: upper:primaryKey upper:primaryKey upper:primaryKey".to_owned(),
            "8: upper:primaryKey upper:primaryKey upper:primaryKey".to_owned(),
            format!("9: {attribute} {attribute} {attribute}"),
            format!("9: {attribute} upper:datatype upper:datatype"),
            format!("11: {class} upper:refinement upper:refinement"),
            "11: rdf:Description upper:refines upper:refines".to_owned(),
            "12: rdf:Description upper:maxCount upper:maxCount".to_owned(),
            format!("13: {class} upper:refinement upper:refinement"),
            "14: upper:refinement upper:refines upper:refines".to_owned(),
            format!("16: {attribute} {attribute} {attribute}"),
            format!("17: {attribute} upper:datatype upper:datatype"),
            format!("17: {attribute} upper:maxCount upper:maxCount"),
        ]
    );
}

#[test]
fn a_mistake_in_a_nested_element_is_at_its_element() {
    let found = found(RDF, Syntax::RdfXml);
    let first = found.iter().find(|(code, ..)| *code == "U0131").unwrap();
    assert_eq!((first.1, first.2.as_str()), (12, "upper:maxCount"));
}
