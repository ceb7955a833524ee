//! Findings as SARIF 2.1.0, which code scanning services and editors read.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use upper::finding::{Finding, Place};
use upper::source::Sources;

use super::{Report, page, word};

/// One log with one run.
pub(crate) fn render(report: &Report<'_>) -> String {
    let codes: BTreeSet<&str> = report.findings.iter().map(|f| f.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|c| rule(c)).collect();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|f| result(f, &codes, report.sources))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "denota",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://w3id.org/denota",
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &str) -> Value {
    let mut value = Map::new();
    value.insert("id".to_owned(), json!(code));
    if let Some(rule) = upper::rules::all().find(|r| r.code == code) {
        value.insert("name".to_owned(), json!(rule.name));
        value.insert(
            "shortDescription".to_owned(),
            json!({ "text": rule.summary }),
        );
    }
    value.insert("helpUri".to_owned(), json!(page(code)));
    Value::Object(value)
}

fn result(finding: &Finding, codes: &[&str], sources: &Sources) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|r| json!({ "physicalLocation": location(r.place, sources), "message": { "text": r.message } }))
        .collect();
    json!({
        "ruleId": finding.code,
        "ruleIndex": codes.iter().position(|c| *c == finding.code).unwrap_or(0),
        "level": word(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(finding.place, sources) }],
        "relatedLocations": related,
        "properties": { "term": finding.term },
    })
}

fn location(place: Place, sources: &Sources) -> Value {
    let start = sources.position(place);
    let end = sources.position(Place {
        start: place.end.max(place.start),
        ..place
    });
    json!({
        "artifactLocation": { "uri": uri(&sources.get(place.source).path) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
