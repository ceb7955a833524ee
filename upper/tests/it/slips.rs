//! A name that is nearly one that is defined is one finding, and is read as that one: what it
//! seems to leave out, or leave unused, is not told as well.

use upper::check::{Options, check};
use upper::finding::{Finding, Severity};
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
    let text = MODEL.replacen("xsd:string", "xsd:gYear", 1);
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
    let text = MODEL.replacen(
        "upper:maxCount 1 .",
        "upper:maxCont 1 ; upper:maxCoun 1 .",
        1,
    );
    let told_of = told(&text);
    assert_eq!(told_of.len(), 2, "{told_of:?}");
    let text = MODEL.replace("ex:title , ex:genre", "ex:title , ex:titel , ex:genre");
    let expected = [("U0032", "did you mean `ex:title`?".to_owned())];
    assert_eq!(told(&text), expected);
}

/// What other languages and vocabularies call what Upper has is read as that: what would be
/// missing is there, and what would be left out is used.
#[test]
fn words_of_other_languages_are_one_finding() {
    let genre = "ex:Genre a upper:Enumeration";
    let list = "upper:oneOf ( ex:Drama ex:Western )";
    let cases = [
        (
            genre,
            "ex:Genre a upper:Enum",
            "U0053",
            "did you mean `upper:Enumeration`?",
        ),
        (
            list,
            "upper:values ( ex:Drama ex:Western )",
            "U0054",
            "did you mean `upper:oneOf`?",
        ),
        (
            list,
            "owl:oneOf ( ex:Drama ex:Western )",
            "U0020",
            "write `upper:oneOf` in place of `owl:oneOf`",
        ),
        (
            list,
            "sh:in ( ex:Drama ex:Western )",
            "U0020",
            "write `upper:oneOf` in place of `sh:in`",
        ),
        (
            list,
            "upper:oneOf ex:Drama , ex:Western",
            "U0030",
            "write the list in parentheses: `upper:oneOf ( ex:Drama ex:Western )`",
        ),
        (
            "upper:class ex:Genre ;",
            "rdfs:range ex:Genre ;",
            "U0020",
            "write `upper:class` in place of `rdfs:range`",
        ),
        (
            "upper:primaryKey",
            "upper:key",
            "U0054",
            "did you mean `upper:primaryKey`?",
        ),
        (
            "( ex:code )",
            "ex:code , ex:title",
            "U0030",
            "write the list in parentheses: `upper:primaryKey ( ex:code ex:title )`",
        ),
        (
            "upper:class ex:Genre ;",
            "upper:class ex:Genre ; upper:required true ;",
            "U0054",
            "write `upper:minCount 1`",
        ),
        (
            "upper:label \"Film\"@en ;",
            "rdfs:label \"Film\"@en ;",
            "U0308",
            "write `upper:label` instead, or as well",
        ),
        (
            "upper:primaryKey ( ex:code ) ;",
            "upper:primaryKey ( ex:code ) ; sh:defaultValue 1 ;",
            "U0308",
            "write `upper:defaultValue` instead, or as well",
        ),
        (
            "ex:title a upper:Attribute ;",
            "ex:title a upper:Attribute ; rdfs:domain ex:ShortFilm ;",
            "U0308",
            "list `ex:title` in the `upper:property` of `ex:ShortFilm` instead, or as well",
        ),
        (
            "ex:title a upper:Attribute ;",
            "ex:title a owl:DatatypeProperty ;",
            "U0050",
            "write `upper:Attribute` instead, or as well",
        ),
        (
            "ex:Western a upper:EnumValue ;",
            "ex:Western",
            "U0050",
            "say what it is: `ex:Western a upper:EnumValue`",
        ),
        (
            "ex:Western a upper:EnumValue ;",
            "ex:Western a ex:Genre ;",
            "U0050",
            "write `upper:EnumValue` instead, or as well",
        ),
    ];
    let prefixes = "@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
";
    for (right, wrong, code, help) in cases {
        assert!(MODEL.contains(right), "{right}");
        let text = format!("{prefixes}{}", MODEL.replacen(right, wrong, 1));
        assert_eq!(told(&text), [(code, help.to_owned())], "{wrong}");
    }
}

