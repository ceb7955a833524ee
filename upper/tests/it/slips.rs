//! A name that is nearly one that is defined is one finding, and is read as that one: what it
//! seems to leave out, or leave unused, is not told as well.

use upper::check::{Options, check};
use upper::finding::Finding;
use upper::source::{Input, Syntax};

const MODEL: &str = r#"@prefix ex: <https://example.com/onto/ex#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex: a upper:DomainModel ; upper:domain "ex" .

ex:Film a upper:SealedClass ; upper:label "Film"@en ; upper:description "A work."@en ;
    upper:primaryKey ( ex:code ) ;
    upper:property ex:code , ex:title , ex:genre .

ex:ShortFilm a upper:DirectClass ; upper:label "Short film"@en ; upper:description "Of 40 minutes."@en ;
    upper:subClassOf ex:Film ;
    upper:refinement [ upper:refines ex:title ; upper:maxLength 10 ] .

ex:code a upper:Attribute ; upper:label "code"@en ; upper:description "By which it is known."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .

ex:title a upper:Attribute ; upper:label "title"@en ; upper:description "What it is called."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .

ex:genre a upper:Relationship ; upper:label "genre"@en ; upper:description "What it is like."@en ;
    upper:class ex:Genre ; upper:maxCount 1 .

ex:Genre a upper:Enumeration ; upper:label "Genre"@en ; upper:description "Sorts of films."@en ;
    upper:oneOf ( ex:Drama ex:Western ) .
ex:Drama a upper:EnumValue ; upper:label "drama"@en ; upper:description "Sad."@en .
ex:Western a upper:EnumValue ; upper:label "western"@en ; upper:description "With horses."@en .
"#;

