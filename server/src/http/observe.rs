//! The outermost layer: every request gets an id, a line in the log, a place in the metrics,
//! and an answer with safe headers, even where its handler panics.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::app::App;
use super::audit::Tried;
use super::metrics::Metrics;
use super::panics::caught;
use super::problem::{Denied, Problem};
use super::trace::{REQUEST_ID, Trace};

/// What a page may do that sets no policy of its own: nothing.
const NO_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'";

/// Watches over one request.
pub(crate) async fn observe(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let trace = Trace::begin(request.headers());
    request.extensions_mut().insert(trace.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let uri = request.uri().clone();
    let flight = Flight::begin(&app.metrics);
    let mut response = match caught(next.run(request)).await {
        Some(response) => response,
        None => Problem::bare(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    };
    drop(flight);
    let status = response.status();
    app.metrics
        .answered(route, known(&method), status.as_u16(), started.elapsed());
    let denied = response.extensions_mut().remove::<Denied>();
    let Denied(graphs) = denied.unwrap_or_default();
    let tried = Tried {
        method: &method,
        route,
        path: uri.path(),
        graphs,
    };
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        app.refused(&trace, &tried, status).await;
    } else if !tried.graphs.is_empty() {
        app.hid(&trace, &tried);
    }
    log(&trace, &method, route, status, started);
    finish(response, &trace)
}

/// A request that is being worked on; one that its client gives up is dropped, and counts
/// no more.
struct Flight<'a>(&'a Metrics);

impl<'a> Flight<'a> {
    fn begin(metrics: &'a Metrics) -> Self {
        metrics.in_flight(1);
        Self(metrics)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.in_flight(-1);
    }
}

/// Methods are a label of metrics: what clients make up must not become one.
fn known(method: &Method) -> &str {
    let standard = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
    ];
    if standard.contains(method) {
        method.as_str()
    } else {
        "other"
    }
}

fn log(trace: &Trace, method: &Method, route: &str, status: StatusCode, started: Instant) {
    #[expect(clippy::cast_possible_truncation, reason = "no request takes so long")]
    let ms = started.elapsed().as_micros() as u64 as f64 / 1000.0;
    let status = status.as_u16();
    let (id, caller) = (trace.id(), trace.caller());
    // Probes and scrapes come every few seconds; they would be all there is to read.
    if matches!(route, "/healthz" | "/readyz" | "/metrics") && status < 400 {
        tracing::debug!(id, caller, %method, route, status, ms, "request");
    } else {
        tracing::info!(id, caller, %method, route, status, ms, "request");
    }
}

fn finish(mut response: Response, trace: &Trace) -> Response {
    let headers = response.headers_mut();
    default(headers, CONTENT_SECURITY_POLICY, NO_CONTENT);
    default(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(headers, X_FRAME_OPTIONS, "DENY");
    default(headers, REFERRER_POLICY, "no-referrer");
    if let Ok(id) = HeaderValue::from_str(trace.id()) {
        headers.insert(REQUEST_ID, id);
    }
    if response.status() == StatusCode::NOT_MODIFIED {
        *response.body_mut() = Body::empty();
    }
    response
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
