//! What is said of a property further up holds below, by whichever way it comes: from the
//! parent, from one trait or from several.

use upper::check::{Checked, Options, check};
use upper::finding::Severity;
use upper::model::{Member, Range, TermRef};
use upper::source::{Input, Syntax};

const TERMS: &str = "@prefix e: <https://example.org/e#> . @prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e: a upper:DomainModel ; upper:domain \"e\" .
e:id a upper:Attribute ; upper:datatype xsd:string .
e:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
e:price a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
e:code a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
e:tag a upper:Attribute ; upper:datatype xsd:string .
e:flag a upper:Attribute ; upper:datatype xsd:boolean .
e:mood a upper:Relationship ; upper:class e:Mood .
e:owner a upper:Relationship ; upper:class e:Party ; upper:maxCount 1 .
e:Mood a upper:Enumeration ; upper:oneOf ( e:Glad e:Sad e:Calm ) .
e:Glad a upper:EnumValue . e:Sad a upper:EnumValue . e:Calm a upper:EnumValue .
e:Party a upper:SealedClass ; upper:primaryKey ( e:id ) ; upper:property e:id .
e:Firm a upper:SealedClass ; upper:subClassOf e:Party . e:Person a upper:DirectClass ; upper:subClassOf e:Party .
e:Bank a upper:DirectClass ; upper:subClassOf e:Firm . e:Shop a upper:DirectClass ; upper:subClassOf e:Firm .
e:BankOrPerson a upper:Union ; upper:unionOf ( e:Bank e:Person ) .
e:Short a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 3 .
e:Shorter a upper:CustomDatatype ; upper:base e:Short ; upper:maxLength 2 .
e:Capital a upper:CustomDatatype ; upper:base xsd:string ; upper:pattern \"^[A-Z]*$\" .
e:Large a upper:CustomDatatype ; upper:base xsd:int ; upper:minInclusive 20 .
e:Small a upper:CustomDatatype ; upper:base xsd:int ; upper:maxInclusive 5 .
";

const PROPERTIES: &str =
    "upper:property e:size , e:price , e:code , e:tag , e:flag , e:mood , e:owner";

/// What the parent, two traits and the class itself say, each as the inside of refinements.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    parent: &'a [&'a str],
    traits: [&'a [&'a str]; 2],
    own: &'a [&'a str],
}

