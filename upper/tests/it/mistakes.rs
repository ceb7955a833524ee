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
    let errors = checked.findings.iter().filter(|f| !is_advice(f));
    errors.map(|f| (f.code, line(f))).collect()
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
    let checked = check(
        vec![input("ex.ttl", &text, Syntax::Turtle)],
        &Options::default(),
    );
    let codes: Vec<&str> = checked
        .findings
        .iter()
        .filter(|f| !is_advice(f))
        .map(|f| f.code)
        .collect();
    assert_eq!(codes, ["U0001"]);
}

#[test]
fn a_missing_colon_is_guessed() {
    let text = with("ex:code , ex:title", "ex:code , extitle");
    let checked = checked(&text);
    let helps: Vec<Option<&str>> = checked
        .findings
        .iter()
        .filter(|f| !is_advice(f))
        .map(|f| f.help.as_deref())
        .collect();
    assert_eq!(helps, [Some("did you mean `ex:title`?")]);
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
    let told: Vec<&str> = checked
        .findings
        .iter()
        .filter(|f| !is_advice(f))
        .map(|f| f.code)
        .collect();
    assert_eq!(told, ["U0001"], "the import is missing as well");
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
