//! What a provider says of itself (OpenID Connect Discovery), asked once an hour.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::bucket::Bucket;
use super::fetch::Fetch;
use super::{Refusal, is_safe};

const FRESH: Duration = Duration::from_secs(3600);

/// What a provider says of itself.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Provider {
    issuer: String,
    /// Where its keys are.
    pub(super) jwks_uri: String,
    /// Where browsers sign in.
    pub(crate) authorization_endpoint: Option<String>,
    /// Where codes are exchanged for tokens.
    pub(crate) token_endpoint: Option<String>,
    /// Where more is said of a user.
    pub(crate) userinfo_endpoint: Option<String>,
    /// Whether it names itself when it sends a browser back (RFC 9207).
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

impl Provider {
    /// An answer that names another issuer, or sends us where others could listen, is none.
    fn check(&self, issuer: &str) -> Result<(), String> {
        if self.issuer != issuer {
            return Err(format!(
                "it says that it is `{}`, not `{issuer}`",
                self.issuer
            ));
        }
        let urls = [
            Some(&self.jwks_uri),
            self.authorization_endpoint.as_ref(),
            self.token_endpoint.as_ref(),
            self.userinfo_endpoint.as_ref(),
        ];
        for url in urls.into_iter().flatten() {
            if !Url::parse(url).is_ok_and(|u| is_safe(&u)) {
                return Err(format!("`{url}` is not reached by https"));
            }
        }
        Ok(())
    }
}

/// What is known of the provider.
#[derive(Default)]
pub(super) struct Known {
    last: Mutex<Option<(Instant, Arc<Provider>)>>,
    /// How often it was asked, whatever it said.
    asked: AtomicU64,
    bucket: Bucket,
}

impl Known {
    /// What the provider says, or said when it could last be reached.
    pub(super) async fn get(&self, issuer: &str, fetch: &Fetch) -> Result<Arc<Provider>, Refusal> {
        let before = self.asked.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        if let Some((_, provider)) = last.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return Ok(Arc::clone(provider));
        }
        // Whoever asked while we waited has asked for us.
        let is_answered = self.asked.load(Ordering::Acquire) != before;
        if !is_answered && self.bucket.take() {
            match discover(issuer, fetch).await {
                Ok(provider) => *last = Some((Instant::now(), Arc::new(provider))),
                Err(error) => {
                    tracing::error!(issuer, error, "cannot discover the identity provider")
                }
            }
            self.asked.fetch_add(1, Ordering::Release);
        }
        let last = last.as_ref().map(|(_, provider)| Arc::clone(provider));
        last.ok_or(Refusal::Unavailable)
    }
}

async fn discover(issuer: &str, fetch: &Fetch) -> Result<Provider, String> {
    let base = issuer.trim_end_matches('/');
    let url = format!("{base}/.well-known/openid-configuration");
    let provider: Provider = fetch.json(&url, None).await.map_err(|e| e.to_string())?;
    provider.check(issuer)?;
    Ok(provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_who_it_was_said_to_be_and_reached_safely() {
        let good = Provider {
            issuer: "https://a.example".to_owned(),
            jwks_uri: "https://keys.example".to_owned(),
            authorization_endpoint: None,
            token_endpoint: Some("https://a.example/token".to_owned()),
            userinfo_endpoint: None,
            authorization_response_iss_parameter_supported: false,
        };
        assert_eq!(good.check("https://a.example"), Ok(()));
        assert!(good.check("https://a.example/").is_err());
        let plain = Provider {
            jwks_uri: "http://keys.example".to_owned(),
            ..good.clone()
        };
        assert!(plain.check("https://a.example").is_err());
        let broken = Provider {
            token_endpoint: Some("token".to_owned()),
            ..good
        };
        assert!(broken.check("https://a.example").is_err());
    }
}
