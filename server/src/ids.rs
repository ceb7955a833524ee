//! `denota.ids` beside `denota.toml`: read by all that numbers, written by those who may.

use std::path::PathBuf;

use transpilers::iceberg;
use transpilers::ids::Ids;
use upper::model::{DomainModel, Valid};

use crate::failure::{Doing as _, Failure, Result};
use crate::files::{self, Written};
use crate::project::Project;
use crate::render::human::excerpt;

/// The name of the file.
pub(crate) const IDS: &str = "denota.ids";

/// The numbers given so far; none without a `denota.toml`.
pub(crate) fn read(project: &Project) -> Result<Ids> {
    let path = path(project);
    if !project.configured || !path.is_file() {
        return Ok(Ids::default());
    }
    let text = std::fs::read_to_string(&path).doing(|| format!("read `{IDS}`"))?;
    let (ids, problems) = Ids::parse(&text);
    match problems.first() {
        None => Ok(ids),
        Some(problem) => {
            let before: usize = text
                .split_inclusive('\n')
                .take(problem.line.saturating_sub(1))
                .map(str::len)
                .sum();
            let line = text
                .get(before..)
                .and_then(|t| t.lines().next())
                .unwrap_or_default();
            let mut failure = Failure::new(format!("`{IDS}` is not valid: {}", problem.message))
                .help(problem.help.clone());
            failure.excerpt = Some(excerpt(IDS, &text, before..before + line.len()));
            Err(failure)
        }
    }
}

/// Enters the numbers of the models' tables, and writes the file where that is new.
pub(crate) fn update(
    project: &Project,
    models: &[Valid<DomainModel>],
    ids: Ids,
) -> Result<Written> {
    files::write(&path(project), &numbered(models, ids).print())
}

/// The numbers given so far, and those of the models' tables that had none.
pub(crate) fn numbered(models: &[Valid<DomainModel>], mut ids: Ids) -> Ids {
    for model in models {
        let tables = iceberg::tables(model.models(), model.id(), &ids);
        iceberg::record(model.models(), model.id(), &tables, &mut ids);
    }
    ids
}

fn path(project: &Project) -> PathBuf {
    project.root.join(IDS)
}
