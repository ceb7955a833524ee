//! Where the rules about values draw their lines.

use upper::check::{Options, check};
use upper::finding::Severity;
use upper::source::{Input, Syntax};

const HEADER: &str = "@prefix e: <https://example.org/e#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e: a upper:DomainModel ; upper:domain \"e\" .
e:Thing a upper:SealedClass ; upper:property e:size , e:name , e:colour .
e:size a upper:Attribute ; upper:datatype e:Size ; upper:maxCount 1 .
e:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
e:colour a upper:Relationship ; upper:class e:Colour ; upper:maxCount 1 .
e:Colour a upper:Enumeration ; upper:oneOf ( e:Red e:Blue ) .
e:Red a upper:EnumValue . e:Blue a upper:EnumValue .
e:Mood a upper:Enumeration ; upper:oneOf ( e:Glad ) .
e:Glad a upper:EnumValue .
";

/// The codes of this topic that a model with more statements gives; those of `Size` may
/// be left to a plain definition.
#[track_caller]
fn gives(more: &str, codes: &[&str]) {
    let size = if more.contains("e:Size a ") {
        ""
    } else {
        "e:Size a upper:CustomDatatype ; upper:base xsd:int ; upper:minInclusive 1 ; upper:maxInclusive 9 ."
    };
    let bytes = format!("{HEADER}{size}\n{more}\n").into_bytes();
    let checked = check(
        vec![Input {
            path: "e.ttl".to_owned(),
            bytes,
            syntax: Syntax::Turtle,
        }],
        &Options::default(),
    );
    let found: Vec<&str> = checked
        .findings
        .iter()
        .map(|f| f.code)
        .filter(|c| ("U0200".."U0300").contains(c))
        .collect();
    assert_eq!(found, codes, "{more}: {:#?}", checked.findings);
    let broken = checked
        .findings
        .iter()
        .any(|f| f.severity == Severity::Error && f.code < "U0100");
    assert!(
        !broken,
        "{more} is broken in another way: {:#?}",
        checked.findings
    );
}

fn size(facets: &str) -> String {
    format!("e:Size a upper:CustomDatatype ; upper:base {facets} .")
}

#[test]
fn bounds_meet_where_a_value_is_left() {
    gives(
        &size("xsd:int ; upper:minInclusive 5 ; upper:maxInclusive 5"),
        &[],
    );
    gives(
        &size("xsd:int ; upper:minInclusive 5 ; upper:maxExclusive 5"),
        &["U0203"],
    );
    // No whole number lies between 4 and 5, but decimals do.
    gives(
        &size("xsd:int ; upper:minExclusive 4 ; upper:maxExclusive 5"),
        &["U0203"],
    );
    gives(
        &size("xsd:decimal ; upper:minExclusive 4 ; upper:maxExclusive 5"),
        &[],
    );
    gives(
        &size("xsd:decimal ; upper:minExclusive 4.50 ; upper:maxInclusive 4.5"),
        &["U0203"],
    );
}

#[test]
fn bounds_are_values_of_the_base() {
    gives(&size("xsd:decimal ; upper:minInclusive 5"), &[]);
    gives(&size("xsd:int ; upper:minInclusive 2.5"), &["U0202"]);
    gives(&size("xsd:int ; upper:maxInclusive 3000000000"), &["U0202"]);
    gives(
        &size("xsd:nonNegativeInteger ; upper:minInclusive -1"),
        &["U0202"],
    );
    gives(
        &size("xsd:double ; upper:minInclusive \"NaN\"^^xsd:double"),
        &["U0202"],
    );
    gives(&size("xsd:boolean ; upper:minInclusive true"), &["U0201"]);
}

#[test]
fn lengths_and_digits_fit_each_other() {
    gives(
        &size("xsd:string ; upper:minLength 3 ; upper:maxLength 3"),
        &[],
    );
    gives(
        &size("xsd:string ; upper:minLength 4 ; upper:maxLength 3"),
        &["U0203"],
    );
    gives(
        &size("xsd:decimal ; upper:totalDigits 2 ; upper:fractionDigits 2"),
        &[],
    );
    gives(
        &size("xsd:decimal ; upper:totalDigits 2 ; upper:fractionDigits 3"),
        &["U0203"],
    );
    gives(&size("xsd:double ; upper:totalDigits 2"), &["U0201"]);
    gives(&size("xsd:base64Binary ; upper:maxLength 10"), &[]);
}

