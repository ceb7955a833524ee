//! `denota publish`: models to a registry, all of them or none.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use upper::change::Report;
use upper::finding::{Finding, Place};
use upper::model::TermInfo;
use upper::resolve::NamedGraph;
use upper::source::Input;
use upper::vocabulary::{owl, upper as up};

use super::check::{Read, checked};
use super::differences;
use super::transpile::refuse;
use crate::cli::{Format, Publish};
use crate::client::{Client, Reply, Request, graphs};
use crate::dependencies;
use crate::failure::{Done, Failure, Result};
use crate::ids;
use crate::out::{Out, count, paint, plain};
use crate::project::Project;
use crate::render::parse::Parsed;
use crate::render::{self, changes, render, style};

/// The registry's answer. A registry of an older version leaves some of it out.
#[derive(Debug, Deserialize)]
struct Answer {
    graphs: Vec<Published>,
    /// The IRIs of models that use what changes in a breaking way.
    #[serde(default)]
    affected: Vec<String>,
    /// The IRIs of models of which something else would be made from what they need now.
    #[serde(default)]
    outdated: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Published {
    iri: String,
    domain: Option<String>,
    change: Change,
    version: String,
    report: Option<Report>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Change {
    Created,
    Updated,
    Unchanged,
    Retired,
}

/// Runs the command.
pub(crate) fn run(args: &Publish, format: Format, out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let read = checked(&args.paths.paths, &project, project.config.naming())?;
    // What is wrong here need not be asked elsewhere.
    if read.checked.has_errors() {
        refuse(&read, format, out);
        return Ok(Done::Findings);
    }
    let url = args.at.registry.as_deref();
    if args.require_registry && url.or(project.config.registry.as_deref()).is_none() {
        return Err(Failure::new("no registry is named to publish to").help(
            "name it in `denota.toml` before its first table, such as `registry = \"https://registry.example.com\"`",
        ));
    }
    let client = if args.dry_run {
        Client::trying(url, &project, out)?
    } else {
        Client::open(url, &project, out)?
    };
    let sent = dependencies::own_texts(&read.checked.corpus);
    let body = body(&read, &sent, &client, &project)?;
    let path = format!("/api/v1/publications?dry_run={}", args.dry_run);
    let reply = send(&client, &path, body, &sent, &read, &project)?;
    if reply.status == StatusCode::UNPROCESSABLE_ENTITY {
        return refused(&reply, &client, sent, &read, format, out);
    }
    if reply.status == StatusCode::CONFLICT {
        return conflicting(&reply, &read, format, out);
    }
    if reply.status == StatusCode::PRECONDITION_FAILED {
        return Err(
            Failure::new("somebody else published one of these models just now")
                .help("run `denota publish` again: it compares with what is there by then"),
        );
    }
    if reply.status == StatusCode::FORBIDDEN {
        let refused = reply.success().map(|_| Done::Clean);
        return refused.map_err(|failure| forbidden(failure, &read, &sent));
    }
    let reply = reply.success()?;
    if format == Format::Json {
        out.document(&reply.text());
        return Ok(Done::Clean);
    }
    show(&reply.json()?, args.dry_run, &client, out);
    Ok(Done::Clean)
}

/// What is refused, where the registry says no more than that: the same whether a model is there
/// or not.
fn forbidden(failure: Failure, read: &Read, sent: &[Input]) -> Failure {
    if failure.help.is_some() {
        return failure;
    }
    let corpus = &read.checked.corpus;
    let is_sent = |named: &&NamedGraph| {
        let path = &corpus.sources.get(named.graph.source()).path;
        sent.iter().any(|text| text.path == *path)
    };
    let name = |named: &NamedGraph| {
        let domain = named.graph.object(named.iri, up::DOMAIN);
        format!("`{}`", corpus.terms.text(domain.unwrap_or(named.iri)))
    };
    let graphs = corpus.graphs().map(|(_, named)| named).filter(is_sent);
    let names: Vec<String> = graphs.map(name).collect();
    let what = format!("{}, publish {}", failure.what, names.join(", "));
    Failure::new(what).help(
        "owners publish, unless a policy says otherwise: `denota log DOMAIN` says whose a model is, `owner` in `denota.toml` whose the new ones here are",
    )
}

/// Sends a publication; once more where somebody else has published the very same meanwhile.
fn send(
    client: &Client,
    path: &str,
    mut body: Value,
    sent: &[Input],
    read: &Read,
    project: &Project,
) -> Result<Reply> {
    let reply = client.send(Request::json(path, &body))?;
    if reply.status != StatusCode::PRECONDITION_FAILED {
        return Ok(reply);
    }
    let now = graphs::conditions(client, sent, project)?;
    let before = body.get("preconditions").cloned().unwrap_or_default();
    let hashes = hashes(read);
    // Another state than before or ours is somebody's work, which must not be undone unseen.
    let is_known = |(iri, state): (&String, &String)| {
        before.get(iri).is_some_and(|b| b == state) || hashes.get(iri) == Some(state)
    };
    if !now.iter().all(is_known) {
        return Ok(reply);
    }
    if let Value::Object(body) = &mut body {
        body.insert("preconditions".to_owned(), json!(now));
    }
    client.send(Request::json(path, &body))
}

/// The content hashes of the graphs at hand.
fn hashes(read: &Read) -> BTreeMap<String, String> {
    let corpus = &read.checked.corpus;
    let hash = |named: &NamedGraph| registry::content_hash(&corpus.terms, &named.graph).ok();
    corpus
        .graphs()
        .filter(|(_, named)| !named.builtin)
        .filter_map(|(_, named)| Some((corpus.terms.text(named.iri).to_owned(), hash(named)?)))
        .collect()
}

fn body(read: &Read, sent: &[Input], client: &Client, project: &Project) -> Result<Value> {
    let mut body = graphs::publication(client, sent, project, &ids::read(project)?)?;
    if let Value::Object(body) = &mut body {
        body.insert("ranges".to_owned(), json!(ranges(read, project)?));
    }
    Ok(body)
}

/// The versions of other teams' models that will do, by the IRIs of those that are used.
fn ranges(read: &Read, project: &Project) -> Result<BTreeMap<String, String>> {
    let lock = dependencies::read(project)?;
    let mut all = BTreeMap::new();
    for (domain, range) in &project.config.dependencies {
        let range = range.get_ref();
        // A model may be called otherwise by now than where it is named.
        let locked = lock.get(domain).map(|l| l.iri.as_str());
        let is_meant = |info: &TermInfo| match locked {
            Some(iri) => info.iri == iri,
            None => info.name == *domain,
        };
        let mut domains = read.checked.models.domains();
        if let Some((_, used)) = domains.find(|(_, d)| is_meant(&d.info)) {
            all.insert(used.info.iri.clone(), range.clone());
        } else if locked.is_none() {
            let what = format!("`{domain}` of `[dependencies]` is neither locked nor used here");
            return Err(
                Failure::new(what).help("run `denota pull`, or take it out of `denota.toml`")
            );
        }
    }
    Ok(all)
}

/// Shows that a model conflicts with what was published of it: by the version that it claims, or
/// by its numbers.
fn conflicting(reply: &Reply, read: &Read, format: Format, out: &Out) -> Result<Done> {
    let problem: Value = reply.json()?;
    let report = render::Report {
        findings: &[conflict(&problem, read)],
        ..read.report()
    };
    out.print(&render(&report, format));
    let changes = problem.get("report").cloned().unwrap_or_default();
    if let Ok(changes) = serde_json::from_value::<Report>(changes)
        && format == Format::Human
    {
        out.print(&differences(&changes));
    }
    nothing_published(out);
    Ok(Done::Findings)
}

/// A problem as a finding, at the version where that is what is wrong.
fn conflict(problem: &Value, read: &Read) -> Finding {
    let said = |field: &str| problem.get(field).and_then(Value::as_str);
    let corpus = &read.checked.corpus;
    let iri = said("graph").unwrap_or_default();
    let graph = corpus.terms.lookup_iri(iri).and_then(|i| corpus.by_iri(i));
    let header = graph.map(|id| (id, corpus.graph(id).iri));
    let (code, place) = match said("claimed") {
        Some(_) => (
            registry::codes::VERSION_TOO_LOW,
            header.map(|(id, iri)| corpus.place_of_value(id, iri, owl::VERSION_INFO)),
        ),
        None => (
            registry::codes::OTHER_NUMBERS,
            header.map(|(id, iri)| corpus.place_of(id, iri)),
        ),
    };
    let place = place.unwrap_or(Place::nowhere());
    Finding::error(code, place, said("detail").unwrap_or_default())
        .term(iri)
        .help(said("help").unwrap_or_default())
}

fn nothing_published(out: &Out) {
    out.note(format_args!(
        "{}: nothing was published",
        paint(style::ERROR, "stopped")
    ));
}

/// Shows why the registry does not take the models.
fn refused(
    reply: &Reply,
    client: &Client,
    sent: Vec<Input>,
    read: &Read,
    format: Format,
    out: &Out,
) -> Result<Done> {
    let mut problem: Value = reply.json()?;
    let findings = problem.get_mut("findings").map(Value::take);
    let Some(findings) = findings.filter(Value::is_array) else {
        reply.clone().success()?;
        return Ok(Done::Findings);
    };
    // Of models that use these the lines are shown as well, where that can be.
    let others = graphs::named(client, &findings).unwrap_or_default();
    let texts = [sent, others].concat();
    let parsed = Parsed::new(findings, &texts)
        .map_err(|e| Failure::new(format!("the registry's findings are not understood: {e}")))?;
    let report = render::Report {
        sources: &parsed.sources,
        findings: &parsed.findings,
        files: read.files,
    };
    out.print(&render(&report, format));
    nothing_published(out);
    Ok(Done::Findings)
}

fn show(answer: &Answer, dry_run: bool, client: &Client, out: &Out) {
    let mut news = 0_usize;
    for one in &answer.graphs {
        let name = plain(one.domain.as_deref().unwrap_or(&one.iri));
        let level = one.report.as_ref().map(Report::level);
        let what = match one.change {
            Change::Created => "new".to_owned(),
            // Only models have a report.
            Change::Updated => level.map_or("changed".to_owned(), |level| {
                format!("{} change", changes::level(level))
            }),
            Change::Unchanged => "unchanged".to_owned(),
            Change::Retired => "retired".to_owned(),
        };
        news += usize::from(one.change != Change::Unchanged);
        out.line(format_args!(
            "{} {}  {what}",
            paint(style::STRONG, name),
            plain(&one.version)
        ));
        if let Some(report) = &one.report {
            out.print(&differences(report));
        }
    }
    for model in answer.affected.iter().map(|model| plain(model)) {
        out.always(format_args!(
            "{}: `{model}` uses what changes in a breaking way; it stays valid, and what is made of it changes once it is published again",
            paint(style::WARNING, "affected")
        ));
    }
    for model in answer.outdated.iter().map(|model| plain(model)) {
        out.always(format_args!(
            "{}: `{model}` was published with other versions of what it needs, and something else is made of it now; raise its `owl:versionInfo` to publish it with these",
            paint(style::WARNING, "outdated")
        ));
    }
    let place = client.place();
    let done = if dry_run {
        "would be published"
    } else {
        "published"
    };
    match news {
        0 => out.note(format_args!("nothing to publish: {place} has all of this")),
        n => out.note(format_args!("{} {done} to {place}", count(n, "graph"))),
    }
}
