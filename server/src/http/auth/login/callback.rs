//! `GET /auth/callback`: a browser comes back from the provider.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::client::Given;
use super::pending::Begun;
use super::{Login, redirect, refused};
use crate::http::app::App;
use crate::http::auth::credential;
use crate::http::auth::identity::Identity;
use crate::http::auth::oidc::{Claims, Provider, Refusal};
use crate::http::auth::secret::Secret;
use crate::http::problem::{self, Problem};
use crate::http::trace::Trace;

/// What a browser brings back.
#[derive(Deserialize)]
pub(super) struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

pub(super) async fn callback(
    State(app): State<Arc<App>>,
    trace: Trace,
    Query(answer): Query<Answer>,
    headers: HeaderMap,
) -> problem::Result<Response> {
    let login = app.auth.login().ok_or_else(Problem::not_found)?;
    let begun = begun(login, &answer, &headers).map_err(|r| refused(&r))?;
    let identity = identity(login, &answer, &begun).await.map_err(|r| {
        tracing::warn!(reason = %r, "a browser was not signed in");
        refused(&r)
    })?;
    app.signed_in(&trace, &identity.name).await?;
    if let Some(before) = credential::cookie(&headers, login.cookie()) {
        login.sessions.end(&before);
    }
    let id = Secret::random().map_err(|f| Problem::internal(f.what))?;
    tracing::info!(name = identity.name, "signed in");
    login.sessions.begin(&id, identity);
    Ok(redirect(&begun.to, &[login.cookies.set_session(&id)]))
}

/// The sign-in that this answers, begun by this very browser.
fn begun(login: &Login, answer: &Answer, headers: &HeaderMap) -> Result<Begun, Refusal> {
    let browser = credential::cookie(headers, login.cookies.login);
    let state = answer.state.as_deref().map(Secret::new);
    let begun = browser
        .zip(state)
        .and_then(|(b, s)| login.pending.end(&s, &b));
    begun.ok_or(Refusal::Invalid(
        "this browser has not begun to sign in, or too long ago",
    ))
}

/// Who signed in.
async fn identity(login: &Login, answer: &Answer, begun: &Begun) -> Result<Identity, Refusal> {
    let provider = login.oidc.provider().await?;
    let issuer = &login.oidc.settings.issuer;
    let named = provider.authorization_response_iss_parameter_supported || answer.iss.is_some();
    if named && answer.iss.as_ref() != Some(issuer) {
        return Err(Refusal::Invalid(
            "the answer is of another identity provider",
        ));
    }
    if answer.error.is_some() {
        return Err(Refusal::Invalid("the identity provider did not let you in"));
    }
    let code = answer
        .code
        .as_deref()
        .ok_or(Refusal::Invalid("the answer has no code"))?;
    let fetch = &login.oidc.fetch;
    let given = login
        .client
        .exchange(&provider, fetch, code, &begun.verifier)
        .await?;
    let id = login.client.id();
    let claims = login
        .oidc
        .id_token(&given.id_token, id, begun.nonce.reveal())
        .await?;
    let claims = with_user_info(login, &provider, &given, claims).await?;
    login.oidc.identity(&claims)
}

/// Many providers keep teams out of ID tokens: then the claims of the user info are added.
async fn with_user_info(
    login: &Login,
    provider: &Provider,
    given: &Given,
    mut claims: Claims,
) -> Result<Claims, Refusal> {
    let missing = login.oidc.misses(&claims);
    let Some(url) = provider.userinfo_endpoint.as_deref().filter(|_| missing) else {
        return Ok(claims);
    };
    let token = given.access_token.reveal();
    let more: Claims = login
        .oidc
        .fetch
        .json(url, Some(token))
        .await
        .map_err(|error| {
            tracing::error!(%error, "cannot read the user info of the identity provider");
            Refusal::Unavailable
        })?;
    if more.get("sub") != claims.get("sub") {
        return Err(Refusal::Invalid("the user info is about somebody else"));
    }
    for (name, value) in more {
        claims.entry(name).or_insert(value);
    }
    Ok(claims)
}
