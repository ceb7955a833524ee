//! Tokens of an OpenID provider, checked against its published keys.

mod bucket;
mod claims;
mod fetch;
mod jwt;
mod keys;
mod provider;

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

pub(crate) use fetch::Fetch;
pub(crate) use provider::Provider;

use super::identity::Identity;
use super::loopback::is_this_machine;
use super::secret::Secret;
use super::settings;
use crate::failure::{self, Doing as _, Failure};

/// The claims of a token.
pub(crate) type Claims = Map<String, Value>;

/// An OpenID provider, and what is known of it.
pub(crate) struct Oidc {
    /// The settings.
    pub(crate) settings: settings::Oidc,
    /// The way to it.
    pub(crate) fetch: Fetch,
    provider: provider::Known,
    keys: keys::Keys,
}

/// Why a token is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is not good.
    Invalid(&'static str),
    /// Whether it is good cannot be told now.
    Unavailable,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid(why) => why,
            Self::Unavailable => "the identity provider cannot be reached",
        })
    }
}

impl Oidc {
    /// Takes the settings of a provider. It is asked nothing before somebody calls.
    ///
    /// # Errors
    /// The settings make no sense.
    pub(crate) fn new(settings: &settings::Oidc) -> failure::Result<Self> {
        for (name, value, help) in [
            (
                "issuer",
                &settings.issuer,
                "the address of the provider, without `/.well-known/…`",
            ),
            (
                "audience",
                &settings.audience,
                "what the provider writes into `aud` of tokens for this server; other than the client id, so that ID tokens of browsers are no way in",
            ),
            (
                "name-claim",
                &settings.name_claim,
                "the claim that names people, such as `sub`",
            ),
        ] {
            if value.is_empty() {
                let what = format!("`[serve.auth.oidc]` has no `{name}`");
                return Err(Failure::new(what).help(format!("set it: {help}")));
            }
        }
        let issuer = Url::parse(&settings.issuer)
            .doing(|| format!("use the issuer `{}`", settings.issuer))?;
        if !is_safe(&issuer) {
            let what = format!("the issuer `{}` is not reached by https", settings.issuer);
            return Err(Failure::new(what).help("only on this machine may it be http"));
        }
        Ok(Self {
            settings: settings.clone(),
            fetch: Fetch::new()?,
            provider: provider::Known::default(),
            keys: keys::Keys::default(),
        })
    }

    /// What the provider says of itself.
    ///
    /// # Errors
    /// It cannot be reached.
    pub(crate) async fn provider(&self) -> Result<Arc<Provider>, Refusal> {
        self.provider.get(&self.settings.issuer, &self.fetch).await
    }

    /// Who a bearer token stands for.
    ///
    /// # Errors
    /// It is not good, or that cannot be told.
    pub(crate) async fn identify(self: &Arc<Self>, token: &Secret) -> Result<Identity, Refusal> {
        let claims = self
            .verify(token, &self.settings.audience, jwt::Use::Access)
            .await?;
        claims::identity(&claims, &self.settings)
    }

    /// The claims of an ID token that was given to this server.
    ///
    /// # Errors
    /// It is not good, or that cannot be told.
    pub(crate) async fn id_token(
        self: &Arc<Self>,
        token: &Secret,
        client: &str,
        nonce: &str,
    ) -> Result<Claims, Refusal> {
        let claims = self.verify(token, client, jwt::Use::Id).await?;
        claims::meant_for(&claims, client, nonce)?;
        Ok(claims)
    }

    /// Who the claims of an ID token, or of the provider's user info, speak of.
    ///
    /// # Errors
    /// They name nobody.
    pub(crate) fn identity(&self, claims: &Claims) -> Result<Identity, Refusal> {
        claims::identity(claims, &self.settings)
    }

    /// Whether claims lack one that names somebody or lists their teams.
    pub(crate) fn misses(&self, claims: &Claims) -> bool {
        let wanted = [&self.settings.name_claim, &self.settings.teams_claim];
        wanted
            .into_iter()
            .any(|name| claims::find(claims, name).is_none())
    }

    async fn verify(
        self: &Arc<Self>,
        token: &Secret,
        audience: &str,
        what: jwt::Use,
    ) -> Result<Claims, Refusal> {
        let header = jwt::header(token.reveal(), what)?;
        let key = self.keys.find(&header, self).await?;
        jwt::claims(
            token.reveal(),
            &key,
            header.alg,
            &self.settings.issuer,
            audience,
        )
    }
}

/// Whether what is sent to an address stays between it and us.
fn is_safe(url: &Url) -> bool {
    let is_here = url.host_str().is_some_and(is_this_machine);
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_this_machine_is_reached_without_tls() {
        for (url, safe) in [
            ("https://login.example.com", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:9000/realm", true),
            ("http://localhost", true),
            ("http://login.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_safe(&Url::parse(url).unwrap()), safe, "{url}");
        }
    }
}
