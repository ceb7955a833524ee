//! Copies of the registry: checkpoints for worker processes, backups, and what proves that
//! a restored registry is the same.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use oxigraph::model::{GraphName, GraphNameRef, NamedOrBlankNode};
use oxigraph::store::Store;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::error::Error;
use crate::layout::LAYOUT;
use crate::store::{Registry, generation, open};
use crate::sums::{self, Sums};

/// What a backup says of itself. It is written last: without it there is no backup.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    layout: u32,
    generation: u64,
    at: String,
    /// Older backups do not have them.
    files: Option<Sums>,
}

const MANIFEST: &str = "backup.json";

/// The folders of a backup.
const FOLDERS: [&str; 2] = ["store", "audit"];

/// How sure it is that a backup was restored as it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// Every file has the size and the checksum that it had when the backup was made.
    Checked,
    /// The backup is of an older program, which kept no checksums.
    Unchecked,
}

impl Registry {
    /// Makes a copy of the store as it is now in a folder that does not exist yet, of hard
    /// links where the file system allows: a second or less whatever its size. Returns the
    /// generation that it shows.
    ///
    /// # Errors
    /// The folder exists, or the store failed.
    pub fn checkpoint(&self, dir: &Path) -> Result<u64, Error> {
        let _gate = self.gate();
        let generation = self.index().generation();
        let made = self.store.backup(dir);
        if made.is_err() {
            // It flushes first.
            self.doubt();
        }
        made?;
        Ok(generation)
    }

    /// The same of the history, brought up to date first.
    ///
    /// # Errors
    /// As [`Registry::checkpoint`].
    pub fn checkpoint_history(&self, dir: &Path) -> Result<u64, Error> {
        let history = self.history()?;
        let held = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = generation(&history)?;
        history.backup(dir)?;
        drop(held);
        Ok(shown)
    }

    /// Makes a backup in a folder that is empty or does not exist yet, while the registry
    /// goes on serving: the store of one moment, and the audit log, with a checksum of each
    /// file. That takes as long as reading all of it.
    ///
    /// # Errors
    /// The folder is not empty, or the store failed.
    pub fn backup(&self, dir: &Path) -> Result<(), Error> {
        empty(dir)?;
        let made = self.back_up(dir);
        if made.is_err() {
            clear(dir);
        }
        made
    }

    fn back_up(&self, dir: &Path) -> Result<(), Error> {
        std::fs::create_dir_all(dir)?;
        let generation = self.checkpoint(&dir.join("store"))?;
        self.audit_snapshot()?.copy(&dir.join("audit"))?;
        let manifest = Manifest {
            layout: LAYOUT,
            generation,
            at: clock::now(),
            files: Some(sums::of(dir, &FOLDERS)?),
        };
        let mut file = File::create(dir.join(MANIFEST))?;
        serde_json::to_writer_pretty(&mut file, &manifest).map_err(std::io::Error::from)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        Ok(File::open(dir)?.sync_all()?)
    }

    /// Puts a backup in the place of a registry that is empty or does not exist yet: all of it
    /// or, where that fails or is stopped half-way, nothing. The backup stays as it is.
    ///
    /// # Errors
    /// `from` is no backup or is not as it was made, `to` is not empty, or a file cannot be
    /// copied.
    pub fn restore(from: &Path, to: &Path) -> Result<Restored, Error> {
        let manifest = manifest(from)?;
        empty(to)?;
        let restored = whole(from, manifest.files.as_ref())?;
        // A link stays, and what it leads to is filled.
        let to = &std::fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
        let beside = beside(to)?;
        let placed = fill(&beside, from, &manifest).and_then(|()| place(&beside, to));
        if placed.is_err() {
            // What is left is removed by the next one who restores.
            let _ = std::fs::remove_dir_all(&beside);
        }
        placed.map(|()| restored)
    }

    /// Writes everything that the store holds as N-Quads, graph by graph and each sorted.
    /// Blank nodes have canonical names, so that equal registries make equal texts.
    ///
    /// # Errors
    /// The store failed, or writing did.
    pub fn nquads(&self, to: &mut dyn Write) -> Result<(), Error> {
        nquads(&self.store, to)
    }
}

