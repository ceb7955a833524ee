//! The numbers that models were published with: where the file does not know them, whoever
//! numbers anew would give them to other things.

use axum::http::StatusCode;
use registry::Registry;
use serde::Deserialize;
use transpilers::ids::Ids;
use upper::model::{DomainModel, Valid};

use super::IDS;
use crate::client::{Client, Request, graphs};
use crate::failure::{Failure, Result};
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
        let ledger = kept(registry, iri).map_err(recorded::failed)?;
        all.join(&numbers(iri, &ledger)?.below(iri));
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
        let ids = numbers(&info.iri, &ledger.unwrap_or_default())?;
        all.join(&ids.below(&info.iri));
    }
    Ok(all)
}

/// The numbers of a ledger. What cannot be read of it may be the number of a column, which
/// whoever numbers without it would give to another one.
fn numbers(iri: &str, ledger: &str) -> Result<Ids> {
    let (ids, problems) = Ids::parse(ledger);
    match problems.first() {
        None => Ok(ids),
        Some(problem) => Err(Failure::new(format!(
            "the registry's numbers of `{iri}` are not valid: line {}: {}",
            problem.line, problem.message
        ))
        .help("whoever runs the registry has to see to the artifact `iceberg/denota.ids` of the model")),
    }
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "in a test")]
mod tests {
    use registry::Made;

    use super::*;
    use crate::fixture;

    const IRI: &str = "http://example.com/shop#";
    const GOOD: &str = "iceberg http://example.com/shop#Order http://example.com/shop#number 7\n";
    const BAD: &str =
        "iceberg http://example.com/shop#Order http://example.com/shop#number seven\n";

    /// A registry that keeps a model with this ledger.
    fn keeping(ledger: &str) -> (tempfile::TempDir, Registry) {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(folder.path()).unwrap();
        let made = Made {
            iri: IRI.to_owned(),
            target: "iceberg".to_owned(),
            path: IDS.to_owned(),
            text: ledger.to_owned(),
            aside: false,
        };
        fixture::commit(&registry, fixture::SHOP, vec![made]);
        (folder, registry)
    }

    #[test]
    fn a_ledger_that_cannot_be_read_is_not_one_without_numbers() {
        let number = |ids: &Ids| {
            let path = ["http://example.com/shop#number"];
            ids.number("iceberg", "http://example.com/shop#Order", &path)
        };
        assert_eq!(number(&numbers(IRI, GOOD).unwrap()), Some(7));
        assert!(numbers(IRI, "").unwrap().is_empty());
        let failure = numbers(IRI, BAD).unwrap_err();
        assert!(failure.what.contains("line 1"), "{}", failure.what);
        let (_folder, registry) = keeping(GOOD);
        assert_eq!(kept(&registry, IRI).unwrap(), GOOD);
        let (_folder, registry) = keeping(BAD);
        assert_eq!(kept(&registry, IRI).unwrap(), BAD);
    }
}
