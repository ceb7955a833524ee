//! The models that come with the product, as graphs of the registry: put in when it is
//! opened, so that an upgrade of the program publishes their new versions.

use semver::Version;
use upper::builtin::{MODELS, RESERVED};
use upper::change::Level;
use upper::resolve::{Corpus, GraphId, NamedGraph, resolve};
use upper::source::{Aliases, Input, Reader, Syntax};
use upper::vocabulary::{owl, upper as up};

use crate::entry::Entry;
use crate::error::Error;
use crate::hash::{digest, stored};
use crate::index::{Dependency, Graph, Index};
use crate::prepare::next_version;
use crate::store::{Publisher, Registry};
use crate::{catalog, clock, convert, private};

/// Who owns the models that come with the product, and publishes them.
pub(crate) const OWNER: &str = "denota";

/// Whether a graph of this name can be none but the product's, be it there or not.
pub(crate) fn is_reserved(iri: &str) -> bool {
    iri.starts_with(RESERVED)
}

/// Publishes those built-in models that differ from what the registry holds.
pub(crate) fn put(registry: &Registry) -> Result<(), Error> {
    let now = digest(MODELS.iter().map(|(_, _, text)| *text));
    if private::get(&registry.store, private::BUILTINS)?.as_deref() == Some(now.as_str()) {
        return Ok(());
    }
    let entries = entries(&registry.index())?;
    let publisher = Publisher {
        name: OWNER.to_owned(),
        at: clock::now(),
    };
    registry.writer().write(entries, &[], &publisher)?;
    let mut transaction = registry.store.start_transaction()?;
    private::set(&registry.store, &mut transaction, private::BUILTINS, &now)?;
    transaction.commit()?;
    Ok(())
}

fn entries(index: &Index) -> Result<Vec<Entry>, Error> {
    let mut reader = Reader::new(Aliases::default());
    for (iri, _, text) in MODELS {
        reader.read(Input {
            path: (*iri).to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        });
    }
    let (corpus, _) = resolve(reader);
    let mut entries = Vec::new();
    for (_, named) in corpus.graphs() {
        entries.extend(entry(index, &corpus, named)?);
    }
    let nodes: Vec<(String, String)> = entries.iter().map(|e| (e.iri.clone(), e.node())).collect();
    for dependency in entries.iter_mut().flat_map(|e| &mut e.dependencies) {
        let new = nodes.iter().find(|(iri, _)| *iri == dependency.iri);
        let new = new.map(|(_, node)| node.clone());
        dependency.resolved = new.or_else(|| index.last_node(&dependency.iri));
    }
    Ok(entries)
}

/// The entry of a model that the registry does not hold as it is.
fn entry(index: &Index, corpus: &Corpus, named: &NamedGraph) -> Result<Option<Entry>, Error> {
    let iri = corpus.terms.text(named.iri).to_owned();
    let canonical = stored(&corpus.terms, &named.graph)?;
    let known = index.graphs.get(&iri);
    let newest = known.and_then(Graph::newest);
    if known.is_some_and(|g| g.builtin) && newest.is_some_and(|n| n.hash == canonical.hash) {
        return Ok(None);
    }
    let stated = |property| {
        let value = named.graph.object(named.iri, property)?;
        Some(corpus.terms.text(value).to_owned())
    };
    let needs = |(id, _): &(GraphId, _)| Dependency {
        iri: corpus.terms.text(corpus.graph(*id).iri).to_owned(),
        range: None,
        resolved: None,
    };
    let label = |l: &str| canonical.label(l);
    Ok(Some(Entry {
        kind: catalog::kind_of(up::NS),
        domain: stated(up::DOMAIN),
        governed_by: up::NS.to_owned(),
        builtin: true,
        text: corpus.sources.get(named.graph.source()).text.clone(),
        quads: convert::quads(&corpus.terms, &named.graph, &iri, &label),
        version: version(stated(owl::VERSION_INFO), known),
        owner: Some(OWNER.to_owned()),
        dependencies: named.dependencies.iter().map(needs).collect(),
        retired: false,
        before: known.map_or(0, |g| g.revisions.len()),
        hash: canonical.hash.clone(),
        iri,
    }))
}

/// The version that a built-in model states, where that is a new one.
fn version(stated: Option<String>, known: Option<&Graph>) -> Version {
    let stated = stated.and_then(|v| Version::parse(&v).ok());
    let last = known.and_then(|g| g.revisions.iter().map(|r| &r.version).max());
    match (stated, last) {
        (Some(stated), Some(last)) if stated > *last => stated,
        (_, Some(last)) => next_version(last, Level::Minor),
        (stated, None) => stated.unwrap_or_else(|| Version::new(1, 0, 0)),
    }
}
