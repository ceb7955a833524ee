//! Errors as users of the HTTP interface see them: RFC 9457 problem documents.

use std::collections::BTreeSet;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::trace;

/// The media type of problem documents.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// The result of a handler.
pub(crate) type Result<T> = std::result::Result<T, Problem>;

/// The graphs that were refused, with an answer on its way to the audit trail. They are never
/// sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Denied(pub(crate) BTreeSet<String>);

impl Denied {
    /// Sends them along with an answer, where there are any.
    pub(crate) fn with(self, mut response: Response) -> Response {
        if !self.0.is_empty() {
            response.extensions_mut().insert(self);
        }
        response
    }
}

impl From<Option<String>> for Denied {
    fn from(graph: Option<String>) -> Self {
        Self(graph.into_iter().collect())
    }
}

/// Why a request was not answered as asked. What few problems have is boxed: a result with one
/// goes through every handler.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: Option<String>,
    help: Option<String>,
    fields: Box<Map<String, Value>>,
    headers: Box<HeaderMap>,
    denied: Denied,
}

impl Problem {
    /// A problem with a status; messages follow the house style: lower case, no full stop.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::bare(status)
        }
    }

    /// A problem of which the status says everything.
    pub(crate) fn bare(status: StatusCode) -> Self {
        Self {
            status,
            detail: None,
            help: None,
            fields: Box::default(),
            headers: Box::default(),
            denied: Denied::default(),
        }
    }

    /// What is not there and what is hidden: the same bytes for both, whatever was asked for.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "there is nothing here that you may read",
        )
    }

    /// The caller may not do this, whether what they name exists or not.
    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "you may not do this")
    }

    /// There is more to do than can be done now.
    pub(crate) fn overloaded() -> Self {
        Self::overloaded_with("the server has more to do than it can")
    }

    /// The same in other words.
    pub(crate) fn overloaded_with(detail: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
            .header(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Something failed that is not the caller's doing: logged in full, told in general.
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        let id = trace::current_id();
        tracing::error!(id, %error, "a request failed");
        Self::bare(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Adds what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a field for programs.
    pub(crate) fn with(mut self, field: &str, value: Value) -> Self {
        self.fields.insert(field.to_owned(), value);
        self
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Notes for the audit trail which graphs were refused: where one is hidden, the answer does
    /// not differ from that of a graph that is not there.
    pub(crate) fn denying(mut self, graphs: impl Into<Denied>) -> Self {
        self.denied = graphs.into();
        self
    }

    /// The graphs that were refused, for the audit trail.
    pub(crate) fn denied(&self) -> &Denied {
        &self.denied
    }

    /// The status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What went wrong, in words.
    pub(crate) fn detail(&self) -> &str {
        self.detail
            .as_deref()
            .or(self.status.canonical_reason())
            .unwrap_or("error")
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
        });
        if let Value::Object(fields) = &mut body {
            if let Some(detail) = &self.detail {
                fields.insert("detail".to_owned(), json!(detail));
            }
            if let Some(help) = &self.help {
                fields.insert("help".to_owned(), json!(help));
            }
            fields.extend((*self.fields).clone());
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.body().to_string();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(*self.headers);
        self.denied.with(response)
    }
}

impl From<registry::Error> for Problem {
    fn from(error: registry::Error) -> Self {
        Self::internal(error)
    }
}
