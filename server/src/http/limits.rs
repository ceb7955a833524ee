//! How many requests are worked on at once, and for how long.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::api::backups;
use super::app::App;
use super::problem::Problem;
use super::sending::stating_length;
use super::trace::Trace;

/// Which part of the places there are once more for who shows no credential, as a divisor.
const STRANGERS: usize = 4;
/// An answer up to this size is not counted as memory: there are no more of them than places.
const SMALL: u64 = 64 << 10;

/// Comes with the answer to a request whose time was over, for the audit trail. It is never sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutOfTime;

/// The places of all requests together. Who needs no credential gets others than who has shown
/// one, so that strangers keep none but strangers waiting.
pub(crate) struct Admission {
    known: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl Admission {
    /// So many places, and some for strangers.
    pub(crate) fn new(requests: usize) -> Self {
        let places = |n: usize| Arc::new(Semaphore::new(n.clamp(1, Semaphore::MAX_PERMITS)));
        Self {
            known: places(requests),
            strangers: places(requests / STRANGERS),
        }
    }

    fn of(&self, is_known: bool) -> Arc<Semaphore> {
        Arc::clone(if is_known {
            &self.known
        } else {
            &self.strangers
        })
    }
}

/// Admits a request where there is a place, which it keeps until its answer is sent, and
/// ends it when its time is over.
pub(crate) async fn admit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let trace = request.extensions().get::<Trace>();
    let is_known = app.auth.is_open() || trace.is_some_and(Trace::is_known);
    let Ok(place) = app.admission.of(is_known).try_acquire_owned() else {
        app.metrics.shed("requests");
        return Problem::overloaded().into_response();
    };
    // A copy takes as long as its disk needs.
    if request.uri().path() == backups::PATH {
        return hold(next.run(request).await, place, &app);
    }
    let time = Duration::from_secs(app.settings.request_seconds);
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => hold(response, place, &app),
        Err(_) => {
            app.metrics.shed("time");
            let problem = Problem::overloaded_with("the request took too long");
            let mut response = problem.into_response();
            response.extensions_mut().insert(OutOfTime);
            response
        }
    }
}

/// Has the body of an answer keep a place, and count as memory, until it is sent.
fn hold(response: Response, place: OwnedSemaphorePermit, app: &App) -> Response {
    let length = response.body().size_hint().exact();
    let memory = match length.filter(|length| *length > SMALL) {
        None => None,
        Some(length) => match app.answers.for_answer(length) {
            None => {
                app.metrics.shed("answers");
                return Problem::overloaded().into_response();
            }
            held => held,
        },
    };
    stating_length(response).map(|body| {
        // The closure owns both, and the body owns the closure.
        Body::new(body.map_frame(move |frame| {
            let _held = (&place, &memory);
            frame
        }))
    })
}

/// Refuses bodies in another form than their own: none is decoded, so that what is read is
/// what was counted.
pub(crate) async fn plain(request: Request, next: Next) -> Response {
    let encodings = request.headers().get_all(CONTENT_ENCODING).iter();
    let is_plain = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or("unknown");
        let mut encodings = value.split(',').map(str::trim);
        encodings.all(|e| e.is_empty() || e.eq_ignore_ascii_case("identity"))
    };
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_safe || encodings.into_iter().all(is_plain) {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "bodies of requests are not decompressed",
    )
    .help("send the body as it is, without `Content-Encoding`")
    .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
    .into_response()
}

/// What is not there, whatever the path.
pub(crate) async fn nothing() -> Problem {
    Problem::not_found()
}

/// What a path does not understand.
pub(crate) async fn other_method() -> Problem {
    Problem::bare(StatusCode::METHOD_NOT_ALLOWED)
}
