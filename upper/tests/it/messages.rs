//! Messages call terms what their authors do, and say one thing about one mistake.

use upper::check::{Options, check};
use upper::source::{Input, Syntax};

const PREFIXES: &str = "@prefix t: <https://ex.com/t#> . @prefix o: <https://ex.com/o#> .
@prefix upper: <https://w3id.org/denota/upper#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// All that is found in some texts: code, message and help.
fn found(texts: &[&str]) -> Vec<String> {
    let inputs = texts.iter().enumerate().map(|(i, text)| Input {
        path: format!("{i}.ttl"),
        bytes: format!("{PREFIXES}{text}").into_bytes(),
        syntax: Syntax::Turtle,
    });
    let checked = check(inputs.collect(), &Options::default());
    let line = |f: &upper::finding::Finding| {
        let help = f.help.as_deref().unwrap_or("");
        format!("{} {} | {help}", f.code, f.message)
    };
    checked.findings.iter().map(line).collect()
}

#[track_caller]
fn says(texts: &[&str], what: &str) {
    let found = found(texts);
    assert!(found.iter().any(|f| f.contains(what)), "{found:#?}");
}

#[test]
fn a_forgotten_type_is_guessed_from_what_is_said() {
    let header = "t: a upper:DomainModel ; upper:domain \"t\" .";
    for (said, kind) in [
        ("t:D upper:property t:d .", "DirectClass"),
        ("t:D upper:primaryKey ( t:d ) .", "DirectClass"),
        ("t:d upper:minCount 1 .", "Attribute"),
        ("t:d upper:class t:D .", "Relationship"),
    ] {
        let name = said.split_whitespace().next().unwrap();
        let help = format!("say what it is: `{name} a upper:{kind}`");
        says(&[&format!("{header} {said}")], &help);
    }
}

#[test]
fn what_is_quoted_has_an_end() {
    let word = "a".repeat(100_000);
    let found = found(&[&word]);
    assert!(found.iter().all(|f| f.len() < 3000), "{}", found[0].len());
}

#[test]
fn a_term_outside_the_namespace_is_called_what_it_is() {
    let header = "t: a upper:DomainModel ; upper:domain \"t\" .";
    let stray = format!("{header} <https://ex.com/u#B> a upper:DirectClass .");
    says(&[&stray], "U0302 `https://ex.com/u#B` has no label");
    let prefixed = format!("{header} @prefix u: <https://ex.com/u#> . u:B a upper:DirectClass .");
    says(&[&prefixed], "U0302 `u:B` has no label");
}

#[test]
fn terms_are_called_by_the_prefixes_of_the_file() {
    let store = "@prefix shop: <https://ex.com/store#> . shop: a upper:DomainModel ; upper:domain \"store\" .
        shop:B a upper:SealedClass ; upper:property shop:b ; upper:subClassOf shop:C .
        shop:b a upper:Attribute ; upper:datatype shop:Text .";
    says(&[store], "U0302 `shop:B` has no label");
    says(&[store], "U0032 nothing defines `shop:C`");
    says(&[store], "U0303 `shop:b` has no description");
    // The other file has no prefix for the store, whose name is then the best that there is.
    let other =
        "@prefix shop: <https://ex.com/till#> . shop: a upper:DomainModel ; upper:domain \"till\" ;
        owl:imports <https://ex.com/store#> .
        shop:D a upper:DirectClass ; upper:subClassOf <https://ex.com/store#B> .";
    says(&[store, other], "U0302 `shop:D` has no label");
    says(
        &[store, other],
        "U0120 `store:B` is a class of another model",
    );
}

#[test]
fn terms_of_two_domains_with_one_name_are_told_apart() {
    let first = "<https://ex.com/1#> a upper:DomainModel ; upper:domain \"s\" . <https://ex.com/1#B> a upper:DirectClass .";
    let second = first.replace("/1#", "/2#");
    let texts = [first, second.as_str()];
    says(&texts, "U0302 `https://ex.com/1#B` has no label");
    says(&texts, "U0302 `https://ex.com/2#B` has no label");
    // A prefix of the file that means something else is no name of the domain.
    let taken = first.replace("\"s\"", "\"o\"");
    says(&[&taken], "U0302 `https://ex.com/1#B` has no label");
}

