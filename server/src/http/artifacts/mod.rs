//! Generated schemas for downstream builds: made and kept when a model is published, read
//! under its version.
//!
//! Under an exact version an address never changes what it answers, so it may be kept for
//! ever; `latest` and ranges redirect there. A build needs nothing but `curl -L`.

mod archive;
mod media;
mod wanted;

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{self, Freshness};
use super::api::find::WhichVersion;
use super::api::wire::segment;
use super::app::App;
use super::caller::Caller;
use super::etag;
use super::problem::{Problem, Result};
use wanted::{Exact, Wanted};

type Shared = State<Arc<App>>;

/// The routes. Paths of files may have slashes, which OpenAPI cannot say: described is the
/// route with the path in one parameter.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    let deeper = "/api/v1/models/{domain}/artifacts/{target}/{path}/{*rest}";
    OpenApiRouter::new()
        .routes(routes!(targets))
        .routes(routes!(files))
        .routes(routes!(file))
        .route(deeper, axum::routing::get(file_below))
}

/// The targets of a version.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Targets {
    /// The short name of the domain.
    domain: String,
    /// The version.
    version: String,
    /// What the model was made into.
    targets: Vec<Made>,
}

/// A target that a model was made into.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Made {
    /// Its name.
    target: String,
    /// How many files there are.
    files: usize,
    /// Where they are listed.
    href: String,
    /// All of them as one archive.
    archive: String,
}

/// The files of a target.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Files {
    /// The short name of the domain.
    domain: String,
    /// The version.
    version: String,
    /// The name of the target.
    target: String,
    /// All of them as one archive.
    archive: String,
    /// The files.
    files: Vec<File>,
}

/// A file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct File {
    /// Its path below the target.
    path: String,
    /// Its media type.
    media_type: &'static str,
    /// Where it is.
    href: String,
}

/// The targets that a model was made into.
#[utoipa::path(
    get,
    path = "/api/v1/models/{domain}/artifacts",
    tag = "artifacts",
    params(("domain" = String, Path, description = "the short name of a domain"), WhichVersion),
    responses(
        (status = 200, description = "the targets", body = Targets),
        (status = 307, description = "the exact version that is meant now", headers(("location" = String))),
        (status = 410, description = "the model is retired: only its versions are there", body = super::api::problems::Problem, content_type = "application/problem+json"),
    )
)]
async fn targets(
    State(app): Shared,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Path(domain): Path<String>,
    Query(which): Query<WhichVersion>,
    headers: HeaderMap,
) -> Result<Response> {
    let exact = match wanted::find(&app, &caller, &domain, &which, &uri)? {
        Wanted::Exact(exact) => exact,
        Wanted::Elsewhere(redirect) => return Ok(redirect),
    };
    let mut targets: Vec<Made> = Vec::new();
    for (target, _) in all_files(&app, &exact).await? {
        match targets.last_mut().filter(|t| t.target == target) {
            Some(made) => made.files += 1,
            None => targets.push(Made {
                files: 1,
                href: href(&domain, &exact, &[&target]),
                archive: href(
                    &domain,
                    &exact,
                    &[&format!("{target}{}", archive::EXTENSION)],
                ),
                target,
            }),
        }
    }
    let version = exact.version;
    let listing = Targets {
        domain,
        version,
        targets,
    };
    answer::json(&headers, &listing)
}

