//! The graphs under `.denota/registry`: what was provisioned, as it was then.

use registry::{Kind, Registry, View};
use upper::source::{Input, Syntax};

use crate::client::{Client, graphs};
use crate::failure::{Failure, Result};
use crate::lock::{Lock, lock};
use crate::out::Out;
use crate::project::Project;
use crate::serving;

/// Opens the store of a project; `None` where nothing was ever recorded, so that asking
/// creates nothing. The store comes last, so that it is closed before its turn ends.
pub(crate) fn open(project: &Project, out: &Out) -> Result<Option<(Lock, Registry)>> {
    let folder = project.state().join("registry");
    if !folder.is_dir() {
        return Ok(None);
    }
    // Waiting in turn is better than being told that somebody else is at it.
    let turn = lock(&project.state(), out)?;
    in_turn(project, turn).map(Some)
}

fn in_turn(project: &Project, turn: Lock) -> Result<(Lock, Registry)> {
    let registry = Registry::open(&project.state().join("registry")).map_err(failed)?;
    Ok((turn, registry))
}

/// All recorded graphs as texts, with their IRIs as paths; none where nothing is recorded.
pub(crate) fn inputs(project: &Project, out: &Out) -> Result<Vec<Input>> {
    read(project, out, |_| true)
}

/// The recorded domain models alone: representations and mappings, which are most of what is
/// recorded, say nothing of rows.
pub(crate) fn models(project: &Project, out: &Out) -> Result<Vec<Input>> {
    read(project, out, |kind| kind == Kind::Model)
}

/// From the server that has the store, else from the store.
fn read(project: &Project, out: &Out, wanted: impl Fn(Kind) -> bool) -> Result<Vec<Input>> {
    if serving::running(&project.state()).is_some() {
        return served(&Client::here(project, out)?, wanted);
    }
    if !project.state().join("registry").is_dir() {
        return Ok(Vec::new());
    }
    let turn = lock(&project.state(), out)?;
    // A server may have started while the turn was waited for.
    if serving::running(&project.state()).is_some() {
        return served(&Client::under(project, turn)?, wanted);
    }
    let (_turn, registry) = in_turn(project, turn)?;
    // What comes with the product is there without being read from here.
    let newest: Vec<(String, String)> = registry
        .index()
        .seen(&View::Everything)
        .graphs()
        .filter(|graph| !graph.builtin && wanted(graph.kind))
        .filter_map(|graph| Some((graph.iri.clone(), graph.newest()?.node.clone())))
        .collect();
    let mut inputs = Vec::new();
    for (iri, node) in newest {
        if let Some(text) = registry.text(&node).map_err(failed)? {
            inputs.push(input(&iri, text));
        }
    }
    Ok(inputs)
}

fn served(client: &Client, wanted: impl Fn(Kind) -> bool) -> Result<Vec<Input>> {
    let all = graphs::all(client, wanted)?;
    all.iter()
        .map(|graph| Ok(input(&graph.iri, graphs::text(client, graph)?)))
        .collect()
}

fn input(iri: &str, text: String) -> Input {
    Input {
        path: format!("registry:{iri}"),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    }
}

/// A failure of the store, in words.
pub(crate) fn failed(error: registry::Error) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        registry::Error::Damaged(_) => failure.help(MEND),
        registry::Error::Busy { .. }
        | registry::Error::Newer { .. }
        | registry::Error::Storage(_)
        | registry::Error::Query(_)
        | registry::Error::Canonicalization(_)
        | registry::Error::Io(_)
        | registry::Error::Place(_) => failure,
    }
}

/// What to do about a store that is damaged.
pub(crate) const MEND: &str = "move `.denota/registry` aside, restore a backup with `denota restore`, and publish again what came later; without one, publish the models anew";
