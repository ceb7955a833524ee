//! Findings as workflow commands: GitHub shows them beside the lines of a pull request.

use std::fmt::Write as _;

use upper::finding::{Finding, Place};
use upper::source::Sources;

use super::{Report, line, word};
use crate::failure::Failure;

/// One command per finding.
pub(crate) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for finding in report.findings {
        let _ = writeln!(text, "{}", one(finding, report.sources));
    }
    text
}

/// The command for a failure of the operation itself, which is about no line.
pub(crate) fn failure(failure: &Failure) -> String {
    let mut message = failure.what.clone();
    if let Some(help) = &failure.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    format!("::error title=denota::{}\n", data(&message))
}

fn one(finding: &Finding, sources: &Sources) -> String {
    let start = sources.position(finding.place);
    let end = sources.position(Place {
        start: finding.place.end.max(finding.place.start),
        ..finding.place
    });
    let file = property(&sources.get(finding.place.source).path);
    let mut message = finding.message.clone();
    for related in &finding.related {
        let at = sources.position(related.place);
        let path = &sources.get(related.place.source).path;
        let _ = write!(
            message,
            "\n{path}:{}:{}: {}",
            at.line, at.column, related.message
        );
    }
    if let Some(help) = &finding.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    // GitHub takes columns only where a single line is meant.
    let columns = if start.line == end.line {
        format!(
            ",col={},endColumn={}",
            start.column,
            end.column.max(start.column)
        )
    } else {
        String::new()
    };
    format!(
        "::{} file={file},line={},endLine={}{columns},title={}::{}",
        word(finding.severity),
        start.line,
        end.line,
        property(finding.code),
        data(&message),
    )
}

/// What would end the command is escaped as GitHub's own toolkit does.
fn data(text: &str) -> String {
    line::plain(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
