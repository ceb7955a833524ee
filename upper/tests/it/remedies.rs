//! One mistake is one finding, at what is to be changed, with a remedy that leads somewhere.

use upper::check::{Options, check};
use upper::finding::Severity;
use upper::source::{Input, Syntax};

const PREFIXES: &str = "@prefix e: <https://example.org/e#> . @prefix o: <https://example.org/o#> .
@prefix upper: <https://w3id.org/denota/upper#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

const MODEL: &str = "e: a upper:DomainModel ; upper:domain \"e\" .
e:Thing a upper:DirectClass ; upper:primaryKey ( e:id ) ; upper:property e:id , e:size .
e:Lone a upper:Singleton ; upper:property e:size .
e:Part a upper:DirectClass ; upper:property e:size .
e:id a upper:Attribute ; upper:datatype xsd:string .
e:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
";

const OTHER: &str = "o: a upper:DomainModel ; upper:domain \"o\" ; owl:imports e: .
o:note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
";

/// What is found in some texts, style and unused properties left out: where, what and what to do.
fn found(texts: &[String]) -> Vec<String> {
    let inputs = texts.iter().enumerate().map(|(i, text)| Input {
        path: format!("{i}.ttl"),
        bytes: format!("{PREFIXES}{text}").into_bytes(),
        syntax: Syntax::Turtle,
    });
    let checked = check(inputs.collect(), &Options::default());
    let told = checked.findings.iter();
    let told = told.filter(|f| f.code < "U0300" && f.code != "U0103");
    let line = |f: &upper::finding::Finding| {
        let text = &checked.corpus.sources.get(f.place.source).text;
        let place = &text[f.place.start as usize..f.place.end as usize];
        let help = f.help.as_deref().unwrap_or("");
        let mark = if f.severity == Severity::Error {
            ""
        } else {
            "?"
        };
        format!("{}{mark} [{place}] {} | {help}", f.code, f.message)
    };
    told.map(line).collect()
}

/// Sees that a model with a few words added gives these findings, of each so much.
#[track_caller]
fn gives(more: &str, findings: &[&str]) {
    are(&found(&[format!("{MODEL}{more}")]), findings);
}

/// The same, of what another model adds.
#[track_caller]
fn gives_elsewhere(more: &str, findings: &[&str]) {
    let texts = [MODEL.to_owned(), format!("{OTHER}{more}")];
    are(&found(&texts), findings);
}

#[track_caller]
fn are(found: &[String], expected: &[&str]) {
    let alike = found.len() == expected.len()
        && found.iter().zip(expected).all(|(f, said)| f.contains(said));
    assert!(alike, "{found:#?}");
}

#[test]
fn an_empty_union_is_an_error() {
    gives(
        "e:Any a upper:Union ; upper:unionOf ( ) .",
        &["U0154 [(] `e:Any` has no members | list at least two classes"],
    );
    gives(
        "e:Any a upper:Union ; upper:unionOf ( e:Thing ) .",
        &["U0152? [(] the union `e:Any` has one member only"],
    );
    gives(
        "e:Any a upper:Union ; upper:unionOf ( e:Zebra e:Thing ) .",
        &["U0032 [e:Zebra]"],
    );
}

#[test]
fn the_members_of_a_unique_key_can_be_compared() {
    let unique = |counts: &str, datatype: &str| {
        format!(
            "e:Box a upper:DirectClass ; upper:primaryKey ( e:id ) ; upper:property e:id , e:code ; upper:uniqueKey ( e:code ) .
             e:code a {datatype} {counts} ."
        )
    };
    let text = "upper:Attribute ; upper:datatype xsd:string";
    // Two without a value are not the same, so it may be missing.
    gives(&unique("; upper:maxCount 1", text), &[]);
    gives(&unique("; upper:minCount 0 ; upper:maxCount 1", text), &[]);
    gives(
        &unique(
            "; upper:maxCount 1",
            "upper:Relationship ; upper:class e:Thing",
        ),
        &[],
    );
    for counts in ["", "; upper:minCount 1", "; upper:maxCount 2"] {
        gives(
            &unique(counts, text),
            &[
                "U0112 [e:code] `e:code` is in a unique key of `e:Box`, and is allowed several values | state `upper:maxCount 1`",
            ],
        );
    }
    gives(
        &unique(
            "; upper:maxCount 1",
            "upper:Attribute ; upper:datatype xsd:double",
        ),
        &["U0113 [e:code] `e:code` cannot be in a key: values of `xsd:double` are not exact"],
    );
    gives(
        &unique(
            "; upper:maxCount 1",
            "upper:Relationship ; upper:class e:Part",
        ),
        &["U0113 [e:code] `e:code` cannot be in a key: `e:Part` has no key of its own to refer to"],
    );
}

