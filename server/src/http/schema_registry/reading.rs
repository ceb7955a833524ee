//! Reading subjects and schemas.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, Failed, Raw, Result};
use super::registering::in_pool;
use super::request::{Client, Flag, Page, version};
use super::state;
use super::subjects::{Place, Subject, Version, local};
use crate::http::app::App;
use crate::http::caller::Caller;

type Shared = State<Arc<App>>;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/subjects", get(subjects))
        .route("/subjects/{subject}/versions", get(versions))
        .route("/subjects/{subject}/versions/{version}", get(one_version))
        .route(
            "/subjects/{subject}/versions/{version}/schema",
            get(version_schema),
        )
        .route(
            "/subjects/{subject}/versions/{version}/referencedby",
            get(referenced_by),
        )
        .route("/schemas", get(schemas))
        .route("/schemas/types", get(types))
        .route("/schemas/ids/{id}", get(by_id))
        .route("/schemas/ids/{id}/schema", get(schema_by_id))
        .route("/schemas/ids/{id}/subjects", get(subjects_by_id))
        .route("/schemas/ids/{id}/versions", get(versions_by_id))
        .route("/contexts", get(contexts))
}

/// How lists are narrowed.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Narrow {
    #[serde(rename = "subjectPrefix")]
    prefix: String,
    deleted: Flag,
    #[serde(rename = "deletedOnly", alias = "deleted_only")]
    deleted_only: Flag,
    #[serde(rename = "latestOnly")]
    latest_only: Flag,
    subject: String,
}

impl Narrow {
    fn keeps(&self, deleted: bool) -> bool {
        if self.deleted_only.0 {
            return deleted;
        }
        !deleted || self.deleted.0
    }

    /// A prefix may name the default context.
    fn prefix(&self) -> &str {
        match self.prefix.as_str() {
            ":*:" => "",
            prefix => local(prefix),
        }
    }
}

async fn subjects(
    State(app): Shared,
    Client(caller): Client,
    Query(narrow): Query<Narrow>,
    Query(page): Query<Page>,
) -> Result<Answer<Vec<String>>> {
    let names = in_pool(&app, move |app| {
        let names = app.schemas.subjects().names(&caller.view);
        let kept = names
            .into_iter()
            .filter(|(name, deleted)| name.starts_with(narrow.prefix()) && narrow.keeps(*deleted));
        Ok(page.of(kept.map(|(name, _)| name)))
    });
    Ok(Answer(names.await?))
}

/// The subject with the versions that the client asks for: those no longer in use only on request.
fn find(app: &App, client: &Client, name: &str, narrow: &Narrow) -> Result<Subject> {
    let found = app.schemas.subjects().subject(&client.0.view, name);
    found
        .and_then(|s| s.keep(|deleted| narrow.keeps(deleted)))
        .ok_or_else(|| no_subject(app, &client.0, name))
}

/// There is no such subject, or it belongs to a hidden graph, which the audit trail learns.
pub(super) fn no_subject(app: &App, caller: &Caller, name: &str) -> Failed {
    let hidden = app.schemas.subjects().hidden(&caller.view, name);
    Failed::no_subject(name).denying(hidden)
}

async fn versions(
    State(app): Shared,
    client: Client,
    Path(name): Path<String>,
    Query(narrow): Query<Narrow>,
    Query(page): Query<Page>,
) -> Result<Answer<Vec<u32>>> {
    let subject = find(&app, &client, &name, &narrow)?;
    let numbers = subject.versions.iter().map(|v| v.number);
    Ok(Answer(page.of(numbers)))
}

async fn one_version(
    State(app): Shared,
    client: Client,
    Path((name, which)): Path<(String, String)>,
    Query(narrow): Query<Narrow>,
) -> Result<Answer<Value>> {
    let version = version(&find(&app, &client, &name, &narrow)?, &which)?;
    let text = read(&app, version.place.clone()).await?;
    Ok(Answer(described(&name, &version, &text)))
}

/// A version as the protocol describes it.
pub(super) fn described(subject: &str, version: &Version, text: &str) -> Value {
    let mut value = json!({
        "subject": subject,
        "version": version.number,
        "id": version.id,
        "schema": text,
    });
    if let (Value::Object(fields), false) = (&mut value, version.references.is_empty()) {
        fields.insert("references".to_owned(), json!(version.references));
    }
    value
}

async fn version_schema(
    State(app): Shared,
    client: Client,
    Path((name, which)): Path<(String, String)>,
    Query(narrow): Query<Narrow>,
) -> Result<Raw> {
    let version = version(&find(&app, &client, &name, &narrow)?, &which)?;
    Ok(Raw(read(&app, version.place).await?))
}

