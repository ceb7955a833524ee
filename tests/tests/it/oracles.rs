//! What we emit, read by implementations that are not ours.

use std::path::PathBuf;

use tests::examples::{EXAMPLES, root};
use tests::golden::list;
use tests::oracle::{graphql, python};
use transpilers::Settings;
use upper::model::Valid;

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
