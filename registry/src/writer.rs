//! The one writer: what is published or retired goes through it, one after the other, and
//! is on disk before anybody is told.

use std::sync::MutexGuard;

use oxigraph::model::{GraphNameRef, NamedNodeRef, Quad};
use oxigraph::store::Transaction;

use crate::entry::Entry;
use crate::error::Error;
use crate::index::Graph;
use crate::prepare::Prepared;
use crate::publication::{Made, Published};
use crate::schemas::Numbering;
use crate::store::{Publisher, Registry};
use crate::{catalog, private};

/// The turn to write. Dropping it without a commit changes nothing.
pub struct Writer<'a> {
    pub(crate) registry: &'a Registry,
    /// Whether what has happened already is recorded; see [`Writer::recording`].
    pub(crate) recording: bool,
    _turn: MutexGuard<'a, ()>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(registry: &'a Registry, turn: MutexGuard<'a, ()>) -> Self {
        Self {
            registry,
            recording: false,
            _turn: turn,
        }
    }

    /// Records what has happened already, such as that containers were provisioned: a
    /// version claimed too low is computed instead, and dependents are not asked. What is
    /// recorded must still be valid in itself.
    #[must_use]
    pub fn recording(mut self) -> Self {
        self.recording = true;
        self
    }

    /// Writes a prepared publication, with what was made of its models, in one step, and
    /// flushes it to disk before returning.
    ///
    /// # Errors
    /// The store failed.
    pub fn commit(
        self,
        prepared: Prepared,
        made: Vec<Made>,
        publisher: &Publisher,
    ) -> Result<Vec<Published>, Error> {
        let Prepared {
            entries, published, ..
        } = prepared;
        self.write(entries, &made, publisher)?;
        Ok(published)
    }

    /// Writes entries in one step; the next reader of the index sees them.
    pub(crate) fn write(
        &self,
        entries: Vec<Entry>,
        made: &[Made],
        publisher: &Publisher,
    ) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        let number = self.registry.index().generation + 1;
        self.transact(
            |transaction| self.put(transaction, number, entries, made, publisher),
            |graphs| self.registry.index_mut().take_in(graphs, number),
        )
    }

    fn put(
        &self,
        transaction: &mut Transaction<'_>,
        number: u64,
        entries: Vec<Entry>,
        made: &[Made],
        publisher: &Publisher,
    ) -> Result<Vec<Graph>, Error> {
        let registry = self.registry;
        let mut graphs = Vec::with_capacity(entries.len());
        let mut numbering = Numbering::new(&registry.store);
        for entry in entries {
            let previous = registry.index().last_node(&entry.iri);
            let (graph, text, quads) = entry.into_parts(number, publisher);
            replace(transaction, &graph, previous.is_some(), &quads)?;
            catalog::record(transaction, &graph, previous.as_deref())?;
            keep(transaction, &graph, &text, made, &mut numbering)?;
            graphs.push(graph);
        }
        let name = private::GENERATION;
        private::set(&registry.store, transaction, name, &number.to_string())?;
        Ok(graphs)
    }

    /// Makes changes in one transaction that is on disk when this returns, and notes where
    /// that fails. `take_in` tells memory of what is committed, before any copy of the store
    /// can show it.
    pub(crate) fn transact<T, R>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>,
        take_in: impl FnOnce(T) -> R,
    ) -> Result<R, Error> {
        let done = self.change(change, take_in);
        self.registry.written(done)
    }

    fn change<T, R>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>,
        take_in: impl FnOnce(T) -> R,
    ) -> Result<R, Error> {
        let registry = self.registry;
        let mut transaction = registry.store.start_transaction()?;
        let changed = change(&mut transaction)?;
        let gate = registry.gate();
        transaction.commit()?;
        // What is committed is seen even where flushing it fails: it is there.
        let flushed = registry.store.flush();
        let taken = take_in(changed);
        drop(gate);
        if flushed.is_err() {
            registry.torn();
        }
        flushed?;
        Ok(taken)
    }
}

/// Puts the quads of a graph in the place of those that are there.
fn replace(
    transaction: &mut Transaction<'_>,
    graph: &Graph,
    is_there: bool,
    quads: &[Quad],
) -> Result<(), Error> {
    let name = NamedNodeRef::new_unchecked(&graph.iri);
    if graph.newest().is_none() {
        transaction.remove_named_graph(name)?;
    } else if is_there {
        transaction.clear_graph(GraphNameRef::NamedNode(name))?;
    }
    transaction.extend(quads.iter().map(Quad::as_ref));
    Ok(())
}

/// Keeps the text of the revision of a graph, and what was made of it.
fn keep(
    transaction: &mut Transaction<'_>,
    graph: &Graph,
    text: &str,
    made: &[Made],
    numbering: &mut Numbering<'_>,
) -> Result<(), Error> {
    let Some(revision) = graph.newest() else {
        return Ok(());
    };
    private::keep_text(transaction, &revision.node, text)?;
    for made in made.iter().filter(|m| m.iri == graph.iri) {
        let (target, path) = (&made.target, &made.path);
        if made.aside {
            private::keep_aside(transaction, &revision.node, target, path, &made.text)?;
            continue;
        }
        private::keep_made(transaction, &revision.node, target, path, &made.text)?;
        numbering.made(transaction, &revision.node, made)?;
    }
    Ok(())
}
