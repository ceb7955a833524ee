//! Answers as people read them.

use registry::Answer;

use super::prefixes::Prefixes;
use crate::out::{Out, count};
use crate::table::table;

/// An answer, ready to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Of `ASK`.
    Boolean(bool),
    /// Of `CONSTRUCT` and `DESCRIBE`.
    Graph(String),
    /// Of `SELECT`: the variables, and the values of each solution.
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

    /// Prints it.
    pub(super) fn print(&self, out: &Out) {
        match self {
            Self::Boolean(answer) => out.line(if *answer { "yes" } else { "no" }),
            Self::Graph(text) => out.print(text),
            Self::Rows(variables, rows) => {
                out.print(&table(variables, rows));
                out.note(count(rows.len(), "row"));
            }
        }
    }
}

/// Prints an answer in a format for programs.
pub(super) fn print(answer: &str, out: &Out) {
    out.data(&format!("{}\n", answer.trim_end_matches(['\n', '\r'])));
}
