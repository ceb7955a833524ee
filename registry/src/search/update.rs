//! Keeping the index with the store: what a publication changes is read again, no more.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use oxigraph::store::Store;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::document::{self, Stated};
use super::{Hit, Shared, fields, words};
use crate::error::Error;
use crate::index::Graph;
use crate::store::Registry;
use crate::view::View;

/// How much the writer collects before it writes a segment.
pub(super) const MEMORY: usize = 50_000_000;
/// What the kind of a marker is; no term has it.
const MARKER: &str = "#graph";
/// How much of a description is shown with a hit, in characters.
const SHOWN: usize = 500;

/// What the index needs to know of a graph.
struct Source {
    iri: String,
    revision: Option<String>,
    domain: Option<String>,
    owner: Option<String>,
    builtin: bool,
}

impl Source {
    fn of(graph: &Graph) -> Self {
        Self {
            iri: graph.iri.clone(),
            revision: graph.newest().map(|r| r.node.clone()),
            domain: graph.domain().map(str::to_owned),
            owner: graph.owner().map(str::to_owned),
            builtin: graph.builtin,
        }
    }
}

/// Reads again those graphs of all that have another revision than the index knows.
pub(super) fn refresh(
    shared: &Shared,
    registry: &Registry,
    go_on: &dyn Fn() -> bool,
) -> Result<(), Error> {
    let mut known = markers(shared)?;
    let changed: Vec<Source> = {
        let index = registry.index();
        let all = index.seen(&View::Everything).graphs().map(Source::of);
        all.filter(|s| known.remove(&s.iri).flatten() != s.revision)
            .collect()
    };
    if changed.is_empty() && known.is_empty() {
        return Ok(());
    }
    let gone: Vec<&str> = known.keys().map(String::as_str).collect();
    Update::begin(shared, registry.store()).write(&changed, &gone, go_on)
}

/// Reads graphs again.
pub(super) fn update(
    shared: &Shared,
    registry: &Registry,
    graphs: &[String],
    go_on: &dyn Fn() -> bool,
) -> Result<(), Error> {
    let sources: Vec<Source> = {
        let index = registry.index();
        let all = index.seen(&View::Everything);
        let graphs = graphs.iter().filter_map(|g| all.graph(g));
        graphs.map(Source::of).collect()
    };
    Update::begin(shared, registry.store()).write(&sources, &[], go_on)
}

/// A change of the index under way.
struct Update<'a> {
    shared: &'a Shared,
    store: &'a Store,
    writer: MutexGuard<'a, IndexWriter>,
    /// Superclasses of classes met so far.
    kinds: HashMap<String, Vec<String>>,
}

impl<'a> Update<'a> {
    fn begin(shared: &'a Shared, store: &'a Store) -> Self {
        Self {
            shared,
            store,
            writer: shared.writer.lock().unwrap_or_else(PoisonError::into_inner),
            kinds: HashMap::new(),
        }
    }

    fn write(
        mut self,
        sources: &[Source],
        gone: &[&str],
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), Error> {
        for iri in gone {
            self.delete(iri);
        }
        for source in sources {
            // What is read before the server stops is kept: the next start goes on from there.
            if !go_on() {
                break;
            }
            self.delete(&source.iri);
            if let Some(revision) = &source.revision {
                self.add(source, revision)?;
            }
        }
        self.writer.commit()?;
        self.shared.index.reload()?;
        Ok(())
    }

    fn delete(&self, iri: &str) {
        let term = Term::from_field_text(self.shared.fields.graph, iri);
        self.writer.delete_term(term);
    }

    fn add(&mut self, source: &Source, revision: &str) -> Result<(), Error> {
        let fields = &self.shared.fields;
        let mut marker = TantivyDocument::default();
        marker.add_text(fields.graph, &source.iri);
        marker.add_text(fields.revision, revision);
        marker.add_text(fields.kind, MARKER);
        self.writer.add_document(marker)?;
        for (iri, stated) in document::terms(self.store, &source.iri)? {
            let kinds = self.kinds(&stated)?;
            let document = self.document(source, &iri, &kinds, &stated)?;
            self.writer.add_document(document)?;
        }
        Ok(())
    }

