//! Keeping the store quick to read: each publication leaves files of its own, and a query that
//! seeks looks into every one of them.

use std::collections::HashMap;

use crate::error::Error;
use crate::store::Registry;

/// A store up to this size is compacted whenever something was written; that takes seconds.
const SMALL: u64 = 256 << 20;
/// Which part of a larger one must be new, as a divisor.
const PART: u64 = 10;

/// The files of a store, by name, with their sizes in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables(HashMap<String, u64>);

impl Tables {
    /// Whether so much has been written since `before` that compacting is worth it.
    #[must_use]
    pub fn are_due(&self, before: &Self) -> bool {
        let new = self
            .0
            .iter()
            .filter(|(name, _)| !before.0.contains_key(*name));
        let new: u64 = new.map(|(_, size)| size).sum();
        new > 0 && (self.is_small() || new >= self.size() / PART)
    }

    /// Whether compacting takes no more than seconds.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.size() <= SMALL
    }

    fn size(&self) -> u64 {
        self.0.values().sum()
    }
}

impl Registry {
    /// The files that hold the store now.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn tables(&self) -> Result<Tables, Error> {
        let mut tables = HashMap::new();
        for entry in self.folder.read_dir()? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // A file may have been merged into another since the folder was read.
            if let (true, Ok(metadata)) = (name.ends_with(".sst"), entry.metadata()) {
                tables.insert(name, metadata.len());
            }
        }
        Ok(Tables(tables))
    }

    /// Merges the files of the store into as few as can be. Others go on reading and writing.
    ///
    /// # Errors
    /// The store failed.
    pub fn compact(&self) -> Result<(), Error> {
        let merged = self.store.optimize();
        if merged.is_err() {
            self.doubt();
        }
        Ok(merged?)
    }
}
