//! `denota load`: rows from files into a live table.

use std::path::Path;
use std::time::{Duration, Instant};

use ::containers::{Live, Loaded, Phase, Progress, Request};
use indicatif::ProgressBar;
use transpilers::iceberg;
use transpilers::iceberg::table::Table;
use upper::check::Checked;
use upper::model::{ClassId, Models, TermInfo, TermRef};
use upper::spelling::nearest_name;

use super::terms;
use crate::cli::Load;
use crate::failure::{Done, Failure, Result};
use crate::out::{Out, count, duration, paint};
use crate::project::Project;
use crate::render::style;
use crate::{containers, ids, pipeline, recorded};

/// Runs the command.
pub(crate) fn run(args: &Load, out: &Out) -> Result<Done> {
    let started = Instant::now();
    let project = Project::find()?;
    if let Some(other) = args.files.iter().find(|f| !f.is_file()) {
        return Err(no_file(other));
    }
    let models = recorded::models(&project, out)?;
    if models.is_empty() {
        return Err(Failure::new("nothing is provisioned here")
            .help("run `denota provision` first: it makes the tables"));
    }
    let checked = pipeline::again(recorded::as_locked(models, &project)?, &project);
    let loaded = load(args, &checked, &project, out);
    let is_whole = loaded.as_ref().is_ok_and(|loaded| loaded.rejected == 0);
    let ahead = if is_whole {
        Vec::new()
    } else {
        ahead(&checked, &project)
    };
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(failure) => {
            tell(&ahead, out);
            return Err(failure);
        }
    };
    report(&loaded, started.elapsed(), out);
    tell(&ahead, out);
    Ok(Done::unless(loaded.rejected > 0))
}

fn load(args: &Load, checked: &Checked, project: &Project, out: &Out) -> Result<Loaded> {
    let (class, table) = target(checked, &args.class, project)?;
    let live = containers::existing(args.to.as_deref(), project)?;
    let bar = bar(out);
    let request = Request {
        models: &checked.models,
        class,
        table: &table,
        files: &args.files,
    };
    let loaded = live.load(&request, &mut |progress| bar.set_message(said(progress)));
    bar.finish_and_clear();
    loaded.map_err(|error| {
        let model = &checked
            .models
            .domain(checked.models.class(class).info.domain);
        let is_there = || {
            live.tables(std::slice::from_ref(&table))
                .map(|t| !t.is_empty())
        };
        if is_others(&model.info, project) && is_there().is_ok_and(|there| !there) {
            return no_table_here(&model.info, &table, &live);
        }
        containers::failed(error)
    })
}

/// Whether a model is none of those here, for which tables are made.
fn is_others(model: &TermInfo, project: &Project) -> bool {
    let Ok(here) = recorded::here(project) else {
        return false;
    };
    let graphs = here.corpus.graphs().filter(|(_, named)| !named.builtin);
    let iris: Vec<&str> = graphs.map(|(_, n)| here.corpus.terms.text(n.iri)).collect();
    !iris.is_empty() && !iris.contains(&model.iri.as_str())
}

fn no_table_here(model: &TermInfo, table: &Table, live: &Live) -> Failure {
    let (name, namespace) = (&table.name, &table.namespace);
    let container = &live.container().name;
    Failure::new(format!(
        "there is no table `{namespace}.{name}` in `{container}`: `{}` is not among the models here, and tables are made of those alone",
        model.name
    ))
    .help("load the rows where its owners provision it, or give them a class of a model here")
}

/// The models that say something else here than the tables were made from.
fn ahead(recorded: &Checked, project: &Project) -> Vec<String> {
    let here = recorded::here(project).ok();
    here.map_or_else(Vec::new, |here| recorded::ahead(&recorded.corpus, &here))
}

fn tell(ahead: &[String], out: &Out) {
    for model in ahead {
        out.always(format_args!(
            "{}: `{model}` says something else here than the tables were made from; `denota provision` takes that in",
            paint(style::WARNING, "behind")
        ));
    }
}

