//! `denota check`: everything that is wrong with models, at once.

use std::path::PathBuf;
use std::time::Instant;

use transpilers::naming::Naming;
use upper::check::Checked;
use upper::finding::Severity;

use crate::cli::{Check, Deny, Format};
use crate::failure::{Done, Failure, Result};
use crate::out::{Out, count, duration, paint};
use crate::pipeline;
use crate::project::Project;
use crate::render::{Report, render, style};

/// Runs the command.
pub(crate) fn run(args: &Check, format: Format, out: &Out) -> Result<Done> {
    let started = Instant::now();
    let project = Project::find()?;
    let read = checked(&args.paths.paths, &project, project.config.naming())?;
    let report = read.report();
    out.print(&render(&report, format));
    if report.findings.is_empty() {
        let models = read
            .checked
            .corpus
            .graphs()
            .filter(|(_, g)| !g.builtin)
            .count();
        let good = paint(style::GOOD, "no findings");
        out.note(format_args!(
            "checked {} in {}: {good}",
            count(models, "model"),
            duration(started.elapsed())
        ));
    }
    let denied = args.deny == Some(Deny::Warnings) && report.count(Severity::Warning) > 0;
    if denied {
        let error = paint(style::ERROR, "error");
        out.always(format_args!(
            "{error}: warnings are denied by `--deny warnings`"
        ));
    }
    Ok(Done::unless(denied || report.count(Severity::Error) > 0))
}

/// Models that were read and checked.
pub(crate) struct Read {
    /// What came of it.
    pub(crate) checked: Checked,
    /// How many files they stand in.
    pub(crate) files: usize,
}

impl Read {
    /// The findings, to be rendered.
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            sources: &self.checked.corpus.sources,
            findings: &self.checked.findings,
            files: self.files,
        }
    }
}

/// Reads and checks the models at paths; that there is none at all is a failure.
pub(crate) fn checked(paths: &[PathBuf], project: &Project, naming: Naming) -> Result<Read> {
    let inputs = pipeline::read(paths, project)?;
    let files = inputs.len();
    if files == 0 {
        return Err(no_models(paths, project));
    }
    let inputs = pipeline::with_dependencies(inputs, project)?;
    Ok(Read {
        checked: pipeline::check(inputs, project, naming),
        files,
    })
}

fn no_models(paths: &[PathBuf], project: &Project) -> Failure {
    let looked = if paths.is_empty() {
        project.models().unwrap_or_default()
    } else {
        paths.to_vec()
    };
    let looked: Vec<String> = looked
        .iter()
        .map(|p| format!("`{}`", p.display()))
        .collect();
    Failure::new(format!("there is no model in {}", looked.join(", "))).help(
        if project.configured {
            "add a Turtle file there, or name another folder in `models` in `denota.toml`"
        } else {
            "name a file or folder of models, or run `denota init` to start with an example"
        },
    )
}
