//! The example models pass, and lower to what their authors wrote.

use std::path::Path;

use upper::check::{Checked, Options, check};
use upper::model::{TermRef, Value};
use upper::source::{Input, Syntax};

fn example(paths: &[&str]) -> Checked {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ontologies");
    let inputs = paths.iter().map(|path| Input {
        path: (*path).to_owned(),
        bytes: std::fs::read(root.join(path)).unwrap(),
        syntax: Syntax::Turtle,
    });
    check(inputs.collect(), &Options::default())
}

const MEDIA: [&str; 3] = [
    "domains/media/production.ttl",
    "domains/media/people.ttl",
    "domains/media/titles.ttl",
];

#[test]
fn example_models_are_valid() {
    for paths in [
        &["domains/onepiece.ttl"][..],
        &MEDIA,
        &["domains/tpch.ttl"],
        &["upper.ttl"],
    ] {
        let checked = example(paths);
        let errors: Vec<_> = checked
            .findings
            .iter()
            .filter(|f| f.severity == upper::finding::Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{paths:?}: {errors:#?}");
        assert_eq!(checked.valid().len(), paths.len());
    }
}

#[test]
fn a_character_is_what_the_article_says() {
    let checked = example(&["domains/onepiece.ttl"]);
    let models = &checked.models;
    let Some(TermRef::Class(id)) =
        models.term_by_iri("https://rdf.netflix.net/onto/onepiece#Character")
    else {
        panic!("no Character");
    };
    let class = models.class(id);
    let key = class.key.as_ref().unwrap();
    let names: Vec<_> = key
        .members
        .iter()
        .map(|p| models.property(*p).info.name.as_str())
        .collect();
    assert_eq!(names, ["rname"]);
    let fruit = class
        .members
        .iter()
        .find(|m| models.property(m.property).info.name == "devilFruit")
        .unwrap();
    assert!(!fruit.required() && !fruit.many());
    assert!(matches!(models.value_of(fruit.range), Value::Reference(_)));
}

#[test]
fn upper_models_itself() {
    let checked = example(&["upper.ttl"]);
    let models = &checked.models;
    let Some(TermRef::Class(term)) = models.term_by_iri("https://w3id.org/denota/upper#Term")
    else {
        panic!("no Term");
    };
    let leaves: Vec<_> = models
        .leaves(term)
        .into_iter()
        .map(|l| models.class(l).info.name.clone())
        .collect();
    for leaf in [
        "DirectClass",
        "Attribute",
        "Refinement",
        "EnumValue",
        "CustomDatatype",
    ] {
        assert!(
            leaves.iter().any(|l| l == leaf),
            "{leaf} is not under Term: {leaves:?}"
        );
    }
}