#[test]
fn no_name_is_proposed_that_another_term_has() {
    let model = "t: a upper:DomainModel ; upper:domain \"t\" .
        t:Title a upper:DirectClass ; upper:property t:BodyHeight , t:bodyHeight , t:Weight .
        t:Titles a upper:DirectClass . t:weights a upper:Attribute .
        t:BodyHeight a upper:Attribute . t:bodyHeight a upper:Attribute . t:Weight a upper:Attribute .";
    says(
        &[model],
        "`t:BodyHeight` is not in camelCase | give it a name of its own: `t:bodyHeight` is another term",
    );
    says(
        &[model],
        "`t:Weight` is not in camelCase | name it `weight`",
    );
    says(
        &[model],
        "`t:Titles` is named after many | name it after one of them, otherwise than `t:Title`",
    );
}

#[test]
fn no_graph_is_proposed_that_is_imported_anyway() {
    let people = "o: a upper:DomainModel ; upper:domain \"o\" .";
    let importing =
        |what: &str| format!("t: a upper:DomainModel ; upper:domain \"t\" ; owl:imports {what} .");
    let misspelt = importing("<https://ex.com/oo#>");
    says(
        &[people, &misspelt],
        "U0073 nothing defines the graph `https://ex.com/oo#` | did you mean `https://ex.com/o#`?",
    );
    for other in ["o: , <https://ex.com/oo#>", "<https://ex.com/oo#> , o:"] {
        says(
            &[people, &importing(other)],
            "U0073 nothing defines the graph `https://ex.com/oo#` | pass the file",
        );
    }
    // Without its `#` it is another graph, and the one that is meant.
    let bare = format!(
        "{} t:A a upper:DirectClass ; upper:property o:x .",
        importing("<https://ex.com/o>")
    );
    let people = format!("{people} o:x a upper:Attribute ; upper:datatype xsd:int .");
    says(
        &[&people, &bare],
        "U0073 nothing defines the graph `https://ex.com/o` | did you mean `https://ex.com/o#`?",
    );
    let found = found(&[&people, &bare]);
    let errors: Vec<&str> = found
        .iter()
        .map(|f| &f[..5])
        .filter(|code| *code < "U0100")
        .collect();
    assert_eq!(errors, ["U0073"]);
    says(
        &[&importing("<https://ex.com/bills>")],
        "U0073 nothing defines the graph `https://ex.com/bills` | pass the file",
    );
    // Nor is the graph itself.
    says(
        &[&importing("<https://ex.com/tt#>")],
        "U0073 nothing defines the graph `https://ex.com/tt#` | pass the file",
    );
}

#[test]
fn of_two_names_of_a_domain_the_first_is_used() {
    let model = "t: a upper:DomainModel ; upper:domain \"t\" , \"u\" . t:B a upper:DirectClass .";
    says(&[model], "U0302 `t:B` has no label");
}

#[test]
fn a_term_of_another_model_is_what_that_model_says() {
    let other = "o: a upper:DomainModel ; upper:domain \"o\" .
        o:id a upper:Attribute ; upper:datatype xsd:string .
        o:K a upper:DirectClass ; upper:primaryKey ( o:id ) ; upper:property o:id .";
    let model = "t: a upper:DomainModel ; upper:domain \"t\" ; owl:imports o: .
        t:x a upper:Attribute ; upper:datatype xsd:string .
        t:KX a upper:Extension ; upper:extends o:K ; upper:property t:x .
        o:K upper:label \"x\" .";
    let found = found(&[other, model]);
    let errors: Vec<&str> = found
        .iter()
        .map(|f| f.get(..5).unwrap())
        .filter(|code| *code < "U0300")
        .collect();
    assert_eq!(errors, ["U0057"], "{found:#?}");
}

