//! The one way through: each step takes what only the step before it can make.
//!
//! Commands and routes call these steps; none of them does more than its part.

use std::collections::HashSet;
use std::path::PathBuf;

use transpilers::naming::Naming;
use transpilers::output::Output;
use transpilers::representation::Representation;
use transpilers::{Settings, Target};
use upper::check::Checked;
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, SourceId};

use crate::dependencies;
use crate::failure::Result;
use crate::inputs;
use crate::project::Project;
use crate::timings;

/// Paths to texts: those given, else those of the project.
pub(crate) fn read(paths: &[PathBuf], project: &Project) -> Result<Vec<Input>> {
    let inputs = if paths.is_empty() {
        inputs::read(&project.models()?)
    } else {
        inputs::read(paths)
    };
    timings::ended("start and read");
    inputs
}

/// The texts of other teams' models that those at hand were locked to.
pub(crate) fn with_dependencies(mut inputs: Vec<Input>, project: &Project) -> Result<Vec<Input>> {
    inputs.extend(dependencies::inputs(project)?);
    Ok(inputs)
}

/// Texts to models and mappings, and everything that is wrong with them, in any target too.
pub(crate) fn check(inputs: Vec<Input>, project: &Project, naming: Naming) -> Checked {
    let checked =
        upper::check::check_observed(inputs, &project.config.check_options(), &mut timings::stage);
    let mut checked = mappings::check::complete(checked, naming);
    drop_what_is_others(&mut checked);
    timings::ended("names, mappings");
    checked
}

/// Style is for authors: what was only pulled is not the user's to improve. Nor to mend, where it
/// needs what the registry did not show: it was checked with all of that when it was published.
fn drop_what_is_others(checked: &mut Checked) {
    let corpus = &checked.corpus;
    let partial: HashSet<SourceId> = corpus
        .graphs()
        .filter(|(id, _)| dependencies::lacking(corpus, *id).is_some())
        .map(|(_, named)| named.graph.source())
        .collect();
    checked.findings.retain(|finding| {
        let source = finding.place.source;
        let is_for_user = finding.severity == Severity::Error && !partial.contains(&source);
        is_for_user || !dependencies::is_locked(&corpus.sources.get(source).path)
    });
}

/// Recorded models to what they say. They were checked in every way when they were recorded,
/// so that targets and mappings have nothing more to say of them.
pub(crate) fn again(models: Vec<Input>, project: &Project) -> Checked {
    upper::check::check_observed(models, &project.config.check_options(), &mut timings::stage)
}

/// A valid model to schemas, representation and losses. There is no other way to a schema.
pub(crate) fn transpile(
    model: &Valid<DomainModel>,
    target: &Target,
    settings: &Settings,
) -> Output {
    (target.transpile)(model, settings)
}

/// The representation of a container to the mapping of the model's terms onto it.
pub(crate) fn map(model: &Valid<DomainModel>, target: &Target, of: &Representation) -> String {
    mappings::canonical::canonical(&model.domain().info.iri, target.name, of)
}
