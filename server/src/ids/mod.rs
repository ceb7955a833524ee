//! `denota.ids` beside `denota.toml`: read by all that numbers, written by those who may.

mod published;

use std::path::PathBuf;

use ::containers::LiveTable;
use transpilers::iceberg;
use transpilers::ids::{Ids, MAX_NUMBER};
use upper::model::{DomainModel, Valid};

use crate::failure::{Doing as _, Failure, Result};
use crate::files::{self, Written};
use crate::lock::Lock;
use crate::out::Out;
use crate::project::Project;
use crate::render::human::excerpt;

pub(crate) use published::published;

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

/// The numbers to go on from: those with which the models were published, and those of the
/// file. Which of its numbers were published without the file is told by the registry alone.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(crate) fn settled(
    project: &Project,
    models: &[Valid<DomainModel>],
    file: Ids,
    turn: &Lock,
    out: &Out,
) -> Result<Ids> {
    let published = published::published_under(project, models, turn, out)?;
    Ok(joined(models, &published, file))
}

/// The same where the file lacks numbers; else, or where the registry cannot be asked, those
/// of the file.
pub(crate) fn going_on(
    project: &Project,
    models: &[Valid<DomainModel>],
    file: Ids,
    turn: &Lock,
    out: &Out,
) -> Ids {
    if !project.configured || !lacks(models, &file) {
        return file;
    }
    match settled(project, models, file.clone(), turn, out) {
        Ok(ids) => ids,
        Err(failure) => {
            out.note(format_args!(
                "new columns are numbered without the registry, which may have numbers for them: {}; `denota doctor` says whether they agree once it can be asked",
                failure.what
            ));
            file
        }
    }
}

/// Numbers that were published, and what those of a file add.
pub(crate) fn joined(models: &[Valid<DomainModel>], published: &Ids, file: Ids) -> Ids {
    if published.is_empty() {
        return file;
    }
    let mut all = carried(models, published);
    all.join(&carried(models, &file));
    all
}

/// The published numbers that others contradict, in words.
pub(crate) fn contradictions(
    models: &[Valid<DomainModel>],
    published: &Ids,
    file: &Ids,
) -> Vec<String> {
    carried(models, published).join(&carried(models, file))
}

/// Whether the models' tables have columns without a number.
pub(crate) fn lacks(models: &[Valid<DomainModel>], ids: &Ids) -> bool {
    numbered(models, ids.clone()) != carried(models, ids)
}

/// Numbers by the names that the models have now for what had them.
fn carried(models: &[Valid<DomainModel>], ids: &Ids) -> Ids {
    ids.carried(|ids| numbered(models, ids))
}

/// Enters the numbers of the models' tables, and writes the file where that is new.
pub(crate) fn update(
    project: &Project,
    models: &[Valid<DomainModel>],
    ids: Ids,
) -> Result<Written> {
    let ids = numbered(models, ids);
    if let Some(root) = ids.past_greatest() {
        return Err(Failure::new(used_up(root)).help(format!(
            "take lines with numbers that no live table uses out of `{IDS}`"
        )));
    }
    files::keep(&path(project), &ids.print())
}

/// The numbers given so far, and those of live tables that nothing contradicts: a table that
/// was made without the file, or whose catalog numbers by itself, keeps its own.
pub(crate) fn adopt(models: &[Valid<DomainModel>], ids: &Ids, tables: &[LiveTable]) -> Ids {
    let mut all = carried(models, ids);
    for live in tables {
        let root = &live.table.root_iri;
        let entries = live.numbers.iter();
        let entries = entries.map(|(path, number)| (path.as_slice(), *number));
        let mut own = Ids::default();
        own.record(iceberg::TARGET.name, root, root, entries);
        all.join(&own);
    }
    all
}

/// Live tables with other numbers than the file has, in words.
pub(crate) fn differing(ids: &Ids, tables: &[LiveTable]) -> Vec<String> {
    tables
        .iter()
        .filter_map(|live| differs(ids, live))
        .collect()
}

fn differs(ids: &Ids, live: &LiveTable) -> Option<String> {
    let table = &live.table;
    let mut first = None;
    table.visit(&mut |names, column| {
        let path: Vec<&str> = column.path.iter().map(String::as_str).collect();
        let number = ids.number(iceberg::TARGET.name, &table.root_iri, &path);
        if let Some(number) = number.filter(|n| *n != column.id && first.is_none()) {
            first = Some((names.join("."), column.id, number));
        }
    });
    let (column, live, file) = first?;
    Some(format!(
        "`{}.{}` has other numbers than `{IDS}`, such as {live} for `{column}` and not {file}",
        table.namespace, table.name
    ))
}

/// That no number is left under a root.
pub(crate) fn used_up(root: &str) -> String {
    format!(
        "no number is left for new columns of `{root}`: the greatest is {MAX_NUMBER}, and they only go up"
    )
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
