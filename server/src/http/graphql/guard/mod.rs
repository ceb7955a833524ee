//! What a query may look like, looked at before anything executes or even validates it:
//! validation itself follows fragments wherever they are spread.

mod brackets;
mod empty;
mod introspection;
mod measure;
mod schema;
mod shape;
mod unions;

use async_graphql::parser::types::ExecutableDocument;

use super::settings::Settings;
use empty::Filler;
use measure::Measures;
pub(super) use shape::Shape;

/// How deep brackets may be nested: the parser recurses.
const BRACKETS: usize = 64;
/// How many selections a query may have for each field that it may have: spreads cost too.
const SELECTIONS: usize = 4;
/// What a query of the schema alone may have: the usual one nests fifteen deep.
const INTROSPECTION_DEPTH: usize = 20;
const INTROSPECTION_FIELDS: usize = 500;
/// How many values an answer about the schema may hold: the usual one has less than half of it,
/// and each takes a few hundred bytes while it is made.
const INTROSPECTION_VALUES: usize = 500_000;

/// Why a query is not executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What is wrong, and what is allowed.
    pub(super) message: String,
    /// For programs.
    pub(super) code: &'static str,
}

impl Refusal {
    fn too(what: &str, is: usize, most: usize) -> Self {
        Self {
            message: format!("the query {what} {is}, and at most {most} are allowed"),
            code: "LIMIT_EXCEEDED",
        }
    }
}

/// A query that may be executed.
pub(super) struct Accepted {
    /// The query.
    pub(super) document: ExecutableDocument,
    /// What it asks for and its answer is not to hold.
    pub(super) filler: Option<Filler>,
    /// Whether it asks of the schema alone, so that its answer can be kept.
    pub(super) is_introspection: bool,
}

/// Reads a query and looks at what it would cost.
///
/// # Errors
/// It is no GraphQL, or more than is allowed.
pub(super) fn accept(text: &str, shape: &Shape, settings: &Settings) -> Result<Accepted, Refusal> {
    let depth = brackets::depth(text);
    if depth > BRACKETS {
        return Err(Refusal::too(
            "nests brackets to a depth of",
            depth,
            BRACKETS,
        ));
    }
    let parsed = async_graphql::parser::parse_query(text);
    let mut document = parsed.map_err(|error| Refusal {
        message: error.to_string(),
        code: "GRAPHQL_PARSE_FAILED",
    })?;
    let measures = measure::measure(&document)?;
    within(&measures, settings)?;
    let filler = Filler::add(&mut document, text);
    let values = introspection::values(&document, &shape.schema);
    if values > INTROSPECTION_VALUES {
        return Err(Refusal::too(
            "asks of the schema for values:",
            values,
            INTROSPECTION_VALUES,
        ));
    }
    unions::open(&mut document, shape)?;
    Ok(Accepted {
        filler,
        document,
        is_introspection: measures.is_introspection,
    })
}

/// Whether a query is within the limits of what is written.
fn within(measures: &Measures, settings: &Settings) -> Result<(), Refusal> {
    let (most_depth, most_fields) = if measures.is_introspection {
        (INTROSPECTION_DEPTH, INTROSPECTION_FIELDS)
    } else {
        (settings.depth, settings.complexity)
    };
    for (what, is, most) in [
        ("nests fields to a depth of", measures.depth, most_depth),
        (
            "has fields, those of fragments counted wherever they are spread:",
            measures.fields,
            most_fields,
        ),
        (
            "has selections:",
            measures.selections,
            most_fields.saturating_mul(SELECTIONS),
        ),
    ] {
        if is > most {
            return Err(Refusal::too(what, is, most));
        }
    }
    Ok(())
}

/// How many values of the schema a query asks for.
#[cfg(test)]
pub(super) fn schema_values(text: &str, shape: &Shape) -> usize {
    let document = async_graphql::parser::parse_query(text).ok();
    document.map_or(0, |document| {
        introspection::values(&document, &shape.schema)
    })
}
