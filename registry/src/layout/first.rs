//! From layout 1, which had no layout yet, to the present one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxigraph::model::{BlankNode, GraphNameRef, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{Store, Transaction};
use semver::Version;
use upper::change::Level;
use upper::graph::TermId;
use upper::resolve::resolve;
use upper::source::{Aliases, Reader};
use upper::vocabulary::{self, graph, owl, rdf, upper as up};

use crate::catalog;
use crate::convert;
use crate::error::Error;
use crate::hash::{self, Canonical, canonical_of};
use crate::index::{Dependency, Graph, Revision};
use crate::prepare::next_version;
use crate::private::{self, lexical};
use crate::source::input;

/// Where layout 1 kept the text of a revision.
const SOURCE: &str = "https://w3id.org/denota/graph#source";

/// A revision of layout 1.
struct Old {
    /// Which of its graph it is, from 1.
    nth: usize,
    revision: Revision,
    claimed: String,
    text: String,
}

pub(super) fn migrate(store: &Store, transaction: &mut Transaction<'_>) -> Result<(), Error> {
    let mut graphs = read(store)?;
    let generation = number(&mut graphs);
    let mut needs = dependencies(&graphs);
    let catalog = catalog::name();
    transaction.clear_graph(GraphNameRef::from(&catalog))?;
    for (iri, revisions) in graphs {
        let needs = needs.remove(&iri).unwrap_or_default();
        rewrite(store, transaction, &iri, revisions, needs)?;
    }
    let name = private::GENERATION;
    private::set(store, transaction, name, &generation.to_string())
}

/// All revisions by graph, the oldest first.
fn read(store: &Store) -> Result<BTreeMap<String, Vec<Old>>, Error> {
    let mut nodes: BTreeMap<String, HashMap<String, String>> = BTreeMap::new();
    let catalog = catalog::name();
    let all = store.quads_for_pattern(None, None, None, Some(GraphNameRef::from(&catalog)));
    for quad in all {
        let quad = quad?;
        if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
            let node = nodes.entry(subject.into_string()).or_default();
            node.insert(quad.predicate.into_string(), lexical(quad.object));
        }
    }
    let mut graphs: BTreeMap<String, Vec<Old>> = BTreeMap::new();
    for (iri, mut node) in nodes {
        let mut take = |property| node.remove(vocabulary::iri(property).unwrap_or_default());
        let Some(of) = take(graph::REVISION_OF) else {
            continue;
        };
        let revision = Revision {
            domain: None,
            version: Version::new(0, 0, 0),
            hash: take(graph::CONTENT_HASH).unwrap_or_default(),
            owner: take(up::OWNER),
            published_at: take(graph::PUBLISHED_AT).unwrap_or_default(),
            publisher: take(graph::PUBLISHER).unwrap_or_default(),
            dependencies: Vec::new(),
            publication: 0,
            retired: false,
            node: iri.clone(),
        };
        let nth = iri.rsplit('.').next().and_then(|n| n.parse().ok());
        graphs.entry(of).or_default().push(Old {
            nth: nth.unwrap_or_default(),
            revision,
            claimed: take(owl::VERSION_INFO).unwrap_or_default(),
            text: node.remove(SOURCE).unwrap_or_default(),
        });
    }
    for revisions in graphs.values_mut() {
        revisions.sort_by_key(|r| r.nth);
        version(revisions);
    }
    Ok(graphs)
}

/// Layout 1 took versions as they were claimed, even twice; here each comes after the last.
fn version(revisions: &mut [Old]) {
    let mut last: Option<Version> = None;
    for old in revisions {
        let claimed = Version::parse(&old.claimed).ok();
        let version = match (claimed, &last) {
            (Some(claimed), Some(last)) if claimed > *last => claimed,
            (Some(claimed), None) => claimed,
            (_, Some(last)) => next_version(last, Level::Minor),
            (None, None) => Version::new(1, 0, 0),
        };
        old.revision.version = version.clone();
        last = Some(version);
    }
}

/// Numbers the publications by their instants; returns how many there were.
fn number(graphs: &mut BTreeMap<String, Vec<Old>>) -> u64 {
    let mut order: Vec<(String, usize, String)> = Vec::new();
    for (iri, revisions) in graphs.iter() {
        order.extend(
            revisions
                .iter()
                .map(|r| (r.revision.published_at.clone(), r.nth, iri.clone())),
        );
    }
    order.sort_unstable();
    let mut number = 0;
    let mut now = String::new();
    let mut together = BTreeSet::new();
    for (at, nth, iri) in order {
        if at != now || !together.insert(iri.clone()) {
            number += 1;
            now = at;
            together = BTreeSet::from([iri.clone()]);
        }
        let revisions = graphs.get_mut(&iri).into_iter().flatten();
        for old in revisions.filter(|o| o.nth == nth) {
            old.revision.publication = number;
        }
    }
    number
}

