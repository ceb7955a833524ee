//! Checkpoints of the store, which workers read.
//!
//! A worker may not read the store that the server writes; it reads a hard-linked copy. A
//! copy is made when a query needs a younger one than there is, once for all that wait, and
//! goes away with the last worker that has it open.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use registry::Registry;
use tokio::sync::Mutex;

use crate::http::problem::{Problem, Result};
use crate::http::trace;

/// A checkpoint; its files are removed when nobody has it any more.
#[derive(Debug)]
pub(super) struct Checkpoint {
    folder: PathBuf,
    generation: u64,
}

impl Checkpoint {
    /// The store of the newest graphs.
    pub(super) fn head(&self) -> PathBuf {
        self.folder.join("head")
    }

    /// The store of their history, where one was asked for.
    pub(super) fn history(&self) -> Option<PathBuf> {
        Some(self.folder.join("history")).filter(|path| path.is_dir())
    }
}

impl Drop for Checkpoint {
    fn drop(&mut self) {
        // What cannot be removed now is removed at the next start.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The newest checkpoint of a kind; whoever has the turn makes the next.
type Slot = Arc<Mutex<Option<Arc<Checkpoint>>>>;

/// The newest checkpoints, without and with history.
pub(super) struct Checkpoints {
    registry: Arc<Registry>,
    folder: PathBuf,
    count: AtomicU64,
    newest: Slot,
    with_history: Slot,
}

impl Checkpoints {
    /// Checkpoints in a folder of their own; whatever a crash left there is removed.
    pub(super) fn new(registry: &Arc<Registry>, folder: &Path) -> std::io::Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            registry: Arc::clone(registry),
            folder: folder.to_owned(),
            count: AtomicU64::new(0),
            newest: Slot::default(),
            with_history: Slot::default(),
        })
    }

    /// A checkpoint that shows everything that has been acknowledged by now. Whoever asks may
    /// leave: it is made to its end and kept, and no other is begun meanwhile.
    pub(super) async fn fresh(&self, history: bool) -> Result<Arc<Checkpoint>> {
        let wanted = self.registry.index().generation();
        let slot = if history {
            &self.with_history
        } else {
            &self.newest
        };
        let mut slot = Arc::clone(slot).lock_owned().await;
        if let Some(checkpoint) = slot.as_ref().filter(|c| c.generation >= wanted) {
            return Ok(Arc::clone(checkpoint));
        }
        let make = self.maker(history, false);
        // The turn goes with the work.
        apart(move || {
            let checkpoint = Arc::new(make()?);
            *slot = Some(Arc::clone(&checkpoint));
            Ok(checkpoint)
        })
        .await
    }

    /// Makes a checkpoint of now that is compacted, while the one before goes on being used.
    pub(super) async fn compact(&self) -> Result<()> {
        let checkpoint = apart(self.maker(false, true)).await?;
        let mut newest = self.newest.lock().await;
        let younger = newest
            .as_ref()
            .is_some_and(|c| c.generation > checkpoint.generation);
        if !younger {
            *newest = Some(Arc::new(checkpoint));
        }
        Ok(())
    }

    /// What makes a checkpoint, which takes a while.
    fn maker(
        &self,
        history: bool,
        compact: bool,
    ) -> impl FnOnce() -> Result<Checkpoint> + Send + use<> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.join(number.to_string());
        let registry = Arc::clone(&self.registry);
        move || {
            let begun = Instant::now();
            // Dropping it removes what there is when something fails half way.
            let mut checkpoint = Checkpoint {
                folder,
                generation: 0,
            };
            std::fs::create_dir_all(&checkpoint.folder).map_err(Problem::internal)?;
            // What is published in between is in one of the two: the checkpoint shows what both
            // do, and the next who wants more gets another one.
            let history = history.then(|| checkpoint.folder.join("history"));
            let shown = history.map(|dir| registry.checkpoint_history(&dir));
            let shown = shown.transpose()?.unwrap_or(u64::MAX);
            checkpoint.generation = registry.checkpoint(&checkpoint.head())?.min(shown);
            registry::sparql::without_private(&checkpoint.head(), compact)?;
            tracing::debug!(
                generation = checkpoint.generation,
                history = checkpoint.history().is_some(),
                compact,
                millis = begun.elapsed().as_millis(),
                "made a checkpoint"
            );
            Ok(checkpoint)
        }
    }
}

/// Does work that blocks, to its end, whether or not anybody waits for it.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(trace::carried(work))
        .await
        .map_err(Problem::internal)?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::AtomicBool;

    use futures::FutureExt as _;
    use registry::{Answer, query};

    use super::*;
    use crate::fixture;

    fn publish(registry: &Registry, n: usize) {
        let text = format!(
            r#"@prefix : <http://example.com/shop#> .
            @prefix upper: <https://w3id.org/denota/upper#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            : a upper:DomainModel ; upper:domain "shop" .
            :Order a upper:DirectClass ; upper:label "Order {n}"@en ;
                upper:primaryKey ( :number ) ; upper:property :number .
            :number a upper:Attribute ; upper:datatype xsd:long ;
                upper:minCount 1 ; upper:maxCount 1 ."#
        );
        fixture::commit(registry, &text, Vec::new());
    }

    /// How many named graphs a history holds: one for each revision, and the catalog.
    fn revisions(history: &Path) -> u64 {
        let store = registry::Store::open_read_only(history).unwrap();
        let count = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }";
        let rows = match query(&store, count).unwrap() {
            Answer::Solutions { rows, .. } => rows,
            Answer::Boolean(_) | Answer::Graph(_) => Vec::new(),
        };
        let text = rows.concat().concat();
        let digits = text.trim_start_matches('"').chars();
        let digits: String = digits.take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    }

    #[tokio::test]
    async fn one_is_made_at_a_time_and_kept_though_whoever_asked_has_left() {
        let dir = tempfile::tempdir().unwrap();
        let registry = Arc::new(Registry::open(&dir.path().join("registry")).unwrap());
        let checkpoints = Checkpoints::new(&registry, &dir.path().join("copies")).unwrap();
        for (history, made) in [(false, 1), (true, 2)] {
            for _ in 0..3 {
                drop(checkpoints.fresh(history).now_or_never());
            }
            let kept = checkpoints.fresh(history).await.unwrap();
            assert_eq!(kept.history().is_some(), history);
            assert_eq!(checkpoints.count.load(Ordering::Relaxed), made);
        }
    }

    #[test]
    fn a_checkpoint_with_history_holds_all_that_it_says_that_it_shows() {
        let dir = tempfile::tempdir().unwrap();
        let registry = Arc::new(Registry::open(&dir.path().join("registry")).unwrap());
        let checkpoints = Checkpoints::new(&registry, &dir.path().join("copies")).unwrap();
        let make = || checkpoints.maker(true, false)().unwrap();
        let first = make();
        let none = revisions(&first.history().unwrap());
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for n in 0.. {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    publish(&registry, n);
                }
            });
            let made: Vec<Checkpoint> = (0..12).map(|_| make()).collect();
            done.store(true, Ordering::Relaxed);
            for one in &made {
                let held = revisions(&one.history().unwrap()) - none;
                let said = one.generation - first.generation;
                assert!(held >= said, "{held} revisions, and it says {said}");
            }
        });
    }
}
