//! Texts of published graphs by their content hash, in the user's cache folder: what is
//! published never changes, so what is in the cache is good for ever.

use std::path::{Path, PathBuf};

use registry::hex;
use sha2::{Digest as _, Sha256};
use upper::check::{Options, check};
use upper::source::{Input, Syntax};

use crate::failure::{Doing as _, Failure, Result};
use crate::files;

/// What the first line of a file begins with; then comes the SHA-256 of all that follows. It is
/// held against that at each reading, since the content hash takes long to compute.
const SUM: &str = "# sha256 ";

/// The text with a content hash; `None` where it is not in the cache, or is damaged there.
///
/// # Errors
/// The cache cannot be read.
pub(crate) fn get(hash: &str) -> Result<Option<String>> {
    let path = path(hash)?;
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).doing(|| "read a model from the cache".to_owned()),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(None);
    };
    match summed(&text) {
        Some((sum, rest)) => Ok((sum == sum_of(rest)).then(|| rest.to_owned())),
        None => older(&path, hash, text),
    }
}

/// A text that an older denota put in, which kept no sum: it gets one once it is seen to be the
/// one that it should be.
fn older(path: &Path, hash: &str, text: String) -> Result<Option<String>> {
    if hash_of(hash, &text).ok().as_deref() != Some(hash) {
        return Ok(None);
    }
    // A cache that cannot be written can still be read.
    let _ = files::keep(path, &with_sum(&text));
    Ok(Some(text))
}

/// The sum that a file states, and what it is of.
fn summed(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(SUM)?.split_once('\n')
}

fn with_sum(text: &str) -> String {
    format!("{SUM}{}\n{text}", sum_of(text))
}

fn sum_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
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
    files::keep(&path(hash)?, &with_sum(text))?;
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
