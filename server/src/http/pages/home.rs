//! `/`: what there is, for people who have found the server and nothing else yet.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use registry::{Kind, Seen};
use serde::Serialize;

use super::{App, Caller, respond, segment};
use crate::http::address;

/// How many models the page shows.
const SHOWN: usize = 12;

/// Answers with the page.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let home = {
        let index = app.registry.index();
        let origin = address::asked(&app.settings, &headers, &uri);
        Home::of(index.seen(&caller.view), origin)
    };
    respond(&app, &caller, &headers, "home.html", Ok(home))
}

/// What a caller sees, in numbers, and the models that changed last.
#[derive(Serialize)]
struct Home {
    /// What examples begin with.
    origin: String,
    /// A model for the examples.
    example: String,
    models: usize,
    representations: usize,
    mappings: usize,
    revisions: usize,
    latest: Vec<Latest>,
    /// Whether there are more models than are shown.
    more: bool,
}

/// A model that was published.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Latest {
    at: String,
    domain: String,
    href: String,
    version: String,
    owner: Option<String>,
}

impl Home {
    fn of(seen: Seen<'_>, origin: String) -> Self {
        let mut home = Self {
            origin,
            example: "upper".to_owned(),
            models: 0,
            representations: 0,
            mappings: 0,
            revisions: 0,
            latest: Vec::new(),
            more: false,
        };
        for graph in seen.graphs().filter(|graph| !graph.builtin) {
            home.revisions += graph.revisions.len();
            let Some(newest) = graph.newest() else {
                continue;
            };
            match graph.kind {
                Kind::Model => home.models += 1,
                Kind::Representation => home.representations += 1,
                Kind::Mapping => home.mappings += 1,
                Kind::Other => {}
            }
            if let Some(domain) = graph.domain() {
                home.latest.push(Latest {
                    at: newest.published_at.clone(),
                    href: format!("/models/{}", segment(domain)),
                    domain: domain.to_owned(),
                    version: newest.version.to_string(),
                    owner: graph.owner().map(str::to_owned),
                });
            }
        }
        home.latest.sort_by(|a, b| b.cmp(a));
        home.more = home.latest.len() > SHOWN;
        home.latest.truncate(SHOWN);
        if let Some(latest) = home.latest.first() {
            home.example = segment(&latest.domain);
        }
        home
    }
}