/// Schemas of models stand alone: nothing refers to them but what clients registered.
async fn referenced_by(
    State(app): Shared,
    client: Client,
    Path((name, which)): Path<(String, String)>,
    Query(narrow): Query<Narrow>,
    Query(page): Query<Page>,
) -> Result<Answer<Vec<u32>>> {
    let version = version(&find(&app, &client, &name, &narrow)?, &which)?;
    let subjects = app.schemas.subjects();
    let users = subjects.referring(&client.0.view, &name, version.number);
    Ok(Answer(page.of(users)))
}

/// The most schemas in one answer, since their texts are in it.
const MAX_SCHEMAS: usize = 1_000;

async fn schemas(
    State(app): Shared,
    Client(caller): Client,
    Query(narrow): Query<Narrow>,
    Query(page): Query<Page>,
) -> Result<Answer<Vec<Value>>> {
    let texts = in_pool(&app, move |app| {
        let found = listed(app, &caller, &narrow, page);
        let mut texts = Vec::with_capacity(found.len());
        for (name, version) in found {
            let text = state::text(&app.registry, &version.place)?;
            texts.push(described(&name, &version, &text));
        }
        Ok(texts)
    });
    Ok(Answer(texts.await?))
}

/// A page of the versions of all subjects. Those after it are not looked at.
fn listed(app: &App, caller: &Caller, narrow: &Narrow, page: Page) -> Vec<(String, Version)> {
    let subjects = app.schemas.subjects();
    let names = subjects.names(&caller.view).into_iter();
    let names = names.filter(|(name, _)| name.starts_with(narrow.prefix()));
    let versions = names.flat_map(|(name, _)| {
        let of = subjects.subject(&caller.view, &name);
        let of = of.and_then(|s| s.keep(|deleted| narrow.keeps(deleted)));
        let mut of = of.map(|s| s.versions).unwrap_or_default();
        if narrow.latest_only.0 {
            of.drain(..of.len().saturating_sub(1));
        }
        of.into_iter().map(move |version| (name.clone(), version))
    });
    page.at_most(MAX_SCHEMAS, versions)
}

async fn types(_: Client) -> Answer<[&'static str; 1]> {
    Answer(["AVRO"])
}

async fn contexts(_: Client) -> Answer<[&'static str; 1]> {
    Answer(["."])
}

fn place(app: &App, client: &Client, id: &str) -> Result<Place> {
    // An id that is no number is one that no schema has.
    let id: u32 = id.parse().map_err(|_| Failed::no_schema())?;
    let subjects = app.schemas.subjects();
    let view = &client.0.view;
    let hidden = || Failed::no_schema().denying(subjects.hidden_id(view, id));
    subjects.place(view, id).ok_or_else(hidden)
}

async fn by_id(
    State(app): Shared,
    client: Client,
    Path(id): Path<String>,
) -> Result<Answer<Value>> {
    let place = place(&app, &client, &id)?;
    let references = match &place {
        Place::Registered(schema) => schema.references.clone(),
        Place::Made { .. } => Vec::new(),
    };
    let mut value = json!({ "schema": read(&app, place).await? });
    if let (Value::Object(fields), false) = (&mut value, references.is_empty()) {
        fields.insert("references".to_owned(), json!(references));
    }
    Ok(Answer(value))
}

async fn schema_by_id(State(app): Shared, client: Client, Path(id): Path<String>) -> Result<Raw> {
    let place = place(&app, &client, &id)?;
    Ok(Raw(read(&app, place).await?))
}

fn users(app: &App, client: &Client, id: &str, narrow: &Narrow) -> Result<Vec<(String, u32)>> {
    place(app, client, id)?;
    let id: u32 = id.parse().map_err(|_| Failed::no_schema())?;
    let users = app.schemas.subjects().users(&client.0.view, id);
    let subject = local(&narrow.subject);
    let kept = users.into_iter().filter(|(name, _, deleted)| {
        narrow.keeps(*deleted) && (subject.is_empty() || name == subject)
    });
    Ok(kept.map(|(name, version, _)| (name, version)).collect())
}

async fn subjects_by_id(
    State(app): Shared,
    client: Client,
    Path(id): Path<String>,
    Query(narrow): Query<Narrow>,
    Query(page): Query<Page>,
) -> Result<Answer<Vec<String>>> {
    let mut names: Vec<String> = users(&app, &client, &id, &narrow)?
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.dedup();
    Ok(Answer(page.of(names)))
}

async fn versions_by_id(
    State(app): Shared,
    client: Client,
    Path(id): Path<String>,
    Query(narrow): Query<Narrow>,
    Query(page): Query<Page>,
) -> Result<Answer<Vec<Value>>> {
    let users = users(&app, &client, &id, &narrow)?.into_iter();
    let users = users.map(|(name, version)| json!({ "subject": name, "version": version }));
    Ok(Answer(page.of(users)))
}

async fn read(app: &Arc<App>, place: Place) -> Result<String> {
    let shared = Arc::clone(app);
    let text = app
        .pools
        .reads
        .run(move || state::text(&shared.registry, &place));
    text.await?
}
