//! The end of `denota demo --serve`: the models go into the registry, and it is served.

use std::net::TcpListener;

use registry::{Author, Precondition, Publication, Publisher, Refused, Registry, View};
use upper::finding::Severity;

use crate::failure::{Done, Failure, Result};
use crate::http::publish::{self, Manner, Outcome};
use crate::http::serve;
use crate::http::settings::{Flags, Settings};
use crate::lock::lock;
use crate::out::{Out, count};
use crate::project::Project;
use crate::recorded::failed;
use crate::{ids, pipeline};

/// Publishes the models of the demo, and serves them until told to stop.
pub(super) fn serve(out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let published = publish(&project, out)?;
    out.line(format_args!("\npublished {}", count(published, "graph")));
    let mut settings =
        Settings::resolve(&project.config.serve, std::env::vars(), &Flags::default())?;
    // A demo had better go on than be right about the port.
    if TcpListener::bind((settings.host.as_str(), settings.port)).is_err() {
        out.note(format_args!(
            "port {} is taken; another one will do",
            settings.port
        ));
        settings.port = 0;
    }
    serve::run(settings, &project, out)?;
    Ok(Done::Clean)
}

fn publish(project: &Project, out: &Out) -> Result<usize> {
    let inputs = pipeline::read(&[], project)?;
    let _turn = lock(&project.state(), out)?;
    let registry = Registry::open(&project.state().join("registry")).map_err(failed)?;
    let publication = Publication {
        preconditions: as_it_is(&registry),
        owner: project.config.owner.clone(),
        options: project.config.check_options(),
        inputs,
        ..Publication::default()
    };
    let publisher = Publisher {
        name: "demo".to_owned(),
        at: registry::now(),
    };
    let author = Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_, _| true,
    };
    let manner = Manner {
        naming: project.config.naming(),
        ids: Some(ids::read(project)?),
        ..Manner::default()
    };
    match publish::publish(&registry, publication, &author, manner).map_err(failed)? {
        Ok(Outcome { published, .. }) => Ok(published.len()),
        Err(refused) => Err(Failure::new(format!(
            "the models of the demo cannot be published: {}",
            why(&refused)
        ))
        .help("a registry of an older or changed demo may be in the way: run it in a new folder, `denota demo DIR`")),
    }
}

/// The demo replaces whatever it has published before.
fn as_it_is(registry: &Registry) -> std::collections::BTreeMap<String, Precondition> {
    let index = registry.index();
    let graphs = index.seen(&View::Everything).graphs();
    graphs
        .filter_map(|g| Some((g.iri.clone(), Precondition::Is(g.newest()?.hash.clone()))))
        .collect()
}

fn why(refused: &Refused) -> String {
    match refused {
        Refused::Findings(checked) => checked
            .findings
            .iter()
            .find(|f| f.severity == Severity::Error)
            .map_or_else(String::new, |f| f.message.clone()),
        Refused::Precondition { iri, .. } => format!("`{iri}` has changed meanwhile"),
        Refused::Forbidden { iri } | Refused::Reserved { iri } => {
            format!("`{iri}` may not be written")
        }
        Refused::Numbers { message, .. } => message.clone(),
        Refused::Version { iri, claimed, .. } => format!("`{iri}` claims the version {claimed}"),
    }
}
