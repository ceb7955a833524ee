//! Writing the file of tokens while a server reads it: a server that looks at any moment finds
//! all tokens of before or all of after, and a crash leaves either.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::{Doing as _, Result};
use crate::files::{beside, settle};

/// The turn to change a file of tokens, until dropped.
pub(super) struct Turn {
    /// What is changed: where the path is a link, what it leads to.
    path: PathBuf,
    _lock: File,
}

/// Waits for the turn to change a file. The lock is a file of its own, since the one that is
/// changed makes way for another.
///
/// # Errors
/// It cannot be had.
pub(super) fn turn(path: &Path) -> Result<Turn> {
    let path = match std::fs::canonicalize(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(path.to_owned()),
        found => found.doing(|| format!("read `{}`", path.display())),
    }?;
    let beside = beside(&path, "lock");
    let shown = beside.display().to_string();
    let mut options = owned();
    let lock = options.create(true).truncate(false).open(&beside);
    let lock = lock.doing(|| format!("write `{shown}`"))?;
    lock.lock().doing(|| format!("lock `{shown}`"))?;
    Ok(Turn { path, _lock: lock })
}

impl Turn {
    /// What the file holds; nothing where there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn text(&self) -> Result<String> {
        match std::fs::read_to_string(&self.path) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(String::new()),
            read => read.doing(|| format!("read `{}`", self.path.display())),
        }
    }

    /// Puts a text in the place of the file, in one step and once all of it is on disk.
    ///
    /// # Errors
    /// It cannot be written; the file is as it was.
    pub(super) fn replace(&self, text: &str) -> Result<()> {
        let beside = beside(&self.path, "tmp");
        let put = fill(&beside, &self.path, text)
            .and_then(|()| std::fs::rename(&beside, &self.path))
            .and_then(|()| settle(&self.path));
        if put.is_err() {
            // It is there only where the renaming, or what comes before it, failed.
            let _ = std::fs::remove_file(&beside);
        }
        put.doing(|| format!("write `{}`", self.path.display()))
    }
}

/// Only its owner may read a new file, or write it.
fn owned() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a new file that is to take the place of another one.
fn fill(new: &Path, old: &Path, text: &str) -> io::Result<()> {
    // What a crash left there may be of somebody else.
    match std::fs::remove_file(new) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        Ok(()) | Err(_) => {}
    }
    let mut file = owned().create_new(true).open(new)?;
    match std::fs::metadata(old) {
        Ok(old) => resemble(&file, &old)?,
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(e) => return Err(e),
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Gives a file the owner and the mode of another one: the server that reads it may run as
/// somebody else than who makes tokens.
fn resemble(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
        fchown(file, Some(old.uid()), Some(old.gid()))?;
    }
    file.set_permissions(old.permissions())
}
