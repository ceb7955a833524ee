//! `denota init`: what it writes works, and what is there stays.

use crate::bench::Bench;

#[test]
fn what_init_writes_checks_clean() {
    let bench = Bench::new();
    bench.run(&["init"]).ends(0);
    let ran = bench.run(&["check", "--deny", "warnings"]).ends(0);
    assert!(ran.err.contains("checked 1 model"), "{}", ran.err);
}

#[test]
fn settings_are_found_upwards_and_paths_stay_short() {
    let bench = Bench::new();
    bench.run(&["init", "shop"]).ends(0);
    bench.write("shop/models/bad.ttl", "oops");
    let ran = bench
        .command(&["check"])
        .current_dir(bench.path("shop/models"))
        .output()
        .unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    assert!(out.contains("--> ../models/bad.ttl:1:1"), "{out}");
}

#[test]
fn init_never_overwrites() {
    let bench = Bench::with(&[
        ("denota.toml", "models = [\".\"]\n"),
        ("models/example.ttl", "mine"),
    ]);
    let ran = bench.run(&["init"]).ends(0);
    assert!(ran.err.contains("kept     denota.toml"), "{}", ran.err);
    assert_eq!(bench.read("denota.toml"), "models = [\".\"]\n");
    assert_eq!(bench.read("models/example.ttl"), "mine");
}

/// What commands print is what the guide shows, but for how long they took.
#[test]
fn the_guide_shows_what_is_printed() {
    let guide = include_str!("../../../docs/guide.md");
    let untimed = |text: &str| -> Vec<String> {
        let line = |line: &str| match line.rsplit_once(" in ") {
            Some((before, took)) if took.starts_with(|c: char| c.is_ascii_digit()) => {
                let (_, after) = took.split_once(':').unwrap_or_default();
                format!("{before}:{after}")
            }
            _ => line.to_owned(),
        };
        text.lines().map(line).collect()
    };
    let shown = untimed(guide);
    let bench = Bench::new();
    bench.run(&["init"]).ends(0);
    for args in [&["check"][..], &["transpile", "all", "--out", "generated"]] {
        let ran = bench.run(args).ends(0);
        for line in untimed(&ran.err) {
            assert!(shown.contains(&line), "the guide does not show: {line}");
        }
    }
    let model = bench.read("models/example.ttl");
    bench.write(
        "models/example.ttl",
        &model.replace("upper:class library:Author", "upper:class library:Autor"),
    );
    let ran = bench.run(&["check"]).ends(1);
    assert!(guide.contains(&ran.out), "{}", ran.out);
}