fn nquads(store: &Store, to: &mut dyn Write) -> Result<(), Error> {
    let mut names = vec![GraphName::DefaultGraph];
    for name in store.named_graphs() {
        names.push(match name? {
            NamedOrBlankNode::NamedNode(node) => node.into(),
            NamedOrBlankNode::BlankNode(node) => node.into(),
        });
    }
    names.sort_unstable_by_key(ToString::to_string);
    for name in &names {
        let mut lines = Vec::new();
        let graph = Some(GraphNameRef::from(name));
        for quad in store.quads_for_pattern(None, None, None, graph) {
            lines.push(format!("{} .\n", quad?));
        }
        lines.sort_unstable();
        for line in lines {
            to.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

fn manifest(from: &Path) -> Result<Manifest, Error> {
    let none = || Error::Place(format!("there is no backup in `{}`", from.display()));
    let text = std::fs::read(from.join(MANIFEST)).map_err(|_| none())?;
    let damaged = |e| {
        Error::Place(format!(
            "`{MANIFEST}` in `{}` is damaged: {e}",
            from.display()
        ))
    };
    let manifest: Manifest = serde_json::from_slice(&text).map_err(damaged)?;
    if manifest.layout > LAYOUT {
        return Err(Error::Newer {
            layout: manifest.layout,
            known: LAYOUT,
        });
    }
    Ok(manifest)
}

/// Holds the files of a backup against what they were when it was made.
fn whole(from: &Path, files: Option<&Sums>) -> Result<Restored, Error> {
    let Some(files) = files else {
        return Ok(Restored::Unchecked);
    };
    match sums::difference(files, &sums::of(from, &FOLDERS)?) {
        None => Ok(Restored::Checked),
        Some((path, how)) => Err(Error::Place(format!(
            "the backup in `{}` is damaged: `{path}` {how}; nothing was written",
            from.display()
        ))),
    }
}

/// The folder in which a registry is put together; what somebody left there who was stopped
/// half-way is removed.
fn beside(to: &Path) -> Result<PathBuf, Error> {
    let none = || Error::Place(format!("`{}` cannot be a registry", to.display()));
    let mut name = OsString::from(".");
    name.push(to.file_name().ok_or_else(none)?);
    name.push(".restoring");
    let beside = to.with_file_name(name);
    match std::fs::remove_dir_all(&beside) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e.into()),
        Ok(()) | Err(_) => Ok(beside),
    }
}

/// Copies a backup, and sees that it opens and holds what it says.
fn fill(beside: &Path, from: &Path, manifest: &Manifest) -> Result<(), Error> {
    std::fs::create_dir_all(beside)?;
    copy(&from.join("store"), beside)?;
    copy(&from.join("audit"), &beside.join("audit"))?;
    let holds = generation(&open(beside)?)?;
    if holds == manifest.generation {
        return Ok(());
    }
    Err(Error::Place(format!(
        "the backup in `{}` is not whole: it says that it holds {} publications and holds {holds}",
        from.display(),
        manifest.generation
    )))
}

/// Puts a registry that is whole in its place, by one renaming.
fn place(beside: &Path, to: &Path) -> Result<(), Error> {
    if to.exists() {
        // It is empty. Not every system renames over a folder.
        std::fs::remove_dir(to).map_err(|error| in_the_way(to, &error))?;
    }
    std::fs::rename(beside, to)?;
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty());
    Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
}

fn in_the_way(to: &Path, error: &std::io::Error) -> Error {
    Error::Place(format!(
        "`{}` does not make way for the restored registry: {error}; where a disk is mounted there, mount it one folder higher",
        to.display()
    ))
}

/// Removes what a backup that failed has written. The folder may be one that stays, such as
/// one where a disk is mounted; that not all can be removed is not what went wrong.
fn clear(dir: &Path) {
    for folder in FOLDERS {
        let _ = std::fs::remove_dir_all(dir.join(folder));
    }
    let _ = std::fs::remove_file(dir.join(MANIFEST));
    let _ = std::fs::remove_dir(dir);
}

/// Nothing is ever written over.
fn empty(folder: &Path) -> Result<(), Error> {
    if folder.exists() && std::fs::read_dir(folder)?.next().is_some() {
        return Err(Error::Place(format!(
            "`{}` is not empty; nothing was written",
            folder.display()
        )));
    }
    Ok(())
}

/// Copies the files of a folder, and sees to it that they are on disk.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        if file.file_type()?.is_file() {
            let copied = to.join(file.file_name());
            std::fs::copy(file.path(), &copied)?;
            File::open(copied)?.sync_all()?;
        }
    }
    Ok(File::open(to)?.sync_all()?)
}
