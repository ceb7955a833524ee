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