#[test]
fn a_class_may_refine_the_members_of_its_unique_key() {
    let with = |count: &str| {
        format!(
            "e:Box a upper:DirectClass ; upper:primaryKey ( e:id ) ; upper:property e:id , e:code ; upper:uniqueKey ( e:code ) ;
                 upper:refinement [ upper:refines e:code ; upper:maxCount {count} ] .
             e:code a upper:Attribute ; upper:datatype xsd:string ."
        )
    };
    gives(&with("1"), &[]);
    gives(&with("2"), &["U0112 [e:code]"]);
}

#[test]
fn what_is_in_two_keys_is_told_of_once() {
    gives(
        "e:Sort a upper:SealedClass ; upper:primaryKey ( e:id ) ; upper:property e:id .
         e:Box a upper:DirectClass ; upper:subClassOf e:Sort ; upper:property e:size ; upper:uniqueKey ( e:id e:size ) .",
        &[],
    );
    gives(
        "e:Box a upper:DirectClass ; upper:primaryKey ( e:code ) ; upper:uniqueKey ( e:code e:size ) ; upper:property e:code , e:size .
         e:code a upper:Attribute ; upper:datatype xsd:double .",
        &["U0113 [e:code]"],
    );
    gives(
        "e:Box a upper:DirectClass ; upper:uniqueKey ( e:code ) , ( e:code e:size ) ; upper:property e:code , e:size .
         e:code a upper:Attribute ; upper:datatype xsd:string .",
        &["U0112 [e:code]"],
    );
}

#[test]
fn what_is_no_language_is_one_mistake() {
    for tag in ["@123", "@1en", "@", "@é", "@ en"] {
        let label = format!("e:Sort a upper:DirectClass ; upper:label \"x\"{tag} .");
        gives(&label, &["U0009 ["]);
    }
    gives(
        "e:Sort a upper:DirectClass ; upper:label \"x\"@ en .",
        &[
            "U0009 [@ en] a language stands directly behind its `@` | write `@en`, without the space",
        ],
    );
    gives(
        "e:Sort a upper:DirectClass ; upper:label \"x\"@123 ; upper:comment \"y\"@en .",
        &[
            "U0009 [@123] a language tag begins with a letter from `a` to `z` | write one such as `@en` after a text",
        ],
    );
}

#[test]
fn an_extension_of_a_class_of_ones_own_is_one_mistake() {
    let extension = |rest: &str| format!("e:More a upper:Extension ; upper:extends {rest} .");
    gives(
        &extension("e:Thing ; upper:property e:size"),
        &[
            "U0140 [e:Thing] `e:Thing` is a class of this model, and needs no extension | remove the extension: `e:Thing` has its properties already",
        ],
    );
    gives(
        &format!(
            "{} e:more a upper:Attribute ; upper:datatype xsd:int .",
            extension("e:Thing ; upper:property e:more")
        ),
        &[
            "U0140 [e:Thing] `e:Thing` is a class of this model, and needs no extension | list the properties in the `upper:property` of `e:Thing`",
        ],
    );
    gives(
        &extension("e:Lone ; upper:property e:size"),
        &["U0024 [e:Lone]"],
    );
}

