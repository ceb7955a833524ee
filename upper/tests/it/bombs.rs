//! Short models that ask for much: they are findings, in bounded time and on a small stack.

use std::fmt::Write as _;

use upper::check::{Checked, Options, check};
use upper::source::{Input, Syntax};

const HEAD: &str = "@prefix : <http://example.com/d#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"d\" .
";

fn checked(text: String) -> Checked {
    let input = Input {
        path: "d.ttl".to_owned(),
        bytes: (HEAD.to_owned() + &text).into_bytes(),
        syntax: Syntax::Turtle,
    };
    check(vec![input], &Options::default())
}

/// How often a code is found, on a stack as small as those of a server's threads.
fn found(code: &'static str, text: String) -> usize {
    let count = move || {
        let checked = checked(text);
        checked.findings.iter().filter(|f| f.code == code).count()
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(count);
    thread.unwrap().join().unwrap()
}

fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "{}", line(i));
        text
    })
}

#[test]
fn hierarchies_have_an_end() {
    let deep = 20_000;
    let next =
        |kind: &str, by: &str, i: usize| format!(":C{i} a upper:{kind} ; {by} :C{} .", i + 1);
    let sealed = each(deep, |i| next("SealedClass", "upper:subClassOf", i));
    assert_eq!(found("U0125", sealed), 1);
    let traits = each(deep, |i| next("Trait", "upper:trait", i));
    assert_eq!(found("U0125", traits), 1);
    let union = |i| format!(":C{i} a upper:Union ; upper:unionOf ( :C{} ) .", i + 1);
    assert_eq!(found("U0125", each(deep / 10, union)), 1);
}

/// At the last level that is allowed nothing is lost.
#[test]
fn hierarchies_reach_as_far_as_they_may() {
    let levels = 64;
    let sealed = each(levels, |i| {
        let above = (i > 0).then(|| format!(" ; upper:subClassOf :C{}", i - 1));
        format!(":C{i} a upper:SealedClass{} .", above.unwrap_or_default())
    });
    let last = format!(
        ":C{levels} a upper:DirectClass ; upper:subClassOf :C{} .",
        levels - 1
    );
    let top = ":C0 upper:property :p . :p a upper:Attribute ; upper:datatype xsd:int .";
    let checked = checked(format!("{sealed}{last}{top}"));
    assert!(!checked.has_errors());
    let name = |name: &str| {
        let classes = checked.models.classes();
        let mut named = classes.filter(|(_, class)| class.info.name == name);
        named.next().unwrap().0
    };
    let leaf = name(&format!("C{levels}"));
    assert_eq!(checked.models.leaves(name("C0")), [leaf]);
    assert_eq!(checked.models.class(leaf).members.len(), 1);
}

/// A circle is an error, of its own or of its height, however many levels are followed.
#[test]
fn circles_of_any_length_are_found() {
    for length in [1, 2, 63, 64, 65, 66, 67, 130, 1000] {
        let circle = each(length, |i| {
            let above = (i + 1) % length;
            format!(":C{i} a upper:SealedClass ; upper:subClassOf :C{above} .")
        });
        let key = ":C0 upper:primaryKey ( :p ) ; upper:property :p . :p a upper:Attribute ; upper:datatype xsd:int .";
        let code = if length > 65 { "U0125" } else { "U0121" };
        assert!(found(code, circle + key) > 0, "{length}");
    }
}

/// Each was looked at to the end of the text: of a megabyte for minutes.
#[test]
fn entities_that_do_not_end_are_not_followed_to_the_end() {
    for declaration in ["<!ENTITY[", "<!ENTITY a \"b\">"] {
        let entities = declaration.repeat((4 << 20) / declaration.len());
        let input = Input {
            path: "d.rdf".to_owned(),
            bytes: format!("<?xml version=\"1.0\"?>\n<!DOCTYPE r [{entities}]>\n<r/>").into_bytes(),
            syntax: Syntax::RdfXml,
        };
        let checked = check(vec![input], &Options::default());
        let found = checked.findings.iter().any(|f| f.code == "U0014");
        assert!(found, "{declaration}");
    }
}

#[test]
fn what_classes_inherit_has_an_end() {
    let property = |i| format!(":p{i} a upper:Attribute ; upper:datatype xsd:int .");
    let names: Vec<String> = (0..2_000).map(|i| format!(":p{i}")).collect();
    let top = format!(
        ":B a upper:SealedClass ; upper:property {} .\n",
        names.join(" , ")
    );
    let class = |i| format!(":C{i} a upper:DirectClass ; upper:subClassOf :B .");
    let text = each(2_000, property) + &top + &each(2_000, class);
    assert_eq!(found("U0126", text), 1);
}

