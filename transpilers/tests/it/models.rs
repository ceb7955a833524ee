//! Models for tests: those of the repository, and texts.

use upper::check::{Options, check};
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

/// The prefixes of models that tests write.
const PREFIXES: &str = "@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// The domain models in files of the repository, by their paths below `ontologies/`.
pub(crate) fn files(paths: &[&str]) -> Vec<Valid<DomainModel>> {
    let read = |path: &&str| {
        let path = format!("{}/../ontologies/{path}", env!("CARGO_MANIFEST_DIR"));
        (path.clone(), std::fs::read_to_string(&path).unwrap())
    };
    valid(paths.iter().map(read).collect())
}

/// A domain model whose namespace is `http://e.org/NAME#`, with the prefix `NAME`, from the
/// statements of its terms; each may import those before it.
pub(crate) fn domains(texts: &[(&str, &str)]) -> Vec<Valid<DomainModel>> {
    let mut prefixes = PREFIXES.to_owned();
    for (name, _) in texts {
        prefixes.push_str(&format!("@prefix {name}: <http://e.org/{name}#> .\n"));
    }
    let mut inputs = Vec::new();
    for (index, (name, text)) in texts.iter().enumerate() {
        let mut header = format!("{name}: a upper:DomainModel ; upper:domain \"{name}\"");
        for (other, _) in &texts[..index] {
            if text.contains(&format!("{other}:")) {
                header.push_str(&format!(" ; owl:imports {other}:"));
            }
        }
        inputs.push((
            format!("{name}.ttl"),
            format!("{prefixes}{header} .\n{text}"),
        ));
    }
    valid(inputs)
}

/// Asserts that a representation of one of these models conforms to its system domain.
pub(crate) fn assert_conforms(paths: &[&str], turtle: &str) {
    let read = |path: &&str| {
        std::fs::read(format!(
            "{}/../ontologies/{path}",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap()
    };
    let input = |bytes| Input {
        path: "graph.ttl".to_owned(),
        bytes,
        syntax: Syntax::Turtle,
    };
    let mut inputs: Vec<Input> = paths.iter().map(read).map(input).collect();
    inputs.push(input(turtle.as_bytes().to_vec()));
    let checked = check(inputs, &Options::default());
    let errors: Vec<_> = checked
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(checked.valid_graphs().len(), paths.len() + 1);
}

fn valid(texts: Vec<(String, String)>) -> Vec<Valid<DomainModel>> {
    let expected = texts.len();
    let input = |(path, text): (String, String)| Input {
        path,
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    let checked = check(texts.into_iter().map(input).collect(), &Options::default());
    let errors: Vec<_> = checked
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let valid = checked.valid();
    assert_eq!(valid.len(), expected);
    valid
}
