//! The folder that an embedded catalog was made in. Its tables name their files by whole paths,
//! as all of Iceberg does: in a folder that was moved they are not found, and one that was copied
//! would write into the files of the other.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The file beside the catalog that holds the path.
const FILE: &str = "warehouse.path";

/// Sees that a folder is the one that its catalog was made in, and remembers it where it is new.
///
/// # Errors
/// It is another one.
pub(super) fn settle(dir: &Path) -> Result<()> {
    let file = dir.join(FILE);
    match fs::read_to_string(&file) {
        Ok(text) if text.ends_with('\n') => held(dir, Path::new(text.trim_end_matches('\n'))),
        // None is there, or another process is about to write the same.
        Ok(_) | Err(_) => {
            // Who may only read makes no tables either.
            let _ = fs::write(&file, format!("{}\n", dir.display()));
            Ok(())
        }
    }
}

fn held(dir: &Path, home: &Path) -> Result<()> {
    // A path may lead here by other ways, such as a link in the place of what was moved.
    let leads_here = |home: &Path| home.canonicalize().is_ok_and(|path| path == *dir);
    if home == dir || leads_here(home) {
        return Ok(());
    }
    let (here, there) = (dir.display(), home.display());
    let what = format!("the tables in `{here}` belong to `{there}`, where their files are");
    let error = Error::invalid(what);
    let catalog: PathBuf = home.join("catalog.db");
    Err(if catalog.is_file() {
        error.with_help(format!(
            "this is a copy: to have tables of its own, remove `catalog.db`, `warehouse` and `{FILE}` in `{here}`, then run `denota provision` and load the rows again"
        ))
    } else {
        error.with_help(format!(
            "the folder was moved: move it back, or let the old path lead here, `mkdir -p {} && ln -s {here} {there}`",
            home.parent().unwrap_or(home).display()
        ))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn said(dir: &Path) -> String {
        settle(dir).unwrap_err().to_string()
    }

    #[test]
    fn a_copy_and_a_moved_folder_are_told() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let (old, new) = (root.join("old"), root.join("new"));
        for dir in [&old, &new] {
            fs::create_dir(dir).unwrap();
        }
        settle(&old).unwrap();
        settle(&old).unwrap();
        fs::write(old.join("catalog.db"), "").unwrap();
        fs::copy(old.join(FILE), new.join(FILE)).unwrap();
        let copied = settle(&new).unwrap_err();
        assert!(
            copied.help().unwrap().contains("this is a copy"),
            "{copied}"
        );
        assert!(said(&new).contains(&old.display().to_string()));
        fs::remove_dir_all(&old).unwrap();
        let moved = settle(&new).unwrap_err();
        assert!(moved.help().unwrap().contains("ln -s"), "{moved}");
        std::os::unix::fs::symlink(&new, &old).unwrap();
        settle(&new).unwrap();
    }
}
