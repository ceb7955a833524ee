//! `GET /api/v1/whoami`: who the server takes a caller for.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::identity::How;
use crate::http::answer;
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::Result;

/// The routes.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(whoami))
}

/// Who a caller is.
#[derive(Serialize, utoipa::ToSchema)]
struct Whoami {
    /// The name, as it stands in logs and the audit trail.
    name: String,
    /// The teams; the first owns what is published without naming an owner.
    teams: Vec<String>,
    /// Whether they administer the registry.
    admin: bool,
    /// How the caller was recognised.
    authentication: How,
    /// What is worth knowing about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

/// Who the server takes the caller for.
#[utoipa::path(
    get,
    path = "/api/v1/whoami",
    tag = "callers",
    responses(
        (status = 200, description = "who the caller is", body = Whoami),
        (status = 304, description = "the client has this already"),
        (status = 401, description = "the caller is nobody"),
        (status = 406, description = "the client does not accept JSON"),
    )
)]
async fn whoami(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response> {
    let open = "the server is open: who reaches this machine's own address may read and publish everything";
    let who = Whoami {
        authentication: caller.how(),
        note: app.auth.is_open().then_some(open),
        name: caller.name,
        teams: caller.teams,
        admin: caller.admin,
    };
    answer::json(&headers, &who)
}
