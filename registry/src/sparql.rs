//! SPARQL over graphs: those of a run, or those of the store.
//!
//! The default graph of a query is the union of all named graphs, so that a question can
//! be asked without knowing which graph holds the answer.

use std::io::Write;

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use upper::resolve::Corpus;

use crate::convert;
use crate::error::Error;

/// The longest query, in bytes.
const MAX_QUERY: usize = 64 * 1024;
/// The deepest nesting of brackets; the parser recurses, and deeper ones could exhaust its stack.
const MAX_NESTING: usize = 100;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// SPARQL 1.1 Query Results JSON (graphs: N-Triples)
    Json,
    /// CSV (graphs: N-Triples)
    Csv,
    /// TSV (graphs: N-Triples)
    Tsv,
    /// SPARQL Query Results XML (graphs: N-Triples)
    Xml,
}

/// The answer to a query, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Of `ASK`.
    Boolean(bool),
    /// Of `SELECT`: the variables, and for each solution their values.
    Solutions {
        /// The names of the variables.
        variables: Vec<String>,
        /// The values, in the terms' N-Triples form; an unbound one is empty.
        rows: Vec<Vec<String>>,
    },
    /// Of `CONSTRUCT` and `DESCRIBE`: N-Triples.
    Graph(String),
}

/// A store in memory that holds all graphs of a run, each under its name.
///
/// # Errors
/// The store failed.
pub fn memory_store(corpus: &Corpus) -> Result<Store, Error> {
    let store = Store::new()?;
    for (_, named) in corpus.graphs() {
        store.extend(convert::quads(
            &corpus.terms,
            &named.graph,
            corpus.terms.text(named.iri),
            &str::to_owned,
        ))?;
    }
    Ok(store)
}

/// Runs a query, for people to read.
///
/// # Errors
/// [`Error::Query`] when it is not SPARQL 1.1, is too large or too deeply nested, or fails.
pub fn query(store: &Store, text: &str) -> Result<Answer, Error> {
    Ok(match run(store, text)? {
        QueryResults::Boolean(answer) => Answer::Boolean(answer),
        QueryResults::Solutions(solutions) => {
            let variables = solutions
                .variables()
                .iter()
                .map(|v| v.as_str().to_owned())
                .collect();
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(failed)?;
                let value = |v: &Option<oxigraph::model::Term>| {
                    v.as_ref().map(ToString::to_string).unwrap_or_default()
                };
                rows.push(solution.values().iter().map(value).collect());
            }
            Answer::Solutions { variables, rows }
        }
        QueryResults::Graph(triples) => {
            let mut text = String::new();
            for triple in triples {
                text.push_str(&format!("{} .\n", triple.map_err(failed)?));
            }
            Answer::Graph(text)
        }
    })
}

/// Runs a query and writes its answer in a standard format, for programs to read.
///
/// # Errors
/// As [`query`], and when writing fails.
pub fn write(store: &Store, text: &str, format: Format, to: &mut dyn Write) -> Result<(), Error> {
    let serializer = QueryResultsSerializer::from_format(match format {
        Format::Json => QueryResultsFormat::Json,
        Format::Csv => QueryResultsFormat::Csv,
        Format::Tsv => QueryResultsFormat::Tsv,
        Format::Xml => QueryResultsFormat::Xml,
    });
    match run(store, text)? {
        QueryResults::Boolean(answer) => {
            serializer.serialize_boolean_to_writer(to, answer)?;
        }
        QueryResults::Solutions(solutions) => {
            let mut writer =
                serializer.serialize_solutions_to_writer(to, solutions.variables().to_vec())?;
            for solution in solutions {
                let solution = solution.map_err(failed)?;
                writer.serialize(&solution)?;
            }
            writer.finish()?;
        }
        QueryResults::Graph(triples) => {
            let mut writer = RdfSerializer::from_format(RdfFormat::NTriples).for_writer(to);
            for triple in triples {
                writer.serialize_triple(&triple.map_err(failed)?)?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}

fn run(store: &Store, text: &str) -> Result<QueryResults<'static>, Error> {
    guard(text)?;
    let mut query = SparqlEvaluator::new()
        .parse_query(text)
        .map_err(|e| Error::Query(e.to_string()))?;
    if query.dataset().is_default_dataset() {
        query.dataset_mut().set_default_graph_as_union();
    }
    query.on_store(store).execute().map_err(failed)
}

/// Refuses what the recursive parser could not survive.
fn guard(text: &str) -> Result<(), Error> {
    if text.len() > MAX_QUERY {
        return Err(Error::Query(format!("it is longer than {MAX_QUERY} bytes")));
    }
    let mut depth = 0_usize;
    let mut operators = 0_usize;
    for c in text.chars() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            '!' | '^' | '/' | '|' | '+' | '-' | '*' | '=' | '<' | '>' | '&' => operators += 1,
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(Error::Query(format!(
                "its brackets are nested more than {MAX_NESTING} deep"
            )));
        }
    }
    if operators > 10_000 {
        return Err(Error::Query("it has more than 10,000 operators".to_owned()));
    }
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn failed(error: oxigraph::sparql::QueryEvaluationError) -> Error {
    Error::Query(error.to_string())
}
