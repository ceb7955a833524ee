//! Parsing, and telling where a text stops being SPARQL.

use spargebra::{Query, SparqlParser, Update};

use super::guard::guard;
use super::question::Unanswered;

/// Parses a query.
pub(crate) fn query(text: &str, base: Option<&str>) -> Result<Query, Unanswered> {
    guard(text).map_err(Unanswered::TooLarge)?;
    parser(base)?.parse_query(text).map_err(syntax)
}

/// Parses an update.
pub(crate) fn update(text: &str, base: Option<&str>) -> Result<Update, Unanswered> {
    guard(text).map_err(Unanswered::TooLarge)?;
    parser(base)?.parse_update(text).map_err(syntax)
}

fn parser(base: Option<&str>) -> Result<SparqlParser, Unanswered> {
    let parser = SparqlParser::new();
    let Some(base) = base else { return Ok(parser) };
    let invalid = |e| Unanswered::Failed(format!("`{base}` cannot be a base: {e}"));
    parser.with_base_iri(base).map_err(invalid)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn syntax(error: spargebra::SparqlSyntaxError) -> Unanswered {
    let text = error.to_string();
    match place(&text) {
        Some((line, column, message)) => Unanswered::Syntax {
            message: message.to_owned(),
            line: Some(line),
            column: Some(column),
        },
        None => Unanswered::Syntax {
            message: text,
            line: None,
            column: None,
        },
    }
}

/// The parser tells the place in its message alone: `error at 1:6: expected one of …`.
fn place(text: &str) -> Option<(u32, u32, &str)> {
    let (place, message) = text.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, message))
}
