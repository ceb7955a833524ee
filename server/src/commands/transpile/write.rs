//! The files of one target for one domain.

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
    /// How many entries the ledgers have.
    pub(crate) losses: usize,
}

impl Written {
    fn put(&mut self, folders: &mut Folders, path: &Path, text: &str) -> Result<()> {
        match folders.write(path, text)? {
            files::Written::Created => self.created += 1,
            files::Written::Changed => self.changed += 1,
            files::Written::Same => self.same += 1,
        }
        Ok(())
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
