//! `denota transpile`: schemas, representations, mappings and losses as files.

mod select;
mod write;

use std::path::Path;
use std::time::Instant;

use transpilers::naming::Naming;
use upper::model::{DomainModel, Valid};

use super::check::{Read, checked};
use crate::cli::{self, Format, Transpile};
use crate::dependencies::own;
use crate::failure::{Done, Failure, Result};
use crate::files::Written;
use crate::ids;
use crate::lock::lock;
use crate::out::{Out, count, duration, paint};
use crate::project::Project;
use crate::render::{render, style};
use select::Selected;

/// Runs the command.
pub(crate) fn run(args: &Transpile, format: Format, out: &Out) -> Result<Done> {
    let started = Instant::now();
    let project = Project::find()?;
    let naming = naming(args.naming, &project);
    let (targets, paths) = select::split(&args.words)?;
    let mut selected = select::settings(&targets, &args.option, naming, &project)?;
    let read = checked(&paths, &project, naming)?;
    if !refuse(&read, format, out) {
        return Ok(Done::Findings);
    }
    if args.update_ids {
        update_ids(&read, &project, &mut selected, out)?;
    }
    let written = make(&own(&read.checked)?, &selected, &args.out)?;
    out.note(format_args!(
        "{} in {}",
        written.summary(&args.out),
        duration(started.elapsed())
    ));
    // Of some models only, what others made is none of this run's.
    if paths.is_empty() {
        tell_left_over(&written, &selected, &args.out, out);
    }
    if written.losses > 0 {
        let losses = count(written.losses, "thing");
        out.note(format_args!(
            "{losses} that models say and schemas cannot: see the files *.losses.json"
        ));
    }
    Ok(Done::Clean)
}

/// How many files are named.
const NAMED: usize = 5;

fn tell_left_over(written: &write::Written, selected: &[Selected], dir: &Path, out: &Out) {
    let targets: Vec<&str> = selected.iter().map(|chosen| chosen.target.name).collect();
    let left = written.left_over(dir, &targets);
    if left.is_empty() {
        return;
    }
    let named = left.iter().take(NAMED);
    let named: Vec<String> = named.map(|path| format!("`{}`", path.display())).collect();
    let more = if left.len() > NAMED { ", …" } else { "" };
    out.note(format_args!(
        "{} there that nothing made now, and no model is behind: {}{more}",
        count(left.len(), "file"),
        named.join(", ")
    ));
}

fn update_ids(read: &Read, project: &Project, selected: &mut [Selected], out: &Out) -> Result<()> {
    if !project.configured {
        return Err(Failure::new(
            "there is no `denota.toml` here, so there is no `denota.ids` beside it",
        )
        .help("run `denota init` first"));
    }
    let _turn = lock(&project.state(), out)?;
    if ids::update(project, &own(&read.checked)?, ids::read(project)?)? != Written::Same {
        out.note(format_args!("wrote `{}`; commit it", ids::IDS));
    }
    let numbers = ids::read(project)?;
    for chosen in selected {
        chosen.settings.ids = numbers.clone();
    }
    Ok(())
}

/// Shows the findings, and tells whether anything may be made of what was read.
pub(crate) fn refuse(read: &Read, format: Format, out: &Out) -> bool {
    out.print(&render(&read.report(), format));
    if read.checked.has_errors() {
        out.note(format_args!(
            "{}: nothing was made, because of the errors",
            paint(style::ERROR, "stopped")
        ));
    }
    !read.checked.has_errors()
}

fn make(
    models: &[Valid<DomainModel>],
    selected: &[Selected],
    dir: &Path,
) -> Result<write::Written> {
    let mut written = write::Written::default();
    for chosen in selected {
        for model in models {
            write::write(model, chosen, dir, &mut written)?;
        }
    }
    Ok(written)
}

fn naming(asked: Option<cli::Naming>, project: &Project) -> Naming {
    match asked {
        Some(cli::Naming::Prefixed) => Naming::Prefixed,
        Some(cli::Naming::Plain) => Naming::Plain,
        None => project.config.naming(),
    }
}
