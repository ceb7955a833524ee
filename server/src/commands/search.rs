//! `denota search`: terms by their names, labels and descriptions.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::cli::{Format, Search};
use crate::client::{Client, Request};
use crate::failure::{Done, Result};
use crate::out::{Out, count};
use crate::project::Project;
use crate::table::table;

/// The registry's answer, as far as it is shown.
#[derive(Debug, Deserialize)]
struct Hits {
    total: usize,
    hits: Vec<Hit>,
}

#[derive(Debug, Deserialize)]
struct Hit {
    iri: String,
    kind: String,
    name: String,
    graph: String,
    domain: Option<String>,
    /// By language.
    labels: BTreeMap<String, String>,
    descriptions: BTreeMap<String, String>,
}

/// Runs the command.
pub(crate) fn run(args: &Search, format: Format, out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let client = Client::reading(args.at.registry.as_deref(), &project, out)?;
    let reply = client.send(Request::get(path(args)))?.success()?;
    if format == Format::Json {
        out.document(&reply.text());
        return Ok(Done::Clean);
    }
    let Hits { total, hits } = reply.json()?;
    let heading = ["term", "kind", "label", "description"].map(str::to_owned);
    let rows: Vec<Vec<String>> = hits.iter().map(row).collect();
    if !rows.is_empty() {
        out.print(&table(&heading, &rows));
    }
    match total.checked_sub(rows.len()) {
        Some(more) if more > 0 => out.note(format_args!(
            "{} of {total}; `--limit` shows more",
            count(rows.len(), "term")
        )),
        _ => out.note(count(total, "term")),
    }
    Ok(Done::Clean)
}

fn path(args: &Search) -> String {
    let words = args.words.join(" ");
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &words);
    query.append_pair("limit", &args.limit.to_string());
    for (name, value) in [
        ("kind", &args.kind),
        ("owner", &args.owner),
        ("domain", &args.domain),
    ] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("/api/v1/search?{}", query.finish())
}

fn row(hit: &Hit) -> Vec<String> {
    let term = match &hit.domain {
        // A model is called by its name alone.
        Some(domain) if hit.iri == hit.graph => domain.clone(),
        Some(domain) => format!("{domain}:{}", hit.name),
        None => hit.iri.clone(),
    };
    let description = text(&hit.descriptions);
    let first_sentence = match description.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => description.to_owned(),
    };
    vec![
        term,
        hit.kind.clone(),
        text(&hit.labels).to_owned(),
        first_sentence,
    ]
}

/// A text in English, as most of what this program says, else in the first of its languages.
fn text(by_language: &BTreeMap<String, String>) -> &str {
    let first = || by_language.values().next();
    by_language
        .get("en")
        .or_else(first)
        .map_or("", String::as_str)
}
