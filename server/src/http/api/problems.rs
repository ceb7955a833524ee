//! Problem documents as OpenAPI describes them.

use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not answered as asked (RFC 9457). Further fields depend on the problem;
/// `findings` are those of `denota check --format json`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is; `about:blank` where the status says it.
    #[schema(rename = "type")]
    r#type: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What is wrong here.
    detail: Option<String>,
    /// What to do about it.
    help: Option<String>,
}
