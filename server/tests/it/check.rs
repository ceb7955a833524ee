//! `denota check`: exit codes, formats, places.

use serde_json::Value;

use crate::bench::{Bench, SHOP};

const BROKEN: &str = "@prefix : <https://example.com/onto/shop#> .\n: a <https://w3id.org/denota/upper#DomainModel> ; <https://w3id.org/denota/upper#domain> \"shop\" .\n  oops .\n";

/// The first error among findings in JSON.
fn error(findings: &Value) -> &Value {
    findings
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["severity"] == "error")
        .unwrap()
}

#[test]
fn a_clean_model_says_one_line_on_standard_error() {
    let ran = Bench::with(&[("models/shop.ttl", SHOP)])
        .run(&["check"])
        .ends(0);
    assert_eq!(ran.out, "");
    assert!(
        ran.err.starts_with("checked 1 model in ") && ran.err.ends_with(": no findings\n"),
        "{}",
        ran.err
    );
    let ran = Bench::with(&[("shop.ttl", SHOP)])
        .run(&["check", "-q"])
        .ends(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[test]
fn a_broken_model_is_underlined() {
    let ran = Bench::with(&[("shop.ttl", BROKEN)])
        .run(&["check", "shop.ttl"])
        .ends(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    let at = lines
        .iter()
        .position(|l| *l == "3 |   oops .")
        .unwrap_or_else(|| panic!("{}", ran.out));
    assert_eq!(lines[at - 2], " --> shop.ttl:3:3");
    assert!(lines[at + 1].starts_with("  |   ^"), "{}", ran.out);
    assert!(ran.out.ends_with(" in 1 file\n"), "{}", ran.out);
}

#[test]
fn denied_warnings_are_a_failure_that_says_so() {
    let unlabelled = SHOP.replace("upper:label \"SKU\"@en ;", "");
    let bench = Bench::with(&[("shop.ttl", &unlabelled)]);
    let ran = bench.run(&["check"]).ends(0);
    assert_eq!(ran.err, "");
    let ran = bench.run(&["check", "-q", "--deny", "warnings"]).ends(1);
    assert!(ran.out.ends_with("\n1 warning in 1 file\n"), "{}", ran.out);
    assert_eq!(ran.err, "error: warnings are denied by `--deny warnings`\n");
}

#[test]
fn a_line_of_megabytes_is_shown_as_a_line() {
    let huge = SHOP.replace(
        "\"SKU\"@en",
        &format!("\"{}\"@en , 1 , 2", "航".repeat(1 << 20)),
    );
    let ran = Bench::with(&[("shop.ttl", &huge)]).run(&["check"]).ends(1);
    assert!(ran.out.contains("U0008"), "{}", ran.out);
    assert!(ran.out.contains("…"), "{}", ran.out);
    assert!(ran.out.len() < 10_000, "{}", ran.out.len());
}

#[test]
fn the_order_of_arguments_does_not_matter() {
    let part = SHOP.replace("shop", "depot")
        + ": <http://www.w3.org/2002/07/owl#imports> <https://example.com/onto/shop#> .\n";
    let bench = Bench::with(&[("a.ttl", &part), ("b.ttl", SHOP), ("c.ttl", BROKEN)]);
    let one = bench
        .run(&["check", "a.ttl", "b.ttl", "c.ttl", "--format", "json"])
        .ends(1);
    let two = bench
        .run(&[
            "check", "c.ttl", "b.ttl", "./a.ttl", ".", "--format", "json",
        ])
        .ends(1);
    assert_eq!(one.out, two.out);
}

#[test]
fn json_has_the_documented_fields() {
    let ran = Bench::with(&[("shop.ttl", BROKEN)])
        .run(&["check", "--format", "json"])
        .ends(1);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["version"], 1);
    let first = error(&value["findings"]);
    for field in [
        "code", "severity", "message", "help", "term", "file", "start", "end", "related", "page",
    ] {
        assert!(first.get(field).is_some(), "{field}: {first}");
    }
    assert_eq!(first["start"]["line"], 3);
    assert_eq!(value["summary"]["files"], 1);
}

#[test]
fn json_of_a_clean_model_is_a_document_too() {
    let ran = Bench::with(&[("shop.ttl", SHOP)])
        .run(&["check", "--format", "json"])
        .ends(0);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["findings"], Value::Array(Vec::new()));
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let ran = Bench::with(&[("a b.ttl", BROKEN)])
        .run(&["check", "--format", "sarif"])
        .ends(1);
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "denota");
    let result = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["level"] == "error")
        .unwrap();
    assert!(result["message"]["text"].is_string());
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        run["tool"]["driver"]["rules"][index]["id"],
        result["ruleId"]
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.ttl");
    assert_eq!(place["region"]["startLine"], 3);
    assert!(place["region"]["startColumn"].as_u64().unwrap() >= 1);
}

