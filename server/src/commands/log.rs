//! `denota log`: the versions of a domain, the newest first.

use axum::http::StatusCode;
use registry::Kind;
use serde::Deserialize;
use serde_json::{Value, json};
use upper::change::Report;
use upper::spelling::nearest;

use super::differences;
use crate::cli::{Format, Log};
use crate::client::{Client, Request, graphs};
use crate::failure::{Done, Failure, Result};
use crate::http::segment;
use crate::out::{Out, paint, plain};
use crate::project::Project;
use crate::render::style;

/// The answer of the registry, as far as it is shown.
#[derive(Debug, Deserialize)]
struct Versions {
    items: Vec<Version>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    version: String,
    hash: String,
    owner: Option<String>,
    publisher: String,
    published_at: String,
    retired: bool,
}

#[derive(Debug, Deserialize)]
struct Diff {
    report: Report,
}

/// Runs the command.
pub(crate) fn run(args: &Log, format: Format, out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let client = Client::reading(args.at.registry.as_deref(), &project, out)?;
    let path = format!("/api/v1/models/{}/versions", segment(&args.domain));
    let reply = client.send(Request::get(&path))?;
    if reply.status == StatusCode::NOT_FOUND {
        return Err(unknown(&args.domain, &client));
    }
    let reply = reply.success()?;
    if format == Format::Json && !args.changes {
        out.document(&reply.text());
        return Ok(Done::Clean);
    }
    let Versions { items: versions } = reply.json()?;
    let mut listed: Value = reply.json()?;
    for (nth, version) in versions.iter().enumerate() {
        let before = versions.get(nth + 1);
        let before = before.filter(|_| args.changes && !version.retired);
        let report = before.map(|before| report(&client, &args.domain, before, version));
        let report = report.transpose()?;
        if format == Format::Json {
            let at = listed.get_mut("items").and_then(|items| items.get_mut(nth));
            if let Some(Value::Object(listed)) = at {
                listed.insert("changes".to_owned(), json!(report.flatten()));
            }
            continue;
        }
        head(version, out);
        match report {
            Some(Some(report)) => out.print(&differences(&report)),
            Some(None) => {
                out.line("  what changed is for those who may read all that the model needs");
            }
            None => {}
        }
    }
    if format == Format::Json {
        out.document(&format!("{listed:#}"));
    }
    Ok(Done::Clean)
}

/// What a version changed. What is made of a model takes the right to read all that the model
/// needs; `None` where that is not had.
fn report(
    client: &Client,
    domain: &str,
    before: &Version,
    version: &Version,
) -> Result<Option<Report>> {
    let query = format!("from={}&to={}", before.version, version.version);
    let path = format!("/api/v1/models/{}/diff?{query}", segment(domain));
    let reply = client.send(Request::get(path))?;
    if reply.status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    let diff: Diff = reply.success()?.json()?;
    Ok(Some(diff.report))
}

/// There is no such domain; the one that may be meant.
fn unknown(domain: &str, client: &Client) -> Failure {
    let known = graphs::all(client, |kind| kind == Kind::Model).unwrap_or_default();
    let names = known.iter().filter_map(|graph| graph.domain.as_deref());
    let what = format!("no domain `{domain}` is published in {}", client.place());
    Failure::new(what).help(match nearest(domain, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a domain by its short name; `denota search` finds terms, with their domains"
            .to_owned(),
    })
}

fn head(version: &Version, out: &Out) {
    let owner = version.owner.as_deref().unwrap_or("nobody");
    let hash = version.hash.get(..12).unwrap_or(&version.hash);
    out.line(format_args!(
        "{}{}  {}  by {}, owned by {}  {}",
        paint(style::STRONG, plain(&version.version)),
        if version.retired { " (retired)" } else { "" },
        plain(&version.published_at),
        plain(&version.publisher),
        plain(owner),
        plain(hash),
    ));
}
