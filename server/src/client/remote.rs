//! A registry at a URL.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use url::Url;

use super::{Reply, Request, pinned, tls};
use crate::failure::{Doing as _, Failure, Result};
use crate::http::PROBLEM_JSON;
use crate::http::auth::is_this_machine;
use crate::serving::Announcement;

/// The variable that holds a token: secrets belong neither on command lines nor into files.
const TOKEN: &str = "DENOTA_TOKEN";

/// A registry at a URL.
pub(super) struct Remote {
    base: Url,
    http: reqwest::Client,
    token: Option<String>,
    /// Whether it has shown to be a registry.
    is_known: AtomicBool,
}

impl Remote {
    /// A registry at a URL.
    pub(super) fn new(url: &str) -> Result<Self> {
        Self::trusting(url, None)
    }

    /// The server that runs on a folder, by what it says there.
    pub(super) fn announced(server: &Announcement) -> Result<Self> {
        Self::trusting(&server.url, server.certificate.as_deref())
    }

    /// A registry at a URL, and the hash of the one certificate to trust there, where that is
    /// known.
    fn trusting(url: &str, certificate: Option<&str>) -> Result<Self> {
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
        let is_here = base.host_str().is_some_and(is_this_machine);
        if token.is_some() && base.scheme() == "http" && !is_here {
            return Err(Failure::new(format!(
                "a token would go to `{url}` for everybody on the way to read"
            ))
            .help("use `https`"));
        }
        // Installed once a process; a second time is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("denota/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(10));
        let http = match certificate {
            Some(hash) => http.use_preconfigured_tls(pinned::config(hash)?),
            None => http,
        };
        let http = http.build().doing(|| "start a client of HTTP".to_owned())?;
        Ok(Self {
            base,
            http,
            token,
            is_known: AtomicBool::new(false),
        })
    }

    /// Where it is.
    pub(super) fn place(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Asks; where nothing is found, or what is found is unlike what a registry says, makes sure
    /// that it is one.
    pub(super) async fn ask(&self, request: Request) -> Result<Reply> {
        let reply = self.send(request).await?;
        let is_strange = reply.status == StatusCode::NOT_FOUND
            || reply.status.is_client_error() && !reply.is(PROBLEM_JSON);
        if is_strange && !self.is_registry().await? {
            let what = format!("there is no registry at `{}`", self.place());
            return Err(Failure::new(what).help(
                "the URL is that of the registry's first page, such as `https://registry.example.com`",
            ));
        }
        Ok(reply)
    }

    /// Whether what answers says who the caller is, or wants to know it, as registries do.
    async fn is_registry(&self) -> Result<bool> {
        if self.is_known.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let whoami = Request::get("/api/v1/whoami").accept("application/json");
        let reply = self.send(whoami).await?;
        let is_there = reply.status != StatusCode::NOT_FOUND;
        let is_one = is_there && (reply.is("application/json") || reply.is(PROBLEM_JSON));
        self.is_known.store(is_one, Ordering::Relaxed);
        Ok(is_one)
    }

    async fn send(&self, request: Request) -> Result<Reply> {
        let url = self
            .base
            .join(request.path.trim_start_matches('/'))
            .doing(|| format!("ask for `{}`", request.path))?;
        let builder = self.http.request(request.method, url);
        let mut builder = builder.body(request.body).timeout(request.patience);
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
        if let Some(why) = tls::wrong(error) {
            let what = format!("`{}` cannot be trusted: {}", self.place(), why.what);
            return Failure::new(what).help(why.help);
        }
        // The innermost cause says it best: connection refused, certificate expired.
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Failure::new(format!("no answer from `{}`: {cause}", self.place()))
            .help("is the registry running, and the URL right?")
    }
}

/// The registry does not know who asks.
pub(super) fn unknown_caller() -> Failure {
    let has_token = std::env::var(TOKEN).is_ok_and(|t| !t.is_empty());
    if has_token {
        return Failure::new(format!("the registry does not know the token in `{TOKEN}`"))
            .help("it may have expired or been withdrawn; who runs the registry makes another, with `denota token new`");
    }
    Failure::new("the registry wants to know who you are").help(format!(
        "put a token into the variable `{TOKEN}`; who runs the registry makes one, with `denota token new`"
    ))
}
