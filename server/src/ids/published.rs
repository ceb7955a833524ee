//! The numbers that models were published with: where the file does not know them, whoever
//! numbers anew would give them to other things.

use axum::http::StatusCode;
use registry::Registry;
use serde::Deserialize;
use transpilers::ids::Ids;
use upper::model::{DomainModel, Valid};

use super::IDS;
use crate::client::{Client, Request, graphs};
use crate::failure::Result;
use crate::http::publish::kept;
use crate::http::segment;
use crate::lock::Lock;
use crate::out::Out;
use crate::project::Project;
use crate::recorded::{self, Held};
use crate::serving;

#[derive(Deserialize)]
struct Versions {
    items: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
    retired: bool,
}

/// The numbers that the registry has of models, each as it was last published.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(crate) fn published(
    project: &Project,
    models: &[Valid<DomainModel>],
    out: &Out,
) -> Result<Ids> {
    if let Some(url) = &project.config.registry {
        return asked(&Client::open(Some(url), project, out)?, models);
    }
    match recorded::held(project, out)? {
        Held::Nothing => Ok(Ids::default()),
        Held::Server(client) => asked(&client, models),
        Held::Turn(turn) => read(&recorded::open(project, &turn)?, models),
    }
}

/// The same, for whoever has the turn on this folder.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(super) fn published_under(
    project: &Project,
    models: &[Valid<DomainModel>],
    turn: &Lock,
    out: &Out,
) -> Result<Ids> {
    let server = serving::running(&project.state()).map(|server| server.url);
    match project.config.registry.clone().or(server) {
        Some(url) => asked(&Client::open(Some(&url), project, out)?, models),
        None if project.state().join("registry").is_dir() => {
            read(&recorded::open(project, turn)?, models)
        }
        None => Ok(Ids::default()),
    }
}

fn read(registry: &Registry, models: &[Valid<DomainModel>]) -> Result<Ids> {
    let mut all = Ids::default();
    for model in models {
        let iri = &model.domain().info.iri;
        all.join(&kept(registry, iri).map_err(recorded::failed)?.below(iri));
    }
    Ok(all)
}

fn asked(client: &Client, models: &[Valid<DomainModel>]) -> Result<Ids> {
    let mut all = Ids::default();
    for model in models {
        let info = &model.domain().info;
        let ledger = match ledger(client, &info.name)? {
            Some(ledger) => Some(ledger),
            None => match called(client, &info.iri)? {
                Some(name) => ledger(client, &name)?,
                None => None,
            },
        };
        let (ids, _) = Ids::parse(&ledger.unwrap_or_default());
        all.join(&ids.below(&info.iri));
    }
    Ok(all)
}

/// What the registry calls a model that has another name here.
fn called(client: &Client, iri: &str) -> Result<Option<String>> {
    let all = graphs::all(client, |kind| kind == registry::Kind::Model)?;
    let model = all.into_iter().find(|graph| graph.iri == iri);
    Ok(model.and_then(|graph| graph.domain))
}

/// The ledger of the last state of a model, whether or not it was retired since; `None` where
/// there is none for the caller.
fn ledger(client: &Client, domain: &str) -> Result<Option<String>> {
    let model = format!("/api/v1/models/{}", segment(domain));
    let versions = client.send(Request::get(format!("{model}/versions")))?;
    if versions.status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    let Versions { items } = versions.success()?.json()?;
    let Some(last) = items.into_iter().find(|v| !v.retired) else {
        return Ok(None);
    };
    let version = segment(&last.version);
    let path = format!("{model}/artifacts/iceberg/{IDS}?version={version}");
    let ledger = client.send(Request::get(path))?;
    if ledger.status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    Ok(Some(ledger.success()?.text()))
}
