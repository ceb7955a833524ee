//! Answers and errors as clients of the protocol expect them.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::http::answer::{Freshness, private};
use crate::http::problem::{Denied, Problem};

/// The media type of everything.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/vnd.schemaregistry.v1+json");

/// The result of a handler.
pub(super) type Result<T> = std::result::Result<T, Failed>;

/// A JSON answer.
pub(super) struct Answer<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_string(&self.0) {
            Ok(body) => written(StatusCode::OK, body),
            Err(error) => Failed::from(Problem::internal(error)).into_response(),
        }
    }
}

/// A text that is JSON already, such as a schema.
pub(super) struct Raw(pub(super) String);

impl IntoResponse for Raw {
    fn into_response(self) -> Response {
        written(StatusCode::OK, self.0)
    }
}

/// What one caller may read others may not, so that nobody keeps it for others.
fn written(status: StatusCode, body: String) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, MEDIA_TYPE);
    let freshness = if status.is_success() {
        Freshness::Revalidate
    } else {
        Freshness::Never
    };
    private(response.headers_mut(), freshness);
    response
}

/// Why there is no answer: the codes of the protocol, of which the first three digits are
/// the status.
#[derive(Debug)]
pub(super) struct Failed {
    status: StatusCode,
    code: u32,
    message: String,
    denied: Denied,
}

impl Failed {
    fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            denied: Denied::default(),
        }
    }

    /// What is said.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Notes for the audit trail alone which hidden graph was asked for.
    pub(super) fn denying(mut self, graph: Option<String>) -> Self {
        self.denied = graph.into();
        self
    }

    pub(super) fn no_subject(subject: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            40401,
            format!("subject `{subject}` not found"),
        )
    }

    pub(super) fn no_version(version: u32) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            40402,
            format!("version {version} not found"),
        )
    }

    pub(super) fn no_schema() -> Self {
        Self::new(StatusCode::NOT_FOUND, 40403, "schema not found")
    }

    pub(super) fn no_level(subject: &str) -> Self {
        let message = format!("subject `{subject}` has no level of compatibility of its own");
        Self::new(StatusCode::NOT_FOUND, 40408, message)
    }

    pub(super) fn no_mode(subject: &str) -> Self {
        let message = format!("subject `{subject}` has no mode of its own");
        Self::new(StatusCode::NOT_FOUND, 40409, message)
    }

    pub(super) fn incompatible(reasons: &[String]) -> Self {
        let message = format!(
            "the schema is not compatible with an earlier one: {}",
            reasons.join("; ")
        );
        Self::new(StatusCode::CONFLICT, 409, message)
    }

    pub(super) fn invalid_schema(why: impl std::fmt::Display) -> Self {
        Self::unprocessable(42201, format!("invalid schema: {why}"))
    }

    pub(super) fn invalid_version(version: &str) -> Self {
        let message = format!("`{version}` is not a version: use a number from 1, or `latest`");
        Self::unprocessable(42202, message)
    }

    pub(super) fn invalid_level(why: impl std::fmt::Display) -> Self {
        Self::unprocessable(42203, why.to_string())
    }

    pub(super) fn invalid_subject(name: &str) -> Self {
        let why = "it is blank, or in another context than the default one";
        Self::unprocessable(42208, format!("`{name}` is no subject here: {why}"))
    }

    pub(super) fn not_permitted(why: impl Into<String>) -> Self {
        Self::unprocessable(42205, why)
    }

    pub(super) fn malformed(why: impl std::fmt::Display) -> Self {
        Self::unprocessable(422, why.to_string())
    }

    /// What any status says, which is its own code.
    pub(super) fn of_status(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, u32::from(status.as_u16()), message)
    }

    fn unprocessable(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        let status = problem.status();
        Self {
            denied: problem.denied().clone(),
            ..Self::of_status(status, problem.detail())
        }
    }
}

impl From<registry::Error> for Failed {
    fn from(error: registry::Error) -> Self {
        Problem::internal(error).into()
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let body = json!({ "error_code": self.code, "message": self.message });
        let mut response = written(self.status, body.to_string());
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"denota\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        self.denied.with(response)
    }
}
