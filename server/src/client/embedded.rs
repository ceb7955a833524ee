//! The registry of this folder, answering in this process.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::http::Request as HttpRequest;
use http_body_util::BodyExt as _;
use registry::Registry;
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::{Reply, Request};
use crate::failure::{Doing as _, Result};
use crate::http;
use crate::http::app::{App, Parts};
use crate::http::settings::Settings;
use crate::project::Project;
use crate::recorded::failed;

/// The store of this folder.
pub(super) struct Embedded {
    router: Router,
    place: String,
    /// The folder of a store that goes with this value; it comes last, so that the store is
    /// closed before.
    _trial: Option<TempDir>,
}

impl Embedded {
    /// Opens the store, which is made when missing; for whoever has the turn on the folder.
    pub(super) fn open(project: &Project) -> Result<Self> {
        Self::with(project, &place(project), None)
    }

    /// Opens an empty store in place of one that is not there, to see what would become of it.
    pub(super) fn trial(project: &Project) -> Result<Self> {
        let folder = tempfile::tempdir().doing(|| "make a folder".to_owned())?;
        let at = folder.path().join("registry");
        Self::with(project, &at, Some(folder))
    }

    fn with(project: &Project, folder: &Path, trial: Option<TempDir>) -> Result<Self> {
        let registry = Registry::open(folder).map_err(failed)?;
        let app = App::new(Parts {
            settings: settings(project),
            check: project.config.check_options(),
            naming: project.config.naming(),
            store: folder.to_owned(),
            registry,
        })?;
        Ok(Self {
            router: http::local(&app),
            place: place(project).display().to_string(),
            _trial: trial,
        })
    }

    /// Where it is.
    pub(super) fn place(&self) -> String {
        self.place.clone()
    }

    /// Asks.
    pub(super) async fn send(&self, request: Request) -> Result<Reply> {
        let mut http = HttpRequest::builder()
            .method(request.method)
            .uri(request.path.as_str());
        for (name, value) in &request.headers {
            http = http.header(*name, value);
        }
        let http = http
            .body(Body::from(request.body))
            .doing(|| format!("ask for `{}`", request.path))?;
        let Ok(answer) = self.router.clone().oneshot(http).await;
        let (head, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .doing(|| "read the answer".to_owned())?;
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            body: body.to_bytes().to_vec(),
        })
    }
}

fn place(project: &Project) -> PathBuf {
    project.state().join("registry")
}

/// What holds for whoever could as well change the store's files: no limit on what is sent, and
/// of the server's settings those that say what is answered.
fn settings(project: &Project) -> Settings {
    Settings {
        model_bytes: usize::MAX,
        query_bytes: usize::MAX,
        body_bytes: usize::MAX,
        sparql: project.config.serve.sparql.clone(),
        ..Settings::default()
    }
}
