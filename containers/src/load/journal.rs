//! A folder per running load: what it spills, and the paths of the files it writes. Changing
//! a table that has rows writes such files too, and has such a folder.
//!
//! The load holds a lock on its folder, which the operating system lets go when the process
//! dies, however it dies. A folder whose lock is free is therefore of a load that is over:
//! whoever comes next removes it, and those of its files that no snapshot names.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Doing as _, Result};

/// How the name of a folder begins, and that of one that is still being made.
const LOAD: &str = "load-";
const NEW: &str = ".new-";
/// How often making a folder is tried.
const TRIES: usize = 100;
const LOCK: &str = "lock";
const FILES: &str = "files";
/// The mark of a load of whose commit it is not known whether it happens.
const OPEN: &str = "open";
/// A catalog has carried out by then what it was asked to, or never does.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// The folder of this load. Dropping it removes it.
#[derive(Debug)]
pub(crate) struct Workspace {
    dir: PathBuf,
    /// Whether the journal is to stay.
    left: bool,
    _lock: File,
}

impl Workspace {
    pub(crate) fn new(scratch: &Path, table: &str) -> Result<Self> {
        let doing = || format!("make a folder in `{}`", scratch.display());
        let mut tries = 0;
        loop {
            tries += 1;
            match Self::make(scratch, table) {
                // Who cleans up took it for that of a load that died.
                Err(error) if error.kind() == ErrorKind::NotFound && tries < TRIES => {}
                made => return made.doing(doing),
            }
        }
    }

    /// The lock is taken before the folder has its name, so nobody sees it without.
    fn make(scratch: &Path, table: &str) -> io::Result<Self> {
        let id = uuid::Uuid::new_v4();
        let new = scratch.join(format!("{NEW}{id}"));
        std::fs::create_dir_all(scratch)?;
        make_private(&new)?;
        let lock = File::create(new.join(LOCK))?;
        lock.lock()?;
        std::fs::write(new.join(FILES), format!("{table}\n"))?;
        let dir = scratch.join(format!("{LOAD}{id}"));
        std::fs::rename(&new, &dir)?;
        Ok(Self {
            dir,
            left: false,
            _lock: lock,
        })
    }

    /// Where the load may put its files. Only its user may look into it.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where the paths of files are noted.
    pub(crate) fn journal(&self) -> PathBuf {
        self.dir.join(FILES)
    }

    /// Notes that a catalog is about to be asked that may carry out what it was asked later,
    /// whether or not this load lives to hear of it.
    ///
    /// # Errors
    /// It cannot be noted: then nothing must be asked.
    pub(crate) fn ask(&self) -> Result<()> {
        let mark = self.dir.join(OPEN);
        std::fs::write(&mark, "").doing(|| format!("write `{}`", mark.display()))
    }

    /// The catalog has answered.
    pub(crate) fn answered(&self) {
        // Where it stays, files that nobody names stay for as long, and do no harm.
        let _ = std::fs::remove_file(self.dir.join(OPEN));
    }

    /// Leaves the journal to whoever comes, and sees which files snapshots name: after
    /// [`Workspace::ask`] once [`PATIENCE`] is over, since nobody can tell now whether the change
    /// happened, or will yet.
    pub(crate) fn leave(&mut self) {
        self.left = true;
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if !self.left {
            return remove(&self.dir);
        }
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten();
        for entry in entries.flatten() {
            if ![LOCK, FILES, OPEN]
                .iter()
                .any(|kept| entry.file_name() == *kept)
            {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

#[cfg(unix)]
fn make_private(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn make_private(dir: &Path) -> io::Result<()> {
    std::fs::create_dir(dir)
}

/// Notes a file about to be written.
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
    /// The files that it wrote; some may have been committed.
    pub(crate) files: Vec<String>,
}

impl Leftover {
    /// Removes the folder.
    pub(crate) fn remove(self) {
        remove(&self.dir);
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

/// What a load that is over left behind. A folder without a lock or without a journal has
/// nothing to tell: it was being made, or being removed, when its load died.
fn leftover(dir: PathBuf) -> Option<Leftover> {
    let name = dir.file_name()?.to_string_lossy();
    let is_new = name.starts_with(NEW);
    if !is_new && !name.starts_with(LOAD) {
        return None;
    }
    let lock = match OpenOptions::new().write(true).open(dir.join(LOCK)) {
        Ok(lock) => lock,
        Err(error) => {
            if is_new {
                // Only while it is empty: its load may live, and be about to lock and rename it.
                let _ = std::fs::remove_dir(&dir);
            } else if error.kind() == ErrorKind::NotFound {
                remove(&dir);
            }
            return None;
        }
    };
    lock.try_lock().ok()?;
    if let Ok(mark) = std::fs::metadata(dir.join(OPEN)) {
        let age = mark.modified().ok()?.elapsed().ok()?;
        if age < PATIENCE {
            return None;
        }
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_died_while_it_was_made_or_removed_is_removed() {
        let scratch = tempfile::tempdir().unwrap();
        let made = |name: &str, files: &[&str]| {
            let dir = scratch.path().join(name);
            std::fs::create_dir(&dir).unwrap();
            for file in files {
                std::fs::write(dir.join(file), "").unwrap();
            }
            dir
        };
        let dead = [
            made("load-a", &[FILES]),
            made("load-b", &[LOCK]),
            made(".new-c", &[]),
            made(".new-d", &[LOCK]),
        ];
        let other = made("other", &[]);
        let running = Workspace::new(scratch.path(), "shop.product").unwrap();
        assert!(leftovers(scratch.path()).is_empty());
        assert!(dead.iter().all(|dir| !dir.exists()));
        assert!(other.exists() && running.dir().exists());
    }

    #[test]
    fn what_a_catalog_may_yet_do_is_waited_for() {
        let scratch = tempfile::tempdir().unwrap();
        let load = || Workspace::new(scratch.path(), "shop.product").unwrap();
        let mut lost = load();
        note(&lost.journal(), "lost.parquet").unwrap();
        lost.ask().unwrap();
        lost.leave();
        let dir = lost.dir().to_owned();
        drop(lost);
        assert!(leftovers(scratch.path()).is_empty() && dir.exists());
        let mark = File::options().write(true).open(dir.join(OPEN)).unwrap();
        mark.set_modified(std::time::SystemTime::now() - PATIENCE)
            .unwrap();
        let found = leftovers(scratch.path()).pop().unwrap();
        assert_eq!(found.files, ["lost.parquet"]);
        drop(found);
        // One whose catalog has answered is over at once, and so is one that was never asked.
        for mut load in [load(), load()] {
            load.ask().unwrap();
            load.answered();
            load.leave();
        }
        assert_eq!(leftovers(scratch.path()).len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_of_a_load_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let scratch = tempfile::tempdir().unwrap();
        let running = Workspace::new(&scratch.path().join("a/b"), "shop.product").unwrap();
        let mode = std::fs::metadata(running.dir()).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o700);
    }

    #[test]
    fn loads_that_begin_are_not_harmed_by_others_that_clean_up() {
        let scratch = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let cleaning = scope.spawn(|| {
                for _ in 0..2000 {
                    leftovers(scratch.path());
                }
            });
            loop {
                let running = Workspace::new(scratch.path(), "shop.product").unwrap();
                assert!(running.journal().is_file());
                if cleaning.is_finished() {
                    break;
                }
            }
        });
    }
}
