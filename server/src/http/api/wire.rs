//! What goes over the wire: the shapes of JSON that OpenAPI describes.

use registry::{Dependency, Graph, Revision, Seen};
use serde::Serialize;
use utoipa::ToSchema;

use super::kinds::GraphKind;

/// A graph, and its newest state.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GraphInfo {
    /// Its IRI.
    pub(crate) iri: String,
    /// The short name of a domain model.
    pub(crate) domain: Option<String>,
    /// What it is.
    pub(crate) kind: GraphKind,
    /// The IRI of the model that governs it.
    pub(crate) governed_by: String,
    /// Whether it came with the product.
    pub(crate) builtin: bool,
    /// The team that owns it.
    pub(crate) owner: Option<String>,
    /// Whether it is retired: its versions can be read, and it is no longer the newest of anything.
    pub(crate) retired: bool,
    /// How many published states there are.
    pub(crate) revisions: usize,
    /// The newest of them.
    pub(crate) newest: RevisionInfo,
    /// The one that was asked for, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<RevisionInfo>,
    /// Where a domain model is read.
    pub(crate) href: Option<String>,
}

/// A published state.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevisionInfo {
    /// The IRI under which the catalog describes this state.
    pub(crate) revision: String,
    /// Its version.
    pub(crate) version: String,
    /// Its content hash: SHA-256 of the canonical form (RDFC-1.0); `"<hash>"` is an entity tag
    /// that `If-Match` understands.
    pub(crate) hash: String,
    /// The team that owned the graph then.
    pub(crate) owner: Option<String>,
    /// The moment of publication, an `xsd:dateTime` in UTC.
    pub(crate) published_at: String,
    /// The name of the caller who published it.
    pub(crate) publisher: String,
    /// Whether this state is the graph's end.
    pub(crate) retired: bool,
    /// Where this state is read.
    pub(crate) href: Option<String>,
}

/// A graph that another needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DependencyInfo {
    /// Its IRI.
    pub(crate) iri: String,
    /// The short name of a domain model.
    pub(crate) domain: Option<String>,
    /// What it is.
    pub(crate) kind: GraphKind,
    /// Whether it came with the product.
    pub(crate) builtin: bool,
    /// The versions that will do; any where there is none.
    pub(crate) range: Option<String>,
    /// The version that it was checked with.
    pub(crate) resolved: Option<String>,
    /// The newest version now.
    pub(crate) newest: Option<String>,
    /// Where a domain model is read.
    pub(crate) href: Option<String>,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Where the list goes on: the path of the next page.
    pub(crate) next: Option<String>,
}

/// Where a domain model is read.
pub(crate) fn href(graph: &Graph) -> Option<String> {
    let domain = graph.domain()?;
    Some(format!("/api/v1/models/{}", segment(domain)))
}

/// A segment of a path; names of domains hardly ever need it.
pub(crate) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

impl GraphInfo {
    /// Of a graph.
    pub(crate) fn new(graph: &Graph) -> Option<Self> {
        let last = graph.revisions.last()?;
        Some(Self {
            iri: graph.iri.clone(),
            domain: graph.domain().map(str::to_owned),
            kind: graph.kind.into(),
            governed_by: graph.governed_by.clone(),
            builtin: graph.builtin,
            owner: graph.owner().map(str::to_owned),
            retired: last.retired,
            revisions: graph.revisions.len(),
            newest: RevisionInfo::new(graph, last),
            state: None,
            href: href(graph),
        })
    }
}

impl RevisionInfo {
    /// Of a revision of a graph.
    pub(crate) fn new(graph: &Graph, revision: &Revision) -> Self {
        let version = revision.version.to_string();
        Self {
            href: href(graph)
                .filter(|_| !revision.retired)
                .map(|h| format!("{h}?version={}", segment(&version))),
            revision: revision.node.clone(),
            version,
            hash: revision.hash.clone(),
            owner: revision.owner.clone(),
            published_at: revision.published_at.clone(),
            publisher: revision.publisher.clone(),
            retired: revision.retired,
        }
    }
}

impl DependencyInfo {
    /// Of a dependency, where the graph that is needed may be seen.
    pub(crate) fn new(dependency: &Dependency, seen: Seen<'_>) -> Option<Self> {
        let graph = seen.graph(&dependency.iri)?;
        let resolved = dependency.resolved.as_ref();
        let resolved = resolved.and_then(|n| graph.revisions.iter().find(|r| r.node == *n));
        Some(Self {
            iri: graph.iri.clone(),
            domain: graph.domain().map(str::to_owned),
            kind: graph.kind.into(),
            builtin: graph.builtin,
            range: dependency.range.as_ref().map(ToString::to_string),
            resolved: resolved.map(|r| r.version.to_string()),
            newest: graph.newest().map(|r| r.version.to_string()),
            href: href(graph),
        })
    }
}
