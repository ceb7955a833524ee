//! `/models/{domain}`: a domain model, its types, what was made of it, and its history.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use registry::search::{Query as Wanted, Text};
use registry::{Graph, Index, Revision, View};
use serde::Serialize;

use super::search::Shown;
use super::{App, Caller, Link, Problem, Result, english_first, hidden, respond, segment, wording};

/// How many types, and how many versions, are shown.
const SHOWN: usize = 100;

/// Answers with the page of a model.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    caller: Caller,
    domain: std::result::Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let model = match domain {
        Ok(Path(domain)) => find(&app, &caller, &domain).await,
        Err(e) => Err(wording::refusal(e.status(), &e.body_text())),
    };
    respond(&app, &caller, &headers, "model.html", model)
}

/// A model.
#[derive(Serialize)]
struct Model {
    domain: String,
    segment: String,
    iri: String,
    title: String,
    /// The language of the title.
    language: Option<String>,
    descriptions: Vec<Text>,
    owner: Option<String>,
    builtin: bool,
    retired: bool,
    version: Option<String>,
    needs: Vec<Neighbour>,
    needed_by: Vec<Neighbour>,
    targets: Vec<Target>,
    types: Vec<Shown>,
    total: usize,
    versions: Vec<Version>,
}

/// Another graph.
#[derive(Serialize)]
struct Neighbour {
    link: Link,
    /// The version that is meant, or the range.
    version: Option<String>,
}

/// What the newest version was made into.
#[derive(Serialize)]
struct Target {
    name: String,
    files: usize,
    href: String,
}

/// A state of the model.
#[derive(Serialize)]
struct Version {
    version: String,
    href: String,
    at: String,
    publisher: String,
    retired: bool,
}

async fn find(app: &Arc<App>, caller: &Caller, domain: &str) -> Result<Model> {
    let name;
    let (mut model, made_of) = {
        let index = app.registry.index();
        let graph = index.seen(&caller.view).domain(domain);
        let nothing = || hidden::nothing(&index, &caller.view, |all| all.domain(domain));
        let graph = graph.ok_or_else(nothing)?;
        // It may have had the name that was asked for, and have another now.
        name = graph.domain().unwrap_or(domain).to_owned();
        let seen = index.seen(&caller.view);
        let newest = graph.newest().map(|r| r.node.clone());
        // What was made of something hidden is hidden.
        let made_of = newest.filter(|node| seen.sees_all_of(node));
        (Model::of(graph, &name, &index, &caller.view), made_of)
    };
    let view = caller.view.clone();
    let (iri, domain) = (model.iri.clone(), name);
    // Whether or not there is an index in time, there is a page.
    let _ = app.search.ready().await;
    let read = app.read(move |app| {
        let term = app.registry.term(&view, &iri)?;
        let made = made_of.map(|node| app.registry.artifacts(&node));
        let types = app.search.find(&view, &types(&domain)).ok();
        Ok::<_, Problem>((term, made.transpose()?, types))
    });
    let (term, made, types) = read.await?;
    if let Some(term) = term {
        if let Some(label) = english_first(term.labels).into_iter().next() {
            model.title = label.text;
            model.language = label.language;
        }
        model.descriptions = english_first(term.descriptions);
    }
    for (target, _) in made.unwrap_or_default() {
        model.count(target);
    }
    if let Some(found) = types {
        model.total = found.total;
        model.types = found.hits.into_iter().map(Shown::of).collect();
        model.types.sort_by(|a, b| a.term().cmp(b.term()));
    }
    Ok(model)
}

fn types(domain: &str) -> Wanted {
    Wanted {
        kind: Some("Type".to_owned()),
        domain: Some(domain.to_owned()),
        limit: SHOWN,
        ..Wanted::default()
    }
}

impl Model {
    fn of(graph: &Graph, domain: &str, index: &Index, view: &View) -> Self {
        let seen = index.seen(view);
        let newest = graph.newest();
        let dependencies = newest.into_iter().flat_map(|r| &r.dependencies);
        let needs = dependencies.filter_map(|needed| {
            let other = seen.graph(&needed.iri)?;
            let range = needed.range.as_ref().map(ToString::to_string);
            Some(Neighbour::of(other, range))
        });
        let dependents = seen.dependents(&graph.iri);
        let versions = graph.revisions.iter().rev().take(SHOWN);
        Self {
            domain: domain.to_owned(),
            segment: segment(domain),
            iri: graph.iri.clone(),
            title: domain.to_owned(),
            language: None,
            descriptions: Vec::new(),
            owner: graph.owner().map(str::to_owned),
            builtin: graph.builtin,
            retired: newest.is_none(),
            version: newest.map(|r| r.version.to_string()),
            needs: needs.collect(),
            needed_by: dependents.map(|other| Neighbour::of(other, None)).collect(),
            targets: Vec::new(),
            types: Vec::new(),
            total: 0,
            versions: versions.map(|r| Version::of(r, domain)).collect(),
        }
    }

    /// Counts a file of a target; those of one target come together.
    fn count(&mut self, target: String) {
        let version = self.version.as_deref().unwrap_or("latest");
        match self.targets.last_mut().filter(|t| t.name == target) {
            Some(made) => made.files += 1,
            None => self.targets.push(Target {
                href: format!(
                    "/api/v1/models/{}/artifacts/{}?version={}",
                    self.segment,
                    segment(&target),
                    segment(version)
                ),
                files: 1,
                name: target,
            }),
        }
    }
}

impl Neighbour {
    fn of(graph: &Graph, version: Option<String>) -> Self {
        let link = match graph.domain() {
            Some(domain) => Link::model(&graph.iri, domain),
            None => Link::here(&graph.iri, &graph.iri),
        };
        Self { link, version }
    }
}

impl Version {
    fn of(revision: &Revision, domain: &str) -> Self {
        let version = revision.version.to_string();
        Self {
            href: format!(
                "/api/v1/models/{}?version={}",
                segment(domain),
                segment(&version)
            ),
            version,
            at: revision.published_at.clone(),
            publisher: revision.publisher.clone(),
            retired: revision.retired,
        }
    }
}
