//! Many files at once. A folder that is new comes into being with all that is in it, by one
//! renaming: there is nothing old beside which half of it could be seen, and to open, write
//! and close a file is all that the system is asked for each of a thousand.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Written, write};
use crate::failure::{Doing as _, Failure, Result};

/// Writes files; [`Folders::finish`] makes those in new folders visible.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    new: Vec<New>,
    /// Folders that were there before.
    old: Vec<PathBuf>,
}

/// A folder that is not there yet.
#[derive(Debug)]
struct New {
    folder: PathBuf,
    /// Where its files are until it is complete.
    beside: PathBuf,
}

impl Folders {
    /// Puts a text into a file, as [`write()`] does where the folder is there already.
    pub(crate) fn write(&mut self, path: &Path, text: &str) -> Result<Written> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return write(path, text);
        };
        let Some(beside) = self.beside(folder)? else {
            return write(path, text);
        };
        fs::write(beside.join(name), text).doing(|| format!("write `{}`", path.display()))?;
        Ok(Written::Created)
    }

    /// Where the files of a new folder go; none where the folder is not new.
    fn beside(&mut self, folder: &Path) -> Result<Option<&Path>> {
        if self.old.iter().any(|f| f == folder) {
            return Ok(None);
        }
        let known = self.new.iter().position(|n| n.folder == folder);
        if known.is_none() {
            let Some(name) = folder.file_name().filter(|_| !folder.exists()) else {
                self.old.push(folder.to_owned());
                return Ok(None);
            };
            let mut hidden = OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}.tmp", std::process::id()));
            let beside = folder.with_file_name(hidden);
            fs::create_dir_all(&beside)
                .doing(|| format!("make the folder `{}`", folder.display()))?;
            self.new.push(New {
                folder: folder.to_owned(),
                beside,
            });
        }
        let at = known.unwrap_or(self.new.len().saturating_sub(1));
        Ok(self.new.get(at).map(|n| n.beside.as_path()))
    }

    /// Puts the new folders where they belong.
    ///
    /// # Errors
    /// A folder or file cannot be made there.
    pub(crate) fn finish(mut self) -> Result<()> {
        while let Some(new) = self.new.last() {
            if fs::rename(&new.beside, &new.folder).is_err() {
                merge(new)?;
            }
            self.new.pop();
        }
        Ok(())
    }
}

/// Somebody has made the folder meanwhile: file by file, then.
fn merge(new: &New) -> Result<()> {
    let folder = || format!("make the folder `{}`", new.folder.display());
    fs::create_dir_all(&new.folder).doing(folder)?;
    for entry in fs::read_dir(&new.beside).doing(folder)? {
        let entry = entry.doing(folder)?;
        let path = new.folder.join(entry.file_name());
        if let Err(e) = fs::rename(entry.path(), &path) {
            super::not_a_folder(&path)?;
            return Err(Failure::new(format!(
                "cannot write `{}`: {e}",
                path.display()
            )));
        }
    }
    fs::remove_dir(&new.beside).doing(folder)
}

impl Drop for Folders {
    fn drop(&mut self) {
        for new in &self.new {
            let _ = fs::remove_dir_all(&new.beside);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_folder_is_seen_when_it_is_complete() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("avro/shop");
        let mut folders = Folders::default();
        for name in ["a.avsc", "b.avsc"] {
            let written = folders.write(&folder.join(name), "{}").unwrap();
            assert_eq!(written, Written::Created);
        }
        folders
            .write(&dir.path().join("avro/shop.json"), "[]")
            .unwrap();
        assert!(!folder.exists());
        folders.finish().unwrap();
        assert_eq!(names(&folder), ["a.avsc", "b.avsc"]);
        assert_eq!(names(&dir.path().join("avro")), ["shop", "shop.json"]);
        let mut again = Folders::default();
        let same = again.write(&folder.join("a.avsc"), "{}").unwrap();
        let changed = again.write(&folder.join("b.avsc"), "[]").unwrap();
        assert_eq!((same, changed), (Written::Same, Written::Changed));
        again.finish().unwrap();
        assert_eq!(names(&folder), ["a.avsc", "b.avsc"]);
    }

    #[test]
    fn what_others_make_meanwhile_stays_and_what_fails_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("shop");
        let mut folders = Folders::default();
        folders.write(&folder.join("a.avsc"), "{}").unwrap();
        folders.write(&folder.join("b.avsc"), "{}").unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("b.avsc"), "of another").unwrap();
        fs::write(folder.join("c.avsc"), "of another").unwrap();
        folders.finish().unwrap();
        assert_eq!(names(&folder), ["a.avsc", "b.avsc", "c.avsc"]);
        assert_eq!(fs::read_to_string(folder.join("b.avsc")).unwrap(), "{}");
        assert_eq!(names(dir.path()), ["shop"]);
        let mut abandoned = Folders::default();
        abandoned
            .write(&dir.path().join("new/a.avsc"), "{}")
            .unwrap();
        drop(abandoned);
        assert_eq!(names(dir.path()), ["shop"]);
    }
}
