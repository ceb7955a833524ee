//! Texts of published graphs by their content hash, in the user's cache folder: what is
//! published never changes, so what is in the cache is good for ever.

use std::path::PathBuf;

use upper::check::{Options, check};
use upper::source::{Input, Syntax};

use crate::failure::{Doing as _, Failure, Result};
use crate::files;

/// The text with a content hash; `None` where it is not in the cache, or is damaged there.
pub(crate) fn get(hash: &str) -> Result<Option<String>> {
    match std::fs::read_to_string(path(hash)?) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).doing(|| "read a model from the cache".to_owned()),
    }
}

/// Puts a text in, once it is seen to have the hash that it should have.
///
/// # Errors
/// It has another hash (the registry, or somebody on the way, gave another text), or cannot be
/// written.
pub(crate) fn put(hash: &str, name: &str, text: &str) -> Result<()> {
    let found = hash_of(name, text)?;
    if found != hash {
        return Err(Failure::new(format!(
            "`{name}` was to have the content hash {hash}, and has {found}"
        ))
        .help("do not use this registry before you know why"));
    }
    files::write(&path(hash)?, text)?;
    Ok(())
}

/// The content hash of a text that holds one graph.
fn hash_of(name: &str, text: &str) -> Result<String> {
    let input = Input {
        path: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    let checked = check(vec![input], &Options::default());
    let corpus = &checked.corpus;
    let mut own = corpus.graphs().filter(|(_, graph)| !graph.builtin);
    match (own.next(), own.next()) {
        (Some((_, graph)), None) => registry::content_hash(&corpus.terms, &graph.graph)
            .map_err(|e| Failure::new(e.to_string())),
        _ => Err(Failure::new(format!("`{name}` is not one graph in Turtle"))),
    }
}

fn path(hash: &str) -> Result<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    let folder = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    let folder = folder.ok_or_else(|| {
        Failure::new("there is no place for a cache: neither `XDG_CACHE_HOME` nor `HOME` is set")
    })?;
    Ok(folder.join("denota/graphs").join(format!("{hash}.ttl")))
}
