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

/// The commands of the README, one after another in a folder of their own; what serves until it
/// is stopped, and what asks it, is left out.
#[test]
fn the_first_look_of_the_readme_works_as_it_stands() {
    let readme = include_str!("../../../README.md");
    let (_, look) = readme.split_once("## A first look around").unwrap();
    let (look, _) = look.split_once("\n## ").unwrap();
    let blocks = look.split("```text\n").skip(1);
    let commands = blocks
        .filter_map(|b| b.split("```").next())
        .flat_map(str::lines);
    let left_out = ["denota serve", "curl "];
    let commands = commands.filter(|c| !left_out.iter().any(|l| c.starts_with(l)));
    let script: Vec<&str> = commands.collect();
    assert!(script.len() > 10, "{script:?}");
    let bench = Bench::new();
    std::fs::create_dir(bench.path("bin")).unwrap();
    let denota = env!("CARGO_BIN_EXE_denota");
    std::os::unix::fs::symlink(denota, bench.path("bin/denota")).unwrap();
    let path = format!("{}:/usr/bin:/bin", bench.path("bin").display());
    let output = std::process::Command::new("bash")
        .args(["-euxo", "pipefail", "-c", &script.join("\n")])
        .current_dir(bench.path(""))
        .env("PATH", path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    for result in ["1 new", "Emma", "library:title", "nothing to publish"] {
        assert!(said.contains(result), "no `{result}`: {said}");
    }
}