/// The files of a target, or all of them in one archive.
///
/// With `.tar.gz` at the end of the target the answer is an archive with the same bytes
/// every time: `curl -fsSL …/artifacts/avro.tar.gz?version=1.2.0 | tar xz`.
#[utoipa::path(
    get,
    path = "/api/v1/models/{domain}/artifacts/{target}",
    tag = "artifacts",
    params(
        ("domain" = String, Path, description = "the short name of a domain"),
        ("target" = String, Path, description = "the name of a target, or that and `.tar.gz`"),
        WhichVersion,
    ),
    responses(
        (status = 200, description = "the files", content(
            (Files = "application/json"), (Vec<u8> = "application/gzip"))),
        (status = 307, description = "the exact version that is meant now", headers(("location" = String))),
        (status = 410, description = "the model is retired: only its versions are there", body = super::api::problems::Problem, content_type = "application/problem+json"),
    )
)]
async fn files(
    State(app): Shared,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Path((domain, target)): Path<(String, String)>,
    Query(which): Query<WhichVersion>,
    headers: HeaderMap,
) -> Result<Response> {
    let exact = match wanted::find(&app, &caller, &domain, &which, &uri)? {
        Wanted::Exact(exact) => exact,
        Wanted::Elsewhere(redirect) => return Ok(redirect),
    };
    if let Some(target) = target.strip_suffix(archive::EXTENSION) {
        let target = target.to_owned();
        let pack = move |app: &App| archive::pack(&app.registry, &exact.revision, &target);
        let packed = app.read(pack).await?.ok_or_else(Problem::not_found)?;
        let tag = etag::of_bytes(&packed);
        return Ok(answer::tagged(
            &headers,
            "application/gzip",
            &tag,
            Freshness::Immutable,
            packed,
        ));
    }
    let all = all_files(&app, &exact).await?;
    let files: Vec<File> = all
        .into_iter()
        .filter(|(t, _)| *t == target)
        .map(|(_, path)| File {
            media_type: media::of(&path),
            href: href(&domain, &exact, &[&target, &path]),
            path,
        })
        .collect();
    if files.is_empty() {
        return Err(Problem::not_found());
    }
    let archive = href(
        &domain,
        &exact,
        &[&format!("{target}{}", archive::EXTENSION)],
    );
    let version = exact.version;
    let listing = Files {
        domain,
        version,
        target,
        archive,
        files,
    };
    answer::json(&headers, &listing)
}

/// A file.
#[utoipa::path(
    get,
    path = "/api/v1/models/{domain}/artifacts/{target}/{path}",
    tag = "artifacts",
    params(
        ("domain" = String, Path, description = "the short name of a domain"),
        ("target" = String, Path, description = "the name of a target"),
        ("path" = String, Path, description = "the path below the target; it may have slashes"),
        WhichVersion,
    ),
    responses(
        (status = 200, description = "the file", content_type = "*/*", body = String),
        (status = 307, description = "the exact version that is meant now", headers(("location" = String))),
        (status = 410, description = "the model is retired: only its versions are there", body = super::api::problems::Problem, content_type = "application/problem+json"),
    )
)]
async fn file(
    State(app): Shared,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Path((domain, target, path)): Path<(String, String, String)>,
    Query(which): Query<WhichVersion>,
    headers: HeaderMap,
) -> Result<Response> {
    let exact = match wanted::find(&app, &caller, &domain, &which, &uri)? {
        Wanted::Exact(exact) => exact,
        Wanted::Elsewhere(redirect) => return Ok(redirect),
    };
    let media_type = media::of(&path);
    let read = move |app: &App| app.registry.artifact(&exact.revision, &target, &path);
    let text = app.read(read).await?.ok_or_else(Problem::not_found)?;
    let tag = etag::of_bytes(text.as_bytes());
    Ok(answer::tagged(
        &headers,
        media_type,
        &tag,
        Freshness::Immutable,
        text,
    ))
}

async fn file_below(
    state: Shared,
    caller: Caller,
    uri: OriginalUri,
    Path((domain, target, path, rest)): Path<(String, String, String, String)>,
    which: Query<WhichVersion>,
    headers: HeaderMap,
) -> Result<Response> {
    let path = format!("{path}/{rest}");
    file(
        state,
        caller,
        uri,
        Path((domain, target, path)),
        which,
        headers,
    )
    .await
}

/// All files that were made of a version, each with its target, in order.
async fn all_files(app: &Arc<App>, exact: &Exact) -> Result<Vec<(String, String)>> {
    let revision = exact.revision.clone();
    app.read(move |app| app.registry.artifacts(&revision)).await
}

/// The address of something below a model's artifacts.
fn href(domain: &str, exact: &Exact, below: &[&str]) -> String {
    let mut href = format!("/api/v1/models/{}/artifacts", segment(domain));
    for part in below.iter().flat_map(|b| b.split('/')) {
        href.push('/');
        href.push_str(&segment(part));
    }
    href.push_str("?version=");
    href.push_str(&segment(&exact.version));
    href
}
