//! Writing files so that a reader never sees half of one.

use std::ffi::OsString;
use std::path::Path;

use crate::failure::{Doing as _, Failure, Result};

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
    let written = match std::fs::read(path) {
        Ok(old) if old == text.as_bytes() => return Ok(Written::Same),
        Ok(_) => Written::Changed,
        Err(_) => Written::Created,
    };
    if path.is_dir() {
        return Err(Failure::new(format!("`{}` is a folder, and a file is to be written there", path.display()))
            .help("move the folder, or choose another folder with `--out`"));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).doing(|| format!("make the folder `{}`", folder.display()))?;
    }
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let done = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    if done.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    done.doing(|| format!("write `{}`", path.display()))?;
    Ok(written)
}
