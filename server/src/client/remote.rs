//! A registry at a URL.

use std::time::Duration;

use url::Url;

use super::{Reply, Request};
use crate::failure::{Doing as _, Failure, Result};

/// The variable that holds a token: secrets belong neither on command lines nor into files.
const TOKEN: &str = "DENOTA_TOKEN";

/// A registry at a URL.
pub(super) struct Remote {
    base: Url,
    http: reqwest::Client,
    token: Option<String>,
}

impl Remote {
    /// A registry at a URL.
    pub(super) fn new(url: &str) -> Result<Self> {
        let wrong = || {
            Failure::new(format!("`{url}` is not the URL of a registry"))
                .help("it is written like `https://registry.example.com`")
        };
        let mut base = Url::parse(url).map_err(|_| wrong())?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(wrong());
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let token = std::env::var(TOKEN).ok().filter(|t| !t.is_empty());
        if token.is_some() && base.scheme() == "http" && !is_loopback(&base) {
            return Err(Failure::new(format!(
                "a token would go to `{url}` for everybody on the way to read"
            ))
            .help("use `https`"));
        }
        // Installed once a process; a second time is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("denota/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(120))
            .build()
            .doing(|| "start a client of HTTP".to_owned())?;
        Ok(Self { base, http, token })
    }

    /// Where it is.
    pub(super) fn place(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Asks.
    pub(super) async fn send(&self, request: Request) -> Result<Reply> {
        let url = self
            .base
            .join(request.path.trim_start_matches('/'))
            .doing(|| format!("ask for `{}`", request.path))?;
        let mut builder = self.http.request(request.method, url).body(request.body);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some(token) = &self.token {
            builder = builder.bearer_auth(token);
        }
        let answer = builder.send().await.map_err(|e| self.no_answer(&e))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer
            .bytes()
            .await
            .map_err(|e| self.no_answer(&e))?
            .to_vec();
        Ok(Reply {
            status,
            headers,
            body,
        })
    }

    fn no_answer(&self, error: &reqwest::Error) -> Failure {
        // The innermost cause says it best: connection refused, certificate expired.
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Failure::new(format!("no answer from `{}`: {cause}", self.place()))
            .help("is the registry running, and the URL right?")
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
