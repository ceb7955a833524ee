//! Pages for people: what there is, what a search finds, a model, a term.
//!
//! They show what the interface for programs answers, through the same view, so that a click
//! leads from a class to the column that holds one of its properties, and back.

mod home;
mod kinds;
mod language;
mod links;
mod model;
mod order;
mod search;
mod template;
mod term;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::answer::{self, Freshness};
use super::api::wire::segment;
use super::app::App;
use super::auth::How;
use super::caller::Caller;
use super::problem::{Problem, Result};
use super::{etag, hidden, terms, wording};
use language::english_first;
use links::{Link, Links};
use upper::iri::local;

const STYLE: &str = include_str!("style.css");
const HTML: &str = "text/html; charset=utf-8";

/// The style is the pages' own, and nothing else is loaded.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The routes.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::page))
        .route("/search", get(search::page))
        .route("/models/{domain}", get(model::page))
        .route("/term", get(term::page))
}

/// What every page says besides its own.
#[derive(Serialize)]
struct Frame<'a> {
    style: &'static str,
    version: &'static str,
    /// The one who is signed in.
    who: Option<&'a str>,
    /// Whether they could sign out here.
    session: bool,
    /// Whether nobody needs to sign in.
    open: bool,
}

impl<'a> Frame<'a> {
    fn of(app: &App, caller: &'a Caller) -> Self {
        Self {
            style: STYLE,
            version: env!("CARGO_PKG_VERSION"),
            who: caller.identity().map(|who| who.name.as_str()),
            session: caller.how() == How::Session,
            open: app.auth.is_open(),
        }
    }
}

/// A page as it is answered: by its template, what it says, or why there is none.
fn respond(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    template: &str,
    said: Result<impl Serialize>,
) -> Response {
    let frame = Frame::of(app, caller);
    let rendered = match said {
        Ok(said) => template::render(template, &frame, &said),
        Err(problem) => Err(problem),
    };
    let mut response = match rendered {
        Ok(page) => {
            let tag = etag::of_bytes(page.as_bytes());
            answer::tagged(headers, HTML, &tag, Freshness::Revalidate, page)
        }
        Err(problem) => failed(&frame, problem),
    };
    let security = (CONTENT_SECURITY_POLICY, POLICY.clone());
    response.headers_mut().extend([security]);
    response
}

/// Why there is no such page, on a page.
#[derive(Serialize)]
struct Failed {
    title: &'static str,
    detail: String,
}

fn failed(frame: &Frame<'_>, problem: Problem) -> Response {
    let status = problem.status();
    let denied = problem.denied().clone();
    let failed = Failed {
        title: status.canonical_reason().unwrap_or("Error"),
        detail: problem.detail().to_owned(),
    };
    let Ok(page) = template::render("failed.html", frame, &failed) else {
        return problem.into_response();
    };
    let mut response = (status, page).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
    answer::private(headers, Freshness::Never);
    denied.with(response)
}

/// What is asked for cannot be a page.
fn bad(detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

/// What is asked, or why it cannot be read.
type Asked<T> = std::result::Result<Query<T>, QueryRejection>;

/// What is asked, where it can be read.
///
/// # Errors
/// It cannot (400).
fn understood<T>(asked: Asked<T>) -> Result<T> {
    let Query(asked) = asked.map_err(|e| wording::refusal(e.status(), &e.body_text()))?;
    Ok(asked)
}
