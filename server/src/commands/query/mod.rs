//! `denota query`: SPARQL over models, here or in a registry, SQL over live tables.

mod answers;
mod prefixes;
mod registries;

use std::ops::ControlFlow;
use std::path::Path;

use ::containers::Style;
use upper::resolve::Corpus;

use super::check::checked;
use crate::cli::{Format, Output, Query};
use crate::containers;
use crate::failure::{Doing as _, Done, Failure, Result};
use crate::out::Out;
use crate::project::Project;
use crate::recorded;
use answers::Shown;
use prefixes::{Prefixes, as_typed};

/// Endings of files that hold queries.
const ENDINGS: [&str; 3] = [".rq", ".sparql", ".sql"];

/// Runs the command.
pub(crate) fn run(args: &Query, format: Format, out: &Out) -> Result<Done> {
    let asked = Asked::of(args)?;
    let text = text(asked.query)?;
    let project = Project::find()?;
    if args.sql {
        return sql(args, &text, format, &project, out);
    }
    let output = args.output.unwrap_or(if format == Format::Json {
        Output::Json
    } else {
        Output::Table
    });
    match asked.registry {
        Some(url) => registries::ask(url, &text, output, &project, out)?,
        None => ask(args, &text, output, &project, out)?,
    }
    Ok(Done::Clean)
}

/// What is asked, and of which registry, if of one.
struct Asked<'a> {
    query: &'a str,
    registry: Option<Option<&'a str>>,
}

impl<'a> Asked<'a> {
    /// After `--registry` stands a URL, or the query at once.
    fn of(args: &'a Query) -> Result<Self> {
        let registry = args.registry.as_ref().map(Option::as_deref);
        match (args.query.as_deref(), registry) {
            (Some(query), registry) => Ok(Self { query, registry }),
            (None, Some(Some(query))) if url::Url::parse(query).is_err() => Ok(Self {
                query,
                registry: Some(None),
            }),
            (None, _) => Err(Failure::new("there is no query")
                .help("write it as one word in quotes, or name a file that holds it")),
        }
    }
}

/// Asks the models here.
fn ask(args: &Query, typed: &str, output: Output, project: &Project, out: &Out) -> Result<()> {
    let corpus = local(args, project, out)?;
    let prefixes = Prefixes::of(&corpus);
    let text = prefixes.declare(typed);
    let not_run = |error| not_run(error, typed, &text);
    let store = registry::memory_store(&corpus).map_err(recorded::failed)?;
    let written = match output {
        Output::Table => {
            let answer = registry::query(&store, &text).map_err(not_run)?;
            Shown::of(answer, &prefixes).print(out);
            return Ok(());
        }
        Output::Json => registry::Format::Json,
        Output::Csv => registry::Format::Csv,
        Output::Tsv => registry::Format::Tsv,
    };
    let mut answer = Vec::new();
    registry::write(&store, &text, written, &mut answer).map_err(not_run)?;
    out.document(&String::from_utf8_lossy(&answer));
    Ok(())
}

fn sql(args: &Query, text: &str, format: Format, project: &Project, out: &Out) -> Result<Done> {
    let live = containers::existing(args.to.as_deref(), project)?;
    let style = match (args.output, format) {
        (Some(Output::Json), _) | (None, Format::Json) => Style::Json,
        (Some(Output::Csv), _) => Style::Csv { header: true },
        (Some(Output::Tsv), _) => {
            return Err(Failure::new("rows of tables cannot be written as TSV")
                .help("use `--output csv` or `--output json`"));
        }
        (Some(Output::Table), _) | (None, Format::Human | Format::Sarif | Format::Github) => {
            let rows = live.sql(text).map_err(containers::failed)?;
            Shown::of_rows(&rows).print(out);
            return Ok(Done::Clean);
        }
    };
    let mut next = style;
    let mut twice = None;
    let mut unwritten = None;
    let printed = live.each_sql(text, &mut |rows| {
        if style == Style::Json {
            twice = rows.twice().map(str::to_owned);
        }
        if twice.is_some() {
            return ControlFlow::Break(());
        }
        match rows.print(next) {
            Ok(text) => out.data(&text),
            Err(error) => {
                unwritten = Some(error);
                return ControlFlow::Break(());
            }
        }
        next = style.going_on();
        match out.is_read() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    printed.map_err(containers::failed)?;
    if let Some(error) = unwritten {
        return Err(containers::failed(error));
    }
    if let Some(name) = twice {
        return Err(
            Failure::new(format!("two columns of the answer are named `{name}`")).help(
                "name one of them otherwise, with `AS`: an object of JSON has each name once",
            ),
        );
    }
    Ok(Done::Clean)
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

fn not_run(error: registry::Error, typed: &str, run: &str) -> Failure {
    let error = if let registry::Error::Query(wrong) = &error {
        registry::Error::Query(as_typed(wrong, typed, run))
    } else {
        error
    };
    recorded::failed(error).help(if is_sql(typed) {
        "this looks like SQL: add `--sql` to ask the tables; without it a query is SPARQL 1.1"
    } else {
        "the query must be SPARQL 1.1, such as `SELECT ?class { ?class a upper:DirectClass }`"
    })
}

/// Whether a query that is no SPARQL reads like SQL, which has no braces and no variables.
fn is_sql(typed: &str) -> bool {
    let first = typed.split_whitespace().next().unwrap_or_default();
    let is_one = ["select", "with", "show", "describe", "explain"]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word));
    is_one && !typed.contains(['{', '?'])
}