/// It is welcome beside Upper's, so that it is not read as that: without it the sealed class has no
/// subclass, and the other no title to refine.
#[test]
fn a_subclass_in_other_words_is_told_beside_what_it_leaves_open() {
    let prefix = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
    let text = MODEL.replace("upper:subClassOf ex:Film", "rdfs:subClassOf ex:Film");
    let told = told(&format!("{prefix}{text}"));
    let codes: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["U0122", "U0308", "U0130"]);
    assert_eq!(told[1].1, "write `upper:subClassOf` instead, or as well");
}

#[test]
fn a_domain_that_lists_the_property_is_welcome() {
    let prefix = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
    let text = MODEL.replace(
        "ex:title a upper:Attribute ;",
        "ex:title a upper:Attribute ; rdfs:domain ex:Film ;",
    );
    assert_eq!(told(&format!("{prefix}{text}")), []);
}

#[test]
fn values_that_stand_as_texts_are_named() {
    let text = MODEL.replace("( ex:Drama ex:Western )", "( \"drama\" \"western\" )");
    let expected = ["Drama", "Western"].map(|v| ("U0022", format!("write `ex:{v}` instead")));
    assert_eq!(told(&text), expected);
}

#[test]
fn a_block_that_was_copied_is_one_finding() {
    let copy =
        "ex:title a upper:Attribute ; upper:label \"genre\"@en ; upper:description \"Else.\"@en ;
    upper:datatype xsd:int ; upper:maxCount 1 .\n";
    let [finding] = found(&format!("{MODEL}{copy}")).try_into().unwrap();
    assert_eq!(
        (finding.code, finding.place.start as usize),
        ("U0058", MODEL.len())
    );
    assert_eq!(
        finding.related.first().unwrap().place.start as usize,
        MODEL.find("\nex:title").unwrap() + 1
    );
    assert_eq!(finding.severity, Severity::Error);
    // What goes together is one term all the same: a graph is a set.
    let again = "ex:title a upper:Attribute .\n";
    let [finding] = found(&format!("{MODEL}{again}")).try_into().unwrap();
    assert_eq!(
        (finding.code, finding.severity),
        ("U0058", Severity::Warning)
    );
    // Nor does a node without an IRI hide what it has twice.
    let twice = "ex:ShortFilm upper:refinement _:r .
_:r a upper:Refinement ; upper:refines ex:code ; upper:maxLength 5 .
_:r a upper:Refinement ; upper:maxLength 3 .\n";
    let codes: Vec<_> = found(&format!("{MODEL}{twice}"))
        .iter()
        .map(|f| (f.code, f.severity))
        .collect();
    assert!(
        codes
            .iter()
            .any(|(_, severity)| *severity == Severity::Error),
        "{codes:?}"
    );
    // To go on about a term elsewhere is no second definition, nor is a type said twice at once.
    let more = "ex:title upper:comment \"Of a film.\"@en .\n";
    assert_eq!(told(&format!("{MODEL}{more}")), []);
    let text = MODEL.replace(
        "ex:title a upper:Attribute ;",
        "ex:title a upper:Attribute , upper:Attribute ;",
    );
    assert_eq!(told(&text), []);
}

#[test]
fn a_count_without_a_limit_is_left_out() {
    let text = MODEL.replace(
        "ex:Genre ; upper:maxCount 1",
        "ex:Genre ; upper:maxCount \"unbounded\"",
    );
    assert_eq!(
        told(&text),
        [(
            "U0023",
            "leave `upper:maxCount` out where there is no limit".to_owned()
        )]
    );
}

#[test]
fn a_datatype_is_proposed_that_its_bounds_have() {
    let more = "ex:Year a upper:CustomDatatype ; upper:label \"Year\"@en ; upper:description \"Of a calendar.\"@en ;
    upper:minInclusive 1895 .\n";
    let told = told(&format!("{MODEL}{more}"));
    let [("U0020", help)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(help.starts_with("add `upper:base xsd:integer` ("), "{help}");
}
