//! How commands speak to a registry: always in HTTP, whether it is another machine's, that of
//! a server running on this folder, or the embedded store of this folder, which then answers
//! in this process. So a command and a route that do the same thing are the same code.

mod embedded;
pub(crate) mod graphs;
mod remote;

use axum::http::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::{Doing as _, Failure, Result};
use crate::out::Out;
use crate::project::Project;
use crate::serving;

/// A registry that a command speaks to.
pub(crate) struct Client {
    way: Way,
    runtime: tokio::runtime::Runtime,
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
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: StatusCode,
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

    /// The registry of this folder: the server that runs on it, else its store.
    ///
    /// # Errors
    /// The store cannot be opened.
    pub(crate) fn here(project: &Project, out: &Out) -> Result<Self> {
        if let Some(server) = serving::running(&project.state()) {
            return Self::remote(&server.url);
        }
        let runtime = runtime()?;
        let embedded = {
            let _entered = runtime.enter();
            embedded::Embedded::open(project, out)?
        };
        Ok(Self {
            way: Way::Embedded(Box::new(embedded)),
            runtime,
        })
    }

    fn remote(url: &str) -> Result<Self> {
        Ok(Self {
            way: Way::Remote(remote::Remote::new(url)?),
            runtime: runtime()?,
        })
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
                Way::Remote(remote) => remote.send(request).await,
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

    /// Something to do.
    pub(crate) fn post(path: impl Into<String>, media: &'static str, body: Vec<u8>) -> Self {
        Self {
            body,
            ..Self::new(Method::POST, path.into()).header("content-type", media)
        }
    }

    fn new(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            headers: Vec::new(),
            body: Vec::new(),
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
        let what = said("detail").or_else(|| said("title"));
        let what = what.unwrap_or_else(|| self.status.to_string());
        let failure = Failure::new(format!(
            "the registry refused: {what} ({})",
            self.status.as_u16()
        ));
        let help = match self.status {
            StatusCode::UNAUTHORIZED => {
                Some("put a token into the variable `DENOTA_TOKEN`".to_owned())
            }
            _ => said("help"),
        };
        Err(match help {
            Some(help) => failure.help(help),
            None => failure,
        })
    }
}
