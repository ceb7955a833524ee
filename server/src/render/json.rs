//! Findings for programs. The shape is a contract: HTTP answers with the same.

use serde_json::{Value, json};
use upper::finding::{Finding, Place, Severity};
use upper::source::Sources;

use super::{Report, page, word};

/// The version of the shape; fields may be added without a new one.
const VERSION: u32 = 1;

/// The findings as one JSON document.
pub(crate) fn render(report: &Report<'_>) -> String {
    format!("{:#}\n", value(report))
}

/// The findings with what else a command has to say, as one JSON document.
pub(crate) fn render_with(report: &Report<'_>, key: &str, said: Value) -> String {
    let mut value = value(report);
    insert(&mut value, key, said);
    format!("{value:#}\n")
}

/// The findings as a JSON value.
pub(crate) fn value(report: &Report<'_>) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|f| one(f, report.sources))
        .collect();
    json!({
        "version": VERSION,
        "findings": findings,
        "summary": {
            "errors": report.count(Severity::Error),
            "warnings": report.count(Severity::Warning),
            "files": report.files,
        },
    })
}

fn one(finding: &Finding, sources: &Sources) -> Value {
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|r| {
            let mut value = place(r.place, sources);
            insert(&mut value, "message", json!(r.message));
            value
        })
        .collect();
    let mut value = json!({
        "code": finding.code,
        "severity": word(finding.severity),
        "message": finding.message,
        "help": finding.help,
        "term": finding.term,
    });
    if let (Value::Object(fields), Value::Object(place)) =
        (&mut value, place(finding.place, sources))
    {
        fields.extend(place);
    }
    insert(&mut value, "related", json!(related));
    insert(&mut value, "page", json!(page(finding.code)));
    value
}

/// Lines and columns count from one, columns in characters; offsets count bytes from zero.
fn place(place: Place, sources: &Sources) -> Value {
    let point = |offset: u32| {
        let position = sources.position(Place {
            start: offset,
            ..place
        });
        json!({ "line": position.line, "column": position.column, "offset": offset })
    };
    json!({
        "file": sources.get(place.source).path,
        "start": point(place.start),
        "end": point(place.end),
    })
}

fn insert(value: &mut Value, key: &str, field: Value) {
    if let Value::Object(fields) = value {
        fields.insert(key.to_owned(), field);
    }
}
