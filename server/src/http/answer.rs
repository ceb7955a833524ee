//! Answers with an entity tag: all that are not problems and not streams.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::problem::{Problem, Result};
use super::{etag, negotiate};

/// How long a representation may be kept without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// It may not be kept.
    Never,
    /// Until the next request: it may have changed.
    Revalidate,
    /// For ever: it is named by a version.
    Immutable,
}

/// Answers with a value as JSON, or 304 where the client has it.
///
/// # Errors
/// The client does not accept JSON (406).
pub(crate) fn json(headers: &HeaderMap, value: &impl Serialize) -> Result<Response> {
    described(headers, value, |tag| tag)
}

/// The same, under an entity tag made of that of the bytes.
pub(crate) fn described(
    headers: &HeaderMap,
    value: &impl Serialize,
    tag: impl FnOnce(String) -> String,
) -> Result<Response> {
    negotiate::json(headers)?;
    let mut body = serde_json::to_vec_pretty(value).map_err(Problem::internal)?;
    body.push(b'\n');
    let tag = tag(etag::of_bytes(&body));
    Ok(tagged(
        headers,
        negotiate::JSON,
        &tag,
        Freshness::Revalidate,
        body,
    ))
}

/// Answers with a representation, or 304 where the client has it.
pub(crate) fn tagged(
    headers: &HeaderMap,
    media_type: &str,
    tag: &str,
    freshness: Freshness,
    body: impl Into<Body>,
) -> Response {
    let mut response = if etag::is_known(headers, tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(body.into());
        let media_type = HeaderValue::from_str(media_type);
        let unknown = HeaderValue::from_static("application/octet-stream");
        response
            .headers_mut()
            .insert(CONTENT_TYPE, media_type.unwrap_or(unknown));
        response
    };
    response.headers_mut().insert(ETAG, etag::strong(tag));
    private(response.headers_mut(), freshness);
    response
}

/// Says how long an answer may be kept, and by whom: what one caller may read, others may not,
/// so shared caches keep nothing.
pub(crate) fn private(headers: &mut HeaderMap, freshness: Freshness) {
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(match freshness {
            Freshness::Never => "no-store",
            Freshness::Revalidate => "private, no-cache",
            Freshness::Immutable => "private, max-age=31536000, immutable",
        }),
    );
    headers.insert(
        VARY,
        HeaderValue::from_static("accept, accept-encoding, authorization, cookie"),
    );
}
