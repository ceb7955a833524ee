//! `denota query`: SPARQL over models, SQL over live tables.

mod prefixes;

use std::path::Path;

use ::containers::Style;
use registry::Answer;
use upper::resolve::Corpus;

use super::check::checked;
use crate::cli::{Format, Output, Query};
use crate::containers;
use crate::failure::{Doing as _, Done, Failure, Result};
use crate::out::{Out, count};
use crate::pipeline;
use crate::project::Project;
use crate::recorded;
use crate::table::table;
use prefixes::{Prefixes, as_typed};

/// Endings of files that hold queries.
const ENDINGS: [&str; 3] = [".rq", ".sparql", ".sql"];

/// Runs the command.
pub(crate) fn run(args: &Query, format: Format, out: &Out) -> Result<Done> {
    let text = text(&args.query)?;
    let project = Project::find()?;
    if args.sql {
        return sql(args, &text, format, &project, out);
    }
    let corpus = if args.registry {
        recorded_graphs(&project, out)?
    } else {
        local(args, &project, out)?
    };
    let prefixes = Prefixes::of(&corpus);
    let typed = text;
    let text = prefixes.declare(&typed);
    let not_run = |error| not_run(error, &typed, &text);
    let store = registry::memory_store(&corpus).map_err(recorded::failed)?;
    let output = args.output.unwrap_or(if format == Format::Json {
        Output::Json
    } else {
        Output::Table
    });
    let written = match output {
        Output::Table => {
            let answer = registry::query(&store, &text).map_err(not_run)?;
            return Ok(people(answer, &prefixes, out));
        }
        Output::Json => registry::Format::Json,
        Output::Csv => registry::Format::Csv,
        Output::Tsv => registry::Format::Tsv,
    };
    let mut answer = Vec::new();
    registry::write(&store, &text, written, &mut answer).map_err(not_run)?;
    let answer = String::from_utf8_lossy(&answer);
    out.line(answer.trim_end_matches(['\n', '\r']));
    Ok(Done::Clean)
}

fn sql(args: &Query, text: &str, format: Format, project: &Project, out: &Out) -> Result<Done> {
    let live = containers::open(args.to.as_deref(), project)?;
    let rows = live.sql(text).map_err(containers::failed)?;
    let style = match (args.output, format) {
        (Some(Output::Json), _) | (None, Format::Json) => Style::Json,
        (Some(Output::Csv), _) => Style::Csv,
        (Some(Output::Tsv), _) => {
            return Err(Failure::new("rows of tables cannot be written as TSV")
                .help("use `--output csv` or `--output json`"));
        }
        (Some(Output::Table), _) | (None, Format::Human | Format::Sarif | Format::Github) => {
            Style::Table
        }
    };
    out.print(&rows.print(style));
    Ok(Done::Clean)
}

fn people(answer: Answer, prefixes: &Prefixes, out: &Out) -> Done {
    match answer {
        Answer::Boolean(answer) => out.line(if answer { "yes" } else { "no" }),
        Answer::Graph(text) => out.print(&text),
        Answer::Solutions { variables, rows } => {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|term| prefixes.shorten(term)).collect())
                .collect();
            out.print(&table(&variables, &rows));
            out.note(count(rows.len(), "row"));
        }
    }
    Done::Clean
}

/// The query itself: what was typed, unless that is the name of a file.
fn text(given: &str) -> Result<String> {
    let path = Path::new(given);
    let named = ENDINGS.iter().any(|e| given.ends_with(e)) && !given.contains(char::is_whitespace);
    if named || (given.len() < 4096 && path.is_file()) {
        return std::fs::read_to_string(path).doing(|| format!("read the query `{given}`"));
    }
    Ok(given.to_owned())
}

fn local(args: &Query, project: &Project, out: &Out) -> Result<Corpus> {
    let read = checked(&args.paths.paths, project, project.config.naming())?;
    if read.checked.has_errors() {
        out.always("note: there are errors in these models, `denota check` shows them; the answer is about what could be read");
    }
    Ok(read.checked.corpus)
}

fn recorded_graphs(project: &Project, out: &Out) -> Result<Corpus> {
    let inputs = recorded::inputs(project, out)?;
    if inputs.is_empty() {
        return Err(Failure::new("nothing is recorded here")
            .help("run `denota provision` first, or leave out `--registry`"));
    }
    Ok(pipeline::check(inputs, project, project.config.naming()).corpus)
}

fn not_run(error: registry::Error, typed: &str, run: &str) -> Failure {
    let error = if let registry::Error::Query(wrong) = &error {
        registry::Error::Query(as_typed(wrong, typed, run))
    } else {
        error
    };
    recorded::failed(error).help(
        "the query must be SPARQL 1.1, such as `SELECT ?class { ?class a upper:DirectClass }`",
    )
}
