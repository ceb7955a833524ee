//! Looking a schema up, and registering one.
//!
//! The schemas of models come from models: registering one that is there answers with its
//! id, so that producers that register what they write with work as they are, and anything
//! else is refused. Where the settings allow it, administrators register further schemas
//! under subjects of their own.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::routing::{delete, post};
use registry::{Action, AuditEntry, RegisteredSchema, View, Writer};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, Failed, Result};
use super::compatibility::{By, level_for};
use super::reading::{described, no_subject};
use super::request::{Body, Client, Flag, Sent};
use super::state::{Parsed, compact};
use super::subjects::{Subject, Version, local};
use crate::http::app::App;
use crate::http::audit::done;
use crate::http::body::Upload;
use crate::http::caller::Caller;
use crate::http::trace::Trace;
use transpilers::avro::resolution::parse_with;

type Shared = State<Arc<App>>;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/subjects/{subject}", post(look_up).delete(refuse))
        .route("/subjects/{subject}/versions", post(register))
        .route("/subjects/{subject}/versions/{version}", delete(refuse))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Options {
    deleted: Flag,
}

async fn look_up(
    State(app): Shared,
    Client(caller): Client,
    Path(name): Path<String>,
    Query(options): Query<Options>,
    Body(sent, counted): Body<Sent>,
) -> Result<Answer<Value>> {
    let subject = app.schemas.subjects().subject(&caller.view, &name);
    let subject = subject
        .and_then(|s| s.keep(|deleted| !deleted || options.deleted.0))
        .ok_or_else(|| no_subject(&app, &caller, &name))?;
    let found = in_pool(&app, move |app| {
        let _counted = counted;
        let parsed = parse(app, &caller.view, &sent)?;
        same(app, &caller.view, &subject, &parsed)
    });
    let (version, text) = found.await?.ok_or_else(Failed::no_schema)?;
    Ok(Answer(described(&name, &version, &text)))
}

async fn register(
    State(app): Shared,
    Client(caller): Client,
    trace: Trace,
    Path(name): Path<String>,
    Body(sent, counted): Body<Sent>,
) -> Result<Answer<Value>> {
    // Most who register find what is there: only what is new waits for the turn to write.
    let looked_up = in_pool(&app, move |app| {
        let wanted = Wanted {
            parsed: parse(app, &caller.view, &sent)?,
            name: in_default_context(&name)?.to_owned(),
            caller,
            trace,
            _counted: counted,
        };
        let subject = wanted.subject(app);
        let known = wanted.known(app, subject.as_ref())?;
        Ok((wanted, known))
    });
    let (wanted, known) = looked_up.await?;
    if let Some(known) = known {
        return Ok(Answer(known));
    }
    let registered = in_turn(&app, move |app| wanted.register(app));
    Ok(Answer(registered.await?))
}

/// A schema that somebody wants registered.
struct Wanted {
    name: String,
    parsed: Parsed,
    caller: Caller,
    trace: Trace,
    _counted: Upload,
}

impl Wanted {
    fn subject(&self, app: &App) -> Option<Subject> {
        let subjects = app.schemas.subjects();
        subjects.subject(&self.caller.view, &self.name)
    }

    /// The answer where the subject has the schema already. Where it has not, the caller may
    /// register it.
    fn known(&self, app: &App, subject: Option<&Subject>) -> Result<Option<Value>> {
        if let Some(subject) = subject {
            let found = same(app, &self.caller.view, subject, &self.parsed)?;
            if let Some((version, text)) = found {
                return Ok(Some(described(&self.name, &version, &text)));
            }
        }
        may_register(app, &self.caller, &self.name, subject).inspect_err(|refused| {
            let why = refused.message();
            app.not_permitted(Action::Publish, &self.caller, &self.trace, why);
        })?;
        Ok(None)
    }

    fn register(&self, app: &App) -> Result<Value> {
        // The turn ends once memory has the version too: nobody else may take its number. Who
        // had the turn before may have registered the same schema, or published a model with it.
        let writer = app.registry.writer();
        app.schemas.catch_up(&app.registry)?;
        let subject = self.subject(app);
        if let Some(known) = self.known(app, subject.as_ref())? {
            return Ok(known);
        }
        let (id, entry) = self.register_new(app, &writer, subject)?;
        app.did_in_turn(&writer, &entry)?;
        Ok(json!({ "id": id }))
    }

