//! Whether the store takes what is written. Once a disk was full it goes on refusing, whatever
//! room there is, until it is opened anew; reading is not affected.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;
use crate::private;
use crate::store::Registry;

/// How much room a trial takes for a moment, in bytes.
const ROOM: usize = 4 << 20;
/// The file that takes it.
const TRIAL: &str = "room.tmp";

/// What is known of writing.
#[derive(Debug, Default)]
pub(crate) struct State {
    failing: AtomicBool,
    doubted: AtomicBool,
    /// Whether something was committed that may not be on disk.
    torn: AtomicBool,
}

/// What came of trying to write.
#[derive(Debug)]
pub enum Writing {
    /// The store takes what is written.
    Works,
    /// There is no room on the disk, or none for us.
    NoRoom(Error),
    /// There is room, and the store is to be opened anew: it refuses all the same, or holds
    /// what nobody was told of.
    Stuck,
}

impl Registry {
    /// Whether the last that was written failed, and nothing that was tried since went in.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.writing.failing.load(Ordering::Relaxed)
    }

    /// Whether there is reason to try.
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.writing.doubted.load(Ordering::Relaxed)
    }

    /// Something happened after which writing may not work.
    pub fn doubt(&self) {
        self.writing.doubted.store(true, Ordering::Relaxed);
    }

    /// Tries to write, in turn with whoever writes. What the store says does not change.
    pub fn try_writing(&self) -> Writing {
        let writer = self.writer();
        if let Err(error) = take_room(&self.folder) {
            self.fails();
            return Writing::NoRoom(error);
        }
        // Nobody fails from here to the end, since this has the turn.
        let tried = self.write_same();
        drop(writer);
        if tried.is_err() || self.is_torn() {
            self.fails();
            return Writing::Stuck;
        }
        self.writing.doubted.store(false, Ordering::Relaxed);
        self.writing.failing.store(false, Ordering::Relaxed);
        Writing::Works
    }

    /// Notes whether writing has failed.
    pub(crate) fn written<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::Storage(_) | Error::Io(_)) = &result {
            self.fails();
        }
        result
    }

    /// Something is committed, and its flush has failed.
    pub(crate) fn torn(&self) {
        self.writing.torn.store(true, Ordering::Relaxed);
    }

    /// Whether the store holds what may not be on disk, and so nobody was told of.
    pub(crate) fn is_torn(&self) -> bool {
        self.writing.torn.load(Ordering::Relaxed)
    }

    fn fails(&self) {
        self.writing.failing.store(true, Ordering::Relaxed);
        self.doubt();
    }

    /// Writes what is there already.
    fn write_same(&self) -> Result<(), Error> {
        let generation = self.index().generation().to_string();
        let mut transaction = self.store.start_transaction()?;
        private::set(
            &self.store,
            &mut transaction,
            private::GENERATION,
            &generation,
        )?;
        transaction.commit()?;
        Ok(self.store.flush()?)
    }
}

fn take_room(folder: &Path) -> Result<(), Error> {
    let path = folder.join(TRIAL);
    let written = File::create(&path).and_then(|mut file| {
        // File systems make nothing of zeros.
        file.write_all(&vec![0xa5; ROOM])?;
        file.sync_all()
    });
    let removed = std::fs::remove_file(&path);
    written?;
    Ok(removed?)
}