#[test]
fn a_literal_that_is_not_one_gets_an_example_that_is() {
    let with = |datatype: &str, value: &str| {
        format!(
            "t: a upper:DomainModel ; upper:domain \"t\" . t:x a upper:Attribute ; \
             upper:datatype {datatype} ; upper:maxCount 1 ; upper:defaultValue {value}^^{datatype} ."
        )
    };
    let date = with("xsd:date", "\"2024-02-30\"");
    says(&[&date], "like `\"2024-02-29\"^^xsd:date`");
    let zoned = with("xsd:date", "\"2024-02-29+01:00\"");
    says(&[&zoned], "leave out the time zone: `2024-02-29`");
    let instant = with("xsd:dateTime", "\"yesterday\"");
    says(&[&instant], "like `\"2024-02-29T20:15:00Z\"^^xsd:dateTime`");
    let local = with("xsd:dateTime", "\"2024-02-29T20:15:00\"");
    says(
        &[&local],
        "say in which time zone that is: `2024-02-29T20:15:00Z` in UTC",
    );
    let int = with("xsd:int", "\"many\"");
    says(&[&int], "like `\"1\"^^xsd:int`");
}

#[test]
fn bounds_between_which_nothing_lies_are_not_said_to_be_crossed() {
    let between = |facets: &str| {
        format!(
            "t: a upper:DomainModel ; upper:domain \"t\" . \
             t:D a upper:CustomDatatype ; upper:base xsd:int ; {facets} ."
        )
    };
    let touching = between("upper:minExclusive 4 ; upper:maxExclusive 5");
    says(&[&touching], "| move the bounds apart");
    let crossed = between("upper:minInclusive 5 ; upper:maxInclusive 4");
    says(&[&crossed], "| make the lower bound the smaller one");
}

#[test]
fn a_class_below_one_that_is_not_sealed_stays_a_class() {
    let model = |above: &str| {
        format!(
            "t: a upper:DomainModel ; upper:domain \"t\" . t:A a upper:DirectClass . \
             t:E a upper:Enumeration ; upper:oneOf ( t:V ) . t:V a upper:EnumValue . \
             t:B a upper:DirectClass ; upper:subClassOf {above} ."
        )
    };
    let takes = "U0024 `upper:subClassOf` takes a `upper:SealedClass`, but";
    says(
        &[&model("t:A")],
        &format!(
            "{takes} `t:A` is a `upper:DirectClass` | make `t:A` a `upper:SealedClass`, or name one"
        ),
    );
    // An enumeration has values, which no sealed class has.
    says(
        &[&model("t:E")],
        &format!("{takes} `t:E` is a `upper:Enumeration` | use a `upper:SealedClass`"),
    );
}

#[test]
fn a_name_in_other_case_is_another_term() {
    let model = "t: a upper:DomainModel ; upper:domain \"t\" .
        t:Ward a upper:DirectClass ; upper:property t:Ward , t:wart .
        t:ward a upper:Relationship ; upper:class t:ward .
        t:wart a upper:Relationship ; upper:class t:wart .";
    says(
        &[model],
        "U0024 `upper:class` takes a `upper:Class`, but `t:ward` is a `upper:Relationship` | did you mean `t:Ward`?",
    );
    says(
        &[model],
        "but `t:Ward` is a `upper:DirectClass` | did you mean `t:ward`?",
    );
    // What is read as `t:ward` makes that one used; one letter more makes another name.
    says(
        &[model],
        "but `t:wart` is a `upper:Relationship` | use a `upper:Class`",
    );
    assert!(found(&[model]).iter().all(|f| !f.starts_with("U0103")));
}

#[test]
fn the_classes_of_upper_are_not_the_datatypes_that_they_describe() {
    let with = |kind: &str, range: &str| {
        format!(
            "t: a upper:DomainModel ; upper:domain \"t\" . \
             t:A a upper:DirectClass ; upper:property t:x . t:x a upper:{kind} ; {range} ."
        )
    };
    for (class, datatype) in [("Int", "xsd:int"), ("UUIDDatatype", "upper:UUID")] {
        says(
            &[&with("Attribute", &format!("upper:datatype upper:{class}"))],
            &format!("`upper:{class}` is a `upper:DirectClass` | did you mean `{datatype}`?"),
        );
        says(
            &[&with("Relationship", &format!("upper:class upper:{class}"))],
            &format!("U0180 `upper:{class}` is for models of systems only"),
        );
    }
}
