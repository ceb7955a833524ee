//! Putting graphs in, and getting them out.

use std::path::Path;

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{Store, Transaction};
use upper::model::Valid;
use upper::resolve::{Corpus, GraphId};
use upper::source::Syntax;
use upper::vocabulary::{graph, owl, upper as up};

use crate::error::Error;
use crate::{catalog, convert, hash};

/// A graph ready to be put in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its IRI.
    pub iri: String,
    /// Its text, in Turtle.
    pub text: String,
    /// Its content hash.
    pub hash: String,
    /// The version that it claims.
    pub version: Option<String>,
    /// The team that owns it.
    pub owner: Option<String>,
    quads: Vec<Quad>,
}

/// Who puts graphs in, and when.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// The name of a user or of a program.
    pub name: String,
    /// The time, as an `xsd:dateTime` with a zone.
    pub at: String,
}

/// What putting a graph in did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The graph is new.
    Created,
    /// The graph has a new revision.
    Updated,
    /// The graph said the same already.
    Unchanged,
}

impl Entry {
    /// Takes a graph out of a checked corpus.
    ///
    /// # Errors
    /// The graph has no canonical form within reasonable time.
    pub fn new(corpus: &Corpus, id: &Valid<GraphId>) -> Result<Self, Error> {
        let named = corpus.graph(**id);
        let iri = corpus.terms.text(named.iri).to_owned();
        let source = corpus.sources.get(named.graph.source());
        let stated = |property| {
            named
                .graph
                .object(named.iri, property)
                .map(|o| corpus.terms.text(o).to_owned())
        };
        let quads = convert::quads(&corpus.terms, &named.graph, &iri);
        let text = match source.syntax {
            Syntax::Turtle => source.text.clone(),
            // Other syntaxes may hold several graphs; triples in the author's order are Turtle.
            Syntax::TriG | Syntax::NTriples | Syntax::NQuads | Syntax::JsonLd | Syntax::RdfXml => {
                quads
                    .iter()
                    .map(|q| format!("{} {} {} .\n", q.subject, q.predicate, q.object))
                    .collect()
            }
        };
        Ok(Self {
            text,
            hash: hash::content_hash(&corpus.terms, &named.graph)?,
            version: stated(owl::VERSION_INFO),
            owner: stated(up::OWNER),
            quads,
            iri,
        })
    }
}

/// The store of named graphs.
pub struct Registry {
    store: Store,
}

impl Registry {
    /// Opens the store in a folder, which is created when missing.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process has it open, [`Error::Storage`] otherwise.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        match Store::open(folder) {
            Ok(store) => Ok(Self { store }),
            Err(error) if error.to_string().to_lowercase().contains("lock") => {
                Err(Error::Busy(folder.display().to_string()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts graphs in, all or none, and flushes them to disk before returning. A graph that
    /// says the same as its newest revision is left alone.
    ///
    /// # Errors
    /// The store failed; then nothing was put in.
    pub fn put(&self, entries: &[Entry], publisher: &Publisher) -> Result<Vec<Change>, Error> {
        let mut transaction = self.store.start_transaction()?;
        let mut changes = Vec::with_capacity(entries.len());
        for entry in entries {
            changes.push(put_one(&mut transaction, entry, publisher)?);
        }
        transaction.commit()?;
        self.store.flush()?;
        Ok(changes)
    }

    /// The text of the newest revision of a graph.
    ///
    /// # Errors
    /// The store failed.
    pub fn get(&self, iri: &str) -> Result<Option<String>, Error> {
        let Some(newest) = newest(&self.store.start_transaction()?, iri)? else {
            return Ok(None);
        };
        let source = catalog::known(graph::SOURCE);
        let mut quads = self.store.quads_for_pattern(
            Some(newest.node.as_ref().into()),
            Some(source),
            None,
            Some(catalog::name().as_ref().into()),
        );
        let text = quads.next().transpose()?.map(|q| lexical(&q.object));
        Ok(text)
    }

    /// The IRIs of all graphs, in alphabetical order; the catalog itself is left out.
    ///
    /// # Errors
    /// The store failed.
    pub fn list(&self) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        for name in self.store.named_graphs() {
            if let NamedOrBlankNode::NamedNode(name) = name? {
                if name.as_str() != catalog::IRI {
                    names.push(name.into_string());
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// The store, for queries.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// The newest revision of a graph, and how many there are.
struct Newest {
    node: NamedNode,
    hash: String,
    count: usize,
}

fn put_one(
    transaction: &mut Transaction<'_>,
    entry: &Entry,
    publisher: &Publisher,
) -> Result<Change, Error> {
    let newest = newest(transaction, &entry.iri)?;
    if newest.as_ref().is_some_and(|n| n.hash == entry.hash) {
        return Ok(Change::Unchanged);
    }
    let name = NamedNodeRef::new_unchecked(&entry.iri);
    if newest.is_some() {
        transaction.clear_graph(GraphNameRef::NamedNode(name))?;
    } else {
        transaction.extend(catalog::header().iter().map(Quad::as_ref));
    }
    transaction.extend(entry.quads.iter().map(Quad::as_ref));
    let count = newest.as_ref().map_or(0, |n| n.count);
    let version = entry
        .version
        .clone()
        .unwrap_or_else(|| format!("1.{count}.0"));
    let node = catalog::revision(&entry.hash, count + 1);
    let previous = newest.as_ref().map(|n| &n.node);
    let described = catalog::describe(&node, entry, &version, publisher, previous);
    transaction.extend(described.iter().map(Quad::as_ref));
    Ok(if newest.is_some() {
        Change::Updated
    } else {
        Change::Created
    })
}

fn newest(transaction: &Transaction<'_>, iri: &str) -> Result<Option<Newest>, Error> {
    let catalog = catalog::name();
    let graph = GraphNameRef::NamedNode(catalog.as_ref());
    let of = NamedNodeRef::new_unchecked(iri);
    let mut revisions = Vec::new();
    let mut replaced = Vec::new();
    for quad in transaction.quads_for_pattern(
        None,
        Some(catalog::known(graph::REVISION_OF)),
        Some(of.into()),
        Some(graph),
    ) {
        if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
            let previous = catalog::known(graph::PREVIOUS);
            for quad in transaction.quads_for_pattern(
                Some(node.as_ref().into()),
                Some(previous),
                None,
                Some(graph),
            ) {
                if let Term::NamedNode(previous) = quad?.object {
                    replaced.push(previous);
                }
            }
            revisions.push(node);
        }
    }
    let count = revisions.len();
    let Some(node) = revisions.into_iter().find(|n| !replaced.contains(n)) else {
        return Ok(None);
    };
    let hash = catalog::known(graph::CONTENT_HASH);
    let quad = transaction
        .quads_for_pattern(Some(node.as_ref().into()), Some(hash), None, Some(graph))
        .next();
    let hash = quad
        .transpose()?
        .map(|q| lexical(&q.object))
        .unwrap_or_default();
    Ok(Some(Newest { node, hash, count }))
}

fn lexical(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.as_str().to_owned(),
    }
}
