//! The one way into the registry, for routes and for `denota publish` alike: check, make
//! the schemas, commit.

use std::collections::BTreeSet;
use std::convert::Infallible;

use registry::{Author, Error, Made, Publication, Published, Refused, Registry};
use serde_json::Value;
use transpilers::ids::Ids;
use transpilers::naming::Naming;
use transpilers::{Settings, TARGETS, Target};
use upper::builtin::RESERVED;
use upper::check::Checked;
use upper::iri::namespace;
use upper::model::{DomainModel, Valid};

use super::pool::Awaited;
use crate::render::{Report, json};
use crate::{ids, made, pipeline};

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
    /// The publisher's ledger of numbers, which adds to those of the last publication.
    pub(crate) ids: Option<Ids>,
    /// Whether anybody waits for what comes of it: what nobody hears of does not go in.
    pub(crate) awaited: Awaited,
}

/// What a publication did, or would do.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The graphs.
    pub(crate) published: Vec<Published>,
    /// What was found, errors excluded; as `check --format json` writes it.
    pub(crate) findings: Value,
    /// Models of others that use a term which changes in a breaking way.
    pub(crate) affected: Vec<String>,
    /// Unchanged models of which something else would be made now.
    pub(crate) outdated: Vec<String>,
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
    if manner.awaited.is_given_up() {
        return Ok(Err(Refused::Abandoned));
    }
    if manner.recording {
        writer = writer.recording();
    }
    let publication = Publication {
        naming: manner.naming,
        ..publication
    };
    let prepared = match writer.prepare(publication, author)? {
        Ok(prepared) => prepared,
        Err(refused) => return Ok(Err(refused)),
    };
    let findings = findings(prepared.checked(), files);
    let affected = prepared.affected().iter().cloned().collect();
    let outdated = prepared.outdated().iter().cloned().collect();
    let models = prepared.models();
    let ids = match numbers(registry, &models, &manner)? {
        Ok(ids) => ids,
        Err(refused) => return Ok(Err(refused)),
    };
    let published = if manner.dry_run {
        prepared.published().to_vec()
    } else {
        let made = made(&models, manner.naming, &ids);
        if manner.awaited.is_given_up() {
            return Ok(Err(Refused::Abandoned));
        }
        writer.commit(prepared, made, author.publisher)?
    };
    Ok(Ok(Outcome {
        published,
        findings,
        affected,
        outdated,
    }))
}

/// What is kept with the models of a publication: the schemas of all targets.
fn made(models: &[Valid<DomainModel>], naming: Naming, ids: &Ids) -> Vec<Made> {
    let schemas = models.iter().flat_map(|m| schemas(m, naming, ids));
    schemas.collect()
}

/// Findings as `check --format json` writes them.
pub(crate) fn findings(checked: &Checked, files: usize) -> Value {
    json::value(&Report {
        sources: &checked.corpus.sources,
        findings: &checked.findings,
        files,
    })
}

/// The numbers to make schemas with: those that were kept with what the models replace, with
/// what the publisher's ledger adds; and new ones for what has none.
fn numbers(
    registry: &Registry,
    models: &[Valid<DomainModel>],
    manner: &Manner,
) -> Result<Result<Ids, Refused>, Error> {
    let go_on = |ids: &Ids| ids.carried(|ids| ids::numbered(models, ids));
    let given = go_on(manner.ids.as_ref().unwrap_or(&Ids::default()));
    let kept = match all_kept(registry, models)? {
        Ok(kept) => go_on(&kept),
        Err(refused) => return Ok(Err(refused)),
    };
    let all = if manner.recording {
        // What is live has its numbers already, whatever was published before.
        let mut all = given;
        all.join(&kept);
        all
    } else {
        match added(kept, &given, models) {
            Ok(all) => all,
            Err(refused) => return Ok(Err(refused)),
        }
    };
    let all = ids::numbered(models, all);
    let past = |iri: &str| all.below(iri).past_greatest().map(str::to_owned);
    let mut iris = models.iter().map(|m| &m.domain().info.iri);
    let used_up = iris.find_map(|iri| past(iri).map(|root| (iri.clone(), root)));
    Ok(match used_up {
        Some((iri, root)) => Err(Refused::Numbers {
            iri,
            message: ids::used_up(&root),
        }),
        None => Ok(all),
    })
}

