//! Signing in with a browser: authorization code with PKCE, then a session in a cookie.

mod callback;
mod client;
mod cookies;
mod pending;
mod sessions;
mod start;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{get, post};
use url::Url;

use super::credential;
use super::identity::Identity;
use super::oidc::{Oidc, Refusal};
use super::secret::Secret;
use crate::failure::{Doing as _, Failure, Result};
use crate::http::app::App;
use crate::http::problem::{self, Problem};
use cookies::Cookies;
use pending::Pending;
use sessions::Sessions;

/// Where the provider sends browsers back to, below the server's address.
pub(crate) const CALLBACK: &str = "/auth/callback";

/// Where who has signed out is told so.
const SIGNED_OUT: &str = "/auth/signed-out";

/// The way in for browsers.
pub(crate) struct Login {
    oidc: Arc<Oidc>,
    client: client::Client,
    base: Url,
    cookies: Cookies,
    pending: Pending,
    sessions: Sessions,
}

impl Login {
    /// The way in by a provider; `None` where the settings give the server no name there.
    ///
    /// # Errors
    /// The settings make no sense.
    pub(crate) fn new(
        oidc: &Arc<Oidc>,
        base: Option<&str>,
        session_hours: u32,
    ) -> Result<Option<Self>> {
        let Some(id) = &oidc.settings.client_id else {
            return Ok(None);
        };
        let base = base.ok_or_else(|| {
            Failure::new("the identity provider must be told where to send browsers back to")
                .help("set `url` of `[serve]` to the address under which browsers find the server")
        })?;
        let base = Url::parse(base).doing(|| format!("use the address `{base}`"))?;
        let callback = base
            .join(CALLBACK)
            .doing(|| format!("use the address `{base}`"))?;
        let secret = oidc
            .settings
            .client_secret_env
            .as_deref()
            .map(variable)
            .transpose()?;
        let lifetime = Duration::from_secs(u64::from(session_hours) * 3600);
        Ok(Some(Self {
            client: client::Client::new(id, secret, &callback),
            cookies: Cookies::new(base.scheme() == "https"),
            oidc: Arc::clone(oidc),
            base,
            pending: Pending::default(),
            sessions: Sessions::new(lifetime),
        }))
    }

    /// The name of the cookie that holds a session.
    pub(crate) fn cookie(&self) -> &'static str {
        self.cookies.session
    }

    /// Whose session an id is of.
    pub(crate) fn session(&self, id: &Secret) -> Option<Identity> {
        self.sessions.get(id)
    }

    /// The origin that browsers know the server by.
    pub(crate) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }
}

fn variable(name: &str) -> Result<Secret> {
    match std::env::var(name) {
        Ok(secret) if !secret.is_empty() => Ok(Secret::new(secret)),
        Ok(_) | Err(_) => Err(Failure::new(format!("the variable `{name}` of the environment is not set"))
            .help("`client-secret-env` of `[serve.auth.oidc]` names it; leave that out for a public client")),
    }
}

/// The routes of signing in and out. Without a provider there is nothing at them.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/login", get(start::login))
        .route(CALLBACK, get(callback::callback))
        .route("/auth/logout", post(logout))
        .route(SIGNED_OUT, get(signed_out))
}

async fn logout(State(app): State<Arc<App>>, headers: HeaderMap) -> problem::Result<Response> {
    let login = app.auth.login().ok_or_else(Problem::not_found)?;
    if let Some(id) = credential::cookie(&headers, login.cookie()) {
        login.sessions.end(&id);
    }
    Ok(redirect(SIGNED_OUT, &[login.cookies.clear_session()]))
}

/// Not `/`: that would send the browser to the provider, which may sign it in at once.
async fn signed_out(State(app): State<Arc<App>>) -> problem::Result<Html<&'static str>> {
    app.auth.login().ok_or_else(Problem::not_found)?;
    Ok(Html(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Denota</title></head>\n\
         <body><p>You are signed out. <a href=\"/auth/login\">Sign in</a></p></body>\n</html>\n",
    ))
}

/// An answer that sends a browser elsewhere and is never kept.
fn redirect(to: &str, cookies: &[String]) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else {
        return Problem::bare(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies.iter().filter_map(|c| HeaderValue::from_str(c).ok()) {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

/// Why a browser was not signed in.
fn refused(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::Invalid(why) => Problem::new(
            StatusCode::FORBIDDEN,
            format!("you were not signed in: {why}"),
        )
        .help("go to /auth/login to try again"),
        Refusal::Unavailable => Problem::new(StatusCode::SERVICE_UNAVAILABLE, refusal.to_string()),
    }
}
