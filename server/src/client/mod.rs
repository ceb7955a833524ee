//! How commands speak to a registry: always in HTTP, whether it is another machine's, that of
//! a server running on this folder, or the embedded store of this folder, which then answers
//! in this process. So a command and a route that do the same thing are the same code.

mod embedded;
pub(crate) mod graphs;
mod pinned;
mod remote;
mod tls;

use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::{Doing as _, Failure, Result};
use crate::lock::{Lock, lock};
use crate::out::Out;
use crate::project::Project;
use crate::serving::{self, Announcement};

/// A registry that a command speaks to.
pub(crate) struct Client {
    way: Way,
    runtime: tokio::runtime::Runtime,
    /// The turn on this folder. It comes last, so that the store is closed before it ends.
    _turn: Option<Lock>,
}

enum Way {
    Remote(remote::Remote),
    Embedded(Box<embedded::Embedded>),
}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    /// Path and query.
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// How long the answer may take.
    patience: Duration,
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Client {
    /// The registry that is named, else that of the settings, else that of this folder.
    ///
    /// # Errors
    /// The URL is none, or the store of this folder cannot be opened.
    pub(crate) fn open(url: Option<&str>, project: &Project, out: &Out) -> Result<Self> {
        match url.or(project.config.registry.as_deref()) {
            Some(url) => Self::remote(url),
            None => Self::here(project, out),
        }
    }

    /// The same for asking alone: where this folder has no registry, none is made.
    ///
    /// # Errors
    /// There is no registry, the URL is none, or the store of this folder cannot be opened.
    pub(crate) fn reading(url: Option<&str>, project: &Project, out: &Out) -> Result<Self> {
        if url.is_none() && project.config.registry.is_none() {
            must_be_here(project)?;
        }
        Self::open(url, project, out)
    }

    /// The same for a trial: where this folder has no registry, an empty one that is gone with
    /// the client takes its place.
    ///
    /// # Errors
    /// The URL is none, or the store of this folder cannot be opened.
    pub(crate) fn trying(url: Option<&str>, project: &Project, out: &Out) -> Result<Self> {
        if url.is_some() || project.config.registry.is_some() || must_be_here(project).is_ok() {
            return Self::open(url, project, out);
        }
        Self::embedded(|| embedded::Embedded::trial(project))
    }

    /// The registry of this folder: the server that runs on it, else its store.
    ///
    /// # Errors
    /// The store cannot be opened.
    pub(crate) fn here(project: &Project, out: &Out) -> Result<Self> {
        match serving::running(&project.state()) {
            Some(server) => Self::served(&server),
            None => Self::under(project, lock(&project.state(), out)?),
        }
    }

    /// The registry of this folder, for whoever has the turn on it and keeps it until the last
    /// answer: the server that runs on it, else its store.
    ///
    /// # Errors
    /// The store cannot be opened.
    pub(crate) fn under(project: &Project, turn: Lock) -> Result<Self> {
        // A server may have started while the turn was waited for.
        if let Some(server) = serving::running(&project.state()) {
            let client = Self::served(&server)?;
            return Ok(client.with(turn));
        }
        let client = Self::embedded(|| embedded::Embedded::open(project))?;
        Ok(client.with(turn))
    }

    fn embedded(open: impl FnOnce() -> Result<embedded::Embedded>) -> Result<Self> {
        let runtime = runtime()?;
        let embedded = {
            let _entered = runtime.enter();
            open()?
        };
        Ok(Self {
            way: Way::Embedded(Box::new(embedded)),
            runtime,
            _turn: None,
        })
    }

    fn remote(url: &str) -> Result<Self> {
        Self::asking(remote::Remote::new(url)?)
    }

    fn served(server: &Announcement) -> Result<Self> {
        Self::asking(remote::Remote::announced(server)?)
    }

    fn asking(remote: remote::Remote) -> Result<Self> {
        Ok(Self {
            way: Way::Remote(remote),
            runtime: runtime()?,
            _turn: None,
        })
    }

    fn with(self, turn: Lock) -> Self {
        Self {
            _turn: Some(turn),
            ..self
        }
    }

    /// Where the registry is, for people.
    pub(crate) fn place(&self) -> String {
        match &self.way {
            Way::Remote(remote) => remote.place(),
            Way::Embedded(embedded) => embedded.place(),
        }
    }

    /// Asks, whatever the answer.
    ///
    /// # Errors
    /// There is no answer.
    pub(crate) fn send(&self, request: Request) -> Result<Reply> {
        self.runtime.block_on(async {
            match &self.way {
                Way::Remote(remote) => remote.ask(request).await,
                Way::Embedded(embedded) => embedded.send(request).await,
            }
        })
    }

    /// Asks for something, and takes only a success for an answer.
    ///
    /// # Errors
    /// There is no answer, or a problem.
    pub(crate) fn ask<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        self.send(request)?.success()?.json()
    }
}