#[test]
fn an_extension_of_what_has_no_instances_to_find_is_one_mistake() {
    let extension = |of: &str, property: &str| {
        format!("o:More a upper:Extension ; upper:extends {of} ; upper:property {property} .")
    };
    gives_elsewhere(&extension("e:Lone", "o:note"), &["U0024 [e:Lone]"]);
    gives_elsewhere(&extension("e:Part", "o:note"), &["U0140 [e:Part]"]);
    gives_elsewhere(&extension("e:Part", "e:size"), &["U0140 [e:Part]"]);
    gives_elsewhere(&extension("e:Thing", "e:size"), &["U0142 [e:size]"]);
    gives_elsewhere(&extension("e:Thing", "o:note"), &[]);
}

/// What an extension cannot have is told as that, and not judged besides.
#[test]
fn what_an_extension_cannot_have_is_one_mistake() {
    let with = |rest: &str| {
        format!(
            "o:More a upper:Extension ; upper:extends e:Thing ; upper:property o:note ; {rest} ."
        )
    };
    for rest in [
        "upper:refinement [ upper:refines e:size ; upper:minCount 1 ]",
        "upper:refinement [ upper:refines o:note ; upper:datatype xsd:int ; upper:maxCount 3 ]",
        "upper:refinement [ upper:refines o:note ; upper:minInclusive 3 ]",
        "upper:primaryKey ( e:size )",
        "upper:primaryKey ( o:note )",
        "upper:uniqueKey ( e:size )",
        "upper:subClassOf e:Thing",
    ] {
        gives_elsewhere(&with(rest), &["U0055 ["]);
    }
}

#[test]
fn an_endless_nesting_is_found_at_the_count_that_makes_it_so() {
    let union = "e:One a upper:DirectClass ; upper:property e:next . e:Two a upper:DirectClass ; upper:property e:next .
        e:Any a upper:Union ; upper:unionOf ( e:One e:Two ) .
        e:next a upper:Relationship ; upper:class e:Any ; upper:maxCount 1";
    gives(&format!("{union} ."), &[]);
    gives(
        &format!("{union} ; upper:minCount 1 ."),
        &[
            "U0175 [1] values of these classes would contain one another without end: `e:One` → `e:Any` → `e:One` | make a step optional, such as `e:next` with `upper:minCount 0`",
        ],
    );
    // One choice ends, so nothing is endless; with a refinement of both neither does.
    let refined = |class: &str| {
        format!("e:{class} upper:refinement [ upper:refines e:next ; upper:minCount 1 ] .")
    };
    gives(&format!("{union} . {}", refined("One")), &[]);
    gives(
        &format!("{union} . {}{}", refined("One"), refined("Two")),
        &["U0175 [1]", "U0175 [1]"],
    );
}

#[test]
fn a_literal_in_the_place_of_a_term_is_answered_with_what_to_write() {
    gives(
        "e:Mood a upper:Enumeration ; upper:oneOf ( \"glad\" ) .",
        &[
            "U0022 [\"glad\"] `upper:oneOf` takes a `upper:EnumValue`, not the literal `\"glad\"` | write `e:glad`, and define it: `e:glad a upper:EnumValue`",
        ],
    );
    gives(
        "e:Mood a upper:Enumeration ; upper:oneOf ( \"in good spirits\" ) .",
        &[
            "U0022 [\"in good spirits\"] `upper:oneOf` takes a `upper:EnumValue`, not the literal `\"in good spirits\"` | name a `upper:EnumValue` by its IRI",
        ],
    );
}

#[test]
fn a_refinement_that_narrows_nothing_is_advised_against() {
    let refining =
        |rest: &str| format!("e:Thing upper:refinement [ upper:refines e:size {rest} ] .");
    gives(
        &refining(""),
        &[
            "U0135? [e:size] the refinement of `e:size` narrows nothing | state what is narrower in `e:Thing`",
        ],
    );
    gives(&refining("; a upper:Refinement"), &["U0135? [e:size]"]);
    gives(&refining("; upper:minCount 1"), &[]);
    gives(&refining("; upper:minInclusive 1"), &[]);
    gives(&refining("; upper:minCuont 1"), &["U0054"]);
}
