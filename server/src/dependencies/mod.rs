//! Models of other teams that the models here need: which versions (`denota.lock`, beside
//! `denota.toml`), and their texts (a cache of the user's, by content hash).
//!
//! `denota pull` writes both; checking, transpiling and provisioning only read them, so that a
//! build gives the same result whatever the registry holds by then.

pub(crate) mod cache;
mod lockfile;

use semver::{Version, VersionReq};
use upper::check::Checked;
use upper::graph::TermId;
use upper::model::{DomainModel, Valid};
use upper::resolve::{Corpus, GraphId};
use upper::source::{Input, Syntax};

use crate::failure::{Failure, Result};
use crate::project::Project;
pub(crate) use lockfile::{LOCK, Locked, Lockfile, read, write};

/// What stands before the name of a locked model where a path is shown.
const SCHEME: &str = "locked:";

/// The texts of all locked models, out of the cache.
///
/// # Errors
/// The lock file cannot be read, is not what `denota.toml` asks for, or a text is not in the cache.
pub(crate) fn inputs(project: &Project) -> Result<Vec<Input>> {
    let lock = read(project)?;
    agrees(project, &lock)?;
    lock.graphs.iter().map(input).collect()
}

/// Whether what is locked is in the ranges that `denota.toml` has for it.
///
/// # Errors
/// Something is not; a range is none.
pub(crate) fn agrees(project: &Project, lock: &Lockfile) -> Result<()> {
    for (domain, text) in &project.config.dependencies {
        let text = text.get_ref();
        let range = range(domain, text)?;
        let Some(locked) = lock.get(domain) else {
            continue;
        };
        let version = Version::parse(&locked.version).ok();
        if version.is_some_and(|v| v.pre.is_empty() && !range.matches(&v)) {
            return Err(Failure::new(format!(
                "`{LOCK}` has `{domain}` {}, and `denota.toml` asks for `{text}`",
                locked.version
            ))
            .help("run `denota pull`, which locks a version that is asked for"));
        }
    }
    Ok(())
}

/// The versions of a domain that will do.
///
/// # Errors
/// It is no range.
pub(crate) fn range(domain: &str, text: &str) -> Result<VersionReq> {
    VersionReq::parse(text).map_err(|e| {
        let what = format!("`{text}` is not a range of versions of `{domain}`: {e}");
        Failure::new(what).help("write it as Cargo does: `^1.2`, `>=1, <3`")
    })
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

/// The texts that graphs stand in, what comes with the product left out, each once.
pub(crate) fn texts(corpus: &Corpus) -> Vec<Input> {
    let mut texts: Vec<Input> = Vec::new();
    for (_, named) in corpus.graphs().filter(|(_, named)| !named.builtin) {
        let source = corpus.sources.get(named.graph.source());
        if texts.iter().all(|text| text.path != source.path) {
            texts.push(Input {
                path: source.path.clone(),
                bytes: source.text.clone().into_bytes(),
                syntax: source.syntax,
            });
        }
    }
    texts
}

/// The same without what was only pulled: the user's own.
pub(crate) fn own_texts(corpus: &Corpus) -> Vec<Input> {
    let mut texts = texts(corpus);
    texts.retain(|text| !is_locked(&text.path));
    texts
}

/// The valid models that are the user's own: nothing is made of what was only pulled.
///
/// # Errors
/// One of them needs what the registry did not show, by way of what was pulled.
pub(crate) fn own(checked: &Checked) -> Result<Vec<Valid<DomainModel>>> {
    let corpus = &checked.corpus;
    let is_own = |id: GraphId| {
        let source = corpus.graph(id).graph.source();
        !is_locked(&corpus.sources.get(source).path)
    };
    let models = corpus.graphs().filter(|(_, named)| named.is_model);
    for (id, _) in models.filter(|(id, named)| !named.builtin && is_own(*id)) {
        if let Some((by, graph)) = lacking(corpus, id) {
            return Err(not_whole(corpus, id, by, graph));
        }
    }
    let is_own = |model: &Valid<DomainModel>| {
        let graph = corpus.by_iri(model.domain().info.id);
        graph.is_some_and(is_own)
    };
    Ok(checked.valid().into_iter().filter(is_own).collect())
}

/// What a graph needs, directly or not, and is not there; with the graph that names it.
pub(crate) fn lacking(corpus: &Corpus, id: GraphId) -> Option<(GraphId, TermId)> {
    let needs = corpus.graph(id).closure.iter().copied();
    std::iter::once(id)
        .chain(needs)
        .find_map(|by| Some((by, *corpus.graph(by).missing.first()?)))
}

fn not_whole(corpus: &Corpus, model: GraphId, by: GraphId, graph: TermId) -> Failure {
    let iri = |id: GraphId| corpus.terms.text(corpus.graph(id).iri);
    let what = format!(
        "nothing can be made of `{}`: it needs `{}`, which needs `{}`, and that is not at hand",
        iri(model),
        iri(by),
        corpus.terms.text(graph)
    );
    Failure::new(what).help(
        "run `denota pull` as somebody who may read it; checking and publishing go without it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use upper::check::{Options, check};

    /// Models in one text of TriG.
    fn input(path: &str, domains: &[&str]) -> Input {
        let graph = |domain: &&str| {
            let iri = format!("<https://example.com/{domain}#>");
            format!("{iri} {{ {iri} a upper:DomainModel ; upper:domain \"{domain}\" }}\n")
        };
        let graphs: String = domains.iter().map(graph).collect();
        let text = format!("@prefix upper: <https://w3id.org/denota/upper#> .\n{graphs}");
        Input {
            path: path.to_owned(),
            bytes: text.into_bytes(),
            syntax: Syntax::TriG,
        }
    }

    #[test]
    fn a_text_of_two_graphs_is_one_text_and_what_was_pulled_is_not_ones_own() {
        let checked = check(
            vec![
                input("both.trig", &["a", "b"]),
                input("locked:people@1.0.0", &["people"]),
            ],
            &Options::default(),
        );
        let paths = |texts: Vec<Input>| {
            let mut paths: Vec<String> = texts.into_iter().map(|text| text.path).collect();
            paths.sort();
            paths
        };
        let all = ["both.trig", "locked:people@1.0.0"];
        assert_eq!(paths(texts(&checked.corpus)), all);
        assert_eq!(paths(own_texts(&checked.corpus)), ["both.trig"]);
    }
}
