//! The outermost layer: every request gets an id, a line in the log, a place in the metrics,
//! and an answer with safe headers, even where its handler panics.

use std::sync::Arc;
use std::time::{Duration, Instant};

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
use super::limits::OutOfTime;
use super::metrics::Metrics;
use super::panics::caught;
use super::problem::{Denied, Problem};
use super::trace::{REQUEST_ID, Trace};

/// What a page may do that sets no policy of its own: nothing.
const NO_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'";

/// What stands for the status of a request whose client has gone before its answer, as other
/// servers write it.
const GONE: u16 = 499;

/// Watches over one request.
pub(crate) async fn observe(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let trace = Trace::begin(request.headers());
    request.extensions_mut().insert(trace.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let uri = request.uri().clone();
    let mut flight = Flight {
        metrics: &app.metrics,
        trace: &trace,
        method: &method,
        route,
        started: Instant::now(),
        status: GONE,
    };
    app.metrics.in_flight(1);
    let answered = trace.during(caught(next.run(request))).await;
    let mut response = answered
        .unwrap_or_else(|| Problem::bare(StatusCode::INTERNAL_SERVER_ERROR).into_response());
    let status = response.status();
    flight.status = status.as_u16();
    let denied = response.extensions_mut().remove::<Denied>();
    let Denied(graphs) = denied.unwrap_or_default();
    let tried = Tried {
        method: &method,
        route,
        path: uri.path(),
        graphs,
    };
    if is_refusal(status) {
        app.refused(&trace, &tried, status).await;
    } else if !tried.graphs.is_empty() {
        app.hid(&trace, &tried);
    } else if response.extensions_mut().remove::<OutOfTime>().is_some() {
        app.unanswered(&trace, &tried);
    }
    drop(flight);
    finish(response, &trace)
}

/// A request that is being worked on. It is counted and logged once it is answered, or once its
/// client has gone: then it is dropped.
struct Flight<'a> {
    metrics: &'a Metrics,
    trace: &'a Trace,
    method: &'a Method,
    route: &'a str,
    started: Instant,
    status: u16,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        let method = known(self.method);
        self.metrics.in_flight(-1);
        self.metrics.answered(self.route, method, self.status, took);
        self.log(took);
    }
}

/// Whether access was refused: by the gate or a handler, or for the host that was named.
fn is_refusal(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST
    )
}

/// Methods are a label of metrics, and stand in logs and the audit trail: what clients make up, at
/// any length, must not.
pub(super) fn known(method: &Method) -> &str {
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

impl Flight<'_> {
    fn log(&self, took: Duration) {
        #[expect(clippy::cast_possible_truncation, reason = "no request takes so long")]
        let ms = took.as_micros() as u64 as f64 / 1000.0;
        let (id, caller) = (self.trace.id(), self.trace.caller());
        let (method, route, status) = (known(self.method), self.route, self.status);
        // Probes and scrapes come every few seconds; they would be all there is to read.
        if matches!(route, "/healthz" | "/readyz" | "/metrics") && status < 400 {
            tracing::debug!(id, caller, %method, route, status, ms, "request");
        } else {
            tracing::info!(id, caller, %method, route, status, ms, "request");
        }
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
