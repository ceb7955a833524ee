//! `/search`: what `/api/v1/search` finds, for people.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use registry::search::{Hit, Query as Wanted, Text};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

use super::{App, Caller, Link, Result, bad, respond};

/// How many hits a page has.
const PAGE: usize = 50;
/// The last page that is offered.
const LAST: usize = registry::search::MAX_HITS / PAGE;

/// What is searched for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    kind: Option<String>,
    owner: Option<String>,
    domain: Option<String>,
    /// Which page, from 1.
    page: Option<usize>,
}

/// Answers with a page of hits.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let found = find(&app, &caller, &asked).await;
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
}

async fn find(app: &Arc<App>, caller: &Caller, asked: &Asked) -> Result<Found> {
    let page = match asked.page.unwrap_or(1) {
        page @ 1..=LAST => page,
        _ => return Err(bad("there is no such page")),
    };
    // A form sends what is left empty, too.
    let given = |text: &Option<String>| text.clone().filter(|t| !t.is_empty());
    let wanted = Wanted {
        text: asked.q.clone(),
        kind: given(&asked.kind),
        owner: given(&asked.owner),
        domain: given(&asked.domain),
        limit: PAGE,
        offset: (page - 1) * PAGE,
    };
    let view = caller.view.clone();
    let hits = app.read(move |app| app.search.find(&view, &wanted)).await?;
    let more = page < LAST && page * PAGE < hits.total;
    Ok(Found {
        q: asked.q.clone(),
        kind: given(&asked.kind),
        owner: given(&asked.owner),
        domain: given(&asked.domain),
        total: hits.total,
        is_exact: hits.is_exact,
        hits: hits.hits.into_iter().map(Shown::of).collect(),
        next: more.then(|| asked.at(page + 1)),
    })
}

impl Asked {
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
    domain: Option<String>,
    owner: Option<String>,
    graph: Link,
    description: Option<Text>,
}

impl Shown {
    pub(super) fn of(hit: Hit) -> Self {
        Self {
            term: Link::named(&hit.iri, &hit.name),
            kind: hit.kind,
            domain: hit.domain,
            owner: hit.owner,
            graph: Link::to(&hit.graph),
            description: hit.descriptions.into_iter().next(),
        }
    }
    /// The term that was found.
    pub(super) fn term(&self) -> &Link {
        &self.term
    }
}
