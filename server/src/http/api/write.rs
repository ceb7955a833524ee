//! Writing one model: putting it in.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use registry::{Action, Change, Precondition, Publication, Published};
use serde::Deserialize;
use upper::source::Input;
use utoipa::IntoParams;

use super::author::{acting, team};
use super::outcomes::{self, PublicationResult};
use super::outline::{Outline, outline};
use super::{formats, tags};
use crate::http::app::App;
use crate::http::body::Upload;
use crate::http::caller::Caller;
use crate::http::etag;
use crate::http::pool::Awaited;
use crate::http::problem::{Problem, Result};
use crate::http::publish::{self, Manner};
use crate::http::trace::Trace;
use crate::http::wording;

/// How to go about it.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    /// Check everything, and write nothing.
    #[serde(default, deserialize_with = "wording::flag")]
    #[param(required = false)]
    dry_run: bool,
}

/// Publish a model
///
/// The body is the model in any syntax of RDF. It is checked together with everything that it
/// needs and everything that needs it; where anything is wrong, nothing is stored.
#[utoipa::path(
    put, path = "/api/v1/models/{domain}", tag = "models",
    params(
        ("domain" = String, Path, description = "the short name of the model, as the model itself says it"),
        How,
        ("if-match" = Option<String>, Header, description = "the entity tag of the state that is replaced"),
        ("if-none-match" = Option<String>, Header, description = "`*`: the model is new"),
    ),
    request_body(content(
        (String = "text/turtle"), (serde_json::Value = "application/ld+json"), (String = "application/n-triples"),
        (String = "application/rdf+xml"), (String = "application/trig"), (String = "application/n-quads"),
    )),
    responses(
        (status = 200, description = "there is a new revision, or the model said the same already; or, in a dry run, what would be", body = PublicationResult),
        (status = 201, description = "the model is new", body = PublicationResult, headers(("location" = String))),
        (status = 409, description = "the model claims a version that is taken, or less than it changes", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 412, description = "the model is in another state", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 422, description = "there are findings, or the body is not the model that the path names", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 428, description = "the condition is missing", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn put(
    State(app): State<Arc<App>>,
    caller: Caller,
    trace: Trace,
    Path(domain): Path<String>,
    Query(how): Query<How>,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response> {
    // Said before anything is read into memory or asked of the store.
    tags::precondition(&headers, None)?;
    let format = formats::of_body(upload.media_type.as_deref())?;
    let work = Put {
        app: Arc::clone(&app),
        caller,
        trace,
        input: Input {
            path: format!("{domain}.{}", format.extension),
            bytes: Vec::new(),
            syntax: format.syntax,
        },
        domain,
        headers,
        how,
    };
    let pool = &app.pools.publications;
    pool.run_awaited(move |awaited| work.run(upload, awaited))
        .await?
}

struct Put {
    app: Arc<App>,
    caller: Caller,
    trace: Trace,
    domain: String,
    headers: HeaderMap,
    how: How,
    input: Input,
}

impl Put {
    fn run(mut self, mut upload: Upload, awaited: &Awaited) -> Result<Response> {
        self.input.bytes = std::mem::take(&mut upload.bytes);
        let mut publication = Publication {
            team: team(&self.caller),
            options: self.app.check.clone(),
            ..Publication::default()
        };
        if let Some(one) = self.one()? {
            let precondition = self.precondition(&one.iri)?;
            publication.preconditions.insert(one.iri, precondition);
        }
        publication.inputs = vec![self.input.clone()];
        let published = self.publish(publication, awaited)?;
        self.answer(published)
    }

    /// The one graph of the body; none where it has no header, which the findings will say.
    fn one(&self) -> Result<Option<Outline>> {
        let mut graphs = outline(std::slice::from_ref(&self.input), &self.app.check.aliases);
        if graphs.len() > 1 {
            return Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "the body holds several graphs",
            )
            .help("publish graphs that belong together with `POST /api/v1/publications`"));
        }
        let one = graphs.pop();
        if let Some(one) = &one {
            self.fits(one)?;
        }
        Ok(one)
    }

    /// Whether a graph is a model that belongs under the path. A model without a name is left to
    /// the findings.
    fn fits(&self, one: &Outline) -> Result<()> {
        let unfit = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
        if !one.is_model {
            return Err(unfit(format!("`{}` is not a domain model", one.iri))
                .help("publish representations, mappings and other graphs with `POST /api/v1/publications`"));
        }
        match one.domain.as_deref() {
            Some(name) if name != self.domain => Err(unfit(format!(
                "the model is named `{name}`, and the path says `{}`",
                self.domain
            ))
            .help("put it under its own name")),
            _ => Ok(()),
        }
    }

    fn precondition(&self, iri: &str) -> Result<Precondition> {
        let index = self.app.registry.index();
        tags::precondition(&self.headers, index.seen(&self.caller.view).graph(iri))
    }

    fn publish(&self, publication: Publication, awaited: &Awaited) -> Result<publish::Outcome> {
        let manner = Manner {
            dry_run: self.how.dry_run,
            naming: self.app.naming,
            awaited: awaited.clone(),
            ..Manner::default()
        };
        let graphs: Vec<String> = publication.preconditions.keys().cloned().collect();
        let outcome = acting(&self.app, &self.caller, |author| {
            publish::publish(&self.app.registry, publication, author, manner)
        })?;
        match outcome {
            Ok(outcome) if self.how.dry_run => {
                self.app.metrics.published("checked");
                Ok(outcome)
            }
            Ok(outcome) => {
                self.app.wrote(
                    Action::Publish,
                    &self.caller,
                    &self.trace,
                    &outcome.published,
                )?;
                Ok(outcome)
            }
            Err(refused) => {
                self.app.turned_down(
                    Action::Publish,
                    &self.caller,
                    &self.trace,
                    &graphs,
                    &refused,
                );
                Err(outcomes::problem(&refused, 1))
            }
        }
    }

    fn answer(&self, outcome: publish::Outcome) -> Result<Response> {
        let only = outcome.published.first().cloned();
        let body = PublicationResult::new(outcome, self.how.dry_run);
        let mut response = (StatusCode::OK, axum::Json(body)).into_response();
        let Some(published) = only.filter(|_| !self.how.dry_run) else {
            return Ok(response);
        };
        if let Some(tag) = self.tag(&published) {
            response.headers_mut().insert(ETAG, etag::strong(&tag));
        }
        if published.change == Change::Created {
            *response.status_mut() = StatusCode::CREATED;
            let location = format!("/api/v1/models/{}", super::wire::segment(&self.domain));
            if let Ok(location) = HeaderValue::from_str(&location) {
                response.headers_mut().insert(LOCATION, location);
            }
        }
        Ok(response)
    }

    /// The tag of what was published: the writer's turn is over, so that it may be the newest
    /// no more.
    fn tag(&self, published: &Published) -> Option<String> {
        let index = self.app.registry.index();
        let graph = index.seen(&self.caller.view).graph(&published.iri)?;
        tags::of_published(graph, published)
    }
}
