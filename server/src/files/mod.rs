//! Writing files so that a reader never sees half of one.

mod folders;

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::{Doing as _, Failure, Result};

pub(crate) use folders::Folders;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is new.
    Created,
    /// Its content is new.
    Changed,
    /// It held this content already and was not touched.
    Same,
}

/// Puts a text into a file: as a whole or not at all, and only where it differs, so that
/// build tools see no change where there is none.
pub(crate) fn write(path: &Path, text: &str) -> Result<Written> {
    put(path, text, |beside, text| std::fs::write(beside, text))
}

/// Puts a text into a file as [`write()`] does, and on disk before it is seen there: for what
/// cannot be made again, or is not looked at again.
pub(crate) fn keep(path: &Path, text: &str) -> Result<Written> {
    let written = put(path, text, |beside, text| {
        let mut file = File::create(beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    })?;
    if written != Written::Same {
        settle(path).doing(|| format!("write `{}`", path.display()))?;
    }
    Ok(written)
}

/// A file beside another one, under a name that says what it is for.
pub(crate) fn beside(path: &Path, purpose: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{purpose}"));
    path.with_file_name(name)
}

/// Sees to it that the renaming of a file is on disk.
pub(crate) fn settle(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new(".")))?.sync_all() {
        // Some file systems of networks cannot do it for folders.
        Err(e) if matches!(e.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Fills a file beside another one, and puts it in the place of that.
fn put(
    path: &Path,
    text: &str,
    fill: impl Fn(&Path, &str) -> std::io::Result<()>,
) -> Result<Written> {
    let written = match std::fs::read(path) {
        Ok(old) if old == text.as_bytes() => return Ok(Written::Same),
        Ok(_) => Written::Changed,
        Err(_) => Written::Created,
    };
    let beside = beside(path, &format!("{}.tmp", std::process::id()));
    // The folder is made when that turns out to be needed: a model has thousands of files.
    let first = fill(&beside, text);
    let put = if first
        .as_ref()
        .is_err_and(|e| e.kind() == ErrorKind::NotFound)
    {
        make_folder(path)?;
        fill(&beside, text)
    } else {
        first
    };
    let done = put.and_then(|()| std::fs::rename(&beside, path));
    if done.is_err() {
        let _ = std::fs::remove_file(&beside);
        not_a_folder(path)?;
    }
    done.doing(|| format!("write `{}`", path.display()))?;
    Ok(written)
}

fn make_folder(of: &Path) -> Result<()> {
    let Some(folder) = of.parent() else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).doing(|| format!("make the folder `{}`", folder.display()))
}

fn not_a_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(Failure::new(format!(
            "`{}` is a folder, and a file is to be written there",
            path.display()
        ))
        .help("move the folder, or choose another folder with `--out`"));
    }
    Ok(())
}
