//! The formats for programs, over the wrong example of every finding: each is well formed
//! by somebody else's measure, and all say the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::bench::{Bench, Ran};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The wrong examples: a file or a folder each.
fn wrong() -> Vec<PathBuf> {
    let pairs = std::fs::read_dir(root().join("tests/diagnostics")).unwrap();
    let mut wrong: Vec<PathBuf> = pairs
        .flat_map(|pair| std::fs::read_dir(pair.unwrap().path()).unwrap())
        .map(|e| e.unwrap().path())
        .filter(|p| p.file_stem().is_some_and(|s| s == "wrong"))
        .collect();
    wrong.sort();
    wrong
}

fn check(bench: &Bench, path: &Path, format: &str) -> String {
    let ran: Ran = bench
        .command(&["check", "--format", format])
        .arg(path)
        .output()
        .unwrap()
        .into();
    assert!(ran.code <= 1, "{}: {}", path.display(), ran.err);
    ran.out
}

/// `::error file=…,line=1,endLine=1,col=2,endColumn=3,title=U0001::text`
fn is_annotation(line: &str) -> bool {
    let Some(rest) = line
        .strip_prefix("::error ")
        .or_else(|| line.strip_prefix("::warning "))
    else {
        return false;
    };
    let Some((properties, message)) = rest.split_once("::") else {
        return false;
    };
    let known = ["file", "line", "endLine", "col", "endColumn", "title"];
    let fits = |property: &str| {
        property.split_once('=').is_some_and(|(key, value)| {
            let number = !["line", "endLine", "col", "endColumn"].contains(&key)
                || value.parse::<u32>().is_ok_and(|n| n > 0);
            known.contains(&key) && !value.is_empty() && number
        })
    };
    !message.is_empty() && properties.split(',').all(fits)
}

#[test]
fn every_finding_is_well_formed_in_every_format() {
    let bench = Bench::new();
    let mut logs = Vec::new();
    for (number, path) in wrong().iter().enumerate() {
        let json: Value = serde_json::from_str(&check(&bench, path, "json")).unwrap();
        let findings = json["findings"].as_array().unwrap();
        assert!(!findings.is_empty(), "{}", path.display());
        for finding in findings {
            let place = |point: &str| {
                let point = &finding[point];
                (
                    point["line"].as_u64().unwrap(),
                    point["column"].as_u64().unwrap(),
                )
            };
            assert!(
                place("start") >= (1, 1) && place("start") <= place("end"),
                "{finding:#}"
            );
            assert!(finding["help"].is_string(), "no way out: {finding:#}");
        }
        let github = check(&bench, path, "github");
        let wrong: Vec<&str> = github.lines().filter(|l| !is_annotation(l)).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
        assert_eq!(github.lines().count(), findings.len(), "{}", path.display());

        let sarif = check(&bench, path, "sarif");
        let log: Value = serde_json::from_str(&sarif).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let codes = |all: &[Value], key: &str| -> Vec<String> {
            all.iter()
                .map(|v| v[key].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(codes(results, "ruleId"), codes(findings, "code"));
        let name = format!("{number}.sarif");
        bench.write(&name, &sarif);
        logs.push(bench.path(&name));
    }
    let script = root().join("tests/oracles/sarif/check.mjs");
    assert!(
        script.with_file_name("node_modules").is_dir(),
        "no SARIF oracle: run `make oracles`"
    );
    let said = Command::new("node")
        .arg(script)
        .args(&logs)
        .output()
        .unwrap();
    assert!(
        said.status.success(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
}

#[test]
fn the_schema_of_sarif_refuses_what_is_no_log() {
    let bench = Bench::with(&[(
        "bad.sarif",
        r#"{"version": "2.1.0", "runs": [{"results": [{"message": "no object"}]}]}"#,
    )]);
    let script = root().join("tests/oracles/sarif/check.mjs");
    let said = Command::new("node")
        .arg(script)
        .arg(bench.path("bad.sarif"))
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(1));
}