fn found(text: &str) -> Vec<Finding> {
    let input = Input {
        path: "ex.ttl".to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    check(vec![input], &Options::default()).findings
}

fn told(text: &str) -> Vec<(&'static str, String)> {
    let findings = found(text).into_iter();
    let help = |f: Finding| (f.code, f.help.unwrap_or_default());
    findings.map(help).collect()
}

/// The places behind the colons of names with a prefix, and the names.
fn names(text: &str) -> Vec<(usize, &str)> {
    let after = text.match_indices(':').map(|(at, _)| at + 1);
    let name = |at: usize| {
        let rest = text.get(at..)?;
        let length = rest.find(|c: char| !c.is_alphanumeric())?;
        (length > 3).then_some((at, rest.get(..length)?))
    };
    let body = text.find("ex: a").unwrap_or_default();
    after.filter(|at| *at > body).filter_map(name).collect()
}

#[test]
fn the_model_is_good_as_it_is() {
    assert_eq!(told(MODEL), []);
    assert!(names(MODEL).len() > 50);
}

#[test]
fn a_name_that_lacks_a_letter_is_one_finding() {
    for (at, name) in names(MODEL) {
        let before = MODEL.get(..at).unwrap_or_default();
        if before.ends_with("\nex:") || before.ends_with("upper:DomainModel") {
            // A definition: whatever uses it has a name that is nearly right.
            continue;
        }
        if name == "DomainModel" {
            // Without a header it is not known what the graph is.
            continue;
        }
        let mut text = MODEL.to_owned();
        text.remove(at + name.len() / 2);
        let findings = found(&text);
        let [finding] = findings.as_slice() else {
            panic!("{name} at {at}: {findings:?}");
        };
        assert_eq!(
            finding.place.start as usize,
            before.rfind([' ', '[', '(']).unwrap_or_default() + 1
        );
        let help = finding.help.as_deref().unwrap_or_default();
        assert_eq!(
            help.split('`').nth(1).and_then(|n| n.rsplit(':').next()),
            Some(name),
            "{help}"
        );
    }
}

#[test]
fn names_are_looked_at_within_what_was_misspelt() {
    let text = MODEL.replace(
        "upper:property ex:code , ex:title",
        "upper:propery ex:code , ex:titel",
    );
    let expected = [
        ("U0054", "did you mean `upper:property`?".to_owned()),
        ("U0032", "did you mean `ex:title`?".to_owned()),
    ];
    assert_eq!(told(&text), expected);
    let text = MODEL.replace("upper:datatype xsd:string", "upper:datatyp xsd:strng");
    let codes: Vec<&str> = told(&text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["U0054", "U0032", "U0054", "U0032"]);
}

#[test]
fn a_definition_that_is_misspelt_is_found_where_it_is_used() {
    let text = MODEL.replace("\nex:Genre a", "\nex:Gnre a");
    assert_eq!(
        told(&text),
        [("U0032", "did you mean `ex:Gnre`?".to_owned())]
    );
}

#[test]
fn where_two_are_as_near_neither_is_taken() {
    let text = MODEL
        .replace("upper:property ex:code , ex:title", "upper:property ex:code , ex:titl")
        .replace("\nex:genre a", "\nex:titld a upper:Attribute ; upper:label \"x\"@en ; upper:description \"Some.\"@en ; upper:datatype xsd:string .\n\nex:genre a");
    let codes: Vec<&str> = told(&text).into_iter().map(|(code, _)| code).collect();
    assert!(codes.starts_with(&["U0032"]), "{codes:?}");
    // Each of the two may be the one that no class has.
    assert_eq!(codes.iter().filter(|c| **c == "U0103").count(), 2);
}

/// What only another property, or another kind of term, can have.
#[test]
fn a_property_of_another_kind_of_term_is_read_as_what_makes_it_whole() {
    let title = "ex:title a upper:Attribute";
    let genre = "ex:genre a upper:Relationship";
    let range = "upper:class ex:Genre ; upper:maxCount 1 .";
    let cases = [
        (
            vec![(range, "upper:datatype ex:Genre ; upper:maxCount 1 .")],
            ("U0055", "write `upper:class ex:Genre`"),
        ),
        (
            vec![(genre, "ex:genre a upper:Attribute")],
            ("U0055", "say `a upper:Relationship`, which has it"),
        ),
        (
            vec![
                (genre, "ex:genre a upper:Attribute"),
                (range, "upper:datatype ex:Genre ; upper:maxCount 1 ."),
            ],
            (
                "U0024",
                "say `a upper:Relationship`, and write `upper:class ex:Genre`",
            ),
        ),
        (
            vec![(range, "upper:range ex:Genre ; upper:maxCount 1 .")],
            ("U0054", "write `upper:class ex:Genre`"),
        ),
        (
            vec![(title, "ex:title a upper:Relationship")],
            ("U0055", "say `a upper:Attribute`, which has it"),
        ),
    ];
    for (changes, (code, help)) in cases {
        let mut text = MODEL.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from));
            text = text.replace(from, to);
        }
        assert_eq!(told(&text), [(code, help.to_owned())], "{text}");
    }
}

#[test]
fn what_xml_schema_has_and_upper_has_not_is_told_with_what_there_is() {
    let text = MODEL.replacen("xsd:string", "xsd:byte", 1);
    let told = told(&text);
    let [("U0032", help)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(help.starts_with("use one of `xsd:"), "{help}");
    assert!(
        help.contains("`xsd:int`") && !help.contains("upper:"),
        "{help}"
    );
}

#[test]
fn what_is_there_already_is_not_read_a_second_time() {
    let text = MODEL.replacen(
        "upper:maxCount 1 .",
        "upper:maxCount 1 ; upper:maxCuont 2 .",
        1,
    );
    let expected = [("U0054", "did you mean `upper:maxCount`?".to_owned())];
    assert_eq!(told(&text), expected);
    let text = MODEL.replace("ex:title , ex:genre", "ex:title , ex:titel , ex:genre");
    let expected = [("U0032", "did you mean `ex:title`?".to_owned())];
    assert_eq!(told(&text), expected);
}
