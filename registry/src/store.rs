//! The registry: opening it, and reading what it holds.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use oxigraph::store::Store;

use crate::audit::Audit;
use crate::error::Error;
use crate::index::Index;
use crate::writer::Writer;
use crate::{builtins, catalog, layout, private, rows, writing};

/// Who puts graphs in, and when.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// The name of a user or of a program.
    pub name: String,
    /// The time, as an `xsd:dateTime` with a zone.
    pub at: String,
}

/// What putting a graph in did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The graph is new, or was retired.
    Created,
    /// The graph has a new revision.
    Updated,
    /// The graph said the same already.
    Unchanged,
    /// The graph is no longer in use.
    Retired,
}

/// The store of named graphs, with an index of it in memory.
pub struct Registry {
    pub(crate) folder: PathBuf,
    pub(crate) store: Store,
    index: RwLock<Index>,
    /// The turn of the one writer: transactions of the store do not isolate.
    turn: Mutex<()>,
    /// Held while store and index are not yet of the same generation.
    gate: Mutex<()>,
    pub(crate) history: Mutex<Option<Store>>,
    pub(crate) audit: Mutex<Audit>,
    pub(crate) writing: writing::State,
}

impl Registry {
    /// Opens the store in a folder, which is created when missing. Brings a store of an
    /// older layout up to date, and puts in the built-in models as this program has them.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process has it open, [`Error::Newer`] when a newer
    /// program wrote it, [`Error::Damaged`] when it holds what nobody wrote,
    /// [`Error::Storage`] otherwise.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        let store = open(folder)?;
        layout::migrate(&store)?;
        let generation = generation(&store)?;
        let registry = Self {
            folder: folder.to_owned(),
            index: RwLock::new(read(&store, generation)?),
            store,
            turn: Mutex::new(()),
            gate: Mutex::new(()),
            history: Mutex::new(None),
            audit: Mutex::new(Audit::new(folder)),
            writing: writing::State::default(),
        };
        builtins::put(&registry)?;
        Ok(registry)
    }

    /// The catalog in memory, for short reads: no publication goes in while it is held, so
    /// take out of it what is wanted, and call no other method of the registry meanwhile.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> std::sync::RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one writer; waits until it is free.
    pub fn writer(&self) -> Writer<'_> {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Writer::new(self, turn)
    }

    pub(crate) fn gate(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text, in Turtle, of the revision with a node; `None` for one that retires.
    ///
    /// # Errors
    /// The store failed.
    pub fn text(&self, revision_node: &str) -> Result<Option<String>, Error> {
        private::text(&self.store, revision_node)
    }

    /// The text of the newest revision of a graph.
    ///
    /// # Errors
    /// The store failed.
    pub fn newest_text(&self, iri: &str) -> Result<Option<String>, Error> {
        let node = {
            let index = self.index();
            let newest = index.graphs.get(iri).and_then(|g| g.newest());
            newest.map(|r| r.node.clone())
        };
        node.map_or(Ok(None), |node| self.text(&node))
    }

    /// Targets and paths of all that was made of a revision, in alphabetical order.
    ///
    /// # Errors
    /// The store failed.
    pub fn artifacts(&self, revision_node: &str) -> Result<Vec<(String, String)>, Error> {
        private::all_made(&self.store, revision_node)
    }

    /// One thing that was made of a revision.
    ///
    /// # Errors
    /// The store failed.
    pub fn artifact(
        &self,
        revision_node: &str,
        target: &str,
        path: &str,
    ) -> Result<Option<String>, Error> {
        private::made(&self.store, revision_node, target, path)
    }

    /// One thing that was made of a revision and is for nobody who reads it: what a further
    /// publication goes on from.
    ///
    /// # Errors
    /// The store failed.
    pub fn aside(
        &self,
        revision_node: &str,
        target: &str,
        path: &str,
    ) -> Result<Option<String>, Error> {
        private::aside(&self.store, revision_node, target, path)
    }

    /// The folder of the store, beside which derived data may lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The store, for queries: each graph in its newest revision under its IRI, and the
    /// catalog. Its default graph is private: a query's dataset must never contain it.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Reads the index, from its rows where they are there.
fn read(store: &Store, generation: u64) -> Result<Index, Error> {
    if let Some(index) = rows::read(store, generation)? {
        return Ok(index);
    }
    let index = catalog::read(store, generation)?;
    rows::write_all(store, &index)?;
    Ok(index)
}

/// Opens a store; a lock that another process holds is an error of its own.
pub(crate) fn open(folder: &Path) -> Result<Store, Error> {
    Store::open(folder).map_err(|error| {
        let error = Error::from(error);
        if let Error::Storage(cause) = &error
            && is_held(cause)
        {
            return Error::Busy {
                path: folder.display().to_string(),
                cause: cause.clone(),
            };
        }
        error
    })
}

/// Whether RocksDB says that somebody has the lock of a store. What it says begins with what it
/// did, then come the path and what the system said; words in a path, which is the user's, do
/// not count.
fn is_held(cause: &str) -> bool {
    let did = cause.strip_prefix("IO error: ").unwrap_or(cause);
    // The system says so in two ways; that a file system has no locks is another matter.
    let by_another = did.starts_with("While lock file: ")
        && ["Resource temporarily unavailable", "Permission denied"]
            .iter()
            .any(|said| did.ends_with(said));
    by_another
        || did.starts_with("lock hold by current process")
        || did.starts_with("Failed to create lock file: ")
}

/// How many publications a store holds.
pub(crate) fn generation(store: &Store) -> Result<u64, Error> {
    let Some(stated) = private::get(store, private::GENERATION)? else {
        return Ok(0);
    };
    stated
        .parse()
        .map_err(|_| Error::Damaged(format!("the number of its publications is `{stated}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lock_that_is_held_makes_a_store_busy() {
        let held = [
            "IO error: While lock file: /a/LOCK: Resource temporarily unavailable",
            "IO error: lock hold by current process, acquire time 1 acquiring thread 2: /a/LOCK: No locks available",
        ];
        assert!(held.iter().all(|cause| is_held(cause)));
        let other = [
            "IO error: While lock file: /a/LOCK: No locks available",
            "IO error: while open a file for lock: /a/LOCK: Permission denied",
            "IO error: No such file or directory: While open a file for random read: /block/While lock file: /1.sst",
            "Invalid argument: /blocks/db: does not exist",
        ];
        assert!(!other.iter().any(|cause| is_held(cause)));
    }
}
