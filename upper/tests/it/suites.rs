//! The W3C suites of Turtle, TriG, N-Triples and N-Quads: every test passes.

use std::path::{Path, PathBuf};

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use oxttl::TurtleParser;
use upper::source::Syntax;

use crate::oracle;

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";

pub(crate) struct Case {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) action: PathBuf,
    pub(crate) result: Option<PathBuf>,
    pub(crate) base: String,
}

/// The folder of the suites; says loudly where there is none.
pub(crate) fn folder() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites");
    let root = std::env::var_os("DENOTA_SUITES").map_or(default, PathBuf::from);
    let folder = root.join("w3c-rdf-tests/rdf/rdf11");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "\n*** SKIPPED: no W3C suites in {}; clone github.com/w3c/rdf-tests as w3c-rdf-tests \
         and set DENOTA_SUITES to its parent folder ***\n",
        folder.display()
    );
    None
}

pub(crate) fn cases(suite: &str) -> Vec<Case> {
    let Some(folder) = folder().map(|f| f.join(suite)) else {
        return Vec::new();
    };
    let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf11/{suite}/");
    let text = std::fs::read(folder.join("manifest.ttl")).unwrap();
    let parser = TurtleParser::new()
        .with_base_iri(format!("{base}manifest.ttl"))
        .unwrap();
    let manifest: Graph = parser.for_slice(&text).map(Result::unwrap).collect();
    let value = |subject: NamedOrBlankNodeRef<'_>, property: &str| {
        let iri = format!("{MF}{property}");
        let found =
            manifest.object_for_subject_predicate(subject, NamedNodeRef::new_unchecked(&iri));
        found.map(|term| match term {
            TermRef::NamedNode(n) => n.as_str().to_owned(),
            TermRef::Literal(l) => l.value().to_owned(),
            _ => panic!("{property} is a blank node"),
        })
    };
    let file = |iri: String| folder.join(iri.strip_prefix(&base).unwrap());
    let mut cases: Vec<Case> = manifest
        .triples_for_predicate(rdf::TYPE)
        .filter_map(|t| {
            let TermRef::NamedNode(kind) = t.object else {
                return None;
            };
            let kind = kind
                .as_str()
                .strip_prefix("http://www.w3.org/ns/rdftest#")?;
            let action = value(t.subject, "action").unwrap();
            Some(Case {
                kind: kind.to_owned(),
                name: value(t.subject, "name").unwrap(),
                base: action.clone(),
                action: file(action),
                result: value(t.subject, "result").map(file),
            })
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn failure(case: &Case, syntax: Syntax) -> Option<String> {
    let text = std::fs::read(&case.action).unwrap();
    let ours = oracle::read(&text, syntax, &case.base);
    if case.kind.contains("Negative") {
        return ours.findings.is_empty().then(|| "was accepted".to_owned());
    }
    if let Some(finding) = ours.findings.first() {
        return Some(format!("was refused: {}", finding.message));
    }
    let theirs = oracle::oxttl(&text, syntax, &case.base).unwrap();
    if ours.dataset != theirs {
        return Some("differs from oxttl's reading".to_owned());
    }
    let result = std::fs::read(case.result.as_ref()?).unwrap();
    let expected = oracle::oxttl(&result, Syntax::NQuads, "http://unused/").unwrap();
    (ours.dataset != expected).then(|| "differs from the expected graph".to_owned())
}

fn run(suite: &str, syntax: Syntax, at_least: usize) {
    let cases = cases(suite);
    if cases.is_empty() && folder().is_none() {
        return;
    }
    assert!(
        cases.len() >= at_least,
        "only {} tests in {suite}",
        cases.len()
    );
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            failure(case, syntax).map(|f| format!("{} ({}) {f}", case.name, case.kind))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} fail:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

#[test]
fn turtle() {
    run("rdf-turtle", Syntax::Turtle, 313);
}

#[test]
fn trig() {
    run("rdf-trig", Syntax::TriG, 356);
}

#[test]
fn n_triples() {
    run("rdf-n-triples", Syntax::NTriples, 70);
}

#[test]
fn n_quads() {
    run("rdf-n-quads", Syntax::NQuads, 87);
}
