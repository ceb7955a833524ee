//! A folder per running load: what it spills, and the paths of the data files it writes.
//!
//! The load holds a lock on its folder, which the operating system lets go when the process
//! dies, however it dies. A folder whose lock is free is therefore of a load that is over:
//! whoever comes next removes it, and those of its data files that no snapshot names.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Doing as _, Result};

/// How the name of a folder begins, and that of one that is still being made.
const LOAD: &str = "load-";
const NEW: &str = ".new-";
/// Longer than making a folder takes.
const MAKING: Duration = Duration::from_secs(60);
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
        let dir = scratch.join(format!("{LOAD}{}", uuid::Uuid::new_v4()));
        let doing = || format!("make the folder `{}`", dir.display());
        // The lock is taken before the folder has its name, so nobody sees it without.
        let hidden = scratch.join(format!("{NEW}{}", uuid::Uuid::new_v4()));
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
    entries
        .flatten()
        .filter_map(|e| leftover(e.path()))
        .collect()
}

/// What a load that is over left behind; what it had begun to remove itself is removed here.
fn leftover(dir: PathBuf) -> Option<Leftover> {
    let name = dir.file_name()?.to_string_lossy();
    if !name.starts_with(LOAD) {
        // It may be on its way to being one.
        if name.starts_with(NEW) && is_old(&dir) {
            remove(&dir);
        }
        return None;
    }
    let Ok(lock) = OpenOptions::new().write(true).open(dir.join(LOCK)) else {
        remove(&dir);
        return None;
    };
    lock.try_lock().ok()?;
    let text = std::fs::read_to_string(dir.join(FILES)).unwrap_or_default();
    let mut lines = text.lines().map(str::to_owned);
    let Some(table) = lines.next() else {
        remove(&dir);
        return None;
    };
    Some(Leftover {
        table,
        files: lines.collect(),
        dir,
        lock,
    })
}

/// What cannot be removed now is tried again by the next load.
fn remove(dir: &Path) {
    let _ = std::fs::remove_dir_all(dir);
}

fn is_old(dir: &Path) -> bool {
    let modified = dir.metadata().and_then(|m| m.modified());
    modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > MAKING))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_being_removed_is_removed_and_what_is_being_made_is_left_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let made = |name: &str, files: &[&str]| {
            let dir = scratch.path().join(name);
            std::fs::create_dir(&dir).unwrap();
            for file in files {
                std::fs::write(dir.join(file), "").unwrap();
            }
            dir
        };
        let without_lock = made("load-a", &[FILES]);
        let without_files = made("load-b", &[LOCK]);
        let new = made(".new-c", &[]);
        let running = Workspace::new(scratch.path(), "shop.product").unwrap();
        assert!(leftovers(scratch.path()).is_empty());
        assert!(!without_lock.exists() && !without_files.exists());
        assert!(new.exists() && running.dir().exists());
    }
}