fn checked(said: Said<'_>, mixed_in: &str) -> Checked {
    let refined = |all: &[&str]| -> String {
        let one = |inside: &&str| format!(" ; upper:refinement [ upper:refines {inside} ]");
        all.iter().map(one).collect()
    };
    let text = format!(
        "{TERMS}
         e:Top a upper:SealedClass ; upper:primaryKey ( e:id ) ; {PROPERTIES} , e:id{} .
         e:One a upper:Trait ; {PROPERTIES}{} . e:Two a upper:Trait ; {PROPERTIES}{} .
         e:Leaf a upper:DirectClass ; upper:subClassOf e:Top ; upper:trait {mixed_in}{} .
         e:Below a upper:QualifiedClass ; upper:qualifies e:Leaf ; upper:where [ upper:property e:id ; upper:present true ] .",
        refined(said.parent),
        refined(said.traits[0]),
        refined(said.traits[1]),
        refined(said.own),
    );
    let input = Input {
        path: "e.ttl".to_owned(),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    check(vec![input], &Options::default())
}

fn errors(checked: &Checked) -> Vec<&str> {
    let findings = checked.findings.iter();
    let errors = findings.filter(|f| f.severity == Severity::Error);
    errors.map(|f| f.code).collect()
}

/// The errors that come of it, whatever the order of the traits.
#[track_caller]
fn gives(said: Said<'_>, codes: &[&str]) {
    for mixed_in in ["e:One , e:Two", "e:Two , e:One"] {
        let checked = checked(said, mixed_in);
        let found = errors(&checked);
        assert_eq!(found, codes, "{mixed_in}: {:#?}", checked.findings);
    }
}

/// The same for what two ways say: parent and trait, trait and parent, two traits.
#[track_caller]
fn two_ways_give(one: &str, other: &str, codes: &[&str]) {
    for (first, second) in [([one], [other]), ([other], [one])] {
        let of_parent = Said {
            parent: &first,
            traits: [&second, &[]],
            own: &[],
        };
        gives(of_parent, codes);
    }
    let of_traits = Said {
        traits: [&[one], &[other]],
        ..Said::default()
    };
    gives(of_traits, codes);
}

/// The member of the leaf that two ways say something of.
#[track_caller]
fn together(one: &str, other: &str, seen: impl Fn(&Checked, &Member)) {
    let (one_way, other_way) = (&[one][..], &[other][..]);
    let none: &[&str] = &[];
    let ways: [(&[&str], [&[&str]; 2]); 4] = [
        (one_way, [other_way, none]),
        (other_way, [one_way, none]),
        (none, [one_way, other_way]),
        (none, [other_way, one_way]),
    ];
    for (parent, traits) in ways {
        let said = Said {
            parent,
            traits,
            own: &[],
        };
        let checked = checked(said, "e:One , e:Two");
        assert_eq!(errors(&checked), [""; 0], "{:#?}", checked.findings);
        let name = one
            .split(' ')
            .next()
            .unwrap()
            .replace("e:", "https://example.org/e#");
        for class in ["Leaf", "Below"] {
            let class = format!("https://example.org/e#{class}");
            let Some(TermRef::Class(class)) = checked.models.term_by_iri(&class) else {
                panic!("no {class}");
            };
            let mut members = checked.models.class(class).members.iter();
            let of = |m: &&Member| checked.models.property(m.property).info.iri == name;
            seen(&checked, members.find(of).unwrap());
        }
    }
}

fn range_of(checked: &Checked, name: &str) -> Range {
    match checked
        .models
        .term_by_iri(&format!("https://example.org/e#{name}"))
    {
        Some(TermRef::Class(class)) => Range::Class(class),
        Some(TermRef::Datatype(datatype)) => Range::Datatype(datatype),
        _ => panic!("no {name}"),
    }
}

#[test]
fn the_tighter_counts() {
    together(
        "e:size ; upper:minInclusive 10",
        "e:size ; upper:minInclusive 5 ; upper:maxExclusive 30",
        |_, member| {
            assert_eq!(member.facets.min_inclusive.as_ref().unwrap().value, "10");
            assert_eq!(member.facets.max_exclusive.as_ref().unwrap().value, "30");
        },
    );
    together(
        "e:price ; upper:totalDigits 4 ; upper:fractionDigits 3",
        "e:price ; upper:totalDigits 2",
        |_, member| {
            assert_eq!(member.facets.total_digits, Some(2));
            assert_eq!(member.facets.fraction_digits, Some(2));
        },
    );
    together(
        "e:price ; upper:oneOf ( 1 2 3 )",
        "e:price ; upper:oneOf ( 3.0 2 4 )",
        |_, member| assert_eq!(member.facets.one_of.as_ref().unwrap().len(), 2),
    );
    together(
        "e:tag ; upper:minCount 1 ; upper:maxCount 5 ; upper:maxLength 4",
        "e:tag ; upper:minCount 2 ; upper:maxCount 9 ; upper:maxLength 7 ; upper:minLength 1",
        |_, member| {
            assert_eq!((member.min, member.max), (2, Some(5)));
            assert_eq!(member.facets.max_length, Some(4));
            assert_eq!(member.facets.min_length, Some(1));
        },
    );
    together(
        "e:mood ; upper:oneOf ( e:Glad e:Sad )",
        "e:mood ; upper:oneOf ( e:Sad e:Calm )",
        |_, member| assert_eq!(member.facets.one_of.as_ref().unwrap().len(), 1),
    );
}

#[test]
fn the_narrower_range_counts() {
    together(
        "e:owner ; upper:class e:Firm",
        "e:owner ; upper:class e:Bank",
        |checked, member| assert_eq!(member.range, range_of(checked, "Bank")),
    );
    together(
        "e:code ; upper:datatype e:Shorter",
        "e:code ; upper:datatype e:Short",
        |checked, member| assert_eq!(member.range, range_of(checked, "Shorter")),
    );
    // A facet that is looser than the datatype's own widens nothing.
    together(
        "e:size ; upper:datatype e:Large",
        "e:size ; upper:minInclusive 10",
        |checked, member| {
            let Range::Datatype(datatype) = member.range else {
                panic!("no datatype");
            };
            let facets = checked.models.narrowed(datatype, &member.facets);
            assert_eq!(facets.min_inclusive.as_ref().unwrap().value, "20");
        },
    );
}

#[test]
fn ways_that_cannot_be_met_together_are_found_once() {
    let contradicting = [
        (
            "e:size ; upper:minInclusive 10",
            "e:size ; upper:maxInclusive 5",
        ),
        (
            "e:size ; upper:minInclusive 10",
            "e:size ; upper:datatype e:Small",
        ),
        (
            "e:size ; upper:datatype e:Large",
            "e:size ; upper:datatype e:Small",
        ),
        ("e:tag ; upper:minCount 3", "e:tag ; upper:maxCount 2"),
        ("e:tag ; upper:minLength 3", "e:tag ; upper:maxLength 2"),
        (
            "e:code ; upper:oneOf ( \"a\" )",
            "e:code ; upper:oneOf ( \"b\" )",
        ),
        (
            "e:code ; upper:oneOf ( \"a\" \"b\" )",
            "e:code ; upper:pattern \"c\"",
        ),
        (
            "e:mood ; upper:oneOf ( e:Glad )",
            "e:mood ; upper:oneOf ( e:Sad )",
        ),
        (
            "e:price ; upper:fractionDigits 0",
            "e:price ; upper:minExclusive 0 ; upper:maxExclusive 1",
        ),
        (
            "e:owner ; upper:class e:Bank",
            "e:owner ; upper:class e:Shop",
        ),
        (
            "e:owner ; upper:class e:Firm",
            "e:owner ; upper:class e:BankOrPerson",
        ),
        (
            "e:code ; upper:datatype e:Short",
            "e:code ; upper:datatype e:Capital",
        ),
    ];
    for (one, other) in contradicting {
        two_ways_give(one, other, &["U0209"]);
    }
}

#[test]
fn what_contradicts_itself_or_further_up_is_found_there() {
    // Two of three ways suffice, and a third is no further mistake.
    gives(
        Said {
            parent: &["e:size ; upper:minInclusive 10"],
            traits: [
                &["e:size ; upper:maxInclusive 5"],
                &["e:size ; upper:maxInclusive 4"],
            ],
            own: &["e:size ; upper:maxInclusive 3"],
        },
        &["U0209"],
    );
    gives(
        Said {
            parent: &["e:size ; upper:minInclusive 10 ; upper:maxInclusive 5"],
            traits: [&["e:size ; upper:maxInclusive 4"], &[]],
            own: &[],
        },
        &["U0203"],
    );
    gives(
        Said {
            traits: [&["e:tag ; upper:minCount 3"], &["e:tag ; upper:maxCount 2"]],
            own: &["e:tag ; upper:minCount 4 ; upper:maxCount 7"],
            ..Said::default()
        },
        &["U0209"],
    );
}

#[test]
fn a_class_says_itself_which_of_two_ranges() {
    let said = |own| Said {
        parent: &["e:owner ; upper:class e:Firm"],
        traits: [&["e:owner ; upper:class e:BankOrPerson"], &[]],
        own,
    };
    gives(said(&["e:owner ; upper:class e:Bank"]), &[]);
    gives(said(&["e:owner ; upper:class e:Person"]), &["U0132"]);
    gives(said(&["e:owner ; upper:class e:Shop"]), &["U0132"]);
    gives(said(&["e:owner ; upper:minCount 1"]), &["U0209"]);
}

#[test]
fn a_class_widens_none_of_its_ways() {
    let below = |above: &str, own: &str, codes: &[&str]| {
        let (above, own) = (&[above][..], &[own][..]);
        for (parent, one) in [(above, &[][..]), (&[][..], above)] {
            let traits = [one, &[]];
            gives(
                Said {
                    parent,
                    traits,
                    own,
                },
                codes,
            );
        }
    };
    below(
        "e:size ; upper:minInclusive 5",
        "e:size ; upper:minInclusive 2",
        &["U0204"],
    );
    below(
        "e:size ; upper:minInclusive 5",
        "e:size ; upper:minInclusive 6",
        &[],
    );
    below(
        "e:size ; upper:minInclusive 5",
        "e:size ; upper:maxInclusive 4",
        &["U0203"],
    );
    below(
        "e:size ; upper:minInclusive 10",
        "e:size ; upper:datatype e:Small",
        &["U0203"],
    );
    below(
        "e:size ; upper:oneOf ( 1 2 )",
        "e:size ; upper:minInclusive 2",
        &[],
    );
    below(
        "e:size ; upper:oneOf ( 1 2 )",
        "e:size ; upper:minInclusive 5",
        &["U0203"],
    );
    below(
        "e:tag ; upper:minCount 2",
        "e:tag ; upper:minCount 1",
        &["U0131"],
    );
    below(
        "e:owner ; upper:class e:Bank",
        "e:owner ; upper:class e:Firm",
        &["U0132"],
    );
    below(
        "e:code ; upper:datatype e:Shorter",
        "e:code ; upper:datatype e:Short",
        &["U0133"],
    );
    below(
        "e:mood ; upper:oneOf ( e:Glad e:Sad )",
        "e:mood ; upper:oneOf ( e:Calm )",
        &["U0204"],
    );
    below(
        "e:mood ; upper:oneOf ( e:Glad e:Sad )",
        "e:mood ; upper:oneOf ( e:Sad )",
        &[],
    );
}

#[test]
fn who_said_it_is_named() {
    let said = Said {
        traits: [&["e:size ; upper:minInclusive 5"], &[]],
        own: &["e:size ; upper:minInclusive 2"],
        ..Said::default()
    };
    let checked = checked(said, "e:Two , e:One");
    let message = "`upper:minInclusive` is wider than that of `e:One`, which is `5`";
    assert!(
        checked.findings.iter().any(|f| f.message == message),
        "{:#?}",
        checked.findings
    );
}

#[test]
fn counts_need_as_many_values_as_are_left() {
    let own = |own| Said {
        own,
        ..Said::default()
    };
    gives(own(&["e:mood ; upper:minCount 3"]), &[]);
    gives(own(&["e:mood ; upper:minCount 4"]), &["U0261"]);
    gives(own(&["e:flag ; upper:minCount 3"]), &["U0261"]);
    gives(
        own(&["e:mood ; upper:minCount 2 ; upper:oneOf ( e:Sad )"]),
        &["U0261"],
    );
    two_ways_give(
        "e:mood ; upper:minCount 2",
        "e:mood ; upper:oneOf ( e:Sad )",
        &["U0261"],
    );
    two_ways_give(
        "e:tag ; upper:minCount 2 ; upper:oneOf ( \"a\" \"bc\" )",
        "e:tag ; upper:minLength 2",
        &["U0261"],
    );
    gives(
        Said {
            parent: &["e:mood ; upper:minCount 2"],
            own: &["e:mood ; upper:oneOf ( e:Sad )"],
            ..Said::default()
        },
        &["U0261"],
    );
}