    /// Registers it as the next version of its subject; gives its id, and what is to be entered.
    fn register_new(
        &self,
        app: &App,
        writer: &Writer<'_>,
        subject: Option<Subject>,
    ) -> Result<(u32, AuditEntry)> {
        let (name, view) = (&self.name, &self.caller.view);
        let versions = subject.map(|s| s.versions).unwrap_or_default();
        let mut earlier = Vec::with_capacity(versions.len());
        for version in &versions {
            earlier.push(app.schemas.parsed(&app.registry, view, version)?);
        }
        let earlier: Vec<_> = earlier.iter().map(|p| p.schema.clone()).collect();
        let found = level_for(app, &self.caller, name).check(&self.parsed.schema, &earlier);
        if !found.is_empty() {
            let reasons: Vec<String> = found.iter().map(|m| m.message.clone()).collect();
            return Err(Failed::incompatible(&reasons));
        }
        let number = app.schemas.subjects().next_version(name);
        let (text, references) = (&self.parsed.text, self.parsed.references.clone());
        let told = |schema: &RegisteredSchema| {
            let detail = format!("schema {} as version {number} of `{name}`", schema.id);
            done(Action::Publish, &self.caller, &self.trace, &detail)
        };
        let (registered, entry) = writer.register_schema(name, number, text, references, told)?;
        let id = registered.id;
        app.schemas.subjects_mut().register(registered);
        Ok((id, entry))
    }
}

/// The name of a subject without the context that there is; other contexts there are none.
fn in_default_context(name: &str) -> Result<&str> {
    let name = local(name);
    if name.trim().is_empty() || name.starts_with(":.") {
        return Err(Failed::invalid_subject(name));
    }
    Ok(name)
}

fn may_register(app: &App, caller: &Caller, name: &str, subject: Option<&Subject>) -> Result<()> {
    if subject.is_some_and(|s| s.of_model) {
        return Err(Failed::not_permitted(format!(
            "the schemas of `{name}` are made from its domain model: publish the model"
        )));
    }
    if !app.settings.schema_registry.register || !caller.admin {
        return Err(Failed::not_permitted(format!(
            "schemas are made from domain models, and `{name}` has none such"
        )));
    }
    Ok(())
}

/// Nothing that a consumer may still need is forgotten.
async fn refuse(State(app): Shared, Client(caller): Client, trace: Trace, uri: Uri) -> Result<()> {
    let why = "nothing is deleted here: retire the domain model";
    refused(&app, By { caller, trace }, Action::Retire, &uri, why).await
}

/// Refuses what nobody may do, once the audit trail has it.
pub(super) async fn refused(
    app: &Arc<App>,
    by: By,
    action: Action,
    uri: &Uri,
    why: &'static str,
) -> Result<()> {
    let told = format!("{why}: {}", uri.path());
    in_pool(app, move |app| {
        app.not_permitted(action, &by.caller, &by.trace, &told);
        Err(Failed::not_permitted(why))
    })
    .await
}

/// Parses what a client sends.
pub(super) fn parse(app: &App, view: &View, sent: &Sent) -> Result<Parsed> {
    let references = sent.references()?;
    let texts = app
        .schemas
        .reference_texts(&app.registry, view, &references)?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let schema = parse_with(&sent.schema, &texts).map_err(Failed::invalid_schema)?;
    Ok(Parsed {
        text: compact(&sent.schema),
        references,
        identity: schema.identity(),
        schema,
    })
}

/// The newest version of a subject that is the schema, or means the same: documentation and
/// custom properties aside, which generated classes do not keep.
fn same(
    app: &App,
    view: &View,
    subject: &Subject,
    sent: &Parsed,
) -> Result<Option<(Version, String)>> {
    let number = app.registry.schema_number(&sent.text, &sent.references)?;
    let mut newest_first = subject.versions.iter().rev();
    if let Some(version) = newest_first.clone().find(|v| Some(v.id) == number) {
        return Ok(Some((version.clone(), sent.text.clone())));
    }
    newest_first
        .find_map(
            |version| match app.schemas.parsed(&app.registry, view, version) {
                Ok(parsed) if parsed.identity == sent.identity => {
                    Some(Ok((version.clone(), parsed.text.clone())))
                }
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            },
        )
        .transpose()
}

/// Runs work that reads the store, and sees all that was published.
pub(super) async fn in_pool<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T> + Send + 'static,
) -> Result<T> {
    let shared = Arc::clone(app);
    let work = move || {
        shared.schemas.keep_up(&shared.registry);
        work(&shared)
    };
    app.pools.reads.run(work).await?
}

/// Runs work that waits for the turn to write: while a publication has it, nobody who reads is to
/// be kept waiting.
pub(super) async fn in_turn<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T> + Send + 'static,
) -> Result<T> {
    let shared = Arc::clone(app);
    app.pools.publications.run(move || work(&shared)).await?
}