/// Kept numbers with those that a publisher gives to the models.
fn added(mut kept: Ids, given: &Ids, models: &[Valid<DomainModel>]) -> Result<Ids, Refused> {
    for model in models {
        let iri = &model.domain().info.iri;
        if let Some(message) = kept.join(&given.below(iri)).into_iter().next() {
            return Err(Refused::Numbers {
                iri: iri.clone(),
                message: format!("they are others than those it was published with: {message}"),
            });
        }
    }
    Ok(kept)
}

/// The numbers that were kept with models, and with those that they import: a class that
/// moves from one to another takes its numbers along. What cannot be read of what others have
/// is for them to mend.
fn all_kept(
    registry: &Registry,
    models: &[Valid<DomainModel>],
) -> Result<Result<Ids, Refused>, Error> {
    let own: BTreeSet<&str> = models.iter().map(|m| &*m.domain().info.iri).collect();
    let mut iris = own.clone();
    for model in models {
        let imports = model.domain().imports.iter();
        iris.extend(imports.map(|d| model.models().domain(*d).info.iri.as_str()));
    }
    let mut all = Ids::default();
    for iri in iris {
        let (ids, problems) = Ids::parse(&kept(registry, iri)?);
        if let Some(problem) = problems.first().filter(|_| own.contains(iri)) {
            return Ok(Err(Refused::Numbers {
                iri: iri.to_owned(),
                message: format!(
                    "line {} of those it was published with: {}",
                    problem.line, problem.message
                ),
            }));
        }
        all.join(&ids.below(iri));
    }
    Ok(Ok(all))
}

/// The ledger that was kept with the last state of a model, whether or not it was retired
/// since: what was made of it may be in use still. Empty where there is none.
///
/// # Errors
/// The store failed.
pub(crate) fn kept(registry: &Registry, iri: &str) -> Result<String, Error> {
    let everything = registry::View::Everything;
    let last = registry
        .index()
        .seen(&everything)
        .graph(iri)
        .and_then(|graph| graph.last().map(|r| r.node.clone()));
    let text = match last {
        Some(node) => match registry.aside(&node, NUMBERED, IDS)? {
            Some(whole) => Some(whole),
            None => registry.artifact(&node, NUMBERED, IDS)?,
        },
        None => None,
    };
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
    made.extend(ledgers(model, ids));
    made
}

/// The numbers of a model: as its readers find them, and where that is less, all of them.
fn ledgers(model: &Valid<DomainModel>, ids: &Ids) -> Vec<Made> {
    let iri = &model.domain().info.iri;
    // Other models of the publication are not for all who read this one.
    let whole = ids.below(iri);
    // Nor are those that an earlier state was made from and this one is not.
    let needed = needed(model);
    // What comes with the product is everybody's, and needs no import.
    let told = whole.telling(|term| {
        let namespace = namespace(term);
        namespace.starts_with(RESERVED) || needed.contains(namespace)
    });
    let made = |ids: &Ids, aside| Made {
        iri: iri.clone(),
        target: NUMBERED.to_owned(),
        path: IDS.to_owned(),
        text: ids.print(),
        aside,
    };
    let mut made_of = vec![made(&told, false)];
    if told != whole {
        made_of.push(made(&whole, true));
    }
    made_of
}

/// The IRIs of a model and of all that it imports, directly or not.
fn needed(model: &Valid<DomainModel>) -> BTreeSet<&str> {
    let mut needed = BTreeSet::new();
    let mut open = vec![model.domain()];
    while let Some(domain) = open.pop() {
        if needed.insert(domain.info.iri.as_str()) {
            open.extend(domain.imports.iter().map(|d| model.models().domain(*d)));
        }
    }
    needed
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
            aside: false,
        });
        Ok::<(), Infallible>(())
    });
    files
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_nobody_waits_for_does_not_go_in() {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(folder.path()).unwrap();
        let publisher = fixture::publisher();
        let author = fixture::author(&publisher);
        let put = |awaited: &Awaited| {
            let manner = Manner {
                awaited: awaited.clone(),
                ..Manner::default()
            };
            publish(
                &registry,
                fixture::publication(fixture::SHOP),
                &author,
                manner,
            )
            .unwrap()
        };
        let awaited = Awaited::default();
        awaited.give_up();
        assert!(matches!(put(&awaited), Err(Refused::Abandoned)));
        let there = registry.newest_text("http://example.com/shop#").unwrap();
        assert_eq!(there, None);
        assert!(put(&Awaited::default()).is_ok());
    }
}
