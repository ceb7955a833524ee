//! `/search`: what `/api/v1/search` finds, for people.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use registry::search::{Hit, Hits, Query as Wanted, Text};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

use super::kinds::{self, Kinds};
use super::{
    App, Asked, Caller, Link, Problem, Result, bad, english_first, local, respond, understood,
};

/// How many hits a page has.
const PAGE: usize = 50;
/// The last page that is offered.
const LAST: usize = registry::search::MAX_HITS / PAGE;

/// What is searched for.
#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    kind: Option<String>,
    owner: Option<String>,
    domain: Option<String>,
    /// Which page, from 1.
    page: Option<String>,
}

/// Answers with a page of hits.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    caller: Caller,
    asked: Asked<Search>,
    headers: HeaderMap,
) -> Response {
    let found = find(&app, &caller, asked).await;
    respond(&app, &caller, &headers, "search.html", found)
}

/// What was found.
#[derive(Serialize)]
struct Found {
    q: String,
    kind: Option<String>,
    owner: Option<String>,
    domain: Option<String>,
    total: usize,
    is_exact: bool,
    hits: Vec<Shown>,
    next: Option<String>,
    /// Where the kind that is asked for is none: all that are.
    kinds: Vec<Kinds>,
}

async fn find(app: &Arc<App>, caller: &Caller, asked: Asked<Search>) -> Result<Found> {
    let asked = understood(asked)?.without_what_is_empty();
    let page = asked.number()?;
    let wanted = asked.wanted(page);
    let view = caller.view.clone();
    app.search.ready().await?;
    let find = move |app: &App| {
        let hits = app.search.find(&view, &wanted)?;
        let kind = wanted.kind.as_deref().filter(|_| hits.total == 0);
        let kinds = kind.map(|kind| kinds::instead_of(kind, app, &view));
        Ok::<_, Problem>((hits, kinds.transpose()?.unwrap_or_default()))
    };
    let (hits, kinds) = app.read(find).await?;
    Ok(Found::of(asked, page, hits, kinds))
}

impl Found {
    fn of(asked: Search, page: usize, hits: Hits, kinds: Vec<Kinds>) -> Self {
        let more = page < LAST && page * PAGE < hits.total;
        Self {
            next: more.then(|| asked.at(page + 1)),
            q: asked.q,
            kind: asked.kind,
            owner: asked.owner,
            domain: asked.domain,
            total: hits.total,
            is_exact: hits.is_exact,
            hits: hits.hits.into_iter().map(Shown::of).collect(),
            kinds,
        }
    }
}

impl Search {
    /// A form sends what is left empty, too.
    fn without_what_is_empty(self) -> Self {
        let given = |text: Option<String>| text.filter(|t| !t.is_empty());
        Self {
            q: self.q,
            kind: given(self.kind),
            owner: given(self.owner),
            domain: given(self.domain),
            page: given(self.page),
        }
    }

    fn number(&self) -> Result<usize> {
        match self.page.as_deref().map_or(Ok(1), str::parse) {
            Ok(page @ 1..=LAST) => Ok(page),
            _ => Err(bad("there is no such page")),
        }
    }

    fn wanted(&self, page: usize) -> Wanted {
        Wanted {
            text: self.q.clone(),
            kind: self.kind.clone(),
            owner: self.owner.clone(),
            domain: self.domain.clone(),
            limit: PAGE,
            offset: (page - 1) * PAGE,
            ..Wanted::default()
        }
    }

    /// Where the same search shows another page.
    fn at(&self, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("q", &self.q);
        let filters = [
            ("kind", &self.kind),
            ("owner", &self.owner),
            ("domain", &self.domain),
        ];
        for (name, filter) in filters {
            if let Some(filter) = filter {
                query.append_pair(name, filter);
            }
        }
        query.append_pair("page", &page.to_string());
        format!("/search?{}", query.finish())
    }
}

/// A hit as it is shown.
#[derive(Serialize)]
pub(super) struct Shown {
    term: Link,
    kind: String,
    /// Where in a container it is, for what has its name in many places.
    path: Option<String>,
    /// The graph that states it, unless it is that graph.
    graph: Option<Link>,
    owner: Option<String>,
    description: Option<Text>,
}

impl Shown {
    pub(super) fn of(hit: Hit) -> Self {
        let graph = match &hit.domain {
            Some(domain) => Link::model(&hit.graph, domain),
            None => Link::here(&hit.graph, local(&hit.graph)),
        };
        let path = local(&hit.iri);
        let is_within = hit.domain.is_none() && path != hit.name;
        Self {
            term: Link::here(&hit.iri, &hit.name),
            kind: hit.kind,
            path: is_within.then(|| path.to_owned()),
            graph: (hit.iri != hit.graph).then_some(graph),
            owner: hit.owner,
            description: english_first(hit.descriptions).into_iter().next(),
        }
    }

    /// The term that was found.
    pub(super) fn term(&self) -> &Link {
        &self.term
    }
}
