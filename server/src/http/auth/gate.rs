//! Stands before all routes: a request that shows no credential, or a bad one, goes no
//! further, whatever the handler behind would have asked.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{STRICT_TRANSPORT_SECURITY, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use url::form_urlencoded;

use super::oidc::Refusal;
use crate::http::app::App;
use crate::http::negotiate;
use crate::http::problem::Problem;

/// What anybody may ask for, whatever they show: it tells nothing of what the registry holds, and
/// those who watch the server are answered while no credential can be looked at.
const PUBLIC: [&str; 4] = ["/healthz", "/readyz", "/openapi.json", "/favicon.ico"];

/// Below this, people sign in and out. Nobody needs a credential for that, but the page that
/// sends one along must be ours.
const SIGNING_IN: &str = "/auth/";

/// The token is the password, and the name is of no account.
const PROMPT: &str = "Basic realm=\"Denota\", charset=\"UTF-8\"";

const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Lets a request through whose caller is known, or who needs not be.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut response = match admit(&mut parts, &app).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(response) => prompted(response, &parts, &app),
    };
    if app.settings.tls.cert.is_some() {
        let year = HeaderValue::from_static("max-age=31536000");
        response
            .headers_mut()
            .insert(STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

async fn admit(parts: &mut Parts, app: &Arc<App>) -> std::result::Result<(), Response> {
    if app.auth.is_open() || is_public(parts.uri.path()) {
        return Ok(());
    }
    let recognised = app.auth.recognise(parts).await;
    match recognised.map_err(|problem| problem.into_response())? {
        Some(recognised) => recognised.noted(parts),
        None if parts.uri.path().starts_with(SIGNING_IN) => {}
        None => return Err(ask(parts, app)),
    }
    Ok(())
}

fn is_public(path: &str) -> bool {
    PUBLIC.contains(&path)
}

/// Has a browser that opens a page ask for a token, where there is no other way in.
fn prompted(mut response: Response, parts: &Parts, app: &App) -> Response {
    let is_refused = response.status() == StatusCode::UNAUTHORIZED;
    if is_refused && app.auth.login().is_none() && opens_a_page(parts) {
        let prompt = HeaderValue::from_static(PROMPT);
        response.headers_mut().append(WWW_AUTHENTICATE, prompt);
    }
    response
}

/// Sends a browser that opens a page to sign in; tells everybody else.
fn ask(parts: &Parts, app: &App) -> Response {
    if app.auth.login().is_none() || !opens_a_page(parts) {
        return unauthorized(None).into_response();
    }
    let to = parts.uri.path_and_query().map_or("/", |p| p.as_str());
    let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    Redirect::to(&format!("/auth/login?to={to}")).into_response()
}

fn opens_a_page(parts: &Parts) -> bool {
    let header = |name: HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let navigates = header(FETCH_MODE).is_none_or(|mode| mode == "navigate");
    let wants_a_page = negotiate::names(&parts.headers, "text/html");
    parts.method == Method::GET && navigates && wants_a_page
}

/// The caller must say who they are, or what they show is not good (RFC 6750).
pub(super) fn unauthorized(why: Option<&str>) -> Problem {
    let challenge = match why {
        Some(why) => format!(
            "Bearer realm=\"denota\", error=\"invalid_token\", error_description=\"{}\"",
            why.replace('`', "'")
        ),
        None => "Bearer realm=\"denota\"".to_owned(),
    };
    let challenge = HeaderValue::from_str(&challenge);
    let plain = HeaderValue::from_static("Bearer");
    Problem::new(StatusCode::UNAUTHORIZED, why.unwrap_or("say who you are"))
        .help("send a token as `Authorization: Bearer TOKEN`")
        .header(WWW_AUTHENTICATE, challenge.unwrap_or(plain))
}

/// Why a token of the identity provider is not accepted.
pub(super) fn refused(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::Invalid(why) => unauthorized(Some(why)),
        Refusal::Unavailable => Problem::overloaded_with(&refusal.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_tells_nothing_is_public() {
        for path in ["/healthz", "/readyz", "/openapi.json", "/favicon.ico"] {
            assert!(is_public(path), "{path}");
        }
        for path in [
            "/",
            "/metrics",
            "/sparql",
            "/api/v1/models",
            "//",
            "/healthz/",
            "/auth",
            "/auth/login",
            "/graphql",
        ] {
            assert!(!is_public(path), "{path}");
        }
    }

    #[test]
    fn a_refusal_says_why_and_how_to_do_better() {
        let problem = unauthorized(Some("the token has expired")).into_response();
        assert_eq!(problem.status(), StatusCode::UNAUTHORIZED);
        let challenge = problem
            .headers()
            .get(WWW_AUTHENTICATE)
            .and_then(|v| v.to_str().ok());
        let expected = "Bearer realm=\"denota\", error=\"invalid_token\", error_description=\"the token has expired\"";
        assert_eq!(challenge, Some(expected));
    }
}
