//! One mistake of syntax is one finding: what it keeps from being read is not missed.

use upper::check::{Checked, Options, check};
use upper::finding::Finding;
use upper::source::{Input, Syntax};

const MODEL: &str = r#"
ex: a upper:DomainModel ; upper:domain "ex" .

ex:Film a upper:SealedClass ;
    upper:primaryKey ( ex:code ) ;
    upper:property ex:code , ex:title .

ex:ShortFilm a upper:DirectClass ;
    upper:subClassOf ex:Film ;
    upper:refinement [ upper:refines ex:title ; upper:maxLength 10 ] .

ex:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .

ex:title a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#;

const PREFIXES: &str = "@prefix ex: <https://example.com/onto/ex#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

fn input(path: &str, text: &str, syntax: Syntax) -> Input {
    Input {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax,
    }
}

fn checked(text: &str) -> Checked {
    let text = format!("{PREFIXES}{text}");
    check(
        vec![input("ex.ttl", &text, Syntax::Turtle)],
        &Options::default(),
    )
}

/// The errors with their lines, counted from the first of the model.
fn errors(text: &str) -> Vec<(&'static str, u32)> {
    let checked = checked(text);
    let line = |f: &Finding| checked.corpus.sources.position(f.place).line - 3;
    told(&checked).map(|f| (f.code, line(f))).collect()
}

/// What is found in one text with the prefixes, advice left out.
fn codes(text: &str) -> Vec<&'static str> {
    let checked = check(
        vec![input("ex.ttl", text, Syntax::Turtle)],
        &Options::default(),
    );
    told(&checked).map(|f| f.code).collect()
}

/// What is found, advice left out.
fn told(checked: &Checked) -> impl Iterator<Item = &Finding> {
    checked.findings.iter().filter(|f| !is_advice(f))
}

/// The only finding about a changed model.
#[track_caller]
fn only(text: &str) -> Finding {
    let checked = checked(text);
    let found: Vec<&Finding> = told(&checked).collect();
    let [finding] = found.as_slice() else {
        panic!("{text}: {found:?}");
    };
    (*finding).clone()
}

/// Sees that each change of the model, what is right and what is wrong there, is one finding, whose
/// help says so much.
#[track_caller]
fn helps(cases: &[(&str, &str, &str)]) {
    for (right, wrong, help) in cases {
        let finding = only(&with(right, wrong));
        let said = finding.help.as_deref().unwrap_or_default();
        assert!(said.contains(help), "{wrong}: {finding:?}");
    }
}

/// Labels and descriptions are left out here on purpose.
fn is_advice(finding: &Finding) -> bool {
    finding.code.starts_with("U03")
}

/// Changes one thing, which must be there once.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert_eq!(MODEL.matches(from).count(), 1, "{from}");
    MODEL.replace(from, to)
}

#[test]
fn the_model_is_valid_as_it_stands() {
    assert_eq!(errors(MODEL), []);
}

/// Every mark of punctuation and every quote of a real model is left out once.
#[test]
fn nothing_is_found_but_the_mistake() {
    let path = "../ontologies/domains/onepiece.ttl";
    let text = std::fs::read_to_string(path).unwrap();
    let marks = text.match_indices([';', ',', '.', '"', '@', '<', '>', '(', ')', '[', ']', ':']);
    let (mut broken, mut several) = (0, 0);
    for (at, mark) in marks.step_by(5) {
        let mut changed = text.clone();
        changed.replace_range(at..=at, "");
        let checked = check(
            vec![input(path, &changed, Syntax::Turtle)],
            &Options::default(),
        );
        let is_syntax = |f: &&Finding| f.code < "U0020";
        let mistakes = checked.findings.iter().filter(is_syntax).count();
        if mistakes == 0 {
            continue;
        }
        broken += 1;
        several += usize::from(mistakes > 1);
        let line = text[..at].lines().count();
        let others: Vec<&Finding> = checked.findings.iter().filter(|f| !is_syntax(f)).collect();
        assert!(others.is_empty(), "{mark} in line {line}: {others:?}");
    }
    assert!(broken > 200, "only {broken}");
    assert!(several * 50 < broken, "{several} of {broken} are several");
}

#[test]
fn what_stands_elsewhere_is_told_all_the_same() {
    let text = with(
        "ex:Film a upper:SealedClass ;",
        "ex:Film a upper:SealedClass ; oops ;",
    )
    .replace(
        "ex:code a upper:Attribute ; upper:datatype xsd:string",
        "ex:code a upper:Attribute ; upper:datatype xsd:strong",
    );
    assert_eq!(errors(&text), [("U0001", 4), ("U0032", 12)]);
}

