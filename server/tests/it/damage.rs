//! What a disk or somebody's editor has damaged is told, and ends no command by a signal.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use crate::bench::{Bench, SHOP};

/// A folder with a registry that holds the shop.
fn filled() -> Bench {
    let bench = Bench::with(&[
        ("denota.toml", "models = [\"models\"]\n"),
        ("models/shop.ttl", SHOP),
    ]);
    bench.run(&["publish"]).ends(0);
    bench
}

/// The tables of a store, the largest first.
fn tables(store: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(store).unwrap().map(|e| e.unwrap().path());
    let mut tables: Vec<_> = entries
        .filter(|p| p.extension().is_some_and(|e| e == "sst"))
        .collect();
    tables.sort_by_key(|p| std::cmp::Reverse(fs::metadata(p).unwrap().len()));
    tables
}

/// Writes over a few bytes in the middle of a file.
fn scratch(file: &Path) {
    let middle = fs::metadata(file).unwrap().len() / 2;
    let file = OpenOptions::new().write(true).open(file).unwrap();
    file.write_all_at(b"XXXXXXXXXXXX", middle).unwrap();
}

fn cut(file: &Path) {
    let half = fs::metadata(file).unwrap().len() / 2;
    let file = OpenOptions::new().write(true).open(file).unwrap();
    file.set_len(half).unwrap();
}

#[test]
fn a_backup_that_is_damaged_is_not_restored() {
    let bench = filled();
    for (name, damage) in [
        ("scratched", scratch as fn(&Path)),
        ("cut", cut),
        ("lost", |file| fs::remove_file(file).unwrap()),
    ] {
        bench.run(&["backup", name]).ends(0);
        let largest = tables(&bench.path(name).join("store")).remove(0);
        // On one file system a backup shares its files with the store.
        let own = fs::read(&largest).unwrap();
        fs::remove_file(&largest).unwrap();
        fs::write(&largest, own).unwrap();
        damage(&largest);
        let other = Bench::with(&[("denota.toml", "")]);
        let ran = other.run(&["restore", bench.path(name).to_str().unwrap()]);
        let ran = ran.ends(2);
        let file = largest.file_name().unwrap().to_str().unwrap();
        for word in ["is damaged", file, "nothing was written"] {
            assert!(ran.err.contains(word), "{name}: {}", ran.err);
        }
        assert!(!ran.err.contains("restored"), "{}", ran.err);
        assert!(!other.path(".denota/registry").exists());
    }
}

#[test]
fn a_backup_without_checksums_is_restored_with_a_note() {
    let bench = filled();
    bench.run(&["backup", "old"]).ends(0);
    let manifest = bench.read("old/backup.json");
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert!(manifest["files"].as_object().unwrap().len() > 3);
    manifest.as_object_mut().unwrap().remove("files");
    bench.write("old/backup.json", &manifest.to_string());
    let other = Bench::with(&[("denota.toml", "")]);
    let ran = other.run(&["restore", bench.path("old").to_str().unwrap()]);
    let ran = ran.ends(0);
    assert!(ran.err.contains("without checksums"), "{}", ran.err);
    other.run(&["log", "shop"]).ends(0);
}

#[test]
fn doctor_finds_damage_wherever_it_is() {
    let bench = filled();
    let whole = bench.run(&["doctor"]).ends(0);
    assert!(
        whole.out.contains("can be read to the end"),
        "{}",
        whole.out
    );
    let store = bench.path(".denota/registry");
    let tables = tables(&store);
    assert!(!tables.is_empty());
    for table in tables {
        let good = fs::read(&table).unwrap();
        scratch(&table);
        let ran = bench.run(&["doctor"]).ends(1);
        assert!(
            ran.out.contains("store is damaged") && ran.out.contains("denota restore"),
            "{}: {}{}",
            table.display(),
            ran.out,
            ran.err
        );
        fs::write(&table, good).unwrap();
    }
    bench.run(&["doctor"]).ends(0);
}

#[test]
fn commands_on_a_damaged_store_say_so() {
    let bench = filled();
    let store = bench.path(".denota/registry");
    for table in tables(&store) {
        cut(&table);
    }
    for command in [
        &["serve", "--port", "0"][..],
        &["query", "--registry", "--", "ASK { }"],
        &["log", "shop"],
        &["publish"],
    ] {
        let ran = bench.run(command).ends(2);
        assert!(
            ran.err.contains("store is damaged") && ran.err.contains("denota restore"),
            "{command:?}: {}",
            ran.err
        );
    }
    bench.run(&["doctor"]).ends(1);
}
