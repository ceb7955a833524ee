//! What came of a publication: for those who wait for the answer, and for those who read
//! the audit trail.

use axum::http::StatusCode;
use registry::{Change, Published, Refused};
use serde::Serialize;
use serde_json::json;
use upper::builtin::RESERVED;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::http::publish::{self, Outcome};

/// What became of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Became {
    /// It is new.
    Created,
    /// It has a new revision.
    Updated,
    /// It said the same already.
    Unchanged,
    /// It is no longer served as the newest.
    Retired,
}

/// A graph that was published, or would be.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublishedGraph {
    /// Its IRI.
    pub(crate) iri: String,
    /// The short name of a domain model.
    pub(crate) domain: Option<String>,
    /// What became of it.
    pub(crate) change: Became,
    /// The version that it has now.
    pub(crate) version: String,
    /// The content hash that it has now.
    pub(crate) hash: String,
    /// The IRI under which the catalog describes its newest state.
    pub(crate) revision: String,
    /// What is different, by term; null for a graph that is new or no model.
    #[schema(value_type = Option<Object>)]
    pub(crate) report: Option<serde_json::Value>,
}

/// A graph that was retired, and what went with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retirement {
    /// The graph that was asked for.
    #[serde(flatten)]
    pub(crate) graph: PublishedGraph,
    /// The mappings and representations of a model that were retired with it.
    pub(crate) also_retired: Vec<PublishedGraph>,
}

/// What a publication did, or would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicationResult {
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
    /// The graphs.
    pub(crate) graphs: Vec<PublishedGraph>,
    /// Warnings, as `denota check --format json` writes them.
    #[schema(value_type = Object)]
    pub(crate) findings: serde_json::Value,
    /// The IRIs of models that were not sent and use a term which changes in a breaking way. They
    /// stay valid; what is made of them changes once they are published again.
    pub(crate) affected: Vec<String>,
    /// The IRIs of models that were sent unchanged, with the version that they have, and of which
    /// something else would be made from what they need now. A new version takes that in.
    pub(crate) outdated: Vec<String>,
}

impl PublicationResult {
    /// Of what came of it.
    pub(crate) fn new(outcome: Outcome, dry_run: bool) -> Self {
        Self {
            dry_run,
            graphs: outcome.published.iter().map(graph).collect(),
            findings: outcome.findings,
            affected: outcome.affected,
            outdated: outcome.outdated,
        }
    }
}

/// A published graph for the wire.
pub(crate) fn graph(published: &Published) -> PublishedGraph {
    PublishedGraph {
        iri: published.iri.clone(),
        domain: published.domain.clone(),
        change: became(published.change),
        version: published.version.to_string(),
        hash: published.hash.clone(),
        revision: published.revision.clone(),
        report: published.report.as_ref().map(report),
    }
}

fn became(change: Change) -> Became {
    match change {
        Change::Created => Became::Created,
        Change::Updated => Became::Updated,
        Change::Unchanged => Became::Unchanged,
        Change::Retired => Became::Retired,
    }
}

/// A report with the level that follows from it.
pub(crate) fn report(report: &upper::change::Report) -> serde_json::Value {
    json!({ "level": report.level(), "changes": report.changes })
}

/// A word for why something was refused, for metrics and the audit trail.
pub(crate) fn reason(refused: &Refused) -> &'static str {
    match refused {
        Refused::Findings(_) => "findings",
        Refused::Precondition { .. } => "precondition",
        Refused::Forbidden { .. } | Refused::Reserved { .. } | Refused::Name { .. } => "forbidden",
        Refused::Numbers { .. } => "numbers",
        Refused::Abandoned => "abandoned",
        Refused::Version { .. } => "version",
    }
}

/// Why a publication did not go in, as a problem.
pub(crate) fn problem(refused: &Refused, files: usize) -> Problem {
    match refused {
        Refused::Findings(checked) => {
            let problem = Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "nothing was published: there are findings",
            );
            with_fields(problem, publish::findings(checked, files))
        }
        Refused::Precondition { iri, current } => Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "nothing was published: a graph is in another state than you think",
        )
        .help("read it again, put your change on top, and send its new entity tag")
        .with("graph", json!(iri))
        .with("current", json!(current)),
        // The graph is one that the caller has named; whether it exists is not said.
        Refused::Forbidden { iri } => Problem::forbidden()
            .with("graph", json!(iri))
            .denying(Some(iri.clone())),
        Refused::Name { iri, name } => Problem::new(
            StatusCode::FORBIDDEN,
            format!("the short name `{name}` is not free for `{iri}`"),
        )
        .help("choose another `upper:domain`")
        .with("graph", json!(iri))
        .denying(Some(iri.clone())),
        Refused::Reserved { iri } => Problem::new(
            StatusCode::FORBIDDEN,
            format!("names below `{RESERVED}` are kept for what comes with denota"),
        )
        .help("choose a namespace of your own")
        .with("graph", json!(iri))
        .denying(Some(iri.clone())),
        Refused::Numbers { iri, message } => Problem::new(
            StatusCode::CONFLICT,
            format!("the numbers of `{iri}` do not go in: {message}"),
        )
        .help("numbers that were published stay: `denota transpile iceberg --update-ids` takes them over into `denota.ids`, from `artifacts/iceberg/denota.ids` of the model")
        .with("graph", json!(iri)),
        Refused::Abandoned => Problem::overloaded_with("nobody waits for the answer any more"),
        Refused::Version {
            iri,
            claimed,
            least,
            report: changes,
        } => Problem::new(
            StatusCode::CONFLICT,
            format!("`{iri}` claims version {claimed}, and must be at least {least}"),
        )
        .help("raise `owl:versionInfo`, or leave it out and the version is computed")
        .with("graph", json!(iri))
        .with("claimed", json!(claimed.to_string()))
        .with("least", json!(least.to_string()))
        .with("report", json!(changes.as_ref().map(report))),
    }
}

fn with_fields(problem: Problem, fields: serde_json::Value) -> Problem {
    if let serde_json::Value::Object(fields) = fields {
        let fields = fields.into_iter();
        fields.fold(problem, |problem, (name, value)| problem.with(&name, value))
    } else {
        problem.with("findings", fields)
    }
}
