//! Findings for people: the line itself, underlined.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::Style;
use upper::finding::{Finding, Place, Severity};
use upper::source::{Position, Sources};

use super::{Report, line, style, word};
use crate::out::{count, paint};

/// More findings than this are counted, not shown: nobody reads further.
const MOST: usize = 200;

/// All findings and a line that sums them up; nothing where there are none.
pub(crate) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    if report.findings.is_empty() {
        return text;
    }
    for finding in report.findings.iter().take(MOST) {
        one(finding, report.sources, &mut text);
        text.push('\n');
    }
    let hidden = report.findings.len().saturating_sub(MOST);
    if hidden > 0 {
        let _ = writeln!(
            text,
            "… and {hidden} more (`--format json` has all of them)\n"
        );
    }
    let _ = writeln!(text, "{}", summary(report));
    text
}

/// `2 errors, 1 warning in 3 files`.
pub(crate) fn summary(report: &Report<'_>) -> String {
    let counts = [Severity::Error, Severity::Warning]
        .into_iter()
        .filter_map(|severity| {
            let n = report.count(severity);
            (n > 0).then(|| paint(style::of(severity), count(n, word(severity))))
        });
    let counts: Vec<String> = counts.collect();
    format!("{} in {}", counts.join(", "), count(report.files, "file"))
}

fn one(finding: &Finding, sources: &Sources, text: &mut String) {
    let colour = style::of(finding.severity);
    let head = format!("{}[{}]", word(finding.severity), finding.code);
    let _ = writeln!(
        text,
        "{}: {}",
        paint(colour, head),
        paint(style::STRONG, line::plain(&finding.message))
    );
    let places = finding
        .related
        .iter()
        .map(|r| r.place)
        .chain([finding.place]);
    let gutter = places
        .map(|p| digits(last_line(sources, p)))
        .max()
        .unwrap_or(1);
    let frame = Frame { gutter, sources };
    frame.snippet("-->", finding.place, '^', colour, "", text);
    for related in &finding.related {
        frame.snippet(
            ":::",
            related.place,
            '-',
            style::FRAME,
            &related.message,
            text,
        );
    }
    if let Some(help) = &finding.help {
        let bar = paint(style::FRAME, "=");
        let _ = writeln!(
            text,
            "{:gutter$} {bar} {}: {}",
            "",
            paint(style::HELP, "help"),
            line::plain(help)
        );
    }
}

/// A stretch of a text that is no model, underlined.
pub(crate) fn excerpt(path: &str, content: &str, span: Range<usize>) -> String {
    let mut sources = Sources::default();
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let source = sources.add(upper::source::Source {
        path: path.to_owned(),
        text: content.to_owned(),
        syntax: upper::source::Syntax::Turtle,
    });
    let place = Place {
        source,
        start: offset(span.start),
        end: offset(span.end),
    };
    let mut text = String::new();
    let frame = Frame {
        gutter: digits(last_line(&sources, place)),
        sources: &sources,
    };
    frame.snippet("-->", place, '^', style::ERROR, "", &mut text);
    text
}

struct Frame<'a> {
    gutter: usize,
    sources: &'a Sources,
}

impl Frame<'_> {
    fn snippet(
        &self,
        arrow: &str,
        place: Place,
        mark: char,
        colour: Style,
        message: &str,
        text: &mut String,
    ) {
        let source = self.sources.get(place.source);
        let Position { line, column } = self.sources.position(place);
        let gutter = self.gutter;
        let arrow = paint(style::FRAME, arrow);
        let bar = paint(style::FRAME, "|");
        let _ = writeln!(
            text,
            "{:gutter$}{arrow} {}:{line}:{column}",
            "",
            line::plain(&source.path)
        );
        let (content, stretch) = line_of(self.sources, place);
        if content.is_empty() && message.is_empty() {
            return;
        }
        let shown = line::show(content, stretch);
        let marks = paint(
            colour,
            format_args!(
                "{} {}",
                mark.to_string().repeat(shown.width),
                line::plain(message)
            )
            .to_string()
            .trim_end(),
        );
        let number = paint(style::FRAME, format_args!("{line:gutter$}"));
        let _ = writeln!(text, "{:gutter$} {bar}", "");
        let _ = writeln!(text, "{number} {bar} {}", shown.text);
        let _ = writeln!(
            text,
            "{:gutter$} {bar} {:before$}{marks}",
            "",
            "",
            before = shown.before
        );
    }
}

/// The line in which a place starts, and the place's part of it.
fn line_of(sources: &Sources, place: Place) -> (&str, Range<usize>) {
    let line = sources.line(place);
    let text = &sources.get(place.source).text;
    let within = |offset: u32| (offset as usize).clamp(line.start, line.end) - line.start;
    let stretch = within(place.start)..within(place.end.max(place.start));
    (text.get(line).unwrap_or_default(), stretch)
}

fn last_line(sources: &Sources, place: Place) -> u32 {
    sources.position(place).line
}

fn digits(n: u32) -> usize {
    n.max(1).ilog10() as usize + 1
}
