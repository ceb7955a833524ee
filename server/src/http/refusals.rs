//! Refusals of the framework are plain text; here they become problem documents like ours.

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Limited};

use super::problem::Problem;
use super::wording;

/// The longest text that is passed on.
const LONGEST: usize = 4096;

/// Translates what comes from below. Nothing below compresses.
pub(crate) async fn translate(request: Request, next: Next) -> Response {
    as_problem(next.run(request).await).await
}

async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let plain = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    if !(status.is_client_error() || status.is_server_error()) || !plain {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = Limited::new(body, LONGEST).collect().await;
    let text = text.map(|t| String::from_utf8_lossy(&t.to_bytes()).into_owned());
    let mut problem = match text.unwrap_or_default().trim() {
        _ if status.is_server_error() => Problem::bare(status),
        "" => Problem::bare(status),
        text => wording::refusal(status, text),
    }
    .into_response();
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    problem.headers_mut().extend(parts.headers);
    problem
}
