//! Parsing, and telling where a text stops being SPARQL.

use spargebra::{Query, SparqlParser, Update};

use super::guard::guard;
use super::question::Unanswered;
use super::wrong::explain;

/// Parses a query.
pub(crate) fn query(text: &str, base: Option<&str>) -> Result<Query, Unanswered> {
    guard(text).map_err(Unanswered::TooLarge)?;
    parser(base)?
        .parse_query(text)
        .map_err(|e| syntax(text, &e))
}

/// Parses an update.
pub(crate) fn update(text: &str, base: Option<&str>) -> Result<Update, Unanswered> {
    guard(text).map_err(Unanswered::TooLarge)?;
    let parsed = parser(base)?.parse_update(text);
    parsed.map_err(|error| told(&error.to_string()))
}

fn parser(base: Option<&str>) -> Result<SparqlParser, Unanswered> {
    let parser = SparqlParser::new();
    let Some(base) = base else { return Ok(parser) };
    let invalid = |e| Unanswered::Failed(format!("`{base}` cannot be a base: {e}"));
    parser.with_base_iri(base).map_err(invalid)
}

fn syntax(text: &str, error: &spargebra::SparqlSyntaxError) -> Unanswered {
    let said = error.to_string();
    let Some((line, column, message)) = place(&said) else {
        return told(&said);
    };
    let wrong = explain(text, byte_at(text, line, column), message);
    let before = text.get(..wrong.at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (lines, columns) = (
        before.matches('\n').count(),
        before.get(start..).unwrap_or(""),
    );
    Unanswered::Syntax {
        message: wrong.message,
        line: Some(count(lines + 1)),
        column: Some(count(columns.chars().count() + 1)),
    }
}

/// What the parser says, as it says it.
fn told(said: &str) -> Unanswered {
    let (place, message) = match place(said) {
        Some((line, column, message)) => (Some((line, column)), message),
        None => (None, said),
    };
    Unanswered::Syntax {
        message: message.to_owned(),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
    }
}

/// The byte at a place of a text, both counted from 1; its end where there is none.
fn byte_at(text: &str, line: u32, column: u32) -> usize {
    let lines = text.split_inclusive('\n');
    let before: usize = lines
        .take(line.saturating_sub(1) as usize)
        .map(str::len)
        .sum();
    let rest = text.get(before..).unwrap_or("");
    let within = rest.char_indices().nth(column.saturating_sub(1) as usize);
    before + within.map_or(rest.len(), |(at, _)| at)
}

/// The parser tells the place in its message alone: `error at 1:6: expected one of …`.
fn place(text: &str) -> Option<(u32, u32, &str)> {
    let (place, message) = text.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, message))
}
