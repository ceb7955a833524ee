//! Publishing several graphs at once: models, representations and mappings, all or none.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use registry::{Action, Precondition, Publication};
use semver::{Version, VersionReq};
use serde::Deserialize;
use transpilers::ids::Ids;
use upper::source::Input;
use utoipa::{IntoParams, ToSchema};

use super::author::{acting, team};
use super::formats::{self, Format};
use super::outcomes::{self, PublicationResult};
use super::outline::outline;
use super::tags;
use crate::http::app::App;
use crate::http::body::Upload;
use crate::http::caller::Caller;
use crate::http::negotiate::JSON;
use crate::http::pool::Awaited;
use crate::http::problem::{Problem, Result};
use crate::http::publish::{self, Manner};
use crate::http::trace::Trace;
use crate::http::wording;

/// How to go about it.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    /// Check everything, and write nothing.
    #[serde(default, deserialize_with = "wording::flag")]
    #[param(required = false)]
    dry_run: bool,
    /// Record what has been provisioned already: a version claimed too low is computed instead,
    /// and dependents are not asked. For administrators.
    #[serde(default, deserialize_with = "wording::flag")]
    #[param(required = false)]
    recording: bool,
}

/// What is published together.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Request {
    /// The texts.
    #[schema(min_items = 1)]
    graphs: Vec<Text>,
    /// What each graph replaces, by IRI: a content hash or an entity tag, or `*` for one that is
    /// new.
    #[serde(default)]
    preconditions: BTreeMap<String, String>,
    /// Versions of dependencies that will do, by IRI.
    #[serde(default)]
    ranges: BTreeMap<String, String>,
    /// The owner of the graphs that name none and change. Without it they keep the one that they
    /// have, and new ones are of the first of the caller's teams.
    owner: Option<String>,
    /// The ledger of numbers, `denota.ids`.
    ids: Option<String>,
    /// Of what is recorded: the graphs that are others' own and were only pulled, in their
    /// versions, by IRI. None gets the owner of the publication, and what the registry has of
    /// them is not followed by anything older.
    #[serde(default)]
    copies: BTreeMap<String, String>,
}

/// A text that holds one graph, or several in TriG.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Text {
    /// What findings call it.
    path: String,
    /// The text.
    text: String,
    /// Its media type; Turtle unless said otherwise.
    media_type: Option<String>,
}