#[test]
fn what_inherits_from_what_was_not_read_is_not_judged() {
    // Without the list of properties the refinement would refine nothing.
    let text = with(
        "upper:property ex:code , ex:title .",
        "upper:property oops , ex:code , ex:title .",
    );
    assert_eq!(errors(&text), [("U0001", 6)]);
    // Nothing is lost where it is plain what is meant.
    let text = with("( ex:code ) ;", "( ex:code )").replace(
        "ex:title ; upper:maxLength 10",
        "ex:titel ; upper:maxLength 10",
    );
    assert_eq!(errors(&text), [("U0001", 5), ("U0032", 10)]);
}

#[test]
fn a_prefix_that_is_declared_wrongly_is_one_mistake() {
    let text = format!("{PREFIXES}{MODEL}").replace(
        "<http://www.w3.org/2001/XMLSchema#>",
        "http://www.w3.org/2001/XMLSchema#",
    );
    assert_eq!(codes(&text), ["U0001"]);
}

#[test]
fn a_missing_colon_is_guessed() {
    let text = with("ex:code , ex:title", "ex:code , extitle");
    let finding = only(&text);
    assert_eq!(finding.help.as_deref(), Some("did you mean `ex:title`?"));
}

/// The other file has an error that is left out, so it is not valid either.
#[test]
fn a_file_whose_errors_are_left_out_is_not_valid() {
    let broken = format!("{PREFIXES}{}", with("ex:Film a", "ex:Film oops"));
    let other = "@prefix more: <https://example.com/onto/more#> .
@prefix ex: <https://example.com/onto/ex#> .
@prefix upper: <https://w3id.org/denota/upper#> .
more: a upper:DomainModel ; upper:domain \"more\" .
more:Director a upper:DirectClass ; upper:subClassOf ex:Film .
";
    let inputs = vec![
        input("ex.ttl", &broken, Syntax::Turtle),
        input("more.ttl", other, Syntax::Turtle),
    ];
    let checked = check(inputs, &Options::default());
    let codes: Vec<&str> = told(&checked).map(|f| f.code).collect();
    assert_eq!(codes, ["U0001"], "the import is missing as well");
    assert!(checked.valid().is_empty());
}

#[test]
fn json_that_is_none_is_one_mistake() {
    let text = r#"{"@context": {"upper": "https://w3id.org/denota/upper#"},
"@graph": [{"@id": "https://example.com/onto/ex#", "@type": "upper:DomainModel"}, {]}"#;
    let checked = check(
        vec![input("ex.jsonld", text, Syntax::JsonLd)],
        &Options::default(),
    );
    assert!(
        checked.findings.iter().all(|f| f.code == "U0001"),
        "{:?}",
        checked.findings
    );
    assert!(checked.has_errors());
}

/// A mark that is another than was meant is read as the one that was: one finding, at the mark,
/// which says what to write.
#[test]
fn a_wrong_mark_is_told_and_read_as_the_right_one() {
    let cases = [
        (
            "xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n\n",
            "xsd:string ,\n  upper:minCount 1 ; upper:maxCount 1 .\n\n",
            "`;`",
        ),
        (
            "xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n\n",
            "xsd:string .\n  upper:minCount 1 ; upper:maxCount 1 .\n\n",
            "`;`",
        ),
        ("ex:code , ex:title .\n", "ex:code , ex:title ,\n", "`.`"),
        ("ex:code , ex:title .\n", "ex:code , ex:title ;\n", "`.`"),
        ("ex:code , ex:title .\n", "ex:code ex:title .\n", "`,`"),
        ("( ex:code ) ;", "( ex:code )", "`;`"),
        (
            "[ upper:refines ex:title ; upper:maxLength 10 ]",
            "[ upper:refines ex:title upper:maxLength 10 ]",
            "`;`",
        ),
    ];
    for (right, wrong, help) in cases {
        assert!(MODEL.contains(right), "{right}");
        let finding = only(&MODEL.replacen(right, wrong, 1));
        assert_eq!(finding.code, "U0001", "{wrong}");
        assert!(
            finding.help.as_ref().unwrap().contains(help),
            "{wrong}: {finding:?}"
        );
    }
}

/// What follows a remedy is valid.
#[test]
fn words_without_a_prefix_are_guessed() {
    let cases = [
        (
            "ex:code a upper:Attribute",
            "ex:code a Attribute",
            "`upper:Attribute`",
        ),
        (
            "upper:domain \"ex\"",
            "upper:domain ex\"",
            "put `\"` before",
        ),
        ("ex: a upper:DomainModel", "ex a upper:DomainModel", "`ex:`"),
        (
            "ex:Film a upper:SealedClass",
            "ex:Film upper:SealedClass",
            "put `a` before",
        ),
        (
            "ex:title a upper:Attribute",
            "ex: title a upper:Attribute",
            "`ex:title`, without a space",
        ),
        (
            "ex:title a upper:Attribute",
            "title a upper:Attribute",
            "needs a prefix",
        ),
        (
            "upper:domain \"ex\"",
            "upper:domain ex",
            "put quotes around a text: `\"ex\"`",
        ),
        (
            "ex:Film a upper:SealedClass",
            "ex:Film is a upper:SealedClass",
            "remove it",
        ),
        (
            "ex:Film a upper:SealedClass",
            "ex:Film A upper:SealedClass",
            "write `a`, in lower case",
        ),
        (
            "ex:code a upper:Attribute ;",
            "ex:code a upper:Attribute ; upper:description A code of letters. ;",
            "put quotes around a text",
        ),
    ];
    helps(&cases);
}

