//! Executes a request: guards first, then the executor, on a thread that may block.

use std::sync::Arc;

use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{PathSegment, ServerError, Variables};
use axum::body::Bytes;
use serde_json::{Map, Value, json};

use super::Current;
use super::data::counts::Counts;
use super::data::session::{Session, lock};
use super::guard::{self, Refusal};
use super::request::Request;
use super::settings::Settings;
use crate::http::app::App;
use crate::http::problem::Denied;
use registry::{Registry, View};

/// What came of a request.
pub(super) struct Outcome {
    /// The answer, as JSON.
    pub(super) body: Bytes,
    /// Whether anything was executed: the request was well formed and valid.
    pub(super) is_executed: bool,
    /// The hidden graphs that were asked for by name, for the audit trail.
    pub(super) denied: Denied,
}

/// What a request is executed with.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) registry: Arc<Registry>,
    pub(super) current: Arc<Current>,
    pub(super) counts: Arc<Counts>,
    pub(super) settings: Settings,
    /// The server, for what it searches with; without one nothing is found.
    pub(super) app: Option<Arc<App>>,
    /// Whether the index has all that was published before the request.
    pub(super) is_searchable: bool,
}

impl Means {
    /// What the server has.
    pub(super) fn of(app: &Arc<App>) -> Self {
        Self {
            registry: Arc::clone(&app.registry),
            current: app.graphql.current(),
            counts: Arc::clone(&app.graphql.counts),
            settings: app.settings.graphql.clone(),
            app: Some(Arc::clone(app)),
            is_searchable: true,
        }
    }
}

/// Executes a request of a caller with a view.
pub(super) fn execute(means: &Means, view: View, request: Request) -> Outcome {
    let current = &means.current;
    let key = request.key();
    if let Some(body) = current.answers.get(&key) {
        return Outcome {
            body,
            is_executed: true,
            denied: Denied::default(),
        };
    }
    let query = request.query.as_deref().unwrap_or_default();
    let accepted = match guard::accept(query, &current.served.shape, &means.settings) {
        Ok(accepted) => accepted,
        Err(refusal) => return refuse(&refusal),
    };
    if is_no_query(&accepted.document.operations, request.operation.as_deref()) {
        return refuse(&Refusal {
            message: "only queries are answered; models change by publication".to_owned(),
            code: "OPERATION_NOT_SUPPORTED",
        });
    }
    let session = Arc::new(Session::new(means, view));
    let mut of = async_graphql::Request::new(query).data(Arc::clone(&session));
    of.set_parsed_query(accepted.document);
    if let Some(operation) = request.operation {
        of = of.operation_name(operation);
    }
    if let Some(variables) = request.variables {
        of = of.variables(Variables::from_json(Value::Object(variables)));
    }
    let response = now(current.served.schema.execute(of));
    let denied = Denied(std::mem::take(&mut *lock(&session.denied)));
    if !response.errors.is_empty() {
        return Outcome {
            denied,
            ..stopped(response.errors, session.stopped.get())
        };
    }
    let Ok(mut data) = response.data.into_json() else {
        return refuse(&Refusal {
            message: "the answer cannot be written".to_owned(),
            code: "INTERNAL_SERVER_ERROR",
        });
    };
    if let Some(filler) = &accepted.filler {
        filler.remove(&mut data);
    }
    restore_absent(&session, &mut data);
    let body = Value::Object(Map::from_iter([("data".to_owned(), data)]));
    let body = Bytes::from(body.to_string());
    if accepted.is_introspection {
        current.answers.keep(key, body.clone());
    }
    Outcome {
        body,
        is_executed: true,
        denied,
    }
}

/// The answer of a future that waits for nothing: every field is resolved at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(answer) = future.as_mut().poll(&mut context) {
            return answer;
        }
        std::thread::yield_now();
    }
}

/// Whether the operation that is asked for is a mutation or subscription.
fn is_no_query(operations: &DocumentOperations, name: Option<&str>) -> bool {
    let mut all = operations.iter();
    let asked = all.find(|(n, _)| name.is_none_or(|name| n.is_some_and(|n| n.as_str() == name)));
    asked.is_some_and(|(_, operation)| operation.node.ty != OperationType::Query)
}

/// Puts null where entities were asked for that are not there: the executor has no null in
/// lists of objects.
fn restore_absent(session: &Session, data: &mut Value) {
    for (key, places) in lock(&session.absent).drain() {
        if let Some(Value::Array(list)) = data.get_mut(&key) {
            for place in places {
                list.insert(place.min(list.len()), Value::Null);
            }
        }
    }
}

fn refuse(refusal: &Refusal) -> Outcome {
    let error = json!({ "message": refusal.message, "extensions": { "code": refusal.code } });
    Outcome {
        body: Bytes::from(json!({ "errors": [error] }).to_string()),
        is_executed: false,
        denied: Denied::default(),
    }
}

/// The most errors that one answer reports.
const MOST_ERRORS: usize = 20;

/// Part of an answer would look like all of it, so that there is none where there are errors:
/// `data` is null, or not there where nothing was executed. Of the field that stopped a query the
/// executor says the place in the text alone.
fn stopped(mut errors: Vec<ServerError>, by: Option<&Vec<PathSegment>>) -> Outcome {
    if let (Some(path), [error]) = (by, errors.as_mut_slice())
        && error.path.is_empty()
    {
        error.path.clone_from(path);
    }
    let is_executed = by.is_some() || errors.iter().any(|e| !e.path.is_empty());
    let mut seen: Vec<&ServerError> = Vec::new();
    for error in &errors {
        // One limit stops many fields, and is told once.
        if seen.len() < MOST_ERRORS && !seen.iter().any(|s| s.message == error.message) {
            seen.push(error);
        }
    }
    let mut body = json!({ "errors": seen });
    if let (true, Value::Object(body)) = (is_executed, &mut body) {
        body.insert("data".to_owned(), Value::Null);
    }
    Outcome {
        body: Bytes::from(body.to_string()),
        is_executed,
        denied: Denied::default(),
    }
}
