//! The one way into the registry, for routes and for `denota publish` alike: check, make
//! the schemas, commit.

use std::convert::Infallible;

use registry::{Author, Error, Made, Publication, Published, Refused, Registry};
use serde_json::Value;
use transpilers::ids::Ids;
use transpilers::naming::Naming;
use transpilers::{Settings, TARGETS, Target};
use upper::check::Checked;
use upper::model::{DomainModel, Valid};

use crate::render::{Report, json};
use crate::{ids, made};

/// The name under which a publication's numbers are kept, beside the schemas that need them.
pub(crate) const IDS: &str = "denota.ids";
/// The target whose schemas need numbers.
const NUMBERED: &str = "iceberg";

/// How a publication is gone about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manner {
    /// Only say what would happen.
    pub(crate) dry_run: bool,
    /// It has happened already, in containers: a version claimed too low is computed instead,
    /// and dependents are not asked.
    pub(crate) recording: bool,
    /// How targets name things.
    pub(crate) naming: Naming,
    /// The publisher's ledger of numbers; without one, those of the last publication go on.
    pub(crate) ids: Option<Ids>,
}

/// What a publication did, or would do.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The graphs.
    pub(crate) published: Vec<Published>,
    /// What was found, errors excluded; as `check --format json` writes it.
    pub(crate) findings: Value,
}

/// Checks a publication, makes the schemas of its models, and commits all of it at once.
///
/// # Errors
/// The store failed; then nothing was published.
pub(crate) fn publish(
    registry: &Registry,
    publication: Publication,
    author: &Author<'_>,
    manner: Manner,
) -> Result<Result<Outcome, Refused>, Error> {
    let files = publication.inputs.len();
    let mut writer = registry.writer();
    if manner.recording {
        writer = writer.recording();
    }
    let prepared = match writer.prepare(publication, author)? {
        Ok(prepared) => prepared,
        Err(refused) => return Ok(Err(refused)),
    };
    let findings = findings(prepared.checked(), files);
    let published = if manner.dry_run {
        prepared.published().to_vec()
    } else {
        let made = made(registry, &prepared.models(), manner.naming, manner.ids)?;
        writer.commit(prepared, made, author.publisher)?
    };
    Ok(Ok(Outcome {
        published,
        findings,
    }))
}

/// What is kept with the models of a publication: the schemas of all targets.
///
/// # Errors
/// The store failed.
pub(crate) fn made(
    registry: &Registry,
    models: &[Valid<DomainModel>],
    naming: Naming,
    ids: Option<Ids>,
) -> Result<Vec<Made>, Error> {
    let ids = numbers(registry, models, ids)?;
    let schemas = models.iter().flat_map(|m| schemas(m, naming, &ids));
    Ok(schemas.collect())
}

/// Findings as `check --format json` writes them.
pub(crate) fn findings(checked: &Checked, files: usize) -> Value {
    json::value(&Report {
        sources: &checked.corpus.sources,
        findings: &checked.findings,
        files,
    })
}

/// The numbers to make schemas with: those of the publisher's ledger, else those that were
/// kept with what the models replace; and new ones for what has none.
fn numbers(
    registry: &Registry,
    models: &[Valid<DomainModel>],
    given: Option<Ids>,
) -> Result<Ids, Error> {
    let mut ids = match given {
        Some(ids) => ids,
        None => Ids::default(),
    };
    if ids.is_empty() {
        let mut text = String::new();
        for model in models {
            text.push_str(&kept(registry, &model.domain().info.iri)?);
        }
        (ids, _) = Ids::parse(&text);
    }
    Ok(ids::numbered(models, ids))
}

/// The ledger that was kept with the newest revision of a model.
fn kept(registry: &Registry, iri: &str) -> Result<String, Error> {
    let everything = registry::View::Everything;
    let newest = registry
        .index()
        .seen(&everything)
        .graph(iri)
        .and_then(|graph| graph.newest().map(|r| r.node.clone()));
    let Some(node) = newest else {
        return Ok(String::new());
    };
    let text = registry.artifact(&node, NUMBERED, IDS)?;
    Ok(text.unwrap_or_default())
}

/// What every target makes of a model, under the paths that `transpile` writes.
fn schemas(model: &Valid<DomainModel>, naming: Naming, ids: &Ids) -> Vec<Made> {
    let settings = Settings {
        naming,
        ids: ids.clone(),
        ..Settings::default()
    };
    let mut made: Vec<Made> = TARGETS
        .iter()
        .flat_map(|target| of_target(model, target, &settings))
        .collect();
    made.push(Made {
        iri: model.domain().info.iri.clone(),
        target: NUMBERED.to_owned(),
        path: IDS.to_owned(),
        text: ids.print(),
    });
    made
}

fn of_target(model: &Valid<DomainModel>, target: &Target, settings: &Settings) -> Vec<Made> {
    let mut files = Vec::new();
    let output = pipeline::transpile(model, target, settings);
    let Ok(()) = made::each(model, target, output, |path, text| {
        files.push(Made {
            iri: model.domain().info.iri.clone(),
            target: target.name.to_owned(),
            path,
            text,
        });
        Ok::<(), Infallible>(())
    });
    files
}
