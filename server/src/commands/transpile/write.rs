//! The files of one target for one domain.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use upper::model::{DomainModel, Valid};

use super::select::Selected;
use crate::failure::{Failure, Result};
use crate::files::{self, Folders};
use crate::made;
use crate::out::count;
use crate::pipeline;
use crate::timings;

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    created: usize,
    changed: usize,
    same: usize,
    /// The files.
    paths: BTreeSet<PathBuf>,
    /// How many entries the ledgers have.
    pub(crate) losses: usize,
}

impl Written {
    fn put(&mut self, folders: &mut Folders, path: &Path, text: &str) -> Result<()> {
        self.paths.insert(path.to_owned());
        match folders.write(path, text)? {
            files::Written::Created => self.created += 1,
            files::Written::Changed => self.changed += 1,
            files::Written::Same => self.same += 1,
        }
        Ok(())
    }

    /// Files beside those that were written, of the same kinds and in folders of the same targets,
    /// that were not: what an earlier run made of something that is no longer there, most likely.
    pub(crate) fn left_over(&self, dir: &Path, targets: &[&str]) -> Vec<PathBuf> {
        let kind = |path: &Path| path.extension().map(OsStr::to_owned);
        let kinds: BTreeSet<Option<OsString>> = self.paths.iter().map(|path| kind(path)).collect();
        let mut left = Vec::new();
        let mut open: Vec<PathBuf> = targets.iter().map(|target| dir.join(target)).collect();
        while let Some(folder) = open.pop() {
            // A folder that cannot be read has nothing that anybody could be told of.
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                match entry.file_type() {
                    Ok(of) if of.is_dir() => open.push(path),
                    Ok(_) if kinds.contains(&kind(&path)) && !self.paths.contains(&path) => {
                        left.push(path);
                    }
                    Ok(_) | Err(_) => {}
                }
            }
        }
        left.sort();
        left
    }

    /// `wrote 12 files to …: 3 new, 1 changed, 8 as they were`.
    pub(crate) fn summary(&self, dir: &Path) -> String {
        let all = count(self.created + self.changed + self.same, "file");
        let parts = [
            (self.created, "new"),
            (self.changed, "changed"),
            (self.same, "as before"),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        format!("{all} in `{}`: {}", dir.display(), parts.join(", "))
    }
}

/// Makes and writes the files of one target for one domain.
pub(crate) fn write(
    model: &Valid<DomainModel>,
    chosen: &Selected,
    dir: &Path,
    written: &mut Written,
) -> Result<()> {
    let dir = dir.join(chosen.target.name);
    let output = pipeline::transpile(model, chosen.target, &chosen.settings);
    timings::ended(chosen.target.name);
    written.losses += output.losses.len();
    let mut folders = Folders::default();
    made::each(model, chosen.target, output, |path, text| {
        written.put(&mut folders, &below(&dir, &path)?, &text)
    })?;
    folders.finish()?;
    timings::ended("files");
    Ok(())
}

/// A path below a folder; names come from models, and must not lead out of it.
fn below(dir: &Path, path: &str) -> Result<PathBuf> {
    let inside = Path::new(path)
        .components()
        .all(|c| matches!(c, Component::Normal(_)));
    if inside {
        Ok(dir.join(path))
    } else {
        Err(Failure::new(format!("`{path}` is not a name for a file"))
            .help("give the domain or class a plain `upper:name`"))
    }
}
