//! Copies of the registry, made while it serves.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use registry::Action;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::{Problem, Result};
use crate::http::trace::Trace;
use crate::http::wording::NoParameters;

/// Where copies are asked for.
pub(in crate::http) const PATH: &str = "/api/v1/backups";

/// Where a copy is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BackupInfo {
    /// The folder, on the machine of the registry.
    path: String,
}

/// Back up the registry
///
/// Makes a consistent copy of the whole registry, in a new folder beside it: a client does not
/// choose where a server writes. `denota backup` moves it on. For administrators.
#[utoipa::path(
    post, path = "/api/v1/backups", tag = "operations",
    responses((status = 201, description = "the copy is made", body = BackupInfo))
)]
pub(super) async fn backup(
    State(app): State<Arc<App>>,
    caller: Caller,
    trace: Trace,
    Query(NoParameters {}): Query<NoParameters>,
) -> Result<(StatusCode, Json<BackupInfo>)> {
    if !caller.admin {
        return Err(Problem::forbidden());
    }
    let shared = Arc::clone(&app);
    let name = uuid::Uuid::new_v4().to_string();
    let folder = app.store.with_file_name("backups").join(name);
    let made = app.pools.publications.run(move || {
        if let Some(above) = folder.parent() {
            std::fs::create_dir_all(above).map_err(Problem::internal)?;
        }
        shared.registry.backup(&folder)?;
        // The one who asks may stand in another folder.
        let path = std::path::absolute(&folder).map_err(Problem::internal)?;
        let path = path.display().to_string();
        let detail = format!("backup to `{path}`");
        shared.did(Action::Administer, &caller, &trace, detail)?;
        Ok::<_, Problem>(path)
    });
    let path = made.await??;
    Ok((StatusCode::CREATED, Json(BackupInfo { path })))
}
