//! Mistakes in arguments and settings: exit code 2, and a word on what was meant.

use crate::bench::{Bench, SHOP};

#[test]
fn mistakes_in_arguments_name_what_was_meant() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    for (args, expected) in [
        (&["chek"][..], "'check'"),
        (&["check", "--fromat", "json"], "'--format'"),
        (&["check", "--format", "jsn"], "json"),
        (&["transpile", "grahql", "--out", "x"], "`graphql`"),
        (
            &[
                "transpile",
                "graphql",
                "-o",
                "federation=nome",
                "--out",
                "x",
            ],
            "`federation=none`",
        ),
        (
            &["transpile", "graphql", "-o", "federation", "--out", "x"],
            "key=value",
        ),
        (&["explain", "U9999"], "denota explain"),
    ] {
        let ran = bench.run(args).ends(2);
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{args:?}");
    }
}

#[test]
fn mistakes_in_settings_are_underlined() {
    let bench = Bench::with(&[
        ("shop.ttl", SHOP),
        ("denota.toml", "# mine\nmodles = [\".\"]\n"),
    ]);
    let ran = bench.run(&["check"]).ends(2);
    assert!(ran.err.contains("--> denota.toml:2:1"), "{}", ran.err);
    assert!(
        ran.err.contains("2 | modles = [\".\"]\n  | ^^^^^^"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.ends_with("help: did you mean `models`?\n"),
        "{}",
        ran.err
    );
}

#[test]
fn aliases_of_the_settings_are_read() {
    let elsewhere = SHOP.replace(
        "https://w3id.org/denota/upper#",
        "https://example.com/my/upper#",
    );
    let bench = Bench::with(&[("shop.ttl", &elsewhere)]);
    bench.run(&["check"]).ends(1);
    bench.write(
        "denota.toml",
        "[aliases]\n\"https://example.com/my/upper#\" = \"https://w3id.org/denota/upper#\"\n",
    );
    bench.run(&["check"]).ends(0);
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Bench::new().run(&["completions", shell]).ends(0);
        assert!(ran.out.contains("transpile"), "{shell}");
        // The scripts of the others complete no values of arguments without a flag.
        let has_values = ["bash", "zsh"].contains(&shell);
        assert_eq!(ran.out.contains("iceberg"), has_values, "{shell}");
        for hidden in ["worker", "verify-store", "sparql-scratch"] {
            assert!(!ran.out.contains(hidden), "{shell}: {hidden}");
        }
    }
}

#[test]
fn every_finding_that_can_be_named_is_explained() {
    let bench = Bench::new();
    let list = bench.run(&["explain"]).ends(0).out;
    assert!(list.lines().count() > 50, "{list}");
    for code in ["U0001", "U0073", "U0290", "U0402", "U0503", "missing-label"] {
        assert!(
            bench.run(&["explain", code]).ends(0).out.starts_with("# U"),
            "{code}"
        );
    }
    for line in list.lines() {
        assert!(line.split_whitespace().count() > 3, "{line}");
    }
    let told = |args: &[&str]| -> serde_json::Value {
        let args = [&["--format", "json", "explain"], args].concat();
        serde_json::from_str(&bench.run(&args).ends(0).out).unwrap()
    };
    let all = told(&[]);
    assert_eq!(all.as_array().unwrap().len(), list.lines().count());
    let one = told(&["missing-label"]);
    let page = one["page"].as_str().unwrap();
    assert!(page.starts_with(&format!("# {} ", one["code"].as_str().unwrap())));
    assert_eq!(
        (one["name"].as_str(), one["level"].as_str()),
        (Some("missing-label"), Some("warning"))
    );
}
