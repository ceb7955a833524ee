//! What can fail.

use std::fmt;

/// Why an operation on the store failed; a user's mistakes are findings instead.
#[derive(Debug)]
pub enum Error {
    /// Another process has the store open.
    Busy(String),
    /// The store could not be read or written.
    Storage(String),
    /// The query is not SPARQL, or is too large to be parsed safely.
    Query(String),
    /// The graph has so many alike blank nodes that its canonical form cannot be computed
    /// in reasonable time.
    Canonicalization(String),
    /// The answer could not be written.
    Io(std::io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(path) => write!(
                f,
                "the registry at `{path}` is open in another process; try again when it is done"
            ),
            Self::Storage(what) => write!(f, "the registry's store failed: {what}"),
            Self::Query(what) => write!(f, "the query cannot be run: {what}"),
            Self::Canonicalization(what) => write!(
                f,
                "the graph has no canonical form within reasonable time: {what}"
            ),
            Self::Io(error) => write!(f, "the answer could not be written: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<oxigraph::store::StorageError> for Error {
    fn from(error: oxigraph::store::StorageError) -> Self {
        Self::Storage(error.to_string())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