/// Why nothing is read from a path. Files are read twice, which devices and pipes cannot be.
fn no_file(path: &Path) -> Failure {
    let shown = path.display();
    Failure::new(match path {
        path if path.is_dir() => format!("`{shown}` is a folder, and rows come from files"),
        path if path.exists() => format!("`{shown}` is a device or pipe, and rows come from files"),
        _ => format!("there is no file `{shown}`"),
    })
    .help("name .jsonl, .csv, .avro or .parquet files")
}

fn report(loaded: &Loaded, time: Duration, out: &Out) {
    if loaded.replayed {
        return out.note(format_args!(
            "{}: these files were the last load, nothing to do",
            loaded.table
        ));
    }
    if loaded.read == 0 {
        return out.note(format_args!(
            "{}: no rows to load, the table is as before",
            loaded.table
        ));
    }
    let parts = [
        (loaded.inserted, "new"),
        (loaded.updated, "changed"),
        (loaded.unchanged, "as before"),
        (
            loaded.superseded(),
            "replaced by later ones of the same key",
        ),
        (loaded.rejected, "rejected"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    let rows = count(usize::try_from(loaded.read).unwrap_or(usize::MAX), "row");
    out.note(format_args!(
        "{}: {rows} read in {}: {}",
        loaded.table,
        duration(time),
        parts.join(", ")
    ));
    for file in &loaded.rejects {
        out.always(format_args!(
            "{}: rows with reasons are in `{}`",
            paint(style::WARNING, "rejected"),
            file.display()
        ));
    }
}

/// A line that shows how far it is; `indicatif` shows none where there is no terminal.
fn bar(out: &Out) -> ProgressBar {
    if out.is_quiet() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn said(progress: Progress) -> String {
    let doing = match progress.phase {
        Phase::Read => "reading",
        Phase::Merge => "merging",
        Phase::Commit => "committing",
    };
    match progress.rejected {
        0 => format!("{doing}: {} rows", progress.read),
        rejected => format!("{doing}: {} rows, {rejected} rejected", progress.read),
    }
}

/// The class that the user named, and the table that holds its rows.
fn target(checked: &Checked, what: &str, project: &Project) -> Result<(ClassId, Table)> {
    let models = &checked.models;
    let class = find(checked, what)?;
    let ids = ids::read(project)?;
    let tables = iceberg::tables(models, models.class(class).info.domain, &ids);
    let holds = |t: &Table| {
        t.root == class || t.root == models.root(class) || t.leaves.iter().any(|l| l.class == class)
    };
    match tables.into_iter().find(holds) {
        Some(table) => Ok((class, table)),
        None if models.class(class).info.is_replaced() => Err(replaced(models, class)),
        None => Err(Failure::new(format!("`{what}` has no table of its own"))
            .help("only keyed classes, extensions and singletons have rows; nested values are loaded inside those")),
    }
}

/// That the rows of a class are another one's by now.
fn replaced(models: &Models, class: ClassId) -> Failure {
    let name = |info: &TermInfo| terms::spelled(models, info);
    let old = &models.class(class).info;
    let by = old.deprecated.as_ref().and_then(|d| d.replaced_by);
    if let Some(TermRef::Class(by)) = by {
        let by = name(&models.class(by).info);
        return Failure::new(format!("`{}` is replaced by `{by}`", name(old)))
            .help(format!("load the rows as `{by}`"));
    }
    Failure::new(format!("`{}` is replaced", name(old))).help("load the rows into what replaces it")
}

fn find(checked: &Checked, what: &str) -> Result<ClassId> {
    let models = &checked.models;
    if let Some(TermRef::Class(class)) = models.term_by_iri(&terms::meant(models, what)) {
        return Ok(class);
    }
    let names = models
        .classes()
        .map(|(_, c)| terms::spelled(models, &c.info));
    let names: Vec<String> = names.collect();
    Err(Failure::new(format!(
        "nothing that is provisioned defines the class `{what}`"
    ))
    .help(match nearest_name(what, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write it as `domain:Name` or as an IRI; `denota provision` brings new classes in"
            .to_owned(),
    }))
}