#[test]
fn digits_leave_a_number_within_the_bounds() {
    let two = "xsd:decimal ; upper:totalDigits 2";
    gives(
        &size(&format!("{two} ; upper:minInclusive 1000")),
        &["U0203"],
    );
    gives(&size(&format!("{two} ; upper:minInclusive 99")), &[]);
    gives(&size(&format!("{two} ; upper:minExclusive 99")), &["U0203"]);
    gives(
        &size(&format!("{two} ; upper:maxExclusive -99")),
        &["U0203"],
    );
    gives(
        &size(
            "xsd:decimal ; upper:fractionDigits 1 ; upper:minInclusive 1.25 ; upper:maxInclusive 1.29",
        ),
        &["U0203"],
    );
    gives(
        &size("xsd:decimal ; upper:fractionDigits 0 ; upper:minExclusive 4 ; upper:maxExclusive 5"),
        &["U0203"],
    );
    gives(
        &size("xsd:long ; upper:totalDigits 3 ; upper:minInclusive 1000"),
        &["U0203"],
    );
    gives(
        &size("xsd:long ; upper:totalDigits 4 ; upper:minInclusive 1000"),
        &[],
    );
    // Once, where the last of them is stated.
    let base = "e:Any a upper:CustomDatatype ; upper:base xsd:decimal ; upper:totalDigits 2 .";
    let above = size("e:Any ; upper:minInclusive 1000");
    gives(&format!("{base} {above}"), &["U0203"]);
    gives(
        &size(&format!(
            "{two} ; upper:minInclusive 1000 ; upper:maxInclusive 1"
        )),
        &["U0203"],
    );
}

#[test]
fn conditions_of_a_class_let_a_value_through_together() {
    let where_ = |conditions: &[&str]| {
        let all: Vec<String> = conditions
            .iter()
            .map(|c| format!("[ upper:property {c} ]"))
            .collect();
        format!(
            "e:tag a upper:Attribute ; upper:datatype xsd:string . \
             e:Box a upper:DirectClass ; upper:property e:size , e:name , e:colour , e:tag . \
             e:Some a upper:QualifiedClass ; upper:qualifies e:Box ; upper:where {} .",
            all.join(" , ")
        )
    };
    let apart: &[&[&str]] = &[
        &[
            "e:name ; upper:hasValue \"x\"",
            "e:name ; upper:hasValue \"y\"",
        ],
        &[
            "e:name ; upper:hasValue \"x\"",
            "e:name ; upper:oneOf ( \"y\" \"z\" )",
        ],
        &[
            "e:name ; upper:present true",
            "e:name ; upper:present false",
        ],
        &[
            "e:name ; upper:hasValue \"x\"",
            "e:name ; upper:present false",
        ],
        &[
            "e:tag ; upper:hasValue \"x\"",
            "e:tag ; upper:present false",
        ],
        &[
            "e:size ; upper:minInclusive 5",
            "e:size ; upper:maxInclusive 2",
        ],
        &["e:size ; upper:minInclusive 5", "e:size ; upper:hasValue 4"],
        &[
            "e:size ; upper:oneOf ( 1 2 )",
            "e:size ; upper:minExclusive 2",
        ],
        &[
            "e:colour ; upper:hasValue e:Red",
            "e:colour ; upper:hasValue e:Blue",
        ],
    ];
    for conditions in apart {
        gives(&where_(conditions), &["U0233"]);
    }
    let together: &[&[&str]] = &[
        &[
            "e:name ; upper:hasValue \"x\"",
            "e:name ; upper:oneOf ( \"x\" \"z\" )",
        ],
        &[
            "e:name ; upper:hasValue \"x\"",
            "e:name ; upper:present true",
        ],
        &[
            "e:name ; upper:hasValue \"x\"",
            "e:tag ; upper:hasValue \"y\"",
        ],
        &[
            "e:size ; upper:minInclusive 2",
            "e:size ; upper:maxInclusive 2",
        ],
        &["e:size ; upper:hasValue 2", "e:size ; upper:hasValue 2"],
        // Of several values, one may be this and another one that.
        &[
            "e:tag ; upper:hasValue \"x\"",
            "e:tag ; upper:hasValue \"y\"",
        ],
    ];
    for conditions in together {
        gives(&where_(conditions), &[]);
    }
}

