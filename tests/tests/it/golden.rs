//! Every example through every target: the files are what was accepted, and what comes
//! with them is valid by the models that govern it.

use std::collections::BTreeMap;

use mappings::canonical;
use tests::examples::{EXAMPLES, Example, no_errors, root};
use tests::golden::compare_folder;
use transpilers::output::ledger;
use transpilers::{Settings, TARGETS, Target};
use upper::check::{Options, check};
use upper::source::{Input, Syntax};

/// All files that a target makes of an example, by path below `<target>/`.
fn files(example: &Example, target: &Target) -> BTreeMap<String, String> {
    let checked = example.checked();
    let mut files = BTreeMap::new();
    for model in checked.valid() {
        let info = &model.domain().info;
        let output = (target.transpile)(&model, &Settings::default());
        let domain = &info.name;
        files.insert(
            format!("{domain}.container.ttl"),
            output.representation.turtle(),
        );
        files.insert(
            format!("{domain}.mapping.ttl"),
            canonical::canonical(&info.iri, target.name, &output.representation),
        );
        files.insert(format!("{domain}.losses.json"), ledger(&output.losses));
        for artifact in output.artifacts {
            let before = files.insert(artifact.path.clone(), artifact.text);
            assert!(before.is_none(), "{} is made twice", artifact.path);
        }
    }
    files
}

#[test]
fn targets_make_the_accepted_files() {
    for example in EXAMPLES {
        for target in TARGETS {
            let folder = root()
                .join("tests/golden")
                .join(example.name)
                .join(target.name);
            compare_folder(&folder, &files(example, target));
        }
    }
}

#[test]
fn representations_and_mappings_are_valid() {
    for example in EXAMPLES {
        for target in TARGETS {
            let turtle = files(example, target).into_iter().filter(|(name, _)| {
                name.ends_with(".container.ttl") || name.ends_with(".mapping.ttl")
            });
            let mut inputs = example.inputs();
            inputs.extend(turtle.map(|(path, text)| Input {
                path,
                bytes: text.into_bytes(),
                syntax: Syntax::Turtle,
            }));
            let mut checked = check(inputs, &Options::default());
            let ids: Vec<_> = checked.corpus.graphs().map(|(id, _)| id).collect();
            let more = ids
                .iter()
                .flat_map(|id| mappings::check::check(&checked.corpus, &checked.models, *id))
                .collect();
            checked.extend(more);
            no_errors(&checked, &format!("{} for {}", target.name, example.name));
        }
    }
}

#[test]
fn every_property_of_a_class_is_found_in_some_column() {
    let example = EXAMPLES.iter().find(|e| e.name == "onepiece").unwrap();
    for target in TARGETS
        .iter()
        .filter(|t| ["graphql", "avro", "iceberg"].contains(&t.name))
    {
        let checked = example.checked();
        let model = checked.valid().remove(0);
        let output = (target.transpile)(&model, &Settings::default());
        let class = model
            .domain()
            .classes
            .iter()
            .find(|c| model.models().class(**c).info.name == "Character")
            .unwrap();
        for member in &model.models().class(*class).members {
            let iri = &model.models().property(member.property).info.iri;
            let found = output
                .representation
                .correspondences()
                .any(|c| c.term == iri);
            assert!(found, "{}: nothing stands for {iri}", target.name);
        }
    }
}
