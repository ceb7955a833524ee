//! Output is deterministic, and changes only where the model does.

use std::collections::{BTreeMap, BTreeSet};

use transpilers::{Settings, TARGETS};
use upper::check::{Options, check};
use upper::source::{Input, Syntax};

/// A model of `n` classes in a ring of references.
fn model(names: &[String]) -> String {
    let mut text = String::from(
        "@prefix : <http://example.com/big#> .\n@prefix upper: <https://w3id.org/denota/upper#> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n: a upper:DomainModel ; upper:domain \"big\" .\n\
         :Colour a upper:Enumeration ; upper:oneOf ( :Red :Green ) .\n:Red a upper:EnumValue . :Green a upper:EnumValue .\n",
    );
    for (i, name) in names.iter().enumerate() {
        let next = &names[(i + 1) % names.len().min(100)];
        let low = name.to_lowercase();
        text += &format!(
            ":{name} a upper:DirectClass ; upper:label \"{name}\"@en , \"{name}\"@de ; upper:primaryKey ( :{low}Id ) ; upper:property :{low}Id , :{low}Colour , :{low}Next .\n\
             :{low}Id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n\
             :{low}Colour a upper:Relationship ; upper:class :Colour ; upper:maxCount 1 .\n\
             :{low}Next a upper:Relationship ; upper:class :{next} ; upper:maxCount 1 .\n"
        );
    }
    text
}

fn outputs(text: &str) -> BTreeMap<String, String> {
    let input = Input {
        path: "big.ttl".to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    let checked = check(vec![input], &Options::default());
    tests::examples::no_errors(&checked, "big");
    let model = checked.valid().remove(0);
    let mut files = BTreeMap::new();
    for target in TARGETS {
        let output = (target.transpile)(&model, &Settings::default());
        let losses = transpilers::output::ledger(&output.losses);
        files.insert(format!("{}/losses", target.name), losses);
        for artifact in output.artifacts {
            files.insert(format!("{}/{}", target.name, artifact.path), artifact.text);
        }
        let mapping = mappings::canonical::canonical(
            &model.domain().info.iri,
            target.name,
            &output.representation,
        );
        files.insert(
            format!("{}/container", target.name),
            output.representation.turtle(),
        );
        files.insert(format!("{}/mapping", target.name), mapping);
    }
    files
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("Thing{i}x")).collect()
}

#[test]
fn the_same_model_gives_the_same_files() {
    let text = model(&names(20));
    assert_eq!(outputs(&text), outputs(&text));
}

#[test]
fn adding_one_class_to_a_hundred_changes_no_other_line() {
    let before = outputs(&model(&names(100)));
    let mut more = names(100);
    more.push("Added".to_owned());
    let after = outputs(&model(&more));
    for (path, old) in &before {
        let new = after.get(path).unwrap_or_else(|| panic!("{path} is gone"));
        let mut rest = new.lines();
        for line in old.lines() {
            assert!(
                rest.any(|l| l == line),
                "{path}: the line `{line}` changed or moved when a class was added"
            );
        }
        let known: BTreeSet<&str> = old.lines().collect();
        for line in new.lines().filter(|l| !known.contains(l)) {
            let of_added = line.to_lowercase().contains("added");
            assert!(
                of_added,
                "{path}: the new line `{line}` is not about the new class"
            );
        }
    }
}

#[test]
fn adding_a_leaf_to_a_taxonomy_renames_no_correspondence() {
    let taxonomy = |more: &str| {
        format!(
            "@prefix : <http://example.com/big#> .\n@prefix upper: <https://w3id.org/denota/upper#> .\n\
             @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n: a upper:DomainModel ; upper:domain \"big\" .\n\
             :Title a upper:SealedClass ; upper:primaryKey ( :id ) ; upper:property :id .\n\
             :Film a upper:DirectClass ; upper:subClassOf :Title .\n{more}\
             :Game a upper:DirectClass ; upper:subClassOf :Title ; upper:property :part , :players .\n\
             :id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n\
             :players a upper:Attribute ; upper:datatype xsd:long ; upper:maxCount 1 .\n\
             :part a upper:Relationship ; upper:class :Title ; upper:maxCount 1 .\n"
        )
    };
    let serial = ":Serial a upper:DirectClass ; upper:subClassOf :Title ; upper:property :length .\n\
                  :length a upper:Attribute ; upper:datatype xsd:integer ; upper:maxCount 1 .\n";
    let (before, after) = (outputs(&taxonomy("")), outputs(&taxonomy(serial)));
    for target in TARGETS {
        let path = format!("{}/mapping", target.name);
        let new: Vec<&str> = after[&path].split("\n\n").collect();
        for correspondence in before[&path].split("\n\n") {
            let correspondence = correspondence.trim_end();
            let stays = new.iter().any(|n| n.trim_end() == correspondence);
            assert!(stays, "{path} has no more: {correspondence}");
        }
    }
}
