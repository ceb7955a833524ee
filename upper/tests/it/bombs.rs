//! Short models that ask for much: they are findings, in bounded time and on a small stack.

use std::fmt::Write as _;

use upper::check::{Options, check};
use upper::source::{Input, Syntax};

const HEAD: &str = "@prefix : <http://example.com/d#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"d\" .
";

/// How often a code is found, on a stack as small as those of a server's threads.
fn found(code: &'static str, text: String) -> usize {
    let input = Input {
        path: "d.ttl".to_owned(),
        bytes: (HEAD.to_owned() + &text).into_bytes(),
        syntax: Syntax::Turtle,
    };
    let count = move || {
        let checked = check(vec![input], &Options::default());
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
fn very_many_missing_imports_are_all_told() {
    let text = each(4_000, |i| format!(": owl:imports <x:i{i}#> ."));
    assert_eq!(found("U0073", text), 4_000);
}