#[test]
fn a_refinement_narrows_what_the_class_above_left() {
    let refined = |facets: &str| {
        format!(
            "e:Box a upper:DirectClass ; upper:subClassOf e:Thing ; upper:refinement [ upper:refines {facets} ] ."
        )
    };
    gives(&refined("e:size ; upper:maxInclusive 5"), &[]);
    gives(&refined("e:size ; upper:minExclusive 0"), &[]);
    gives(&refined("e:size ; upper:maxInclusive 10"), &["U0204"]);
    gives(&refined("e:size ; upper:minInclusive 10"), &["U0203"]);
    gives(&refined("e:size ; upper:maxLength 10"), &["U0201"]);
    gives(&refined("e:colour ; upper:oneOf ( e:Red )"), &[]);
    gives(&refined("e:colour ; upper:oneOf ( e:Glad )"), &["U0205"]);
    gives(&refined("e:colour ; upper:pattern \"R\""), &["U0201"]);
    gives(&refined("e:name ; upper:oneOf ( \"a\" \"b\" )"), &[]);
}

#[test]
fn listed_values_count_by_value() {
    gives(&size("xsd:decimal ; upper:oneOf ( 1 1.0 )"), &["U0207"]);
    gives(&size("xsd:string ; upper:oneOf ( \"1\" \"1.0\" )"), &[]);
    let narrowed = "e:Any a upper:CustomDatatype ; upper:base xsd:decimal ; upper:oneOf ( 1 2 ) .";
    gives(
        &format!("{narrowed} {}", size("e:Any ; upper:oneOf ( 1.0 )")),
        &[],
    );
    gives(
        &format!("{narrowed} {}", size("e:Any ; upper:oneOf ( 3 )")),
        &["U0204"],
    );
}

#[test]
fn a_default_passes_the_facets() {
    let with = |default: &str| {
        format!(
            "e:Box a upper:DirectClass ; upper:property e:depth . e:depth a upper:Attribute ; upper:datatype e:Size ; upper:maxCount 1 ; upper:defaultValue {default} ."
        )
    };
    gives(&with("9"), &[]);
    gives(&with("10"), &["U0220"]);
    gives(&with("\"9\""), &["U0220"]);
}

#[test]
fn what_is_deprecated_may_still_be_listed() {
    let old = "e:old a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:deprecated \"Too vague.\" .";
    gives(
        &format!("{old} e:Box a upper:DirectClass ; upper:property e:old , e:name ."),
        &[],
    );
    gives(
        &format!(
            "{old} e:Box a upper:DirectClass ; upper:property e:old , e:name ; upper:uniqueKey ( e:old ) ."
        ),
        &["U0250"],
    );
    let value = "e:Scent a upper:Enumeration ; upper:oneOf ( e:Sweet e:Foul ) . e:Sweet a upper:EnumValue . e:Foul a upper:EnumValue ; upper:deprecated \"Rude.\" .";
    gives(value, &[]);
}

#[test]
fn a_lower_and_an_upper_bound_are_one_test() {
    let tested = |tests: &str| {
        format!(
            "e:Some a upper:QualifiedClass ; upper:qualifies e:Thing ; upper:where [ upper:property e:size ; {tests} ] ."
        )
    };
    gives(&tested("upper:minInclusive 2 ; upper:maxExclusive 8"), &[]);
    gives(
        &tested("upper:minInclusive 2 ; upper:minExclusive 3"),
        &["U0232"],
    );
    gives(
        &tested("upper:minInclusive 2 ; upper:hasValue 3"),
        &["U0232"],
    );
    gives(&tested("upper:present true"), &[]);
}

#[test]
fn a_greatest_count_of_zero_is_advised_against_unless_the_counts_are_crossed() {
    let counted = |counts: &str| {
        format!(
            "e:Box a upper:DirectClass ; upper:property e:depth . e:depth a upper:Attribute ; upper:datatype xsd:int ; {counts} ."
        )
    };
    gives(&counted("upper:maxCount 1"), &[]);
    gives(&counted("upper:maxCount 0"), &["U0260"]);
    // Then the counts are crossed, which the rules of structure report (U0105).
    gives(&counted("upper:minCount 1 ; upper:maxCount 0"), &[]);
}