    fn kinds(&mut self, stated: &Stated) -> Result<Vec<String>, Error> {
        // Everything that is found is a term, whatever governs its graph.
        let mut all = vec!["term".to_owned()];
        for class in &stated.types {
            if !self.kinds.contains_key(class) {
                let kinds = document::kinds(self.store, class)?;
                self.kinds.insert(class.clone(), kinds);
            }
            all.extend(self.kinds.get(class).into_iter().flatten().cloned());
            // By its IRI it is told from classes of other domains that are called alike.
            all.push(class.clone());
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    fn document(
        &self,
        source: &Source,
        iri: &str,
        kinds: &[String],
        stated: &Stated,
    ) -> Result<TantivyDocument, Error> {
        let fields = &self.shared.fields;
        let mut document = TantivyDocument::default();
        let local = document::local_name(iri);
        let name = stated.name.as_deref().unwrap_or(local);
        document.add_text(fields.graph, &source.iri);
        document.add_u64(fields.graph_number, fields::number(&source.iri));
        let (namespace, spaced) = fields::spaced(iri);
        document.add_text(fields.namespace, namespace);
        document.add_text(fields.iri, spaced);
        let labels = stated.labels.iter().map(|l| l.text.as_str());
        let mut names: Vec<&str> = labels.chain([name, local]).collect();
        names.sort_unstable();
        names.dedup();
        for text in names {
            document.add_text(fields.whole, words::whole(text));
            for word in words::of_text(text) {
                document.add_text(fields.name, word);
            }
        }
        let texts = stated.descriptions.iter().chain(&stated.comments);
        for text in texts
            .map(|t| t.text.as_str())
            .chain(source.domain.as_deref())
        {
            for word in words::of_text(text) {
                document.add_text(fields.text, word);
            }
        }
        for (field, value) in [
            (fields.owner, &source.owner),
            (fields.domain, &source.domain),
        ] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        document.add_u64(fields.rank, rank(kinds, source.builtin, name, iri));
        for kind in kinds {
            document.add_text(fields.kind, kind);
        }
        let hit = hit(source, iri, name, stated);
        let hit = serde_json::to_string(&hit).map_err(|e| Error::Storage(e.to_string()))?;
        document.add_text(fields.stored, hit);
        Ok(document)
    }
}

/// The order of what matches equally well, the least first: one's own models before those of
/// the product, a domain before its classes before their properties, short names before long
/// ones. The rest is settled by a number of the IRI.
fn rank(kinds: &[String], builtin: bool, name: &str, iri: &str) -> u64 {
    let is = |kind: &str| kinds.iter().any(|k| k == kind);
    let kind = if is("domainmodel") {
        0
    } else if is("class") {
        1
    } else if is("property") {
        2
    } else {
        3
    };
    let length = u64::try_from(name.chars().count())
        .unwrap_or(u64::MAX)
        .min(255);
    (u64::from(builtin) << 63) | (kind << 60) | (length << 52) | (fields::number(iri) >> 12)
}

fn hit(source: &Source, iri: &str, name: &str, stated: &Stated) -> Hit {
    let mut descriptions = stated.descriptions.clone();
    for text in &mut descriptions {
        if let Some((at, _)) = text.text.char_indices().nth(SHOWN) {
            text.text.truncate(at);
            text.text.push('…');
        }
    }
    let class = stated.types.first().map(String::as_str).unwrap_or_default();
    Hit {
        iri: iri.to_owned(),
        name: name.to_owned(),
        kind: document::local_name(class).to_owned(),
        graph: source.iri.clone(),
        domain: source.domain.clone(),
        owner: source.owner.clone(),
        labels: stated.labels.clone(),
        descriptions,
        score: 0.0,
    }
}

/// The revision of every graph that the index knows.
fn markers(shared: &Shared) -> Result<HashMap<String, Option<String>>, Error> {
    let searcher = shared.index.searcher();
    let term = Term::from_field_text(shared.fields.kind, MARKER);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    let mut known = HashMap::new();
    for address in searcher.search(&query, &DocSetCollector)? {
        let document: TantivyDocument = searcher.doc(address)?;
        let text = |field| {
            let value = document.get_first(field);
            value.as_ref().and_then(|v| v.as_str()).map(str::to_owned)
        };
        if let Some(graph) = text(shared.fields.graph) {
            known.insert(graph, text(shared.fields.revision));
        }
    }
    Ok(known)
}
