//! Search over labels, descriptions and names.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registry::search::{Hit, Hits, MAX_HITS, MAX_TEXT, Query as Wanted, Text};
use registry::{Published, Registry, View};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer;
use super::app::App;
use super::caller::Caller;
use super::problem::{Problem, Result};
use super::wording;

/// How many hits a page has where nobody says.
const PAGE: usize = 20;
/// How many it has at most.
const MAX_PAGE: usize = 100;

/// How long a search waits for what was published before it to be in the index.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks whether that is so.
const LOOK: Duration = Duration::from_millis(10);

/// The index, and the registry, which knows former names.
pub(crate) struct Search {
    index: registry::search::Search,
    registry: Arc<Registry>,
}

/// Opens the index, and begins to bring it up to date.
pub(crate) fn new(registry: &Arc<Registry>) -> crate::failure::Result<Search> {
    use crate::failure::Doing as _;
    let folder = registry.folder().join("search");
    // The next publication, or the next start, finds what is missing.
    let report = |error: &registry::Error| tracing::error!(%error, "search lags behind");
    let search = registry::search::Search::open(&folder, registry, report);
    Ok(Search {
        index: search.doing(|| "open the search index".to_owned())?,
        registry: Arc::clone(registry),
    })
}

impl Search {
    /// These graphs were published.
    pub(crate) fn published(&self, published: &[Published]) {
        self.index
            .published(published.iter().map(|p| p.iri.as_str()));
    }

    /// Waits until all that was published so far is in the index. Waiting is not work: it comes
    /// before a place is taken to search in.
    ///
    /// # Errors
    /// That takes too long (503).
    pub(crate) async fn ready(&self) -> Result<()> {
        let told = self.index.told();
        let read = async {
            while !self.index.has_read(told) {
                tokio::time::sleep(LOOK).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, read).await;
        waited.map_err(|_| in_the_making())
    }

    /// What a view sees of what matches in what is in the index by now.
    ///
    /// # Errors
    /// A text is too long (400), the index is still being made (503), or failed.
    pub(crate) fn find(&self, view: &View, query: &Wanted) -> Result<Hits> {
        let filters = [&query.kind, &query.owner, &query.domain];
        let texts = filters.into_iter().flatten().chain([&query.text]);
        if texts.map(String::len).any(|length| length > MAX_TEXT) {
            let message = format!("a text to search for has at most {MAX_TEXT} bytes");
            return Err(Problem::new(StatusCode::BAD_REQUEST, message));
        }
        let of_domain = query.domain.as_deref().map(|name| Wanted {
            domain: Some(self.present(view, name)),
            ..query.clone()
        });
        let query = of_domain.as_ref().unwrap_or(query);
        self.index.find(view, query)?.ok_or_else(in_the_making)
    }

    /// The name that a domain has now, where it had another one: the index has no other.
    fn present(&self, view: &View, domain: &str) -> String {
        let index = self.registry.index();
        let graph = index.seen(view).domain(domain);
        let now = graph.and_then(registry::Graph::domain);
        now.unwrap_or(domain).to_owned()
    }
}

fn in_the_making() -> Problem {
    Problem::overloaded_with("the search index is being made")
}

/// The routes.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(search))
}

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Words, all of which must be found: in names and labels, or further behind in
    /// descriptions. Beginnings of words and small typing errors count. An IRI finds what it
    /// names. Everything where it is left out.
    #[serde(default)]
    #[param(max_length = 500)]
    q: String,
    /// The class of terms, or one of its superclasses: `DirectClass`, `Class`, `Property`.
    kind: Option<String>,
    /// The team that owns the graph.
    owner: Option<String>,
    /// The short name of the domain: that of the model itself, not of what was made from it.
    domain: Option<String>,
    /// How many hits to return, 20 unless told otherwise.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// Where to go on: the `next` of the page before.
    cursor: Option<String>,
}

/// A page of hits, the best first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Page {
    /// How many terms match; counting ends at 10,000.
    total: usize,
    /// Whether there are no more than that.
    is_exact: bool,
    /// The hits.
    hits: Vec<Found>,
    /// The cursor of the next page, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A term that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Found {
    /// Its IRI.
    iri: String,
    /// The name that targets use.
    name: String,
    /// What it is: its class in Upper or a system domain.
    kind: String,
    /// The graph that states it.
    graph: String,
    /// The short name of the domain.
    domain: Option<String>,
    /// The team that owns the graph.
    owner: Option<String>,
    /// Labels by language; one without a language stands under the empty text.
    labels: BTreeMap<String, String>,
    /// Descriptions by language.
    descriptions: BTreeMap<String, String>,
    /// How well it matches; scores of different queries do not compare.
    score: f32,
}

/// Finds terms in all models, containers and mappings.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    tag = "discovery",
    params(Asked),
    responses(
        (status = 200, description = "the best hits", body = Page),
    )
)]
async fn search(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    let wanted = asked.wanted()?;
    let (limit, offset) = (wanted.limit, wanted.offset);
    app.search.ready().await?;
    let find = move |app: &App| app.search.find(&caller.view, &wanted);
    let found = app.read(find).await?;
    let end = offset + found.hits.len();
    let more = found.hits.len() == limit && end < found.total.min(MAX_HITS);
    let page = Page {
        total: found.total,
        is_exact: found.is_exact,
        hits: found.hits.into_iter().map(Found::of).collect(),
        next: more.then(|| URL_SAFE_NO_PAD.encode(end.to_string())),
    };
    answer::json(&headers, &page)
}

impl Asked {
    fn wanted(self) -> Result<Wanted> {
        Ok(Wanted {
            offset: self.cursor.as_deref().map_or(Ok(0), offset)?,
            limit: wording::limit(self.limit, PAGE, MAX_PAGE)?,
            text: self.q,
            kind: self.kind,
            owner: self.owner,
            domain: self.domain,
            ..Wanted::default()
        })
    }
}

fn offset(cursor: &str) -> Result<usize> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = text.and_then(|t| String::from_utf8(t).ok());
    let offset = text.and_then(|t| t.parse().ok()).filter(|n| *n <= MAX_HITS);
    offset.ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "unknown cursor")
            .help("take `next` from the page before, with the same query")
    })
}

impl Found {
    fn of(hit: Hit) -> Self {
        Self {
            iri: hit.iri,
            name: hit.name,
            kind: hit.kind,
            graph: hit.graph,
            domain: hit.domain,
            owner: hit.owner,
            labels: by_language(hit.labels),
            descriptions: by_language(hit.descriptions),
            score: hit.score,
        }
    }
}

/// Texts by language; of several in one language the first.
pub(super) fn by_language(texts: Vec<Text>) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    for text in texts {
        map.entry(text.language.unwrap_or_default())
            .or_insert(text.text);
    }
    map
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use super::*;
    use crate::fixture;

    #[tokio::test]
    async fn whoever_has_waited_finds_what_was_published_before() {
        let folder = tempfile::tempdir().unwrap();
        let registry = Arc::new(Registry::open(folder.path()).unwrap());
        let search = new(&registry).unwrap();
        fixture::commit(&registry, fixture::SHOP, Vec::new());
        let graph = "http://example.com/shop#";
        search.index.published(std::iter::once(graph));
        // A machine that is busy reads for a while what comes with the product.
        while search.ready().await.is_err() {}
        let query = Wanted {
            domain: Some("shop".to_owned()),
            limit: 1,
            ..Wanted::default()
        };
        let found = search.find(&View::Everything, &query).unwrap();
        assert_eq!((found.total, found.hits.len()), (3, 1));
    }
}
