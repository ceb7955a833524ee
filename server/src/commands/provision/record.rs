//! What was provisioned, as named graphs in the registry: models, representations, mappings.

use ::containers::{Live, LiveTable};
use axum::http::StatusCode;
use registry::{Author, Publication, Publisher, Refused, Registry, View};
use upper::check::Checked;
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};
use upper::write::graph_iri;

use crate::client::graphs::publication;
use crate::client::{Client, Request};
use crate::failure::{Failure, Result};
use crate::http::publish::{Manner, publish};
use crate::ids;
use crate::out::Out;
use crate::project::Project;
use crate::recorded::failed;
use crate::serving;

/// How often a recording is tried that others are faster than.
const TRIES: usize = 10;

/// Puts the models that were given, and what was made of them, into the registry of this
/// folder: through the server that runs on it, else into its store.
pub(super) fn record(
    project: &Project,
    live: &Live,
    models: &Checked,
    tables: &[(&Valid<DomainModel>, Vec<LiveTable>)],
    out: &Out,
) -> Result<()> {
    let inputs = graphs(live, models, tables);
    if serving::running(&project.state()).is_some() {
        return send(&Client::here(project, out)?, &inputs, project);
    }
    let registry = Registry::open(&project.state().join("registry")).map_err(failed)?;
    let publication = Publication {
        inputs,
        owner: project.config.owner.clone(),
        options: project.config.check_options(),
        ..Publication::default()
    };
    let publisher = publisher();
    let author = Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_, _| true,
    };
    let manner = Manner {
        naming: project.config.naming(),
        ids: Some(ids::read(project)?),
        recording: true,
        ..Manner::default()
    };
    match publish(&registry, publication, &author, manner).map_err(failed)? {
        Ok(_) => Ok(()),
        Err(refused) => Err(not_recorded(&why(&refused))),
    }
}

/// Others may publish the same graphs meanwhile; what is live is recorded on top of that.
fn send(client: &Client, inputs: &[Input], project: &Project) -> Result<()> {
    let aliases = &project.config.check_options().aliases;
    let owner = project.config.owner.as_deref();
    let mut tries = 0;
    loop {
        tries += 1;
        let body = publication(client, inputs, aliases, owner)?;
        let path = "/api/v1/publications?recording=true";
        let body = body.to_string().into_bytes();
        let reply = client.send(Request::post(path, "application/json", body))?;
        if reply.status != StatusCode::PRECONDITION_FAILED || tries == TRIES {
            reply.success().map_err(|e| not_recorded(&e.what))?;
            return Ok(());
        }
    }
}

fn not_recorded(why: &str) -> Failure {
    Failure::new(format!("what was provisioned cannot be recorded: {why}"))
        .help("the tables are as planned; mend this and run `denota provision` again, which then only records")
}

/// Why the registry does not take what was provisioned: the first reason will do.
fn why(refused: &Refused) -> String {
    match refused {
        Refused::Findings(checked) => {
            let mut errors = checked.findings.iter();
            let wrong = errors.find(|f| f.severity == Severity::Error);
            wrong.map_or_else(String::new, |wrong| {
                let path = &checked.corpus.sources.get(wrong.place.source).path;
                format!("{path}: {}", wrong.message)
            })
        }
        Refused::Precondition { iri, .. } => format!("`{iri}` has changed meanwhile"),
        Refused::Forbidden { iri } | Refused::Reserved { iri } => {
            format!("the name `{iri}` is kept for what comes with denota")
        }
        Refused::Numbers { message, .. } => message.clone(),
        Refused::Version { iri, claimed, .. } => {
            format!("`{iri}` claims the version {claimed}")
        }
    }
}

/// The texts of the models, and the texts made for each.
fn graphs(
    live: &Live,
    models: &Checked,
    tables: &[(&Valid<DomainModel>, Vec<LiveTable>)],
) -> Vec<Input> {
    let corpus = &models.corpus;
    let mut inputs: Vec<Input> = Vec::new();
    for (_, named) in corpus.graphs().filter(|(_, named)| !named.builtin) {
        let source = corpus.sources.get(named.graph.source());
        if inputs.iter().all(|i| i.path != source.path) {
            let bytes = source.text.clone().into_bytes();
            inputs.push(Input {
                path: source.path.clone(),
                bytes,
                syntax: source.syntax,
            });
        }
    }
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

fn publisher() -> Publisher {
    let name = ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|n| !n.is_empty()));
    Publisher {
        name: name.unwrap_or_else(|| "denota".to_owned()),
        at: registry::now(),
    }
}