/// What the newest revisions need, from their texts; of older ones that is not known.
fn dependencies(graphs: &BTreeMap<String, Vec<Old>>) -> BTreeMap<String, Vec<Dependency>> {
    let mut reader = Reader::new(Aliases::default());
    for (iri, revisions) in graphs {
        if let Some(newest) = revisions.last() {
            reader.read(input(iri, newest.text.clone()));
        }
    }
    let (corpus, _) = resolve(reader);
    let mut needs = BTreeMap::new();
    for (_, named) in corpus.graphs() {
        let to = named.dependencies.iter().map(|(id, _)| {
            let iri = corpus.terms.text(corpus.graph(*id).iri).to_owned();
            let newest = graphs.get(&iri).and_then(|r| r.last());
            Dependency {
                range: None,
                resolved: newest.map(|n| n.revision.node.clone()),
                iri,
            }
        });
        needs.insert(corpus.terms.text(named.iri).to_owned(), to.collect());
    }
    needs
}

/// Writes a graph anew: its triples with canonical blank nodes, its revisions, its texts.
fn rewrite(
    store: &Store,
    transaction: &mut Transaction<'_>,
    iri: &str,
    revisions: Vec<Old>,
    needs: Vec<Dependency>,
) -> Result<(), Error> {
    let name = NamedNodeRef::new_unchecked(iri);
    let quads = match revisions.last().map(|newest| read_again(iri, newest)) {
        Some(Ok(Some(quads))) => quads,
        Some(Ok(None)) | None => stored(store, name)?,
        Some(Err(error)) => return Err(error),
    };
    transaction.clear_graph(GraphNameRef::NamedNode(name))?;
    transaction.extend(quads.iter().map(Quad::as_ref));
    let (governed_by, domain) = header(name, &quads);
    let count = revisions.len();
    let mut previous: Option<String> = None;
    for (nth, old) in (1..).zip(revisions) {
        let mut revision = old.revision;
        revision.domain.clone_from(&domain);
        if nth == count {
            revision.dependencies = needs.clone();
        }
        private::keep_text(transaction, &revision.node, &old.text)?;
        let node = revision.node.clone();
        let graph = Graph {
            iri: iri.to_owned(),
            kind: catalog::kind_of(&governed_by),
            governed_by: governed_by.clone(),
            builtin: false,
            revisions: vec![revision],
        };
        catalog::record(transaction, &graph, previous.as_deref())?;
        previous = Some(node);
    }
    Ok(())
}

/// The triples that the text of a revision reads as, where they are those that it had then.
fn read_again(iri: &str, old: &Old) -> Result<Option<Vec<Quad>>, Error> {
    let mut reader = Reader::new(Aliases::default());
    reader.read(input(iri, old.text.clone()));
    let [parsed] = reader.graphs.as_slice() else {
        return Ok(None);
    };
    let canonical = hash::stored(&reader.terms, &parsed.graph)?;
    if canonical.hash != old.revision.hash {
        return Ok(None);
    }
    let label = |l: &str| canonical.label(l);
    let quads = convert::quads(&reader.terms, &parsed.graph, iri, &label);
    Ok(Some(quads))
}

/// The triples that the store holds, for a text that meant something only where it was read.
fn stored(store: &Store, name: NamedNodeRef<'_>) -> Result<Vec<Quad>, Error> {
    let pattern = Some(GraphNameRef::NamedNode(name));
    let quads = store.quads_for_pattern(None, None, None, pattern);
    let quads: Vec<Quad> = quads.collect::<Result<_, _>>()?;
    let canonical = canonical_of(quads.iter().map(|q| (convert::simple_quad(q), None)))?;
    Ok(quads.iter().map(|q| relabel(q, &canonical)).collect())
}

/// What governs a graph, and its short name where it is a domain model.
fn header(name: NamedNodeRef<'_>, quads: &[Quad]) -> (String, Option<String>) {
    let stated = |predicate: TermId| {
        let predicate = catalog::known(predicate);
        let of = |q: &&Quad| q.subject.as_ref() == name.into() && q.predicate.as_ref() == predicate;
        quads.iter().find(of).map(|q| lexical(q.object.clone()))
    };
    if stated(rdf::TYPE).as_deref() == vocabulary::iri(up::class::DOMAIN_MODEL) {
        return (up::NS.to_owned(), stated(up::DOMAIN));
    }
    let governed_by = stated(graph::GOVERNED_BY);
    (governed_by.unwrap_or_else(|| graph::NS.to_owned()), None)
}

fn relabel(quad: &Quad, canonical: &Canonical) -> Quad {
    let blank = |b: &BlankNode| BlankNode::new_unchecked(canonical.label(b.as_str()));
    let mut quad = quad.clone();
    if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
        quad.subject = blank(node).into();
    }
    if let Term::BlankNode(node) = &quad.object {
        quad.object = blank(node).into();
    }
    quad
}
