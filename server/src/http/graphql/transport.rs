//! GraphQL over HTTP, as its specification has it: `POST` with JSON, `GET` with a query string,
//! answers as `application/graphql-response+json` or plain JSON; for browsers, a page.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::execute::{Means, Outcome, execute};
use super::graphiql;
use super::request::{Request, bad};
use crate::http::answer::{self, Freshness};
use crate::http::app::App;
use crate::http::body::Small;
use crate::http::caller::Caller;
use crate::http::etag;
use crate::http::negotiate::{self, JSON};
use crate::http::problem::{Problem, Result};

/// The media type of answers in which the status says whether anything was executed.
const RESPONSE: &str = "application/graphql-response+json";
const HTML: &str = "text/html";
/// The field that needs the index.
const SEARCH: &str = "denota_search";

/// Answers a query in the address; a browser that asks for none gets the page.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response> {
    let request = Request::of_address(query.as_deref().unwrap_or_default())?;
    // Who asks nothing and names pages at all is better served with one.
    let asks_nothing = request.query.is_none() && negotiate::names(&headers, HTML);
    let offers = if asks_nothing {
        [HTML, RESPONSE, JSON]
    } else {
        [RESPONSE, JSON, HTML]
    };
    if negotiate::choose(&headers, &offers).ok() == Some(HTML) {
        return Ok(graphiql::page(&headers));
    }
    let media_type = media_type(&headers)?;
    let outcome = run(&app, caller, request).await?;
    if !outcome.is_executed {
        return Ok(written(media_type, outcome));
    }
    let tag = etag::of_bytes(&outcome.body);
    let freshness = Freshness::Revalidate;
    let response = answer::tagged(&headers, media_type, &tag, freshness, outcome.body);
    Ok(outcome.denied.with(response))
}

/// Answers a query in the body.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Small(upload): Small,
) -> Result<Response> {
    let media_type = media_type(&headers)?;
    if upload.media_type.as_deref() != Some(JSON) {
        let problem = Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body has to be `application/json`",
        );
        return Err(problem);
    }
    let request = Request::of_body(&upload.bytes)?;
    let outcome = run(&app, caller, request).await?;
    Ok(written(media_type, outcome))
}

fn media_type(headers: &HeaderMap) -> Result<&'static str> {
    // Whoever accepts anything gets plain JSON, as clients of long ago expect.
    negotiate::choose(headers, &[JSON, RESPONSE])
}

async fn run(app: &Arc<App>, caller: Caller, request: Request) -> Result<Outcome> {
    let query = request.query.as_deref().unwrap_or_default();
    if query.trim().is_empty() {
        return Err(bad("there is no `query`"));
    }
    if query.len() > app.settings.query_bytes {
        return Err(Problem::bare(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let mut means = Means::of(app);
    // Waiting takes no place. Where it was in vain, the field says so.
    if query.contains(SEARCH) {
        means.is_searchable = app.search.ready().await.is_ok();
    }
    let work = move || execute(&means, caller.view, request);
    app.pools.queries.run(work).await
}

fn written(media_type: &'static str, outcome: Outcome) -> Response {
    let status = if media_type == RESPONSE && !outcome.is_executed {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let mut response = (status, outcome.body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer::private(headers, Freshness::Never);
    outcome.denied.with(response)
}
