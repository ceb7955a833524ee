//! Trying whether a schema would follow those of a subject, and the levels that say how.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::routing::{get, post};
use registry::Action;
use serde::Deserialize;
use serde_json::{Value, json};
use transpilers::avro::resolution::{Compatibility, Mismatch};

use super::answer::{Answer, Failed, Result};
use super::reading::no_subject;
use super::registering::{in_pool, in_turn, parse, refused};
use super::request::{Body, Client, Flag, Sent, is_latest, version};
use super::subjects::{Subject, Version, local};
use crate::http::app::App;
use crate::http::audit::done;
use crate::http::caller::Caller;
use crate::http::trace::Trace;

type Shared = State<Arc<App>>;

pub(super) fn routes() -> Router<Arc<App>> {
    let level = get(level).put(set_level).delete(forget_level);
    let global = get(global_level)
        .put(set_global_level)
        .delete(forget_global_level);
    Router::new()
        .route(
            "/compatibility/subjects/{subject}/versions",
            post(against_all),
        )
        .route(
            "/compatibility/subjects/{subject}/versions/{version}",
            post(against_one),
        )
        .route("/config", global)
        .route("/config/{subject}", level)
        .route(
            "/mode",
            get(global_mode).put(refuse_mode).delete(refuse_mode),
        )
        .route(
            "/mode/{subject}",
            get(mode).put(refuse_mode).delete(refuse_mode),
        )
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Options {
    verbose: Flag,
    #[serde(rename = "defaultToGlobal")]
    default_to_global: Flag,
}

async fn against_all(
    State(app): Shared,
    Client(caller): Client,
    Path(name): Path<String>,
    Query(options): Query<Options>,
    body: Body<Sent>,
) -> Result<Answer<Value>> {
    let level = level_for(&app, &caller, &name);
    let subject = app.schemas.subjects().subject(&caller.view, &name);
    let subject = subject.and_then(Subject::in_use);
    let mut versions = subject.map(|s| s.versions).unwrap_or_default();
    if !level.is_transitive() {
        versions.drain(..versions.len().saturating_sub(1));
    }
    try_out(&app, caller, body, versions, level, options.verbose.0).await
}

async fn against_one(
    State(app): Shared,
    Client(caller): Client,
    Path((name, which)): Path<(String, String)>,
    Query(options): Query<Options>,
    body: Body<Sent>,
) -> Result<Answer<Value>> {
    let subject = app.schemas.subjects().subject(&caller.view, &name);
    let subject = subject.and_then(Subject::in_use);
    let versions = match subject {
        Some(subject) => vec![version(&subject, &which)?],
        // What has no version yet is compatible with anything, as with all of its versions.
        None if is_latest(&which) => Vec::new(),
        None => return Err(no_subject(&app, &caller, &name)),
    };
    let level = level_for(&app, &caller, &name);
    try_out(&app, caller, body, versions, level, options.verbose.0).await
}

async fn try_out(
    app: &Arc<App>,
    caller: Caller,
    body: Body<Sent>,
    versions: Vec<Version>,
    level: Compatibility,
    verbose: bool,
) -> Result<Answer<Value>> {
    let found = in_pool(app, move |app| {
        let Body(sent, _counted) = body;
        let new = parse(app, &caller.view, &sent)?;
        let mut found = Vec::new();
        for version in versions.iter().rev() {
            let earlier = app.schemas.parsed(&app.registry, &caller.view, version)?;
            found.extend(level.between(&new.schema, &earlier.schema));
        }
        Ok(found)
    });
    let found = found.await?;
    let mut answer = json!({ "is_compatible": found.is_empty() });
    if let (Value::Object(fields), true) = (&mut answer, verbose) {
        let mut messages: Vec<String> = found.iter().map(told).collect();
        messages.push(format!("{{compatibility: '{}'}}", level.word()));
        fields.insert("messages".to_owned(), json!(messages));
    }
    Ok(Answer(answer))
}

fn told(mismatch: &Mismatch) -> String {
    let kind = mismatch.kind.word();
    let (path, message) = (&mismatch.path, &mismatch.message);
    format!("{{errorType:'{kind}', description:'{message}', additionalInfo:'{path}'}}")
}

async fn global_level(State(app): Shared, _: Client) -> Answer<Value> {
    let level = app.schemas.general_level();
    Answer(json!({ "compatibilityLevel": level.word() }))
}

async fn level(
    State(app): Shared,
    Client(caller): Client,
    Path(name): Path<String>,
    Query(options): Query<Options>,
) -> Result<Answer<Value>> {
    let level = match own_level(&app, &caller, &name) {
        Ok(level) => level,
        Err(_) if options.default_to_global.0 => app.schemas.general_level(),
        Err(none) => return Err(none),
    };
    Ok(Answer(json!({ "compatibilityLevel": level.word() })))
}

/// The level of a subject's own. That of a hidden subject is hidden with it; where that refuses
/// the request, the audit trail learns of it.
fn own_level(app: &App, caller: &Caller, name: &str) -> Result<Compatibility> {
    let (seen, hidden) = {
        let subjects = app.schemas.subjects();
        let seen = subjects.subject(&caller.view, name).is_some();
        (seen, subjects.hidden(&caller.view, name))
    };
    let own = app.schemas.own_level(Some(name));
    own.filter(|_| seen || hidden.is_none())
        .ok_or_else(|| Failed::no_level(name).denying(hidden.filter(|_| !seen)))
}

/// The level that holds for a subject, as far as a caller may know.
pub(super) fn level_for(app: &App, caller: &Caller, name: &str) -> Compatibility {
    own_level(app, caller, name).unwrap_or_else(|_| app.schemas.general_level())
}

/// What clients send to set a level.
#[derive(Deserialize)]
struct Wanted {
    #[serde(alias = "compatibilityLevel")]
    compatibility: Option<String>,
}

async fn set_level(
    State(app): Shared,
    Client(caller): Client,
    trace: Trace,
    Path(name): Path<String>,
    Body(wanted, _): Body<Wanted>,
) -> Result<Answer<Value>> {
    set(&app, By { caller, trace }, Some(name), &wanted).await
}

async fn set_global_level(
    State(app): Shared,
    Client(caller): Client,
    trace: Trace,
    Body(wanted, _): Body<Wanted>,
) -> Result<Answer<Value>> {
    set(&app, By { caller, trace }, None, &wanted).await
}

/// Who changes something, in which request.
pub(super) struct By {
    pub(super) caller: Caller,
    pub(super) trace: Trace,
}

async fn set(
    app: &Arc<App>,
    by: By,
    subject: Option<String>,
    wanted: &Wanted,
) -> Result<Answer<Value>> {
    let word = wanted.compatibility.as_deref().unwrap_or_default();
    let level: Compatibility = word.parse().map_err(Failed::invalid_level)?;
    change(app, by, subject, Some(level)).await?;
    Ok(Answer(json!({ "compatibility": level.word() })))
}

async fn forget_level(
    State(app): Shared,
    Client(caller): Client,
    trace: Trace,
    Path(name): Path<String>,
) -> Result<Answer<Value>> {
    let own = own_level(&app, &caller, &name)?;
    change(&app, By { caller, trace }, Some(name), None).await?;
    Ok(Answer(json!({ "compatibilityLevel": own.word() })))
}

async fn forget_global_level(
    State(app): Shared,
    Client(caller): Client,
    trace: Trace,
) -> Result<Answer<Value>> {
    let before = app.schemas.general_level();
    change(&app, By { caller, trace }, None, None).await?;
    Ok(Answer(json!({ "compatibilityLevel": before.word() })))
}

async fn change(
    app: &Arc<App>,
    by: By,
    subject: Option<String>,
    level: Option<Compatibility>,
) -> Result<()> {
    let subject = subject.map(|name| local(&name).to_owned());
    // Whoever may not change it is refused without a place among those who write.
    let By { caller, trace } = in_pool(app, move |app| may_change(app, by)).await?;
    in_turn(app, move |app| {
        let word = level.map(Compatibility::word);
        let subject = subject.as_deref();
        let of = subject.map_or("all subjects".to_owned(), |name| format!("`{name}`"));
        let detail = format!("compatibility of {of}: {}", word.unwrap_or("as usual"));
        // The turn ends once memory has it too: of two who set a level, one is last in both.
        let writer = app.registry.writer();
        let entry = done(Action::Administer, &caller, &trace, &detail);
        writer.set_schema_level(subject, word, &entry)?;
        app.schemas.set_level(subject, level);
        Ok(app.did_in_turn(&writer, &entry)?)
    })
    .await
}

fn may_change(app: &App, by: By) -> Result<By> {
    if app.settings.schema_registry.register && by.caller.admin {
        return Ok(by);
    }
    let why = "this schema registry is read-only";
    app.not_permitted(Action::Administer, &by.caller, &by.trace, why);
    Err(Failed::not_permitted(why))
}

fn mode_of(app: &App) -> &'static str {
    if app.settings.schema_registry.register {
        "READWRITE"
    } else {
        "READONLY"
    }
}

async fn global_mode(State(app): Shared, _: Client) -> Answer<Value> {
    Answer(json!({ "mode": mode_of(&app) }))
}

async fn mode(
    State(app): Shared,
    _: Client,
    Path(name): Path<String>,
    Query(options): Query<Options>,
) -> Result<Answer<Value>> {
    if options.default_to_global.0 {
        return Ok(Answer(json!({ "mode": mode_of(&app) })));
    }
    Err(Failed::no_mode(&name))
}

async fn refuse_mode(
    State(app): Shared,
    Client(caller): Client,
    trace: Trace,
    uri: Uri,
) -> Result<()> {
    let why = "the mode is set in `[serve.schema-registry]` of `denota.toml`";
    refused(&app, By { caller, trace }, Action::Administer, &uri, why).await
}
