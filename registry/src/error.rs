//! What can fail.

use std::fmt;

/// Why an operation on the store failed; a user's mistakes are findings instead.
#[derive(Debug)]
pub enum Error {
    /// Another process has the store open.
    Busy(String),
    /// A newer program wrote the store: its layout, and the newest that this one knows.
    Newer {
        /// The layout of the store.
        layout: u32,
        /// The layout that this program writes.
        known: u32,
    },
    /// The store could not be read or written.
    Storage(String),
    /// The query is not SPARQL, or is too large to be parsed safely.
    Query(String),
    /// The graph has so many alike blank nodes that its canonical form cannot be computed
    /// in reasonable time.
    Canonicalization(String),
    /// A file or folder could not be read or written.
    Io(std::io::Error),
    /// A backup cannot be made or restored there.
    Place(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(path) => write!(
                f,
                "the registry at `{path}` is open in another process; try again when it is done"
            ),
            Self::Newer { layout, known } => write!(
                f,
                "a newer version of denota wrote the registry (layout {layout}, this one knows up to {known}); upgrade denota, the registry is as it was"
            ),
            Self::Storage(what) => write!(f, "the registry's store failed: {what}"),
            Self::Query(what) => write!(f, "the query cannot be run: {what}"),
            Self::Canonicalization(what) => write!(
                f,
                "the graph has no canonical form within reasonable time: {what}"
            ),
            Self::Io(error) => write!(f, "a file of the registry failed: {error}"),
            Self::Place(what) => f.write_str(what),
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