#[test]
fn keys_do_not_multiply_for_ever() {
    let (steps, wide) = (8, 10);
    let mut text = String::new();
    for c in 0..=steps {
        let members: Vec<String> = (0..wide).map(|j| format!(":p{c}x{j}")).collect();
        let _ = writeln!(
            text,
            ":C{c} a upper:DirectClass ; upper:primaryKey ( {} ) ; upper:property {} .",
            members.join(" "),
            members.join(" , ")
        );
        for member in members {
            let kind = match c == steps {
                true => "Attribute ; upper:datatype xsd:int".to_owned(),
                false => format!("Relationship ; upper:class :C{}", c + 1),
            };
            let _ = writeln!(
                text,
                "{member} a upper:{kind} ; upper:minCount 1 ; upper:maxCount 1 ."
            );
        }
    }
    // Ten to the power of three attributes are too many, a hundred are not.
    assert_eq!(found("U0117", text), steps - 1);
}

#[test]
fn keys_that_lead_to_nothing_do_not_multiply_either() {
    let (steps, wide) = (6, 40);
    let mut text = format!(":C{steps} a upper:DirectClass ; upper:primaryKey () .\n");
    for c in 0..steps {
        let members: Vec<String> = (0..wide).map(|j| format!(":p{c}x{j}")).collect();
        let (key, listed) = (members.join(" "), members.join(" , "));
        let _ = writeln!(
            text,
            ":C{c} a upper:DirectClass ; upper:primaryKey ( {key} ) ; upper:property {listed} ."
        );
        for member in members {
            let _ = writeln!(
                text,
                "{member} a upper:Relationship ; upper:class :C{} ; upper:minCount 1 ; upper:maxCount 1 .",
                c + 1
            );
        }
    }
    assert!(found("U0117", text) > 0);
}

#[test]
fn very_many_missing_imports_are_all_told() {
    let text = each(4_000, |i| format!(": owl:imports <x:i{i}#> ."));
    assert_eq!(found("U0073", text), 4_000);
}

/// Each mark was looked behind, or before, to the ends of its line: of a few kilobytes for seconds.
#[test]
fn one_line_may_be_as_long_as_the_text() {
    let ones = "1 ".repeat(200_000);
    assert_eq!(found("U0001", format!(":a :b ( {ones} ) .")), 0);
    let semicolons = "1 ; ".repeat(100_000);
    assert!(found("U0001", format!(":a :b ( {semicolons} ) .")) > 0);
    let objects = each(100_000, |i| format!("  :c{i} ,"));
    let text = "y".repeat(100_000);
    let commas = format!(":z :b \"{text}\" . :a :b\n{objects}  :d .");
    assert_eq!(found("U0001", commas), 0);
    let dots = ". ".repeat(200_000);
    assert!(found("U0001", format!(":a :b ; ; ] {dots}")) > 0);
}

#[test]
fn a_term_may_have_texts_in_very_many_languages() {
    let labels: Vec<String> = (0..20_000).map(|i| format!("\"A\"@en-x-l{i}")).collect();
    let text = format!(
        ":A a upper:DirectClass ; upper:label {} .",
        labels.join(" , ")
    );
    assert_eq!(found("U0029", text), 0);
}

#[test]
fn what_is_said_of_one_term_and_is_not_its_own_has_an_end() {
    let names: Vec<String> = (0..20_000).map(|i| format!(":p{i}")).collect();
    let names = names.join(" , ");
    let text =
        format!(":A a upper:DirectClass ; upper:property {names} ; upper:datatype {names} .");
    // One word says all of it.
    assert_eq!(found("U0055", text), 1);
}

#[test]
fn what_is_said_by_a_misspelt_name_has_an_end() {
    let names: Vec<String> = (0..40_000).map(|i| format!(":p{i}")).collect();
    let names = names.join(" , ");
    let text = format!(":A a upper:DirectClass ; upper:propery {names} .");
    assert_eq!(found("U0054", text), 1);
    let text =
        format!(":p a upper:Attribute ; <http://www.w3.org/2000/01/rdf-schema#range> {names} .");
    assert!(found("U0020", text) > 0);
}

/// Each of many graphs needs the next: all that they need would fill the memory.
#[test]
fn what_graphs_need_all_told_has_an_end() {
    let graphs = 2_100;
    let text = each(graphs, |i| {
        let graph = format!("<http://example.com/g{i}#>");
        let next = format!("<http://example.com/g{}#>", (i + 1).min(graphs - 1));
        let header = "a upper:DomainModel ; upper:domain";
        format!("{graph} {{ {graph} {header} \"g{i}\" ; owl:imports {next} . }}")
    });
    let prefixes = HEAD.split_once(": a").unwrap().0;
    let input = Input {
        path: "d.trig".to_owned(),
        bytes: format!("{prefixes}{text}").into_bytes(),
        syntax: Syntax::TriG,
    };
    let findings = check(vec![input], &Options::default()).findings;
    let found = findings.iter().filter(|f| f.code == "U0077").count();
    // The last graphs need few, or none.
    assert!((90..graphs).contains(&found), "{found}");
}
