//! The settings of who may call: the tables `[serve.auth]` and `[serve.tls]`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};

/// The settings. Paths are relative to `denota.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// The file of static tokens, which `denota token new` appends to.
    pub(crate) tokens: Option<String>,
    /// The file of Cedar policies; without one, owners publish and everybody signed in reads.
    pub(crate) policy: Option<String>,
    /// How long a browser stays signed in, in hours.
    pub(crate) session_hours: u32,
    /// The OpenID provider that signs people in.
    pub(crate) oidc: Option<Oidc>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tokens: None,
            policy: None,
            session_hours: 8,
            oidc: None,
        }
    }
}

/// An OpenID provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Oidc {
    /// Its issuer identifier: the part of its addresses before `/.well-known`.
    pub(crate) issuer: String,
    /// Who tokens must be meant for.
    pub(crate) audience: String,
    /// The name that this server has at the provider; with it, browsers can sign in.
    pub(crate) client_id: Option<String>,
    /// The variable of the environment that holds the secret of this server at the provider;
    /// a public client has none.
    pub(crate) client_secret_env: Option<String>,
    /// What is asked of the provider when a browser signs in.
    pub(crate) scopes: Vec<String>,
    /// The claim that names people. Unlike others, `sub` is never given to somebody else.
    pub(crate) name_claim: String,
    /// The claim that lists teams; one that starts with `/` is a JSON pointer.
    pub(crate) teams_claim: String,
    /// The teams whose members administer the registry.
    pub(crate) admin_teams: Vec<String>,
}

impl Default for Oidc {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            audience: String::new(),
            client_id: None,
            client_secret_env: None,
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            name_claim: "sub".to_owned(),
            teams_claim: "groups".to_owned(),
            admin_teams: Vec::new(),
        }
    }
}

/// The settings of TLS. Paths are relative to `denota.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Tls {
    /// The file of the certificate and those that vouch for it, in PEM.
    pub(crate) cert: Option<String>,
    /// The file of its private key, in PEM.
    pub(crate) key: Option<String>,
}

impl Settings {
    /// Whether there is a way to tell who calls.
    pub(crate) fn is_set_up(&self) -> bool {
        self.tokens.is_some() || self.oidc.is_some()
    }

    /// Makes paths relative to the folder of `denota.toml` absolute.
    pub(crate) fn root(&mut self, root: &Path) {
        for path in [&mut self.tokens, &mut self.policy] {
            rooted(path, root);
        }
    }
}

impl Tls {
    /// Makes paths relative to the folder of `denota.toml` absolute.
    pub(crate) fn root(&mut self, root: &Path) {
        for path in [&mut self.cert, &mut self.key] {
            rooted(path, root);
        }
    }

    /// The two files; neither where there is to be no TLS.
    ///
    /// # Errors
    /// One of them is missing.
    pub(crate) fn files(&self) -> Result<Option<(&Path, &Path)>> {
        let missing = |name| {
            Err(Failure::new(format!("`[serve.tls]` has no `{name}`"))
                .help("TLS needs a certificate and its key: `cert` and `key`"))
        };
        match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => Ok(Some((Path::new(cert), Path::new(key)))),
            (Some(_), None) => missing("key"),
            (None, Some(_)) => missing("cert"),
            (None, None) => Ok(None),
        }
    }
}

fn rooted(path: &mut Option<String>, root: &Path) {
    if let Some(path) = path {
        *path = root.join(&*path).to_string_lossy().into_owned();
    }
}