#[test]
fn github_annotations_are_one_line_each() {
    let ran = Bench::with(&[("shop.ttl", BROKEN)])
        .run(&["check", "--format", "github"])
        .ends(1);
    for line in ran.out.lines() {
        assert!(
            line.starts_with("::error file=shop.ttl,line=")
                || line.starts_with("::warning file=shop.ttl,line="),
            "{line}"
        );
    }
    assert!(!ran.out.is_empty());
}

#[test]
fn what_is_not_there_is_a_failure_that_says_what_to_do() {
    let bench = Bench::with(&[("models/shop.ttl", SHOP), ("notes.txt", "")]);
    let ran = bench.run(&["check", "modles"]).ends(2);
    assert_eq!(
        ran.err,
        "error: there is no `modles`\nhelp: did you mean `models`?\n"
    );
    assert_eq!(ran.out, "");
    bench.run(&["check", "notes.txt"]).ends(2);
    for (file, why) in [
        ("rows.jsonl", "there is no file `rows.jsonl`"),
        ("models", "`models` is a folder, and rows come from files"),
        (
            "/dev/null",
            "`/dev/null` is a device or pipe, and rows come from files",
        ),
    ] {
        let ran = bench.run(&["load", "shop:Product", file]).ends(2);
        assert!(
            ran.err.starts_with(&format!("error: {why}\n")),
            "{}",
            ran.err
        );
    }
    let ran = Bench::new().run(&["check"]).ends(2);
    assert!(ran.err.contains("denota init"), "{}", ran.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;
    let many = ":x :y oops .\n".repeat(20_000);
    let bench = Bench::with(&[("shop.ttl", &many)]);
    let mut child = bench
        .command(&["check", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn colours_come_when_asked_for() {
    let bench = Bench::with(&[("shop.ttl", BROKEN)]);
    assert!(
        bench
            .run(&["check", "--color", "always"])
            .out
            .contains("\u{1b}[")
    );
    assert!(!bench.run(&["check"]).out.contains("\u{1b}["));
}

#[test]
fn a_file_beyond_the_limit_is_a_finding_beside_the_others() {
    let bench = Bench::with(&[("shop.ttl", SHOP), ("broken.ttl", BROKEN)]);
    let huge = std::fs::File::create(bench.path("huge.ttl")).unwrap();
    // Sparse: no disk is filled, and no more of it is read than the limit.
    huge.set_len(3 << 30).unwrap();
    let ran = bench.run(&["check", "--format", "json"]).ends(1);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let codes = |file: &str| -> Vec<&str> {
        let findings = value["findings"].as_array().unwrap().iter();
        let of_file = findings.filter(|f| f["file"] == file);
        of_file.map(|f| f["code"].as_str().unwrap()).collect()
    };
    assert_eq!(codes("huge.ttl"), ["U0005"]);
    assert!(!codes("broken.ttl").is_empty(), "{}", ran.out);
}

#[test]
fn a_query_that_is_not_one_is_told_where_in_what_was_typed() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    let query = "SELECT ?c WHERE { ?c a upper:Extension ";
    let ran = bench.run(&["query", query]).ends(2);
    assert!(ran.err.contains("line 1, column 40: "), "{}", ran.err);
    let query = format!("# asks for extensions\n{query}");
    let ran = bench.run(&["query", &query, "--output", "csv"]).ends(2);
    assert!(ran.err.contains("line 2, column 40: "), "{}", ran.err);
}

#[test]
fn what_is_made_from_the_ontologies_is_passed_over_beside_them() {
    let ontologies = concat!(env!("CARGO_MANIFEST_DIR"), "/../ontologies");
    let ran = Bench::new().run(&["check", ontologies, "--format", "json"]);
    assert!(!ran.out.contains("U0070"), "{}", ran.out);
    ran.ends(0);
}
