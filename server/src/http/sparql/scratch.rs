//! The protocol over a [scratch store](crate::worker), for the protocol's own tests: they
//! write before they read, which the registry lets nobody do by SPARQL. What is tested is
//! everything between the socket and the store.

use std::net::TcpListener;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use registry::View;
use tokio::sync::Semaphore;

use super::pool::Workers;
use super::request::{self, Asked, Operation};
use super::{PATH, Pool, Question, formats, settings};
use crate::failure::{Doing as _, Result};
use crate::http::problem::{self, Problem};
use crate::worker::message::Moment;

struct Service {
    pool: Pool,
    places: Arc<Semaphore>,
    base: String,
}

/// Serves on a port of this machine until killed, and prints the address.
pub(crate) fn run(out: &crate::out::Out) -> Result<()> {
    let doing = || "serve".to_owned();
    let program = std::env::current_exe().doing(doing)?;
    let listener = TcpListener::bind("127.0.0.1:0").doing(doing)?;
    listener.set_nonblocking(true).doing(doing)?;
    let base = format!("http://{}{PATH}", listener.local_addr().doing(doing)?);
    out.line(&base);
    let runtime = tokio::runtime::Runtime::new().doing(doing)?;
    runtime.block_on(async {
        let pool = Pool {
            workers: Workers::scratch(program),
            settings: settings::Settings::default(),
        };
        let service = Arc::new(Service {
            pool,
            // One worker holds the store.
            places: Arc::new(Semaphore::new(1)),
            base,
        });
        let router = Router::new()
            .route(PATH, get(by_get).post(by_post))
            .with_state(service);
        let listener = tokio::net::TcpListener::from_std(listener).doing(doing)?;
        axum::serve(listener, router).await.doing(doing)
    })
}

async fn by_get(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> problem::Result<Response> {
    match request::get(query.as_deref())? {
        Operation::Describe => Err(Problem::not_found()),
        Operation::Ask(asked) => service.ask(&headers, asked).await,
    }
}

async fn by_post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: axum::body::Bytes,
) -> problem::Result<Response> {
    let asked = request::post(query.as_deref(), &headers, &body)?;
    service.ask(&headers, asked).await
}

impl Service {
    async fn ask(&self, headers: &HeaderMap, asked: Asked) -> problem::Result<Response> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let question = Question {
            text: asked.text,
            update: asked.update,
            base: Some(self.base.clone()),
            selected: asked.selected,
            time: Moment::Newest,
            accept: formats::accepted(headers)?,
        };
        let place = place.map_err(Problem::internal)?;
        self.pool.ask(question, &View::Everything, place).await
    }
}
