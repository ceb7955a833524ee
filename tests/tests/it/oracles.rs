//! What we emit, read by implementations that are not ours.

use std::path::PathBuf;

use tests::examples::{EXAMPLES, root};
use tests::golden::list;
use tests::oracle::{graphql, python};
use transpilers::Settings;
use upper::check::{Options, check};
use upper::finding::Severity;
use upper::model::Valid;
use upper::source::{Input, Syntax};

fn golden(example: &str, target: &str, extension: &str) -> Vec<PathBuf> {
    let mut files = list(&root().join("tests/golden").join(example).join(target));
    files.retain(|f| {
        let name = f.to_string_lossy();
        name.ends_with(extension) && !name.ends_with(".losses.json")
    });
    assert!(
        !files.is_empty(),
        "no {extension} files of {target} for {example}"
    );
    files
}

/// An oracle that finds something wrong fails, and its report is shown; one that looked at
/// nothing must not pass.
fn assert_looked(said: &serde_json::Value) {
    let results = said
        .as_array()
        .map(Vec::len)
        .or(said.as_object().map(serde_json::Map::len));
    assert!(results.is_some_and(|n| n > 0), "{said:#}");
}

#[test]
fn subgraphs_compose_and_keep_their_iris() {
    for example in EXAMPLES {
        let said = graphql("subgraphs", &golden(example.name, "graphql", ".graphqls"));
        assert_looked(&said);
    }
}

#[test]
fn plain_schemas_stand_alone() {
    let folder = std::env::temp_dir().join(format!("denota-plain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let target = transpilers::target("graphql").unwrap();
    let option = [("federation".to_owned(), "none".to_owned())];
    let settings = Settings::default().with_options(target, &option).unwrap();
    let mut files = Vec::new();
    for example in EXAMPLES {
        for model in example.checked().valid() {
            for artifact in artifacts(&model, &settings) {
                let file = folder.join(&artifact.path);
                std::fs::write(&file, artifact.text).unwrap();
                files.push(file);
            }
        }
    }
    assert_looked(&graphql("plain", &files));
    std::fs::remove_dir_all(folder).unwrap();
}

/// What is decided of traits, refinements and keys is decided alike in whatever document.
#[test]
fn related_models_compose_and_stand_alone() {
    let target = transpilers::target("graphql").unwrap();
    let plain = [("federation".to_owned(), "none".to_owned())];
    let plain = Settings::default().with_options(target, &plain).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut subgraphs, mut alone) = (Vec::new(), Vec::new());
    let write = |name: String, text: &str, to: &mut Vec<PathBuf>| {
        to.push(folder.path().join(name));
        std::fs::write(to.last().unwrap(), text).unwrap();
    };
    for seed in 0..60 {
        for model in valid_pair(seed) {
            for artifact in artifacts(&model, &Settings::default()) {
                write(artifact.path, &artifact.text, &mut subgraphs);
            }
            for artifact in artifacts(&model, &plain) {
                write(
                    format!("plain-{}", artifact.path),
                    &artifact.text,
                    &mut alone,
                );
            }
        }
    }
    assert!(subgraphs.len() > 80, "{}", subgraphs.len());
    assert_looked(&graphql("subgraphs", &subgraphs));
    assert_looked(&graphql("plain", &alone));
}

fn valid_pair(seed: u64) -> Vec<Valid<upper::model::DomainModel>> {
    let input = |(name, text): (String, String)| Input {
        path: format!("{name}.ttl"),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    let inputs = tests::related::pair(seed).map(input).into();
    let checked = check(inputs, &Options::default());
    let is_error = |f: &upper::finding::Finding| f.severity == Severity::Error;
    if checked.findings.iter().any(is_error) {
        return Vec::new();
    }
    checked.valid()
}

fn artifacts(
    model: &Valid<upper::model::DomainModel>,
    settings: &Settings,
) -> Vec<transpilers::output::Artifact> {
    (transpilers::target("graphql").unwrap().transpile)(model, settings).artifacts
}

#[test]
fn avro_schemas_parse_and_carry_records_both_ways() {
    let files: Vec<PathBuf> = EXAMPLES
        .iter()
        .flat_map(|e| golden(e.name, "avro", ".avsc"))
        .collect();
    assert_looked(&python("avro_schemas.py", &files));
}

#[test]
fn iceberg_schemas_parse_and_become_tables() {
    let files: Vec<PathBuf> = EXAMPLES
        .iter()
        .flat_map(|e| golden(e.name, "iceberg", ".json"))
        .collect();
    assert_looked(&python("iceberg_schema.py", &files));
}

#[test]
fn upper_conforms_to_its_own_shapes_in_another_engine() {
    let shapes = root().join("ontologies/generated/upper.shapes.ttl");
    assert_looked(&python(
        "shapes.py",
        &[shapes, root().join("ontologies/upper.ttl")],
    ));
}
