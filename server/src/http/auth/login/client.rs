//! This server as a client of the provider: the two requests of the code flow.

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    ExtraTokenFields, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::auth::oidc::{Fetch, Provider, Refusal};
use crate::http::auth::secret::Secret;

/// What the provider knows us by.
pub(super) struct Client {
    id: String,
    secret: Option<Secret>,
    callback: Url,
}

/// What OpenID Connect adds to the answer of the token endpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct WithIdToken {
    id_token: String,
}

impl ExtraTokenFields for WithIdToken {}

type Tokens = StandardTokenResponse<WithIdToken, BasicTokenType>;

type OAuth = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What is asked of the provider, and what must come back with the answer.
pub(super) struct Question {
    /// Where the browser is sent.
    pub(super) url: Url,
    /// Comes back with the browser.
    pub(super) state: Secret,
    /// Comes back in the ID token.
    pub(super) nonce: Secret,
    /// Proves that who exchanges the code is who asked for it.
    pub(super) verifier: Secret,
}

/// What the provider gives for a code.
pub(super) struct Given {
    /// Says who signed in.
    pub(super) id_token: Secret,
    /// Lets us ask for more about them.
    pub(super) access_token: Secret,
}

impl Client {
    /// Takes what the provider knows us by.
    pub(super) fn new(id: &str, secret: Option<Secret>, callback: &Url) -> Self {
        Self {
            id: id.to_owned(),
            secret,
            callback: callback.clone(),
        }
    }

    /// The name that ID tokens are made for.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The question with which a browser is sent to the provider.
    pub(super) fn question(
        &self,
        provider: &Provider,
        scopes: &[String],
    ) -> Result<Question, Refusal> {
        let random = || Secret::random().map_err(|_| Refusal::Unavailable);
        let (state, nonce) = (random()?, random()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, _) = self
            .oauth(provider)?
            .authorize_url(|| CsrfToken::new(state.reveal().to_owned()))
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .add_extra_param("nonce", nonce.reveal())
            .set_pkce_challenge(challenge)
            .url();
        let verifier = Secret::new(verifier.secret().as_str());
        Ok(Question {
            url,
            state,
            nonce,
            verifier,
        })
    }

    /// Exchanges a code.
    pub(super) async fn exchange(
        &self,
        provider: &Provider,
        fetch: &Fetch,
        code: &str,
        verifier: &Secret,
    ) -> Result<Given, Refusal> {
        let tokens: Tokens = self
            .oauth(provider)?
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()))
            .request_async(fetch)
            .await
            .map_err(|error| {
                // In words alone: the body of an answer can hold tokens.
                tracing::warn!(%error, "the identity provider does not exchange a code");
                Refusal::Invalid("the identity provider did not accept the code")
            })?;
        Ok(Given {
            id_token: Secret::new(tokens.extra_fields().id_token.as_str()),
            access_token: Secret::new(tokens.access_token().secret().as_str()),
        })
    }

    fn oauth(&self, provider: &Provider) -> Result<OAuth, Refusal> {
        let url = |url: &Option<String>| {
            let parsed = url.as_deref().and_then(|u| Url::parse(u).ok());
            parsed.ok_or(Refusal::Invalid("the identity provider has no code flow"))
        };
        let authorize = AuthUrl::from_url(url(&provider.authorization_endpoint)?);
        let token = TokenUrl::from_url(url(&provider.token_endpoint)?);
        let client = oauth2::Client::new(ClientId::new(self.id.clone()))
            .set_auth_uri(authorize)
            .set_token_uri(token)
            .set_redirect_uri(RedirectUrl::from_url(self.callback.clone()));
        Ok(match &self.secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.reveal().to_owned())),
            None => client,
        })
    }
}
