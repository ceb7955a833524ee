//! `denota.ids` beside `denota.toml`: read by all that numbers, written by those who may.

use std::path::PathBuf;

use ::containers::LiveTable;
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
    files::keep(&path(project), &numbered(models, ids).print())
}

/// The numbers given so far, and those of live tables that the file knows nothing of: a
/// table that was made without it, or from a copy that never came here, keeps its own.
pub(crate) fn adopt(mut ids: Ids, tables: &[LiveTable]) -> Ids {
    let target = iceberg::TARGET.name;
    for live in tables {
        let root = &live.table.root_iri;
        let mut names = std::iter::once(root).chain(&live.table.formerly);
        if !names.any(|root| ids.knows(target, root)) {
            let entries = live.numbers.iter();
            let entries = entries.map(|(path, number)| (path.as_slice(), *number));
            ids.record(target, root, root, entries);
        }
    }
    ids
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