/// For commands that only read: this folder must have a registry.
///
/// # Errors
/// It has none.
pub(crate) fn must_be_here(project: &Project) -> Result<()> {
    let state = project.state();
    if state.join("registry").is_dir() || serving::running(&state).is_some() {
        return Ok(());
    }
    Err(Failure::new("nothing is published here yet").help(
        "run `denota publish` or `denota provision` first, or name a registry in `denota.toml`",
    ))
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .doing(|| "start".to_owned())
}

impl Request {
    /// A question.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into())
    }

    /// A question of which the headers of the answer say enough.
    pub(crate) fn head(path: impl Into<String>) -> Self {
        Self::new(Method::HEAD, path.into())
    }

    /// Something to do.
    pub(crate) fn post(path: impl Into<String>, media: &'static str, body: Vec<u8>) -> Self {
        Self {
            body,
            ..Self::new(Method::POST, path.into()).header("content-type", media)
        }
    }

    /// Something to do, told in JSON.
    pub(crate) fn json(path: impl Into<String>, body: &Value) -> Self {
        Self::post(path, "application/json", body.to_string().into_bytes())
    }

    fn new(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            headers: Vec::new(),
            body: Vec::new(),
            patience: Duration::from_secs(120),
        }
    }

    /// Waits for the answer as long as somebody would who looks on.
    pub(crate) fn long(self) -> Self {
        Self {
            patience: Duration::from_hours(24),
            ..self
        }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Says what kind of answer is wanted.
    pub(crate) fn accept(self, media: &str) -> Self {
        self.header("accept", media)
    }
}

impl Reply {
    /// A header; empty where there is none.
    fn header(&self, name: HeaderName) -> &str {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default()
    }

    /// Whether the body is of a media type.
    pub(crate) fn is(&self, media_type: &str) -> bool {
        self.header(CONTENT_TYPE).starts_with(media_type)
    }

    /// The body.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is not what was expected.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|e| {
            Failure::new(format!("the registry's answer is not understood: {e}"))
                .help("is this the URL of a Denota registry, of this version?")
        })
    }

    /// The answer, unless it is a problem.
    ///
    /// # Errors
    /// The problem, in the registry's words.
    pub(crate) fn success(self) -> Result<Self> {
        if self.status.is_success() {
            return Ok(self);
        }
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let said = |field: &str| {
            problem
                .get(field)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        if self.status == StatusCode::UNAUTHORIZED {
            return Err(remote::unknown_caller());
        }
        let code = self.status.as_u16();
        // An answer without a body, as to HEAD, has its status alone.
        let what = said("detail").or_else(|| said("title"));
        let mut what = what.map_or_else(|| self.status.to_string(), |w| format!("{w} ({code})"));
        if let Some(first) = first_error(&problem) {
            what = format!("{what}: {first}");
        }
        let failure = Failure::new(format!("the registry refused: {what}"));
        Err(match said("help") {
            Some(help) => failure.help(help),
            None => failure,
        })
    }
}

/// The first error among the findings of a problem, with the text that it is in.
fn first_error(problem: &Value) -> Option<String> {
    let findings = problem.get("findings")?.as_array()?;
    let is_error = |finding: &&Value| finding.get("severity").is_some_and(|s| s == "error");
    let first = findings.iter().find(is_error)?;
    let said = |field: &str| first.get(field).and_then(Value::as_str);
    let message = said("message")?;
    Some(match said("file") {
        Some(file) => format!("{file}: {message}"),
        None => message.to_owned(),
    })
}
