//! Compressed answers. A strong entity tag stands for bytes, so the compressed form of a
//! representation has a tag of its own: the same, with a mark at the end.

use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::Predicate;
use tower_http::compression::predicate::{DefaultPredicate, SizeAbove};

use super::etag::GZIP;

/// What is not larger is sent as it is. Compressing takes far more memory than that, also for
/// answers that anybody gets at any time.
const SMALL: u16 = 256;

/// Which answers are compressed.
pub(super) fn worthwhile() -> impl Predicate {
    DefaultPredicate::new().and(SizeAbove::new(SMALL))
}

/// Marks the tag of an answer that the layer below has compressed, and of the answer that
/// says that a client has the compressed form already.
pub(crate) async fn mark(request: Request, next: Next) -> Response {
    let asked: Vec<HeaderValue> = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .iter()
        .cloned()
        .collect();
    let mut response = next.run(request).await;
    let compressed = response
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|v| v == "gzip");
    let known = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if let Some(marked) = marked(headers) {
        let had = || {
            asked
                .iter()
                .any(|a| contains(a.as_bytes(), marked.as_bytes()))
        };
        if compressed || (known && had()) {
            headers.insert(ETAG, marked);
        }
    }
    response
}

fn marked(headers: &HeaderMap) -> Option<HeaderValue> {
    let tag = headers.get(ETAG)?.to_str().ok()?;
    let open = tag.strip_suffix('"').filter(|open| open.starts_with('"'))?;
    HeaderValue::from_str(&format!("{open}{GZIP}\"")).ok()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
