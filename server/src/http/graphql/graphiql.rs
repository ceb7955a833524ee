//! GraphiQL in the browser, from files that the server embeds. They are built from `server/ui`
//! by `make ui`; a server that was built without them says so.

use axum::extract::Path;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use registry::hex;
use rust_embed::RustEmbed;

use crate::http::answer::{self, Freshness};
use crate::http::etag;
use crate::http::problem::Problem;

/// What `make ui` has built.
#[derive(RustEmbed)]
#[folder = "ui/dist"]
#[allow_missing = true]
struct Assets;

/// Everything comes from here. The editor sets styles by script, which is all that is let
/// through; its workers are scripts of ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
     style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const MISSING: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>GraphQL · Denota</title>
<h1>GraphQL</h1>
<p>This server was built without GraphiQL: there was no npm to build it with.
<code>make ui</code>, and then <code>make build</code>, put it in.</p>
<p>Queries work without it: send them to this address, by <code>POST</code> with JSON.</p>
</html>
";

/// The page.
pub(super) fn page(headers: &HeaderMap) -> Response {
    let page = Assets::get("graphiql.html").map(|file| file.data.into_owned());
    let body = page.unwrap_or_else(|| MISSING.as_bytes().to_vec());
    let tag = etag::of_bytes(&body);
    let kind = "text/html; charset=utf-8";
    secured(answer::tagged(
        headers,
        kind,
        &tag,
        Freshness::Revalidate,
        body,
    ))
}

/// One of the files that the page needs. Their names change with their content.
pub(super) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else {
        return Problem::not_found().into_response();
    };
    let tag = hex(&file.metadata.sha256_hash());
    let body = file.data.into_owned();
    secured(answer::tagged(
        &headers,
        media_type(&path),
        &tag,
        Freshness::Immutable,
        body,
    ))
}

fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ttf" => "font/ttf",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}
