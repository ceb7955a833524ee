//! The graphs under `.denota/registry`: what was provisioned, as it was then.

use registry::{Kind, Registry, View, source};
use upper::check::Checked;
use upper::model::{Domain, DomainId};
use upper::resolve::Corpus;
use upper::source::Input;

use crate::client::{Client, graphs};
use crate::dependencies::{self, cache};
use crate::failure::{Failure, Result};
use crate::lock::{Lock, lock};
use crate::out::Out;
use crate::pipeline;
use crate::project::Project;
use crate::serving;

/// Who has the registry of a folder.
pub(crate) enum Held {
    /// Nobody: nothing was ever recorded, and asking makes nothing.
    Nothing,
    /// A server.
    Server(Box<Client>),
    /// Whoever asked, for as long as the turn lasts: [`open`] opens the store.
    Turn(Lock),
}

/// Asks who has the registry, and waits for the turn on it: better than being told that
/// somebody else is at it.
pub(crate) fn held(project: &Project, out: &Out) -> Result<Held> {
    let state = project.state();
    if serving::running(&state).is_some() {
        return Ok(Held::Server(Client::here(project, out)?.into()));
    }
    if !state.join("registry").is_dir() {
        return Ok(Held::Nothing);
    }
    let turn = lock(&state, out)?;
    // A server may have started while the turn was waited for.
    Ok(match serving::running(&state) {
        Some(_) => Held::Server(Client::under(project, turn)?.into()),
        None => Held::Turn(turn),
    })
}

/// Opens the store, in turn. It must be closed before the turn ends.
pub(crate) fn open(project: &Project, _turn: &Lock) -> Result<Registry> {
    Registry::open(&project.state().join("registry")).map_err(failed)
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

/// Recorded texts, but of what is locked the state that is: the registry may have newer ones,
/// which the models here were not made with.
///
/// # Errors
/// The lock file or the cache cannot be read.
pub(crate) fn as_locked(mut texts: Vec<Input>, project: &Project) -> Result<Vec<Input>> {
    for locked in dependencies::read(project)?.graphs {
        let path = source::path(&locked.iri);
        if let Some(text) = texts.iter_mut().find(|text| text.path == path)
            && let Some(kept) = cache::get(&locked.hash)?
        {
            text.bytes = kept.into_bytes();
        }
    }
    Ok(texts)
}

/// The models here.
///
/// # Errors
/// They cannot be read.
pub(crate) fn here(project: &Project) -> Result<Checked> {
    Ok(pipeline::again(pipeline::read(&[], project)?, project))
}

/// The short names of the models here that say something else than what is recorded of them.
pub(crate) fn ahead(recorded: &Corpus, here: &Checked) -> Vec<String> {
    let hash = |corpus: &Corpus, id| {
        let graph = &corpus.graph(id).graph;
        registry::content_hash(&corpus.terms, graph).ok()
    };
    let corpus = &here.corpus;
    let differs = |(_, domain): &(DomainId, &Domain)| {
        let then = recorded.terms.lookup_iri(&domain.info.iri);
        let then = then.and_then(|iri| recorded.by_iri(iri));
        let now = corpus.by_iri(domain.info.id);
        let now = now.filter(|id| !corpus.graph(*id).builtin);
        then.zip(now)
            .is_some_and(|(then, now)| hash(recorded, then) != hash(corpus, now))
    };
    let domains = here.models.domains().filter(differs);
    domains.map(|(_, d)| d.info.name.clone()).collect()
}

/// From the server that has the store, else from the store.
fn read(project: &Project, out: &Out, wanted: impl Fn(Kind) -> bool) -> Result<Vec<Input>> {
    let turn = match held(project, out)? {
        Held::Nothing => return Ok(Vec::new()),
        Held::Server(client) => return served(&client, wanted),
        Held::Turn(turn) => turn,
    };
    let registry = open(project, &turn)?;
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
            inputs.push(source::input(&iri, text));
        }
    }
    drop(registry);
    drop(turn);
    Ok(inputs)
}

fn served(client: &Client, wanted: impl Fn(Kind) -> bool) -> Result<Vec<Input>> {
    let all = graphs::all(client, wanted)?;
    all.iter()
        .map(|graph| Ok(source::input(&graph.iri, graphs::text(client, graph)?)))
        .collect()
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
        | registry::Error::Unsayable(_)
        | registry::Error::Canonicalization(_)
        | registry::Error::Io(_)
        | registry::Error::Place(_) => failure,
    }
}

/// What to do about a store that is damaged.
pub(crate) const MEND: &str = "move `.denota/registry` aside, restore a backup with `denota restore`, and publish again what came later; without one, publish the models anew";
