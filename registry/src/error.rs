//! What can fail.

use std::fmt;

use oxigraph::store::StorageError;

/// Why an operation on the store failed; a user's mistakes are findings instead.
#[derive(Debug)]
pub enum Error {
    /// Another process has the store open.
    Busy {
        /// The folder of the store.
        path: String,
        /// What the store said.
        cause: String,
    },
    /// A newer program wrote the store: its layout, and the newest that this one knows.
    Newer {
        /// The layout of the store.
        layout: u32,
        /// The layout that this program writes.
        known: u32,
    },
    /// The store could not be read or written.
    Storage(String),
    /// What the store holds is not what was written to it.
    Damaged(String),
    /// The query is not SPARQL, or is too large to be parsed safely.
    Query(String),
    /// A graph cannot be written in the syntax that was asked for.
    Unsayable(String),
    /// The graph has so many alike blank nodes that its canonical form cannot be computed
    /// in reasonable time: the label of one of them.
    Canonicalization(String),
    /// A file or folder could not be read or written.
    Io(std::io::Error),
    /// A backup cannot be made or restored there.
    Place(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy { path, cause } => write!(
                f,
                "the registry at `{path}` is open in another process; try again when it is done ({cause})"
            ),
            Self::Newer { layout, known } => write!(
                f,
                "a newer version of denota wrote the registry (layout {layout}, this one knows up to {known}); upgrade denota, the registry is as it was"
            ),
            Self::Storage(what) => write!(f, "the registry's store failed: {what}"),
            Self::Damaged(what) => write!(f, "the registry's store is damaged: {what}"),
            Self::Query(what) => write!(f, "the query cannot be run: {what}"),
            Self::Canonicalization(_) => f.write_str(
                "too many blank nodes of the graph look alike: it has no canonical form within reasonable time",
            ),
            Self::Io(error) => write!(f, "a file of the registry failed: {error}"),
            Self::Place(what) | Self::Unsayable(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        let is_damage = matches!(error, StorageError::Corruption(_));
        let what = told(error);
        if is_damage {
            Self::Damaged(what)
        } else {
            Self::Storage(what)
        }
    }
}

/// What an error of the library says. It is never dropped: the library has Rust's allocator free
/// messages that RocksDB's allocated, which ends a process that has set another one.
pub(crate) fn told(error: impl fmt::Display) -> String {
    let what = error.to_string();
    std::mem::forget(error);
    what
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
