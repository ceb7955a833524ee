//! Short models that ask for much: they are findings, in bounded time and on a small stack.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use upper::change::{Kind, Level, Report, compare};
use upper::check::{Checked, Options, check};
use upper::finding::Severity;
use upper::model::{DomainModel, Literal, Valid};
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

fn valid(text: String) -> Valid<DomainModel> {
    let checked = checked(text);
    let mut findings = checked.findings.iter();
    let error = findings.find(|f| f.severity == Severity::Error);
    assert!(error.is_none(), "{error:?}");
    checked.valid().remove(0)
}

/// What is different between two texts.
fn differences(old: String, new: String) -> Vec<(Kind, Level)> {
    let report = compare(&valid(old), &valid(new));
    report.changes.iter().map(|c| (c.kind, c.level)).collect()
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

/// Each value, property, text or key was looked for along the whole list: for hours.
#[test]
fn very_many_values_of_an_enumeration_are_compared() {
    let model = |names: &[String], label: &str| {
        let list = names.join(" ");
        let values = each(names.len(), |i| format!("{} a upper:EnumValue .", names[i]));
        format!(":E a upper:Enumeration ; upper:oneOf ( {list} ) .\n{values}{label}")
    };
    let names: Vec<String> = (0..30_000).map(|i| format!(":v{i}")).collect();
    let old = model(&names, "");
    let labelled = model(&names, ":v7 upper:label \"Seven\"@en .");
    assert_eq!(
        differences(old.clone(), labelled),
        [(Kind::Relabelled, Level::Patch)]
    );
    let backwards: Vec<String> = names.iter().skip(1).rev().cloned().collect();
    assert_eq!(
        differences(old, model(&backwards, "")),
        [
            (Kind::Tightened, Level::Major),
            (Kind::Retyped, Level::Minor),
            (Kind::Removed, Level::Major),
        ]
    );
}

#[test]
fn very_many_properties_of_a_class_are_compared() {
    let last = 29_999;
    let names: Vec<String> = (0..=last).map(|i| format!(":p{i}")).collect();
    let names = names.join(" , ");
    let model = |least: &str| {
        let properties = each(last + 1, |i| {
            let least = if i == last { least } else { "" };
            format!(":p{i} a upper:Attribute ; upper:datatype xsd:int{least} .")
        });
        format!(":A a upper:DirectClass ; upper:property {names} .\n{properties}")
    };
    let required = model(" ; upper:minCount 1");
    assert_eq!(
        differences(model(""), required),
        [(Kind::Tightened, Level::Major); 2]
    );
}

#[test]
fn texts_in_very_many_languages_are_compared() {
    let model = |first: &str| {
        let labels = each(40_000, |i| {
            let text = if i == 0 { first } else { "A" };
            format!("  \"{text}\"@en-x-l{i} ,")
        });
        format!(":A a upper:DirectClass ; upper:label\n{labels}  \"A\"@de .")
    };
    assert_eq!(
        differences(model("A"), model("B")),
        [(Kind::Relabelled, Level::Patch)]
    );
}

#[test]
fn very_many_unique_keys_are_compared() {
    let count = 200;
    let pairs = |i: usize| (0..i).map(move |j| format!("( :p{i} :p{j} )"));
    let keys: Vec<String> = (0..count).flat_map(pairs).collect();
    let names: Vec<String> = (0..count).map(|i| format!(":p{i}")).collect();
    let names = names.join(" , ");
    let model = |keys: &[String]| {
        let keys = keys.join(" , ");
        let class = format!(
            ":A a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id , {names} ; upper:uniqueKey {keys} .\n"
        );
        let properties = each(count, |i| {
            format!(":p{i} a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .")
        });
        class + &properties + ":id a upper:Attribute ; upper:datatype xsd:int ."
    };
    assert_eq!(
        differences(model(&keys), model(&keys[1..])),
        [(Kind::Loosened, Level::Minor)]
    );
}

/// For each, the properties of all classes were looked through.
#[test]
fn very_many_properties_are_no_longer_replaced() {
    let count = 20_000;
    let names: Vec<String> = (0..count).map(|i| format!(":p{i}")).collect();
    let names = names.join(" , ");
    let attribute = "a upper:Attribute ; upper:datatype xsd:int";
    let model = |replaced: &str| {
        let properties = each(count, |i| {
            format!(":p{i} {attribute} ; upper:deprecated \"no longer asked\" {replaced}.")
        });
        format!(
            ":A a upper:DirectClass ; upper:property {names} , :q .\n:q {attribute} .\n{properties}"
        )
    };
    assert_eq!(
        differences(model("; upper:replacedBy :q "), model("")),
        vec![(Kind::Replaced, Level::Minor); count]
    );
}

fn length(report: &Report) -> usize {
    let changes = report.changes.iter();
    changes.map(|c| c.term.len() + c.message.len()).sum()
}

/// Each property has what its datatype lists: all of that, of each, would fill the memory.
#[test]
fn what_very_many_properties_have_of_one_datatype_has_an_end() {
    let count = 700;
    let names: Vec<String> = (0..count).map(|i| format!(":p{i}")).collect();
    let names = names.join(" , ");
    let properties = each(count, |i| {
        format!(":p{i} a upper:Attribute ; upper:datatype :D .")
    });
    let model = |value: &str| {
        let values = each(count, |i| format!("\"{value}{i}\""));
        format!(
            ":D a upper:CustomDatatype ; upper:base xsd:string ; upper:oneOf ( {values} ) .
             :A a upper:DirectClass ; upper:property {names} .\n{properties}"
        )
    };
    let old = valid(model("a"));
    assert_eq!(compare(&old, &old).changes, []);
    let report = compare(&old, &valid(model("b")));
    assert!(length(&report) < 17 << 20, "{}", length(&report));
    // Each term is told of, and at the end that there is more.
    let terms: BTreeSet<&str> = report.changes.iter().map(|c| c.term.as_str()).collect();
    assert_eq!(terms.len(), count + 3);
    let heavy = report.changes.iter().filter(|c| c.level == Level::Major);
    let heavy: BTreeSet<&str> = heavy.map(|c| c.term.as_str()).collect();
    assert_eq!(heavy.len(), count + 2);
}

/// A sealed class with a property of which it lists the values, and classes below it.
fn listing(values: usize, below: usize) -> String {
    let values = each(values, |i| format!("\"v{i}\""));
    let classes = each(below, |i| {
        format!(":C{i} a upper:DirectClass ; upper:subClassOf :B .")
    });
    format!(
        ":B a upper:SealedClass ; upper:property :p ; upper:refinement [ upper:refines :p ; upper:oneOf ( {values} ) ] .
         :p a upper:Attribute ; upper:datatype xsd:string .\n{classes}"
    )
}

/// Each class had a copy of them: of a few hundred kilobytes they filled the memory.
#[test]
fn listed_values_are_shared_by_all_that_inherit_them() {
    let model = valid(listing(10_000, 300));
    let classes = model.domain().classes.iter();
    let members = classes.map(|class| &model.models().class(*class).members[0]);
    let lists = members.map(|member| member.facets.one_of.as_ref().unwrap());
    let lists: Vec<&Arc<[Literal]>> = lists.collect();
    assert_eq!(lists.len(), 301);
    assert!(lists.iter().all(|list| Arc::ptr_eq(list, lists[0])));
}

#[test]
fn what_narrows_values_has_an_end() {
    let lists = each(10, |i| {
        let values = each(1_000, |j| format!("\"v{i}x{j}\""));
        format!(
            ":T{i} a upper:Trait ; upper:property :p ; upper:refinement [ upper:refines :p ; upper:oneOf ( {values} ) ] ."
        )
    });
    let names: Vec<String> = (0..10).map(|i| format!(":T{i}")).collect();
    let names = names.join(" , ");
    let classes = each(600, |i| {
        format!(":C{i} a upper:DirectClass ; upper:trait {names} .")
    });
    let text = format!(":p a upper:Attribute ; upper:datatype xsd:string .\n{lists}{classes}");
    assert_eq!(found("U0126", text), 1);
    let values = each(10_000, |i| format!("\"v{i}\""));
    let datatypes = each(10_000, |i| {
        format!(":D{i} a upper:CustomDatatype ; upper:base :D ; upper:maxLength 9 .")
    });
    let text = format!(
        ":D a upper:CustomDatatype ; upper:base xsd:string ; upper:oneOf ( {values} ) .\n{datatypes}"
    );
    assert_eq!(found("U0126", text), 1);
}

/// Lists that are shared counted as if each term had a copy: fewer terms than these were too many.
#[test]
fn very_many_terms_share_a_long_list() {
    let values = each(70_000, |i| format!("\"v{i}\""));
    let terms = each(200, |i| {
        format!(
            ":D{i} a upper:CustomDatatype ; upper:base :D .
             :C{i} a upper:DirectClass ; upper:subClassOf :B ; upper:refinement [ upper:refines :p ; upper:datatype :D ] .
             :S{i} a upper:DirectClass ; upper:subClassOf :A ."
        )
    });
    let text = format!(
        ":D a upper:CustomDatatype ; upper:base xsd:string ; upper:oneOf ( {values} ) .
         :B a upper:SealedClass ; upper:property :p .
         :p a upper:Attribute ; upper:datatype xsd:string .
         :A a upper:SealedClass ; upper:property :q ; upper:refinement [ upper:refines :q ; upper:datatype :D ; upper:maxLength 9 ] .
         :q a upper:Attribute ; upper:datatype xsd:string .\n{terms}"
    );
    assert_eq!(found("U0126", text), 0);
}

#[test]
fn what_unions_have_of_unions_has_an_end() {
    let names = each(2_000, |i| format!(":A{i}"));
    let classes = each(2_000, |i| format!(":A{i} a upper:DirectClass ."));
    let unions = each(1_000, |i| {
        format!(":U{i} a upper:Union ; upper:unionOf ( :V :W{i} ) . :W{i} a upper:DirectClass .")
    });
    let text = format!(":V a upper:Union ; upper:unionOf ( {names} ) .\n{classes}{unions}");
    assert_eq!(found("U0126", text), 1);
}

#[test]
fn what_terms_have_of_one_list_has_an_end() {
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let last = 1_999;
    let list = each(last + 1, |i| {
        let rest = if i == last {
            format!("<{rdf}nil>")
        } else {
            format!("_:l{}", i + 1)
        };
        format!("_:l{i} <{rdf}first> :v{i} ; <{rdf}rest> {rest} . :v{i} a upper:EnumValue .")
    });
    let enumerations = each(300, |i| {
        format!(":E{i} a upper:Enumeration ; upper:oneOf _:l0 .")
    });
    assert_eq!(found("U0126", list + &enumerations), 1);
}

/// Each member of the one was held against each of the other, and every pair was kept.
#[test]
fn a_large_union_is_within_another_one() {
    let count = 10_000;
    let names = |from: usize| each(count - from, |i| format!(":A{}", i + from));
    let classes = each(count, |i| format!(":A{i} a upper:DirectClass ."));
    let text = format!(
        ":U a upper:Union ; upper:unionOf ( {} ) .\n:V a upper:Union ; upper:unionOf ( {} ) .
         :p a upper:Relationship ; upper:class :U .\n{classes}
         :T a upper:Trait ; upper:property :p ; upper:refinement [ upper:refines :p ; upper:class :V ] .",
        names(0),
        names(1),
    );
    assert_eq!(found("U0132", text), 0);
}

/// Each class had all of the key, and each member was looked for along the list.
#[test]
fn a_long_key_is_not_copied_to_every_class() {
    let count = 20_000;
    let names = each(count, |i| format!(":p{i}"));
    let properties = each(count, |i| {
        format!(":p{i} a upper:Attribute ; upper:datatype xsd:int .")
    });
    let classes = each(count, |i| {
        format!(":C{i} a upper:DirectClass ; upper:subClassOf :B .")
    });
    let text =
        format!(":B a upper:SealedClass ; upper:primaryKey ( {names} ) .\n{properties}{classes}");
    assert_eq!(found("U0117", text.clone()), 1);
    assert_eq!(found("U0111", text), count);
}

/// Each was followed to the end.
#[test]
fn keys_one_after_the_other_are_followed_once() {
    let chain = each(20_000, |i| {
        let class = format!(":C{i} a upper:DirectClass ; upper:primaryKey ( :p{i} )");
        let property = format!(":p{i} a upper:Relationship ; upper:class :C{}", i + 1);
        format!("{class} ; upper:property :p{i} . {property} .")
    });
    assert!(found("U0117", chain) > 19_900);
}

#[test]
fn very_many_properties_have_what_one_datatype_lists() {
    let count = 5_000;
    let values = each(count, |i| format!("\"v{i}\""));
    let properties = each(count, |i| {
        let of = "a upper:Attribute ; upper:datatype :D";
        format!(
            ":p{i} {of} ; upper:defaultValue \"v{i}\" ; upper:maxCount 1 .\n:q{i} {of} ; upper:minCount {count} ."
        )
    });
    let text = format!(
        ":D a upper:CustomDatatype ; upper:base xsd:string ; upper:oneOf ( {values} ) .\n{properties}"
    );
    let checked = checked(text);
    let mut codes = checked.findings.iter().map(|f| f.code);
    assert!(codes.all(|code| code != "U0220" && code != "U0261"));
}

#[test]
fn very_many_refinements_beside_very_many_traits_are_looked_at() {
    let count = 5_000;
    let list = |name: &str| {
        let names: Vec<String> = (0..count).map(|i| format!(":{name}{i}")).collect();
        names.join(" , ")
    };
    let traits = each(count, |i| format!(":T{i} a upper:Trait ."));
    let properties = each(count, |i| {
        format!(":p{i} a upper:Attribute ; upper:datatype xsd:int .")
    });
    let refinements = each(count, |i| {
        format!(" ; upper:refinement [ upper:refines :p{i} ; upper:minInclusive 1 ]")
    });
    let (properties_of_it, traits_of_it) = (list("p"), list("T"));
    let text = format!(
        "{traits}{properties}
         :A a upper:DirectClass ; upper:property {properties_of_it} ; upper:trait {traits_of_it} {refinements} ."
    );
    valid(text);
}

/// For each finding the list was walked along, and all classes that list a value were.
#[test]
fn very_many_findings_of_one_list_are_told() {
    let count = 20_000;
    let names = each(count, |i| format!(":T{i}"));
    let traits = each(count, |i| format!(":T{i} a upper:Trait ."));
    let text = format!(":U a upper:Union ; upper:unionOf ( {names} ) .\n{traits}");
    assert_eq!(found("U0150", text), count);
    let enumerations = each(count, |i| {
        format!(":E{i} a upper:Enumeration ; upper:oneOf ( :v ) .")
    });
    let text = enumerations + ":v a upper:EnumValue .";
    assert_eq!(found("U0242", text), count - 1);
}

#[test]
fn labels_and_descriptions_in_very_many_languages_are_held_against_each_other() {
    let texts = |text: &str| {
        let texts: Vec<String> = (0..5_000)
            .map(|i| format!("\"{text}{i}\"@en-x-l{i}"))
            .collect();
        texts.join(" , ")
    };
    let (labels, descriptions) = (texts("A"), texts("B"));
    let text = format!(
        ":A a upper:DirectClass ; upper:label {labels} ; upper:description {descriptions} ."
    );
    assert_eq!(found("U0307", text), 0);
}