#[test]
fn what_stands_without_its_brackets_or_quotes_is_one_mistake() {
    let cases = [
        (
            "upper:subClassOf ex:Film ;",
            "upper:subClassOf https://example.com/onto/ex#Film ;",
            "write `<https://example.com/onto/ex#Film>`",
        ),
        (
            "ex:code a upper:Attribute ;",
            "ex:code a upper:Attribute ; upper:defaultValue 2026-01-01 ;",
            "write `\"2026-01-01\"^^xsd:date`",
        ),
        (
            "ex:code a upper:Attribute ;",
            "ex:code a upper:Attribute ; upper:defaultValue 2026-01-01T12:30:00.5Z ;",
            "write `\"2026-01-01T12:30:00.5Z\"^^xsd:dateTime`",
        ),
        (
            "ex:code , ex:title .\n",
            "ex:code , ex:title , .\n",
            "remove the `,` before it",
        ),
        (
            "ex:code , ex:title .\n",
            "ex:code ; ex:title .\n",
            "write `,` in place of the `;` before `ex:title`",
        ),
    ];
    helps(&cases);
}

#[test]
fn a_sealed_class_may_have_the_subclass_that_was_not_read() {
    let text = with("ex:ShortFilm a", "ex:Short Film a");
    assert_eq!(errors(&text), [("U0001", 8)]);
}

#[test]
fn what_a_term_states_itself_is_told_though_it_inherits_from_what_was_not_read() {
    let text = with(
        "ex:Film a upper:SealedClass ;",
        "ex:Film a upper:SealedClass ; oops ;",
    )
    .replace(
        "upper:subClassOf ex:Film ;",
        "upper:subClassOf ex:Film ; upper:property ex:nothing ;",
    );
    assert_eq!(errors(&text), [("U0001", 4), ("U0032", 9)]);
}

#[test]
fn a_model_whose_header_was_not_read_is_checked_all_the_same() {
    let text = with("ex: a upper:DomainModel ;", "ex: upper:DomainModel ;").replace(
        "ex:code a upper:Attribute ; upper:datatype xsd:string",
        "ex:code a upper:Attribute ; upper:datatype xsd:strong",
    );
    assert_eq!(errors(&text), [("U0001", 2), ("U0032", 12)]);
}

#[test]
fn a_text_that_is_never_closed_is_one_mistake() {
    let text = with(
        "ex:code a upper:Attribute ;",
        "ex:code a upper:Attribute ; upper:comment \"\"\"never closed ;",
    );
    assert_eq!(errors(&text), [("U0010", 12)]);
}

#[test]
fn a_known_prefix_with_nearly_its_namespace_is_one_mistake() {
    let text = format!("{PREFIXES}{MODEL}").replace("XMLSchema#>", "XMLSchema>");
    assert_eq!(codes(&text), ["U0015"]);
}

#[test]
fn lines_end_with_a_carriage_return_alone_too() {
    let text = format!("{PREFIXES}{}", with("ex:code ) ;", "ex:code )")).replace('\n', "\r");
    let checked = check(
        vec![input("ex.ttl", &text, Syntax::Turtle)],
        &Options::default(),
    );
    let mistake = checked.findings.iter().find(|f| f.code == "U0001").unwrap();
    assert_eq!(checked.corpus.sources.position(mistake.place).line, 8);
}

/// Many mistakes in many files, and much else that is wrong with them, are told in time that grows
/// with their number alone.
#[test]
fn many_broken_texts_are_checked_in_time() {
    let inputs = |count: usize| {
        let text = |n: usize| {
            format!(
                "@prefix ex: <https://example.com/onto/n{n}#> .\n@prefix upper: <https://w3id.org/denota/upper#> .\n\
                 ex: a upper:DomainModel ; upper:domain \"n{n}\" .\nex:A a upper:DirectClass ; upper:property ex:nothing .\nex:B oops .\n"
            )
        };
        let all = (0..count).map(|n| input(&format!("{n}.ttl"), &text(n), Syntax::Turtle));
        all.collect::<Vec<Input>>()
    };
    let checked = check(inputs(5_000), &Options::default());
    let errors = told(&checked).filter(|f| f.code == "U0032").count();
    assert_eq!(errors, 5_000);
}
