//! `/openapi.json`: collected from the handlers, then completed with what is true of all of
//! them, so that no answer is left out.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, InfoBuilder, OpenApi, Ref, RefOr, ResponseBuilder};

use super::answer::{self, Freshness};
use super::problem::{PROBLEM_JSON, Result};
use super::{etag, negotiate};

/// The name of the schema of problem documents.
const PROBLEM: &str = "Problem";

/// What any operation may answer, whatever it does.
const ALWAYS: &[(&str, &str)] = &[
    ("400", "the request is not well formed"),
    ("401", "the caller is not known"),
    ("403", "the caller may not do this"),
    ("404", "there is nothing here that the caller may read"),
    ("406", "none of the representations is acceptable"),
    ("421", "an open server answers only as `localhost`"),
    ("500", "something failed that is not the caller's doing"),
    (
        "503",
        "there is more to do than can be done now; `retry-after` says when to try again",
    ),
];

/// What operations with a body may answer besides.
const WITH_BODY: &[(&str, &str)] = &[
    ("408", "the body took too long to arrive"),
    ("413", "the body is too large"),
    ("415", "the media type of the body is not one of ours"),
];

/// Completes what the handlers say.
pub(super) fn complete(mut openapi: OpenApi) -> OpenApi {
    openapi.info = InfoBuilder::new()
        .title("Denota")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The registry of domain models. Errors are problem documents (RFC 9457); representations \
             have entity tags; writes are conditional. SPARQL, GraphQL and the schema registry have \
             descriptions of their own.",
        ))
        .build();
    for item in openapi.paths.paths.values_mut() {
        for operation in operations(item) {
            add(operation, ALWAYS);
            if operation.request_body.is_some() {
                add(operation, WITH_BODY);
            }
        }
        for operation in item.get.iter_mut() {
            let known = ResponseBuilder::new()
                .description("the client has it")
                .build();
            let answers = &mut operation.responses.responses;
            answers.entry("304".to_owned()).or_insert(known.into());
        }
    }
    openapi
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

fn add(operation: &mut Operation, answers: &[(&str, &str)]) {
    for (status, description) in answers {
        let problem =
            ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name(PROBLEM))));
        let response = ResponseBuilder::new()
            .description(*description)
            .content(PROBLEM_JSON, problem.build())
            .build();
        let known = &mut operation.responses.responses;
        known.entry((*status).to_owned()).or_insert(response.into());
    }
}

/// The description as it is sent, once for all: anybody may ask for it.
pub(super) struct Described {
    bytes: Bytes,
    tag: String,
}

impl Described {
    /// Writes it down.
    pub(super) fn new(openapi: &OpenApi) -> Self {
        // All keys are texts, so that nothing can fail.
        let mut bytes = serde_json::to_vec_pretty(openapi).unwrap_or_default();
        bytes.push(b'\n');
        Self {
            tag: etag::of_bytes(&bytes),
            bytes: bytes.into(),
        }
    }

    /// Answers with it.
    pub(super) fn answer(&self, headers: &HeaderMap) -> Result<Response> {
        negotiate::json(headers)?;
        let (tag, bytes) = (&self.tag, self.bytes.clone());
        let fresh = Freshness::Revalidate;
        Ok(answer::tagged(headers, negotiate::JSON, tag, fresh, bytes))
    }
}
