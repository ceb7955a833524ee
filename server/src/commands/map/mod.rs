//! `denota map`: from terms to the elements that stand for them, and back.

mod find;
mod show;

use registry::source;
use upper::check::Checked;
use upper::source::{Input, Syntax};

use super::check::Read;
use crate::cli::{Format, Map, MapShow, Paths};
use crate::dependencies::own;
use crate::failure::{Done, Failure, Result};
use crate::ids;
use crate::out::{Out, count};
use crate::pipeline;
use crate::project::Project;
use crate::recorded;
use crate::render::render;
use transpilers::{Settings, TARGETS};

/// Runs the command.
pub(crate) fn run(args: &Map, format: Format, out: &Out) -> Result<Done> {
    match args {
        Map::Show(args) => run_show(args, format, out),
        Map::Check(args) => run_check(args, format, out),
    }
}

fn run_show(args: &MapShow, format: Format, out: &Out) -> Result<Done> {
    let read = everything(&args.paths, out)?;
    if read.checked.valid().is_empty() && read.checked.has_errors() {
        out.print(&render(&read.report(), format));
        return Ok(Done::Findings);
    }
    let found = find::find(&read.checked, &args.what)?;
    out.print(&match format {
        Format::Json => show::json(&read.checked, &found),
        Format::Human | Format::Sarif | Format::Github => show::human(&read.checked, &found),
    });
    Ok(Done::Clean)
}

fn run_check(args: &Paths, format: Format, out: &Out) -> Result<Done> {
    let read = everything(args, out)?;
    out.print(&render(&read.report(), format));
    if read.checked.findings.is_empty() {
        let mappings = read
            .checked
            .corpus
            .graphs()
            .filter(|(_, g)| show::is_mapping(&read.checked, g))
            .count();
        out.note(format_args!(
            "checked {}: no findings",
            count(mappings, "mapping")
        ));
    }
    Ok(Done::unless(read.checked.has_errors()))
}

/// The models, the mappings that each target would have, and those of what is provisioned.
fn everything(args: &Paths, out: &Out) -> Result<Read> {
    let project = Project::find()?;
    let inputs = pipeline::read(&args.paths, &project)?;
    let given = inputs.len();
    let naming = project.config.naming();
    let mut all: Vec<Input> = recorded::inputs(&project, out)?;
    if inputs.is_empty() && all.is_empty() {
        return Err(
            Failure::new("there is no model here, and nothing is recorded")
                .help("name a file or folder of models"),
        );
    }
    all.extend(inputs.iter().cloned());
    let models = pipeline::check(
        pipeline::with_dependencies(inputs, &project)?,
        &project,
        naming,
    );
    if models.has_errors() {
        return Ok(Read {
            checked: models,
            files: given,
        });
    }
    derive(&models, &project, &mut all)?;
    Ok(Read {
        checked: pipeline::check(
            pipeline::with_dependencies(first_of_each(all, &models), &project)?,
            &project,
            naming,
        ),
        files: given,
    })
}

fn derive(models: &Checked, project: &Project, all: &mut Vec<Input>) -> Result<()> {
    let ids = ids::read(project)?;
    for model in own(models)? {
        for target in TARGETS {
            let settings = Settings {
                naming: project.config.naming(),
                ids: ids.clone(),
                ..Settings::default()
            };
            let settings = settings
                .with_options(target, &project.config.target_options(target.name))
                .map_err(|e| {
                    Failure::new(format!(
                        "the target `{}` has no option `{}`",
                        target.name, e.given
                    ))
                })?;
            let output = pipeline::transpile(&model, target, &settings);
            let mapping = pipeline::map(&model, target, &output.representation);
            for (kind, text) in [
                ("container", output.representation.turtle()),
                ("mapping", mapping),
            ] {
                let path = format!("{}/{}.{kind}.ttl", target.name, model.domain().info.name);
                all.push(Input {
                    path,
                    bytes: text.into_bytes(),
                    syntax: Syntax::Turtle,
                });
            }
        }
    }
    Ok(())
}

/// Recorded models step back behind those that are here.
fn first_of_each(all: Vec<Input>, models: &Checked) -> Vec<Input> {
    let corpus = &models.corpus;
    let here: Vec<String> = corpus
        .graphs()
        .filter(|(_, g)| !g.builtin)
        .map(|(_, g)| source::path(corpus.terms.text(g.iri)))
        .collect();
    all.into_iter()
        .filter(|i| !here.contains(&i.path))
        .collect()
}
