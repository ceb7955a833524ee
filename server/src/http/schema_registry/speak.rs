//! Refusals that the protocol has no part in (by the gate, for want of a place, of a method)
//! become answers that its clients understand.

use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Limited};
use serde_json::Value;

use super::PATH;
use super::answer::Failed;
use crate::http::PROBLEM_JSON;

/// The longest problem document that is passed on.
const LONGEST: usize = 64 << 10;

/// Translates problem documents that are not compressed.
pub(crate) async fn translate(request: Request, next: Next) -> Response {
    let below = request.uri().path().strip_prefix(PATH);
    let ours = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let response = next.run(request).await;
    if ours && is_problem(&response) {
        spoken(response).await
    } else {
        response
    }
}

fn is_problem(response: &Response) -> bool {
    let headers = response.headers();
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with(PROBLEM_JSON))
        && !headers.contains_key(CONTENT_ENCODING)
}

async fn spoken(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = Limited::new(body, LONGEST).collect().await;
    let body = body.map(|b| b.to_bytes()).unwrap_or_default();
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let said = |name| problem.get(name).and_then(Value::as_str);
    let what = said("detail").or_else(|| said("title"));
    let said: Vec<&str> = what.into_iter().chain(said("help")).collect();
    let mut answer = Failed::of_status(parts.status, said.join("; ")).into_response();
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    answer.headers_mut().extend(parts.headers);
    answer.extensions_mut().extend(parts.extensions);
    answer
}
