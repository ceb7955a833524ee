//! A folder per running load: what it spills, and the paths of the data files it writes.
//!
//! The load holds a lock on its folder, which the operating system lets go when the process
//! dies, however it dies. A folder whose lock is free is therefore of a load that is over:
//! whoever comes next removes it, and those of its data files that no snapshot names.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Doing as _, Result};

const LOCK: &str = "lock";
const FILES: &str = "files";

/// The folder of this load. Dropping it removes it.
#[derive(Debug)]
pub(crate) struct Workspace {
    dir: PathBuf,
    _lock: File,
}

impl Workspace {
    pub(crate) fn new(scratch: &Path, table: &str) -> Result<Self> {
        let dir = scratch.join(format!("load-{}", uuid::Uuid::new_v4()));
        let doing = || format!("make the folder `{}`", dir.display());
        // The lock is taken before the folder has its name, so nobody sees it without.
        let hidden = scratch.join(format!(".new-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&hidden).doing(doing)?;
        let lock = File::create(hidden.join(LOCK)).doing(doing)?;
        lock.lock().doing(doing)?;
        std::fs::write(hidden.join(FILES), format!("{table}\n")).doing(doing)?;
        std::fs::rename(&hidden, &dir).doing(doing)?;
        Ok(Self { dir, _lock: lock })
    }

    /// Where the load may put its files.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where the paths of data files are noted.
    pub(crate) fn journal(&self) -> PathBuf {
        self.dir.join(FILES)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Notes a data file about to be written.
pub(crate) fn note(journal: &Path, location: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(journal)?;
    writeln!(file, "{location}")
}

/// What a load that is over left behind.
#[derive(Debug)]
pub(crate) struct Leftover {
    dir: PathBuf,
    lock: File,
    /// The table that it wrote to, `namespace.table`.
    pub(crate) table: String,
    /// The data files that it wrote; some may have been committed.
    pub(crate) files: Vec<String>,
}

impl Leftover {
    /// Removes the folder.
    pub(crate) fn remove(self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        drop(self.lock);
    }
}

/// The folders of loads that are over.
pub(crate) fn leftovers(scratch: &Path) -> Vec<Leftover> {
    let Ok(entries) = std::fs::read_dir(scratch) else {
        return Vec::new();
    };
    let dirs = entries.flatten().map(|e| e.path());
    dirs.filter(|d| {
        d.file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with("load-"))
    })
    .filter_map(leftover)
    .collect()
}

fn leftover(dir: PathBuf) -> Option<Leftover> {
    let lock = OpenOptions::new().write(true).open(dir.join(LOCK)).ok()?;
    lock.try_lock().ok()?;
    let text = std::fs::read_to_string(dir.join(FILES)).ok()?;
    let mut lines = text.lines().map(str::to_owned);
    Some(Leftover {
        table: lines.next()?,
        files: lines.collect(),
        dir,
        lock,
    })
}
