//! `denota transpile`: files, and only where something is new.

use crate::bench::{Bench, SHOP};

#[test]
fn every_target_writes_its_representation_mapping_and_losses() {
    let bench = Bench::with(&[("models/shop.ttl", SHOP)]);
    bench.run(&["transpile", "all", "--out", "out"]).ends(0);
    let targets = bench.run(&["targets", "--format", "json"]).ends(0).out;
    let targets: serde_json::Value = serde_json::from_str(&targets).unwrap();
    for target in targets.as_array().unwrap() {
        let name = target["name"].as_str().unwrap();
        let losses: serde_json::Value =
            serde_json::from_str(&bench.read(&format!("out/{name}/shop.losses.json"))).unwrap();
        assert!(losses.is_array());
        bench
            .run(&[
                "check",
                "models",
                &format!("out/{name}/shop.container.ttl"),
                &format!("out/{name}/shop.mapping.ttl"),
            ])
            .ends(0);
    }
}

#[test]
fn nothing_is_made_of_a_broken_model() {
    let bench = Bench::with(&[("models/shop.ttl", SHOP), ("models/bad.ttl", "oops")]);
    bench.run(&["transpile", "all", "--out", "out"]).ends(1);
    assert!(!bench.path("out").exists());
}

#[test]
fn what_was_made_is_not_taken_for_a_model_where_folders_are_searched() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "all", "--out", "generated"])
        .ends(0);
    let ran = bench.run(&["check"]).ends(0);
    assert!(ran.err.starts_with("checked 1 model in "), "{}", ran.err);
    let first = bench.all("generated");
    bench
        .run(&["transpile", "all", "--out", "generated"])
        .ends(0);
    assert_eq!(first, bench.all("generated"));

    // What is left of a class that is gone harms nobody who does not ask.
    let smaller = SHOP.replace(":Product", ":Article");
    bench.write("shop.ttl", &smaller);
    bench.run(&["check", "."]).ends(0);
    bench.run(&["check", ".", "generated"]).ends(0);
    let mapping = "generated/avro/shop.mapping.ttl";
    let representation = "generated/avro/shop.container.ttl";
    bench.run(&["check", ".", mapping, representation]).ends(1);
}

#[test]
fn what_is_left_of_a_class_that_is_gone_is_told_of() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    let avro = ["transpile", "avro", "--out", "generated"];
    let ran = bench.run(&avro).ends(0);
    assert!(!ran.err.contains("no model is behind"), "{}", ran.err);
    bench.write("shop.ttl", &SHOP.replace(":Product", ":Article"));
    let ran = bench.run(&avro).ends(0);
    let left = "1 file there that nothing made now, and no model is behind: `generated/avro/shop/Product.avsc`";
    assert!(ran.err.contains(left), "{}", ran.err);
    let one = ["transpile", "avro", "shop.ttl", "--out", "generated"];
    let ran = bench.run(&one).ends(0);
    assert!(!ran.err.contains("no model is behind"), "{}", ran.err);
}

#[test]
fn every_turtle_document_says_that_it_is_made() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    bench.run(&["transpile", "all", "--out", "out"]).ends(0);
    let made = bench.all("out");
    let turtle = made
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "ttl"));
    for (path, text) in turtle {
        let marked = text.starts_with("# Made by denota from a model; ");
        assert!(marked, "{}: {text}", path.display());
    }
}
#[test]
fn a_second_run_touches_nothing() {
    let bench = Bench::with(&[("models/shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "all", "models", "--out", "out"])
        .ends(0);
    let first = bench.all("out");
    let times: Vec<_> = first
        .iter()
        .map(|(p, _)| p.metadata().unwrap().modified().unwrap())
        .collect();
    let ran = bench
        .run(&["transpile", "all", "models", "--out", "out"])
        .ends(0);
    assert!(
        ran.err.contains(&format!("{} as before", first.len())),
        "{}",
        ran.err
    );
    assert_eq!(first, bench.all("out"));
    let again: Vec<_> = first
        .iter()
        .map(|(p, _)| p.metadata().unwrap().modified().unwrap())
        .collect();
    assert_eq!(times, again);
}
