//! A question as a caller asks it: the query, what of the registry it is about, and how the
//! answer may be written.

use std::collections::HashSet;

use super::format::{GraphFormat, ResultFormat};
use crate::view::View;

/// A query and all that decides its answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The text of the query.
    pub text: String,
    /// What relative IRIs in it are relative to.
    pub base: Option<String>,
    /// What it is about.
    pub scope: Scope,
    /// How the answer may be written.
    pub formats: Formats,
}

/// What of the registry a query is about.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Which graphs there are for whoever asks. All others are not there.
    pub view: View,
    /// Which states of them.
    pub time: Time,
    /// Whether the default graph is the union of the named graphs, else empty; where neither
    /// the protocol nor the query selects graphs.
    pub union: bool,
    /// The graphs whose union is the default graph, as the protocol selects them.
    pub default: Vec<String>,
    /// The named graphs, as the protocol selects them.
    pub named: Vec<String>,
}

/// Which states of graphs a query is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Time {
    /// The newest of each, under its own name.
    #[default]
    Newest,
    /// The default graph is as for [`Time::Newest`]; the named graphs are the catalog and
    /// all revisions, each under its own node.
    History {
        /// The nodes of the revisions that may be seen.
        revisions: Vec<String>,
    },
    /// What was the newest of each at some moment, under its own name.
    At {
        /// The graphs that there were, each with the node of the revision that it had.
        graphs: Vec<(String, String)>,
        /// What there was not yet, revisions and graphs: the catalog does not speak of them.
        later: HashSet<String>,
    },
}

/// The formats that will do for each kind of answer; `None` where none will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formats {
    /// Of `SELECT`.
    pub solutions: Option<ResultFormat>,
    /// Of `ASK`.
    pub boolean: Option<ResultFormat>,
    /// Of `CONSTRUCT` and `DESCRIBE`.
    pub graph: Option<GraphFormat>,
}

/// The kind of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Of `SELECT`.
    Solutions,
    /// Of `ASK`.
    Boolean,
    /// Of `CONSTRUCT` and `DESCRIBE`.
    Graph,
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// It is too long or too deep to be parsed.
    TooLarge(String),
    /// It is not SPARQL 1.1.
    Syntax {
        /// What was expected, in words.
        message: String,
        /// The line, from 1, where it is known.
        line: Option<u32>,
        /// The column, from 1, where it is known.
        column: Option<u32>,
    },
    /// It asks for what is not offered: `SERVICE`, functions that are not known.
    Unsupported(String),
    /// None of the formats that will do can hold the answer.
    NotAcceptable(Form),
    /// The format that was chosen cannot hold this answer, others can: why, in words.
    Unsayable(Form, String),
    /// It would change the registry, which only publishing does.
    Update,
    /// Evaluating it failed.
    Failed(String),
    /// The answer could not be written.
    Io(std::io::Error),
}

impl From<std::io::Error> for Unanswered {
    /// What a format cannot hold its writer refuses by these kinds; a pipe that is broken never
    /// does.
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{InvalidData, InvalidInput};
        match error.kind() == InvalidInput || error.kind() == InvalidData {
            true => Self::Failed(format!("the answer could not be written: {error}")),
            false => Self::Io(error),
        }
    }
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge(why)
            | Self::Unsupported(why)
            | Self::Unsayable(_, why)
            | Self::Failed(why) => f.write_str(why),
            Self::Syntax {
                message,
                line: Some(line),
                column: Some(column),
            } => write!(f, "line {line}, column {column}: {message}"),
            Self::Syntax { message, .. } => f.write_str(message),
            Self::NotAcceptable(form) => write!(
                f,
                "{} can be written in none of the formats that are accepted",
                match form {
                    Form::Solutions => "a table",
                    Form::Boolean => "yes or no",
                    Form::Graph => "a graph",
                }
            ),
            Self::Update => f.write_str("graphs change by publishing alone"),
            Self::Io(error) => write!(f, "the answer could not be written: {error}"),
        }
    }
}

impl std::error::Error for Unanswered {}
