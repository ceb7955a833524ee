//! SPARQL over graphs: those of a run, or those of the store.
//!
//! The default graph of a query is the union of all named graphs, so that a question can
//! be asked without knowing which graph holds the answer.

mod ask;
mod convert;
mod format;
mod guard;
mod parse;
mod question;
mod stack;
mod update;
mod wrong;

pub use ask::{Snapshot, without_private};
pub use convert::convert;
pub use format::{GraphFormat, ResultFormat};
pub use guard::MAX_QUERY;
pub use question::{Form, Formats, Question, Scope, Time, Unanswered};
pub use stack::{STACK, on_large_stack};
pub use update::scratch_update;

use std::io::Write;

use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use upper::resolve::Corpus;

use crate::convert as graphs;
use crate::error::Error;
use crate::restricted::Restricted;

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
        store.extend(graphs::quads(
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
    on_large_stack(|| read(run(store, text)?))?
}

fn read(results: QueryResults<'_>) -> Result<Answer, Error> {
    Ok(match results {
        QueryResults::Boolean(answer) => Answer::Boolean(answer),
        QueryResults::Solutions(solutions) => {
            let variables = solutions
                .variables()
                .iter()
                .map(|v| v.as_str().to_owned())
                .collect();
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(ask::failed)?;
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
                text.push_str(&format!("{} .\n", triple.map_err(ask::failed)?));
            }
            Answer::Graph(text)
        }
    })
}

/// Runs a query and writes its answer in a standard format, for programs to read.
///
/// # Errors
/// As [`query`], and when writing fails.
pub fn write(
    store: &Store,
    text: &str,
    format: Format,
    to: &mut (dyn Write + Send),
) -> Result<(), Error> {
    let format = match format {
        Format::Json => ResultFormat::Json,
        Format::Csv => ResultFormat::Csv,
        Format::Tsv => ResultFormat::Tsv,
        Format::Xml => ResultFormat::Xml,
    };
    let formats = Formats {
        solutions: Some(format),
        boolean: Some(format),
        graph: Some(GraphFormat::NTriples),
    };
    on_large_stack(|| {
        let results = run(store, text)?;
        Ok(ask::write(results, formats, |_| Ok(to))?)
    })?
}

fn run(store: &Store, text: &str) -> Result<QueryResults<'static>, Error> {
    if text.len() > MAX_QUERY {
        let why = format!("it is longer than {MAX_QUERY} bytes");
        return Err(Unanswered::TooLarge(why).into());
    }
    let mut query = SparqlEvaluator::new().for_query(parse::query(text, None)?);
    if !ask::has_nothing_private(store)? {
        let dataset = Restricted::new(store, None, &Scope::default());
        return Ok(query
            .on_queryable_dataset(dataset)
            .execute()
            .map_err(ask::failed)?);
    }
    if query.dataset().is_default_dataset() {
        query.dataset_mut().set_default_graph_as_union();
    }
    Ok(query.on_store(store).execute().map_err(ask::failed)?)
}

impl From<Unanswered> for Error {
    fn from(unanswered: Unanswered) -> Self {
        if let Unanswered::Io(error) = unanswered {
            Self::Io(error)
        } else if let Unanswered::Unsayable(_, why) = unanswered {
            Self::Unsayable(why)
        } else {
            Self::Query(unanswered.to_string())
        }
    }
}
