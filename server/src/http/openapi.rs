//! `/openapi.json`: collected from the handlers, then completed with what is true of all of
//! them, so that no answer is left out.

use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, InfoBuilder, OpenApi, Ref, RefOr, ResponseBuilder};

use super::answer;
use super::problem::{PROBLEM_JSON, Result};

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
    ("429", "the caller asks too often"),
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

/// Answers with the description.
pub(super) fn describe(openapi: &OpenApi, headers: &HeaderMap) -> Result<Response> {
    answer::json(headers, openapi)
}
