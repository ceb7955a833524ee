//! What was provisioned, as named graphs in the registry: models, representations, mappings.

use ::containers::{Live, LiveTable};
use serde::Deserialize;
use transpilers::ids::Ids;
use upper::check::Checked;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};
use upper::write::graph_iri;

use crate::client::graphs::recording;
use crate::client::{Client, Request};
use crate::dependencies;
use crate::failure::{Failure, Result};
use crate::project::Project;

/// What recording answers, as far as it is told.
#[derive(Deserialize)]
struct Recorded {
    graphs: Vec<State>,
}

#[derive(Deserialize)]
struct State {
    iri: String,
    domain: Option<String>,
    change: String,
    version: String,
}

/// Puts the models that were given, and what was made of them, into a registry. Returns what is
/// to be said of it: what stands here may undo what others published meanwhile.
pub(super) fn record(
    client: &Client,
    project: &Project,
    live: &Live,
    models: &Checked,
    tables: &[(&Valid<DomainModel>, Vec<LiveTable>)],
    numbers: &Ids,
) -> Result<Vec<String>> {
    let inputs = graphs(live, models, tables);
    let lock = dependencies::read(project)?;
    let body = recording(&inputs, project, &lock, numbers);
    let reply = client.send(Request::json("/api/v1/publications?recording=true", &body))?;
    let reply = reply.success().map_err(|e| not_recorded(&e.what))?;
    let updated = reply.json::<Recorded>()?.graphs.into_iter();
    let is_own = |state: &State| lock.graphs.iter().all(|locked| locked.iri != state.iri);
    let updated = updated.filter(|state| state.change == "updated" && is_own(state));
    let said = updated.filter_map(|state| Some(changed(&state.domain?, &state.version, project)));
    Ok(said.collect())
}

/// Says what the record of this folder has now; where another registry is the one that commands
/// ask, that is not what they show.
fn changed(name: &str, version: &str, project: &Project) -> String {
    match &project.config.registry {
        None => format!(
            "recorded `{name}` {version} as it stands here; `denota log {name} --changes` shows what that changes"
        ),
        Some(url) => format!(
            "recorded `{name}` as it stands here, as {version} in `.denota/registry`; `denota publish --dry-run` shows what it would change in {url}"
        ),
    }
}

fn not_recorded(why: &str) -> Failure {
    Failure::new(format!("what was provisioned cannot be recorded: {why}"))
        .help("the tables are as planned; mend this and run `denota provision` again, which then only records")
}

/// The texts of the models, and the texts made for each.
fn graphs(
    live: &Live,
    models: &Checked,
    tables: &[(&Valid<DomainModel>, Vec<LiveTable>)],
) -> Vec<Input> {
    let mut inputs = dependencies::texts(&models.corpus);
    for (model, tables) in tables.iter().filter(|(_, tables)| !tables.is_empty()) {
        let domain = &model.domain().info;
        let representation = live.represent(model.models(), tables);
        let iri = graph_iri(&domain.iri, "mappings", &live.container().name);
        let mapping = mappings::canonical::derive(&iri, &domain.iri, &representation);
        for (kind, text) in [("container", representation.turtle()), ("mapping", mapping)] {
            let path = format!("{}/{}.{kind}.ttl", live.container().name, domain.name);
            inputs.push(Input {
                path,
                bytes: text.into_bytes(),
                syntax: Syntax::Turtle,
            });
        }
    }
    inputs
}
