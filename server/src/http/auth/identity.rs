//! Somebody who was recognised, by whatever means.

use serde::Serialize;

/// Who somebody is. What they may do is for the policy to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    /// The name, for policies, logs and the audit trail.
    pub(crate) name: String,
    /// The teams; the first owns graphs that name no owner.
    pub(crate) teams: Vec<String>,
    /// Whether the token or the provider says that they administer the registry.
    pub(crate) admin: bool,
}

/// How a caller was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum How {
    /// Not at all: the server is open to this machine.
    Open,
    /// By a static token.
    Token,
    /// By a token of the OpenID provider.
    Oidc,
    /// By the session of a browser.
    Session,
}
