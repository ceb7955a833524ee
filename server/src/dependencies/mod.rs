//! Models of other teams that the models here need: which versions (`denota.lock`, beside
//! `denota.toml`), and their texts (a cache of the user's, by content hash).
//!
//! `denota pull` writes both; checking, transpiling and provisioning only read them, so that a
//! build gives the same result whatever the registry holds by then.

pub(crate) mod cache;
mod lockfile;

use upper::check::Checked;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

use crate::failure::{Failure, Result};
use crate::project::Project;
pub(crate) use lockfile::{LOCK, Locked, Lockfile, read, write};

/// What stands before the name of a locked model where a path is shown.
const SCHEME: &str = "locked:";

/// The texts of all locked models, out of the cache.
///
/// # Errors
/// The lock file cannot be read, or a text is not in the cache.
pub(crate) fn inputs(project: &Project) -> Result<Vec<Input>> {
    read(project)?.graphs.iter().map(input).collect()
}

fn input(locked: &Locked) -> Result<Input> {
    let text = cache::get(&locked.hash)?.ok_or_else(|| {
        Failure::new(format!(
            "`{}` {} of `{LOCK}` is not at hand",
            locked.domain, locked.version
        ))
        .help("run `denota pull`, which fetches exactly what the lock file names")
    })?;
    Ok(Input {
        path: format!("{SCHEME}{}@{}", locked.domain, locked.version),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    })
}

/// Whether a path is that of a locked model.
pub(crate) fn is_locked(path: &str) -> bool {
    path.starts_with(SCHEME)
}

/// The valid models that are the user's own: nothing is made of what was only pulled.
pub(crate) fn own(checked: &Checked) -> Vec<Valid<DomainModel>> {
    let corpus = &checked.corpus;
    let is_own = |model: &Valid<DomainModel>| {
        let graph = corpus.by_iri(model.domain().info.id);
        graph.is_some_and(|g| {
            let source = corpus.graph(g).graph.source();
            !is_locked(&corpus.sources.get(source).path)
        })
    };
    checked.valid().into_iter().filter(is_own).collect()
}
