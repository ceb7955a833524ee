//! Full-text search over the newest version of every graph: labels, names, descriptions and
//! IRIs, in all languages.
//!
//! The index is a folder beside the store and derived from it: deleting it loses nothing.
//! Every graph has a marker in it that names the revision it was read from, so that opening
//! reads again exactly the graphs that have changed meanwhile. Scores depend on the query
//! and the term that is found, never on how often a word occurs elsewhere: what a caller may
//! not see leaves no trace in what they do see.

mod collect;
mod document;
mod fields;
mod hit;
mod query;
mod reader;
#[cfg(test)]
mod tests;
mod update;
mod ways;
mod words;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::schema::Value as _;
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument,
    TantivyError,
};

use crate::error::Error;
use crate::store::Registry;
use crate::view::View;
use collect::{Best, Collected};
pub(crate) use document::stated;
use fields::Fields;
pub use hit::{Hit, Hits, Query, Text};
use query::Tier;
use reader::Reader;

/// The most hits that paging leads to.
pub const MAX_HITS: usize = 1_000;
/// The most matches that are counted, and looked at in each tier of the ranking: the work for
/// a query does not grow with the registry. Which of more they are depends on where the index
/// has them.
pub const MAX_COUNT: usize = 10_000;
/// The longest text that is searched for, in bytes.
pub const MAX_TEXT: usize = 500;

/// The index, and the thread that keeps it up to date.
pub struct Search {
    shared: Arc<Shared>,
    reader: Reader,
}

/// What searching and keeping up to date share.
struct Shared {
    fields: Fields,
    index: IndexReader,
    writer: Mutex<IndexWriter>,
    /// The graphs of views as the index numbers them, by the key of the view.
    views: Mutex<HashMap<u64, Arc<HashSet<u64>>>>,
}

impl Search {
    /// Opens the index in a folder, making it again if it is of another layout or damaged,
    /// and begins to bring it up to date. Failures on the way are told to `report`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn open(
        folder: &Path,
        registry: &Arc<Registry>,
        report: impl Fn(&Error) + Send + 'static,
    ) -> Result<Self, Error> {
        let shared = Shared::open(folder).or_else(|_| {
            // Whatever is wrong with it, it is derived data.
            if folder.exists() {
                std::fs::remove_dir_all(folder)?;
            }
            Ok::<_, Error>(Shared::open(folder)?)
        })?;
        let shared = Arc::new(shared);
        let reader = Reader::start(Arc::clone(&shared), registry, report)?;
        Ok(Self { shared, reader })
    }

    /// Graphs were published or retired: the index reads them again, as it is told.
    pub fn published<'g>(&self, graphs: impl Iterator<Item = &'g str>) {
        self.reader.add(graphs);
    }

    /// How often the index was told to read something, the first time by opening it.
    #[must_use]
    pub fn told(&self) -> u64 {
        self.reader.given()
    }

    /// Whether it has read all that it was told to read by then.
    #[must_use]
    pub fn has_read(&self, told: u64) -> bool {
        self.reader.has_done(told)
    }

    /// What a view sees of what matches in all that has been read; `None` where the index is
    /// still being made. It does not wait: that is up to whoever has the time.
    ///
    /// # Errors
    /// The index failed.
    pub fn find(&self, view: &View, query: &Query) -> Result<Option<Hits>, Error> {
        if !self.has_read(reader::FIRST) {
            return Ok(None);
        }
        self.shared.find(view, query).map(Some)
    }
}

impl Shared {
    fn open(folder: &Path) -> Result<Self, TantivyError> {
        std::fs::create_dir_all(folder)?;
        let (schema, fields) = fields::make();
        let directory = tantivy::directory::MmapDirectory::open(folder)?;
        let index = Index::open_or_create(directory, schema)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let writer = index.writer_with_num_threads(1, update::MEMORY)?;
        Ok(Self {
            fields,
            index: reader,
            writer: Mutex::new(writer),
            views: Mutex::default(),
        })
    }

    /// Looks tier by tier, the best first, until there are as many hits as are wanted.
    fn find(&self, view: &View, query: &Query) -> Result<Hits, Error> {
        let first = query.offset.min(MAX_HITS);
        let wanted = (first + query.limit).min(MAX_HITS);
        let allowed = self.allowed(view, query);
        let searcher = self.index.searcher();
        let look = |tier: &Tier| {
            let best = Best::new(wanted, tier.lift, allowed.clone());
            searcher.search(&tier.query, &best)
        };
        let mut tiers = query::tiers(&self.fields, query);
        // It holds everything that matches.
        let Some(last) = tiers.pop() else {
            return Ok(Hits {
                is_exact: true,
                ..Hits::default()
            });
        };
        let several = words::of_query(&query.text).len() > 1;
        let mut all: Option<Collected> = None;
        let mut seen = HashSet::new();
        let mut found: Vec<(f32, DocAddress)> = Vec::new();
        let mut total = 0;
        for (nth, tier) in tiers.iter().enumerate() {
            if found.len() >= wanted {
                break;
            }
            // Several words are seldom found together, and then no tier needs to be searched.
            if several && nth > 0 && all.is_none() {
                all = Some(look(&last)?);
            }
            if all.as_ref().is_some_and(|all| all.total <= found.len()) {
                break;
            }
            let of_tier = look(tier)?;
            total = of_tier.total;
            let new = of_tier.best.into_iter();
            found.extend(new.filter(|(_, at)| seen.insert(*at)));
        }
        // A tier that holds as many as are counted says all that the last would say.
        if all.is_none() && (found.len() < wanted || total < MAX_COUNT) {
            all = Some(look(&last)?);
        }
        if let Some(all) = all {
            total = all.total;
            let new = all.best.into_iter();
            found.extend(new.filter(|(_, at)| seen.insert(*at)));
        }
        found.truncate(wanted);
        let hits = found.into_iter().skip(first);
        Ok(Hits {
            total,
            is_exact: total < MAX_COUNT,
            hits: hits
                .map(|(score, at)| self.hit(&searcher, score, at))
                .collect::<Result<_, _>>()?,
        })
    }

    fn hit(&self, searcher: &Searcher, score: f32, address: DocAddress) -> Result<Hit, Error> {
        let document: TantivyDocument = searcher.doc(address)?;
        let stored = document.get_first(self.fields.stored);
        let text = stored.as_ref().and_then(|v| v.as_str()).unwrap_or_default();
        let hit: Hit = serde_json::from_str(text).map_err(|e| Error::Storage(e.to_string()))?;
        Ok(Hit { score, ..hit })
    }

    /// The graphs of a view that a query is about; `None` for all.
    fn allowed(&self, view: &View, query: &Query) -> Option<Arc<HashSet<u64>>> {
        if let Some(graphs) = &query.graphs {
            let seen = graphs.iter().filter(|iri| view.sees(iri));
            let numbers = seen.map(|iri| fields::number(iri));
            return Some(Arc::new(numbers.collect()));
        }
        let View::Only(visible) = view else {
            return None;
        };
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = views.get(&visible.key) {
            return Some(Arc::clone(known));
        }
        // Views change with policies and publications; old ones are never asked for again.
        if views.len() >= 64 {
            views.clear();
        }
        let numbers = visible.graphs.iter().map(|iri| fields::number(iri));
        let numbers: Arc<HashSet<u64>> = Arc::new(numbers.collect());
        views.insert(visible.key, Arc::clone(&numbers));
        Some(numbers)
    }
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Self {
        Self::Storage(format!("the search index: {error}"))
    }
}
