//! The history as triples: a second store that holds every revision, each under its node,
//! beside a copy of the catalog. It is derived from the texts, brought up to date when
//! somebody asks, and may be deleted at any time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::PoisonError;

use oxigraph::model::{GraphNameRef, NamedNodeRef, Quad};
use oxigraph::store::{Store, Transaction};
use upper::check::{Checked, Options, check};
use upper::model::{DomainModel, Valid};
use upper::source::{Aliases, Input, Reader};

use crate::error::Error;
use crate::hash::stored;
use crate::index::Graph;
use crate::prepare::needed;
use crate::source::input;
use crate::store::{Registry, generation, open};
use crate::{catalog, convert, private};

/// How many revisions go into one transaction.
const BATCH: usize = 500;

/// A revision that the history does not hold yet: its graph, its node.
type Pending = (String, String);

impl Registry {
    /// The store of all revisions, each a named graph under its node, with the catalog; up
    /// to date with all publications that were acknowledged when this was called.
    ///
    /// # Errors
    /// The store failed.
    pub fn history(&self) -> Result<Store, Error> {
        let mut held = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match held.take() {
            Some(store) => store,
            None => {
                let folder = self.history_folder();
                std::fs::create_dir_all(&folder)?;
                open(&folder)?
            }
        };
        // One that has failed is not held: it is opened anew by the next who asks.
        self.catch_up(&store)?;
        Ok(held.insert(store).clone())
    }

    pub(crate) fn history_folder(&self) -> PathBuf {
        self.folder.join("history")
    }

    fn catch_up(&self, history: &Store) -> Result<(), Error> {
        let has = generation(history)?;
        let (now, pending) = self.pending(has);
        if has == now {
            return Ok(());
        }
        for batch in pending.chunks(BATCH) {
            let mut transaction = history.start_transaction()?;
            for (iri, node) in batch {
                self.add(&mut transaction, iri, node)?;
            }
            transaction.commit()?;
        }
        let mut transaction = history.start_transaction()?;
        let graph = catalog::name();
        transaction.clear_graph(GraphNameRef::from(&graph))?;
        let name = Some(GraphNameRef::from(&graph));
        for quad in self.store.quads_for_pattern(None, None, None, name) {
            transaction.insert(quad?.as_ref());
        }
        private::set(
            history,
            &mut transaction,
            private::GENERATION,
            &now.to_string(),
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// The present generation, and the revisions that came after another one.
    fn pending(&self, has: u64) -> (u64, Vec<Pending>) {
        let index = self.index();
        let of = |g: &Graph| {
            let new = g
                .revisions
                .iter()
                .filter(|r| r.publication > has && !r.retired);
            let iri = g.iri.clone();
            new.map(move |r| (iri.clone(), r.node.clone()))
                .collect::<Vec<_>>()
        };
        (
            index.generation,
            index.graphs.values().flat_map(of).collect(),
        )
    }

    fn add(&self, to: &mut Transaction<'_>, iri: &str, node: &str) -> Result<(), Error> {
        let quads = self.quads(iri, node)?;
        // A history that stopped half-way may hold some of them already.
        to.clear_graph(GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(node)))?;
        to.extend(quads.iter().map(Quad::as_ref));
        Ok(())
    }

    /// The triples of a revision, under its node.
    fn quads(&self, iri: &str, node: &str) -> Result<Vec<Quad>, Error> {
        let Some(text) = self.text(node)? else {
            return Ok(Vec::new());
        };
        let mut reader = Reader::new(Aliases::default());
        reader.read(input(iri, text));
        let mut quads = Vec::new();
        for parsed in &reader.graphs {
            let canonical = stored(&reader.terms, &parsed.graph)?;
            let label = |l: &str| canonical.label(l);
            quads.extend(convert::quads(&reader.terms, &parsed.graph, node, &label));
        }
        Ok(quads)
    }

    /// A revision with everything that it needs, in the revisions that it was published
    /// with, checked again; `None` where there is no such revision, or it retires its graph.
    ///
    /// # Errors
    /// The store failed.
    pub fn governed(&self, revision_node: &str) -> Result<Option<Checked>, Error> {
        let needed = needed(&self.index(), revision_node);
        self.checked_again(&needed)
    }

    /// Revisions, by the IRIs of their graphs, as texts to check.
    pub(crate) fn inputs(&self, nodes: &BTreeMap<String, String>) -> Result<Vec<Input>, Error> {
        let mut inputs = Vec::with_capacity(nodes.len());
        for (iri, node) in nodes {
            inputs.extend(self.text(node)?.map(|text| input(iri, text)));
        }
        Ok(inputs)
    }

    /// Revisions, by the IRIs of their graphs, checked together again; `None` where none has a text.
    pub(crate) fn checked_again(
        &self,
        needed: &BTreeMap<String, String>,
    ) -> Result<Option<Checked>, Error> {
        let inputs = self.inputs(needed)?;
        if inputs.is_empty() {
            return Ok(None);
        }
        Ok(Some(check(inputs, &Options::default())))
    }

    /// A revision of a domain model, with what it was published with, to hold against another;
    /// `None` where it is not there, is no model, or is not valid by today's rules.
    ///
    /// # Errors
    /// The store failed.
    pub fn model(&self, revision_node: &str) -> Result<Option<Valid<DomainModel>>, Error> {
        let iri = {
            let index = self.index();
            let found = index.revision(revision_node);
            found.map(|(graph, _)| graph.iri.clone())
        };
        let (Some(iri), Some(checked)) = (iri, self.governed(revision_node)?) else {
            return Ok(None);
        };
        let valid = checked.valid().into_iter();
        let mut own = valid.filter(|model| model.domain().info.iri == iri);
        Ok(own.next())
    }
}
