//! `denota transpile`: schemas, representations, mappings and losses as files.

mod select;
mod write;

use std::path::Path;
use std::time::Instant;

use transpilers::iceberg;
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
    let models = own(&read.checked)?;
    let written = make(&models, &selected, &args.out)?;
    out.note(format_args!(
        "{} in {}",
        written.summary(&args.out),
        duration(started.elapsed())
    ));
    // Of some models only, what others made is none of this run's.
    if paths.is_empty() {
        tell_left_over(&written, &selected, &args.out, out);
    }
    if let Some(registry) = unnumbered(&models, &selected, &project) {
        out.note(format_args!(
            "there is no `{}`, so columns are numbered by their places: `denota transpile iceberg --update-ids` takes over the numbers that {registry} has",
            ids::IDS
        ));
    }
    if written.losses > 0 {
        let losses = count(written.losses, "thing");
        out.note(format_args!(
            "{losses} that models say and schemas cannot: see the files *.losses.json"
        ));
    }
    Ok(Done::Clean)
}

/// The registry that may have numbers for what was just numbered by place.
fn unnumbered(
    models: &[Valid<DomainModel>],
    selected: &[Selected],
    project: &Project,
) -> Option<String> {
    let is_numbered = |chosen: &Selected| chosen.target.name == iceberg::TARGET.name;
    let chosen = selected.iter().find(|chosen| is_numbered(chosen))?;
    let ids = &chosen.settings.ids;
    if !project.configured || !ids.is_empty() || !ids::lacks(models, ids) {
        return None;
    }
    let here = || project.state().join("registry");
    let here = || here().is_dir().then(|| "`.denota/registry`".to_owned());
    project.config.registry.clone().or_else(here)
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
    let turn = lock(&project.state(), out)?;
    let models = own(&read.checked)?;
    let file = ids::read(project)?;
    let numbers = match ids::settled(project, &models, file.clone(), &turn, out) {
        Ok(numbers) => numbers,
        Err(failure) => {
            out.note(format_args!(
                "numbers that the registry may have are not taken over: {}",
                failure.what
            ));
            file
        }
    };
    if ids::update(project, &models, numbers)? != Written::Same {
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
