//! What a query may look like, looked at before anything executes or even validates it:
//! validation itself follows fragments wherever they are spread.

mod brackets;
mod introspection;
mod measure;
mod shape;
mod unions;

use async_graphql::parser::types::ExecutableDocument;

use super::settings::Settings;
pub(super) use shape::Shape;

/// How deep brackets may be nested: the parser recurses.
const BRACKETS: usize = 64;
/// How many selections a query may have for each field that it may have: spreads cost too.
const SELECTIONS: usize = 4;
/// What a query of the schema alone may have: the usual one nests fifteen deep.
const INTROSPECTION_DEPTH: usize = 20;
const INTROSPECTION_FIELDS: usize = 500;
/// How many values an answer about the schema may hold, by estimate.
const INTROSPECTION_VALUES: usize = 2_000_000;

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
    let measures = measure::measure(&document, shape)?;
    let (most_depth, most_fields) = if measures.is_introspection {
        (INTROSPECTION_DEPTH, INTROSPECTION_FIELDS)
    } else {
        (settings.depth, settings.complexity)
    };
    if measures.depth > most_depth {
        return Err(Refusal::too(
            "nests fields to a depth of",
            measures.depth,
            most_depth,
        ));
    }
    if measures.fields > most_fields {
        return Err(Refusal::too(
            "has fields, those of fragments counted wherever they are spread:",
            measures.fields,
            most_fields,
        ));
    }
    let most_selections = most_fields.saturating_mul(SELECTIONS);
    if measures.selections > most_selections {
        return Err(Refusal::too(
            "has selections:",
            measures.selections,
            most_selections,
        ));
    }
    if measures.schema_values > INTROSPECTION_VALUES {
        return Err(Refusal::too(
            "asks of the schema for values:",
            measures.schema_values,
            INTROSPECTION_VALUES,
        ));
    }
    unions::open(&mut document, shape)?;
    Ok(Accepted {
        document,
        is_introspection: measures.is_introspection,
    })
}
