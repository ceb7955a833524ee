//! From the path of a request to a graph and one of its states.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse as _, Response};
use registry::{Graph, Revision};
use semver::{Version, VersionReq};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::answer::{self, Freshness};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::hidden;
use crate::http::problem::{Problem, Result};

/// Which state of a model.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichVersion {
    /// An exact version such as `1.2.0`; or `latest`, or a range such as `^1.2`, which redirect
    /// to the newest version that fits. `latest` is a pre-release only where there is nothing
    /// else. Without one, artifacts are those of `latest`, and all else is of the newest state.
    pub(crate) version: Option<String>,
}

/// A state that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The graph.
    pub(crate) graph: Graph,
    /// The state.
    pub(crate) revision: Revision,
    /// Its position among the graph's states, from 1.
    pub(crate) nth: usize,
    /// Whether it was asked for by its version, so that it will never change.
    pub(crate) exact: bool,
}

/// What a request means.
pub(crate) enum Meant {
    /// A state.
    State(Box<Found>),
    /// A version that the request is to be sent to.
    Version(Version),
}

/// The domain model with a name, as far as the caller sees.
///
/// # Errors
/// It is not there, or hidden: the same (404).
pub(crate) fn model(app: &App, caller: &Caller, domain: &str) -> Result<Graph> {
    let index = app.registry.index();
    let graph = index.seen(&caller.view).domain(domain).cloned();
    graph.ok_or_else(|| hidden::nothing(&index, &caller.view, |all| all.domain(domain)))
}

/// The graph with an IRI, as far as the caller sees.
///
/// # Errors
/// It is not there, or hidden: the same (404).
pub(super) fn graph(app: &App, caller: &Caller, iri: &str) -> Result<Graph> {
    let index = app.registry.index();
    let graph = index.seen(&caller.view).graph(iri).cloned();
    graph.ok_or_else(|| hidden::nothing(&index, &caller.view, |all| all.graph(iri)))
}

/// The state of a model that is meant.
///
/// # Errors
/// There is none that the caller sees (404), the model is retired (410), or what stands for
/// the version is none (400).
pub(crate) fn state(
    app: &App,
    caller: &Caller,
    domain: &str,
    which: &WhichVersion,
) -> Result<Meant> {
    let graph = model(app, caller, domain)?;
    let Some(asked) = which.version.as_deref() else {
        let newest = graph.newest().cloned().ok_or_else(|| retired(&graph))?;
        return Ok(found(graph, newest, false));
    };
    let revision = revision(&graph, "version", asked)?;
    if Version::parse(asked).is_ok_and(|version| version == revision.version) {
        return Ok(found(graph, revision, true));
    }
    // Also what is meant by an exact version may be another one later.
    Ok(Meant::Version(revision.version))
}

/// The revision of a graph that a parameter means by an exact version, `latest` or a range.
///
/// # Errors
/// There is none (404), the model is retired (410), or the parameter makes no sense (400).
pub(crate) fn revision(graph: &Graph, parameter: &str, asked: &str) -> Result<Revision> {
    let found = if let Ok(version) = Version::parse(asked) {
        exact(graph, &version)
    } else if asked == "latest" {
        return latest(graph).cloned().ok_or_else(|| retired(graph));
    } else {
        graph.matching(&range(parameter, asked)?)
    };
    found.cloned().ok_or_else(Problem::not_found)
}

/// The revision with a version. Build metadata is no part of what makes a version newer: where it
/// is left out, the only version that differs in it alone is meant.
fn exact<'g>(graph: &'g Graph, version: &Version) -> Option<&'g Revision> {
    let alike = |r: &&Revision| !r.retired && r.version.cmp_precedence(version).is_eq();
    let found = graph.version(version);
    if found.is_some() || !version.build.is_empty() {
        return found;
    }
    let only = graph.revisions.iter().rev().find(alike)?;
    let mut others = graph.revisions.iter().filter(alike);
    others.all(|r| r.version == only.version).then_some(only)
}

/// The newest revision that is a release, as ranges mean it; where there is none, the newest.
fn latest(graph: &Graph) -> Option<&Revision> {
    let newest = graph.newest()?;
    graph.matching(&VersionReq::STAR).or(Some(newest))
}

fn range(parameter: &str, text: &str) -> Result<VersionReq> {
    VersionReq::parse(text).map_err(|_| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            format!("the parameter `{parameter}`: `{text}` is neither a version nor a range"),
        )
        .help("write `1.2.0`, `^1.2`, `>=1, <3` or `latest`")
    })
}

fn found(graph: Graph, revision: Revision, exact: bool) -> Meant {
    let at = graph.revisions.iter().position(|r| r.node == revision.node);
    Meant::State(Box::new(Found {
        nth: at.map_or(0, |i| i + 1),
        graph,
        revision,
        exact,
    }))
}

fn retired(graph: &Graph) -> Problem {
    let versions = super::wire::href(graph).unwrap_or_default() + "/versions";
    Problem::new(StatusCode::GONE, "the model is retired")
        .help(format!("its versions can be read still: {versions}"))
}

/// Sends a request on to an exact version. What fits a range changes with time.
pub(crate) fn redirect(uri: &Uri, version: &Version) -> Response {
    let asked = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("version", &version.to_string());
    query.extend_pairs(asked.filter(|(name, _)| name != "version"));
    let location = format!("{}?{}", uri.path(), query.finish());
    let location = HeaderValue::from_str(&location).unwrap_or(HeaderValue::from_static("/"));
    let mut response = StatusCode::TEMPORARY_REDIRECT.into_response();
    response.headers_mut().insert(LOCATION, location);
    answer::private(response.headers_mut(), Freshness::Revalidate);
    response
}
