//! `GET /auth/login`: sends a browser to the provider.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use url::Url;

use super::pending::Begun;
use super::{redirect, refused};
use crate::http::app::App;
use crate::http::auth::credential;
use crate::http::auth::secret::Secret;
use crate::http::problem::{self, Problem};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Where to go once signed in.
    to: Option<String>,
}

pub(super) async fn login(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> problem::Result<Response> {
    let login = app.auth.login().ok_or_else(Problem::not_found)?;
    let provider = login.oidc.provider().await.map_err(|r| refused(&r))?;
    let question = login
        .client
        .question(&provider, &login.oidc.settings.scopes);
    let question = question.map_err(|r| refused(&r))?;
    // A browser that signs in in two tabs holds one cookie for both.
    let browser = match credential::cookie(&headers, login.cookies.login) {
        Some(browser) => browser,
        None => Secret::random().map_err(|f| Problem::internal(f.what))?,
    };
    let begun = Begun {
        browser: browser.hash(),
        nonce: question.nonce,
        verifier: question.verifier,
        to: local(&login.base, asked.to.as_deref().unwrap_or("/")),
    };
    login.pending.begin(&question.state, begun);
    Ok(redirect(
        question.url.as_str(),
        &[login.cookies.set_login(&browser)],
    ))
}

/// Where to go, as long as that is here: a link of ours must lead nobody elsewhere.
fn local(base: &Url, to: &str) -> String {
    let here = base
        .join(to)
        .ok()
        .filter(|url| url.origin() == base.origin() && to.starts_with('/'));
    let Some(url) = here else {
        return "/".to_owned();
    };
    let query = url.query().map(|q| format!("?{q}"));
    let path = format!("{}{}", url.path(), query.unwrap_or_default());
    // A path that starts with two slashes names a host.
    if path.starts_with("//") {
        "/".to_owned()
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_lead_nowhere_else() {
        let base = Url::parse("https://registry.example.com").unwrap();
        for (to, expected) in [
            ("/graphql?query=a%20b", "/graphql?query=a%20b"),
            ("/a/../b", "/b"),
            ("", "/"),
            ("graphql", "/"),
            ("//evil.example.com/x", "/"),
            ("/\\evil.example.com", "/"),
            ("/\t/evil.example.com", "/"),
            ("/..//evil.example.com", "/"),
            ("https://evil.example.com", "/"),
            ("https://registry.example.com/x", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(local(&base, to), expected, "{to}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_stays_here(to in "[/\\\\.:@?#a\t\n ]{0,12}|\\PC{0,20}") {
            let base = Url::parse("https://registry.example.com").unwrap();
            let local = local(&base, &to);
            prop_assert!(local.starts_with('/') && !local.starts_with("//"));
            prop_assert_eq!(base.join(&local).unwrap().origin(), base.origin());
        }
    }
}
