//! Answers as people read them.

use ::containers::Rows;
use registry::Answer;

use super::prefixes::Prefixes;
use crate::out::{Out, count};
use crate::table::table;

/// What stands for a value that is not there.
const NOTHING: &str = "·";

/// An answer, ready to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Of `ASK`.
    Boolean(bool),
    /// Of `CONSTRUCT` and `DESCRIBE`.
    Graph(String),
    /// Of `SELECT`: the variables or columns, and the values of each solution or row.
    Rows(Vec<String>, Vec<Vec<String>>),
}

impl Shown {
    /// The answer of a store, with terms shortened.
    pub(super) fn of(answer: Answer, prefixes: &Prefixes) -> Self {
        match answer {
            Answer::Boolean(answer) => Self::Boolean(answer),
            Answer::Graph(text) => Self::Graph(text),
            Answer::Solutions { variables, rows } => {
                let shorten =
                    |row: Vec<String>| row.iter().map(|term| prefixes.shorten(term)).collect();
                Self::Rows(variables, rows.into_iter().map(shorten).collect())
            }
        }
    }

    /// The rows of tables.
    pub(super) fn of_rows(rows: &Rows) -> Self {
        let filled = |row: Vec<Option<String>>| -> Vec<String> {
            let cells = row.into_iter();
            cells
                .map(|cell| cell.unwrap_or_else(|| NOTHING.to_owned()))
                .collect()
        };
        Self::Rows(rows.names(), rows.cells().map(filled).collect())
    }

    /// Prints it.
    pub(super) fn print(&self, out: &Out) {
        match self {
            Self::Boolean(answer) => out.line(if *answer { "yes" } else { "no" }),
            Self::Graph(text) => out.data(text),
            Self::Rows(variables, rows) => {
                out.print(&table(variables, rows));
                out.note(count(rows.len(), "row"));
            }
        }
    }
}
