//! The registry of this folder, answering in this process.

use axum::Router;
use axum::body::Body;
use axum::http::Request as HttpRequest;
use http_body_util::BodyExt as _;
use registry::Registry;
use tower::ServiceExt as _;

use super::{Reply, Request};
use crate::failure::{Doing as _, Failure, Result};
use crate::http;
use crate::http::app::{App, Parts};
use crate::http::settings::Settings;
use crate::lock::{Lock, lock};
use crate::out::Out;
use crate::project::Project;

/// The store of this folder. It comes before the turn, so that it is closed before it ends.
pub(super) struct Embedded {
    router: Router,
    place: String,
    _turn: Lock,
}

impl Embedded {
    /// Waits for the turn on the folder, and opens its store, which is made when missing.
    pub(super) fn open(project: &Project, out: &Out) -> Result<Self> {
        let turn = lock(&project.state(), out)?;
        let folder = project.state().join("registry");
        let registry = Registry::open(&folder).map_err(|e| Failure::new(e.to_string()))?;
        let app = App::new(Parts {
            settings: Settings::default(),
            check: project.config.check_options(),
            naming: project.config.naming(),
            store: folder.clone(),
            registry,
        })?;
        Ok(Self {
            router: http::local(&app),
            place: folder.display().to_string(),
            _turn: turn,
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
            body: body.to_bytes().to_vec(),
        })
    }
}