/// Publish graphs together
///
/// Models, representations and mappings, checked as a whole: all of them are stored or none.
/// Every graph needs a precondition. In JSON they stand in the body. A body of TriG or N-Quads
/// has them in the headers: `If-Match` lists the entity tags or hashes of all graphs that are
/// replaced, and `If-None-Match: *` allows new ones.
#[utoipa::path(
    post, path = "/api/v1/publications", tag = "publications",
    params(
        How,
        ("if-match" = Option<String>, Header, description = "for TriG: the entity tags of what is replaced"),
        ("if-none-match" = Option<String>, Header, description = "for TriG: `*` where graphs are new"),
    ),
    request_body(content((Request = "application/json"), (String = "application/trig"), (String = "application/n-quads"))),
    responses(
        (status = 200, description = "published, or, in a dry run, what would be", body = PublicationResult),
        (status = 409, description = "a graph claims a version that is taken, or less than it changes; or its numbers do not go in", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 412, description = "a graph is in another state", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 422, description = "there are findings", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 428, description = "a graph has no precondition", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    caller: Caller,
    trace: Trace,
    Query(how): Query<How>,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response> {
    if how.recording && !caller.admin {
        return Err(Problem::forbidden());
    }
    let work = Post {
        app: Arc::clone(&app),
        caller,
        trace,
        headers,
        how,
    };
    let pool = &app.pools.publications;
    pool.run_awaited(move |awaited| work.run(upload, awaited))
        .await?
}

/// What was sent.
struct Sent {
    publication: Publication,
    /// The graphs that its texts hold.
    graphs: Vec<String>,
    ids: Option<Ids>,
}

struct Post {
    app: Arc<App>,
    caller: Caller,
    trace: Trace,
    headers: HeaderMap,
    how: How,
}

impl Post {
    fn run(self, upload: Upload, awaited: &Awaited) -> Result<Response> {
        let Sent {
            publication,
            graphs,
            ids,
        } = match upload.media_type.as_deref() {
            None | Some(JSON) => self.of_json(&upload.bytes)?,
            Some(other) => match formats::of_dataset(other) {
                Some(format) => self.of_dataset(upload, format)?,
                None => {
                    return Err(Problem::new(
                        StatusCode::UNSUPPORTED_MEDIA_TYPE,
                        "a publication is JSON, TriG or N-Quads",
                    ));
                }
            },
        };
        let files = publication.inputs.len();
        let manner = Manner {
            dry_run: self.how.dry_run,
            recording: self.how.recording,
            naming: self.app.naming,
            ids,
            awaited: awaited.clone(),
        };
        let outcome = acting(&self.app, &self.caller, |author| {
            publish::publish(&self.app.registry, publication, author, manner)
        })?;
        match outcome {
            Ok(outcome) => {
                if self.how.dry_run {
                    self.app.metrics.published("checked");
                } else {
                    let published = &outcome.published;
                    self.app
                        .wrote(Action::Publish, &self.caller, &self.trace, published)?;
                }
                Ok(axum::Json(PublicationResult::new(outcome, self.how.dry_run)).into_response())
            }
            Err(refused) => {
                self.app.turned_down(
                    Action::Publish,
                    &self.caller,
                    &self.trace,
                    &graphs,
                    &refused,
                );
                Err(outcomes::problem(&refused, files))
            }
        }
    }

    fn of_json(&self, bytes: &[u8]) -> Result<Sent> {
        let request: Request =
            serde_json::from_slice(bytes).map_err(|e| wording::json("the body", &e))?;
        if request.graphs.is_empty() {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "there is no graph to publish",
            ));
        }
        if !request.copies.is_empty() && !self.how.recording {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "only what is recorded has `copies`",
            )
            .help("leave out what others publish: the registry has it"));
        }
        let ids = request.ids.as_deref().map(ledger).transpose()?;
        let inputs = request
            .graphs
            .into_iter()
            .map(input)
            .collect::<Result<Vec<_>>>()?;
        let preconditions =
            request
                .preconditions
                .into_iter()
                .map(|(iri, what)| match what.as_str() {
                    "*" => (iri, Precondition::Absent),
                    tag => (iri, tags::stated(tag)),
                });
        let publication = Publication {
            preconditions: preconditions.collect(),
            ranges: ranges(request.ranges)?,
            copies: versions(request.copies)?,
            owner: request.owner,
            team: team(&self.caller),
            options: self.app.check.clone(),
            inputs,
            ..Publication::default()
        };
        let graphs = self.graphs(&publication.inputs);
        self.all_conditional(&graphs, &publication)?;
        Ok(Sent {
            publication,
            graphs,
            ids,
        })
    }

    /// The IRIs of the graphs that texts hold.
    fn graphs(&self, inputs: &[Input]) -> Vec<String> {
        let graphs = outline(inputs, &self.app.check.aliases);
        graphs.into_iter().map(|g| g.iri).collect()
    }

    /// Every graph must say what it replaces; what has happened already replaces whatever is
    /// there.
    fn all_conditional(&self, graphs: &[String], publication: &Publication) -> Result<()> {
        if self.how.recording {
            return Ok(());
        }
        let without: Vec<&str> = graphs
            .iter()
            .map(String::as_str)
            .filter(|iri| !publication.preconditions.contains_key(*iri))
            .collect();
        if without.is_empty() {
            return Ok(());
        }
        Err(tags::missing()
            .help("name in `preconditions` the content hash of each graph that is replaced, or `*` for a new one")
            .with("graphs", without.into()))
    }

    fn of_dataset(&self, upload: Upload, format: &Format) -> Result<Sent> {
        let inputs = vec![dataset(upload.bytes, format)];
        let graphs = self.graphs(&inputs);
        let mut preconditions = BTreeMap::new();
        for iri in &graphs {
            preconditions.insert(iri.clone(), self.of_headers(iri)?);
        }
        let publication = Publication {
            inputs,
            preconditions,
            team: team(&self.caller),
            options: self.app.check.clone(),
            ..Publication::default()
        };
        Ok(Sent {
            publication,
            graphs,
            ids: None,
        })
    }

    /// A graph that is there is replaced on the terms of `If-Match`; another one is new.
    fn of_headers(&self, iri: &str) -> Result<Precondition> {
        let index = self.app.registry.index();
        let graph = index.seen(&self.caller.view).graph(iri);
        let mut headers = self.headers.clone();
        let is_there = graph.is_some_and(|g| g.newest().is_some());
        if !is_there && headers.contains_key(axum::http::header::IF_NONE_MATCH) {
            headers.remove(axum::http::header::IF_MATCH);
        }
        tags::precondition(&headers, graph)
    }
}

fn input(text: Text) -> Result<Input> {
    let media_type = text.media_type.map(|m| m.trim().to_ascii_lowercase());
    let format = formats::of_body(media_type.as_deref())?;
    Ok(Input {
        path: text.path,
        bytes: text.text.into_bytes(),
        syntax: format.syntax,
    })
}

/// A whole body as one text. Nobody has named it, so findings call it by its format.
fn dataset(bytes: Vec<u8>, format: &Format) -> Input {
    Input {
        path: format!("publication.{}", format.extension),
        bytes,
        syntax: format.syntax,
    }
}

fn ranges(stated: BTreeMap<String, String>) -> Result<BTreeMap<String, VersionReq>> {
    let parse = |(iri, range): (String, String)| match VersionReq::parse(&range) {
        Ok(parsed) => Ok((iri, parsed)),
        Err(e) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("`{range}` is not a range of versions: {e}"),
        )),
    };
    stated.into_iter().map(parse).collect()
}

fn versions(stated: BTreeMap<String, String>) -> Result<BTreeMap<String, Version>> {
    let parse = |(iri, version): (String, String)| match Version::parse(&version) {
        Ok(parsed) => Ok((iri, parsed)),
        Err(e) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("`{version}` is not a version: {e}"),
        )),
    };
    stated.into_iter().map(parse).collect()
}

fn ledger(text: &str) -> Result<Ids> {
    let (ids, problems) = Ids::parse(text);
    match problems.first() {
        None => Ok(ids),
        Some(problem) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("line {} of `ids`: {}", problem.line, problem.message),
        )
        .help(problem.help.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_a_body_by_its_format() {
        let path = |media_type| {
            let format = formats::of_dataset(media_type)?;
            Some(dataset(Vec::new(), format).path)
        };
        for (media_type, expected) in [
            ("application/trig", Some("publication.trig")),
            ("application/n-quads", Some("publication.nq")),
            ("text/turtle", None),
            ("application/ld+json", None),
        ] {
            assert_eq!(path(media_type).as_deref(), expected, "{media_type}");
        }
    }
}
