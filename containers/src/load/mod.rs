//! Loading rows: read, validated, sorted by key, merged once with the table, committed once.

pub(crate) mod clean;
mod content;
mod current;
pub(crate) mod journal;
mod merge;
mod runs;
pub(crate) mod sort;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use arrow_array::RecordBatch;
use iceberg::spec::{FormatVersion, Schema};
use iceberg::table::Table as LiveTable;
use rustc_hash::{FxHashMap, FxHashSet};
use transpilers::iceberg::table::{Content, Table};
use upper::model::{ClassId, Models};

use crate::catalog::commit::{self, ATTEMPTS, Change, Outcome};
use crate::catalog::snapshot::{self, Delta};
use crate::catalog::{Connection, display};
use crate::error::{Doing as _, Error, Result};
use crate::provision::{evolve::ident, ledger};
use crate::rows::{self, Counts, Target, rejects_of};
use journal::Workspace;
use merge::{Merged, Places};
use sort::{Sorted, Sorter};

/// Memory for rows before they are spilled.
const BUDGET: usize = 96 << 20;
/// Batches between the thread that reads and the one that sorts.
const AHEAD: usize = 4;

/// What to load.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The models that the table was planned from.
    pub models: &'a Models,
    /// The class of the rows; for a sealed class each row says which leaf it is of.
    pub class: ClassId,
    /// The plan of the table that holds the class.
    pub table: &'a Table,
    /// The files, in order: of rows with one key the last wins.
    pub files: &'a [PathBuf],
}

/// How far a load is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Rows read so far.
    pub read: u64,
    /// Rows rejected so far.
    pub rejected: u64,
}

/// What a load is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading and checking rows.
    Read,
    /// Comparing with the rows of the table and writing.
    Merge,
    /// Making it visible.
    Commit,
}

/// What a load came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The table, as `namespace.table`.
    pub table: String,
    /// Rows read.
    pub read: u64,
    /// Rows rejected; they are in the files of [`Self::rejects`].
    pub rejected: u64,
    /// Rows with keys that the table did not have.
    pub inserted: u64,
    /// Rows that replaced one of the table.
    pub updated: u64,
    /// Rows that the table had already, just so.
    pub unchanged: u64,
    /// Whether these very files were the last load, so that nothing had to be read.
    pub replayed: bool,
    /// Files with rejected rows.
    pub rejects: Vec<PathBuf>,
}

impl Loaded {
    /// Rows that a later one of these files with the same key replaced.
    #[must_use]
    pub fn superseded(&self) -> u64 {
        let settled = self.rejected + self.inserted + self.updated + self.unchanged;
        self.read.saturating_sub(settled)
    }
}

/// Loads; `progress` is told about every batch.
pub(crate) fn load(
    runtime: &tokio::runtime::Runtime,
    connection: &Connection,
    request: &Request<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Loaded> {
    spare_rejects(request.files)?;
    let live = runtime.block_on(open(connection, request.table))?;
    runtime.block_on(clean::leftovers(connection));
    let plan = as_live(request.table, &live);
    let schema = live.metadata().current_schema();
    current::check(&plan, live.metadata(), &display(live.identifier()))?;
    let target = Target::new(request.models, request.class, &plan, schema)?;
    let mut loaded = Loaded {
        table: display(live.identifier()),
        ..Loaded::default()
    };
    let source = fingerprint(request, &target, schema)?;
    if replays(&live, &source) {
        loaded.replayed = true;
        return Ok(loaded);
    }
    let places = places(&plan, &live)?;
    let mut workspace = Workspace::new(&connection.scratch, &loaded.table)?;
    let (schema, keys, dir) = (&target.schema, &places.keys, workspace.dir());
    let mut sorter = Sorter::new(schema, keys, true, BUDGET, dir, "rows")?;
    let counts = read_all(request, &target, &mut sorter, progress)?;
    loaded.read = counts.read;
    loaded.rejected = counts.rejected;
    let rejects = request.files.iter().map(|f| rejects_of(f));
    loaded.rejects = rejects
        .filter(|r| counts.rejected > 0 && r.exists())
        .collect();
    let sorted = sorter.finish()?;
    let mut job = Job {
        connection,
        plan: request.table,
        places: &places,
        sorted: &sorted,
        workspace: &mut workspace,
        source: &source,
    };
    let mut phase = |phase| {
        progress(Progress {
            phase,
            read: counts.read,
            rejected: counts.rejected,
        })
    };
    let merged = runtime.block_on(job.run(live, counts, &mut phase))?;
    loaded.inserted = merged.inserted;
    loaded.updated = merged.updated;
    loaded.unchanged = merged.unchanged;
    Ok(loaded)
}

async fn open(connection: &Connection, table: &Table) -> Result<LiveTable> {
    let ident = ident(table);
    let Some(live) = connection.table(&ident).await? else {
        let what = format!(
            "there is no table `{}` in `{}`",
            display(&ident),
            connection.container.name
        );
        return Err(Error::not_found(what).with_help("run `denota provision` first"));
    };
    if live.metadata().format_version() != FormatVersion::V2 {
        let what = format!("the table `{}` is not of format version 2", display(&ident));
        return Err(Error::unsupported(what));
    }
    Ok(live)
}

/// The plan with the numbers that the live table uses.
fn as_live(planned: &Table, live: &LiveTable) -> Table {
    let mut plan = planned.clone();
    let ledger = ledger::Ledger::of(live.metadata());
    let mut numbers: FxHashMap<i32, i32> = FxHashMap::default();
    numbers.extend(ledger::numbers(planned, &ledger));
    if ledger.ids().next().is_some() {
        // What the table does not know must not be taken for what has its number there.
        planned.visit(&mut |_, column| {
            numbers.entry(column.id).or_insert(-column.id);
        });
    }
    plan.renumber(&numbers);
    plan
}

fn places(plan: &Table, live: &LiveTable) -> Result<Places> {
    let fields = live.metadata().current_schema().as_struct().fields();
    let place = |id: &i32| fields.iter().position(|f| f.id == *id);
    let keys: Option<Vec<usize>> = plan.identifier.iter().map(place).collect();
    let keys = keys.ok_or_else(|| {
        Error::invalid(format!(
            "the table `{}` lacks columns of its key",
            display(live.identifier())
        ))
        .with_help("run `denota provision` to bring it up to date")
    })?;
    let left = (0..).zip(fields);
    let left = left.filter(|(_, field)| plan.column(field.id).is_none());
    let mut sets = FxHashSet::default();
    plan.visit(&mut |_, column| {
        if column.content == Content::Many {
            sets.insert(column.id);
        }
    });
    Ok(Places {
        keys,
        left: left.map(|(place, _)| place).collect(),
        sets,
    })
}

/// Sees that no file to be read is one into which the rejected rows of another go.
fn spare_rejects(files: &[PathBuf]) -> Result<()> {
    let same = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let inputs: HashSet<PathBuf> = files.iter().map(|path| same(path)).collect();
    match files
        .iter()
        .find(|path| inputs.contains(&same(&rejects_of(path))))
    {
        None => Ok(()),
        Some(path) => {
            let what = format!(
                "the rows that are rejected of `{}` would be written over `{}`, which is to be read",
                path.display(),
                rejects_of(path).display()
            );
            Err(Error::invalid(what).with_help("give the file of corrected rows a name of its own"))
        }
    }
}

/// What a load is made from: the files, how they are read, and into what.
fn fingerprint(request: &Request<'_>, target: &Target, schema: &Schema) -> Result<Source> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(target.rules().as_bytes());
    // As JSON: in the schema of Arrow what describes a field is in no order.
    let schema = serde_json::to_vec(schema);
    hasher.update(&schema.doing(|| "write the schema of the table".to_owned())?);
    let mut bytes = 0;
    for path in request.files {
        let mut file = std::fs::File::open(path).map_err(|e| {
            Error::not_found(format!("cannot open `{}`", path.display())).caused_by(e)
        })?;
        let length =
            std::io::copy(&mut file, &mut hasher).doing(|| format!("read `{}`", path.display()))?;
        // Two files are something else than one of what both hold.
        hasher.update(&length.to_le_bytes());
        bytes += length;
    }
    let names = request.files.iter().filter_map(|p| Path::file_name(p));
    Ok(Source {
        hash: hasher.finalize().to_hex().to_string(),
        name: names
            .map(|n| n.to_string_lossy())
            .collect::<Vec<_>>()
            .join(", "),
        bytes,
    })
}

struct Source {
    hash: String,
    name: String,
    bytes: u64,
}

const HASH: &str = "denota.load.hash";
const REJECTED: &str = "denota.load.rejected";

/// Whether the table's state is exactly what this load left, with no row rejected.
fn replays(live: &LiveTable, source: &Source) -> bool {
    let Some(snapshot) = live.metadata().current_snapshot() else {
        return false;
    };
    let summary = &snapshot.summary().additional_properties;
    summary.get(HASH) == Some(&source.hash) && summary.get(REJECTED).is_some_and(|n| n == "0")
}

enum Message {
    Batch(RecordBatch, Counts),
    End(Result<Counts>),
}

/// Reads in a thread of its own, so that checking and sorting go on at once.
fn read_all(
    request: &Request<'_>,
    target: &Target,
    sorter: &mut Sorter,
    progress: &mut dyn FnMut(Progress),
) -> Result<Counts> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        scope.spawn(move || send_all(request, target, &sender));
        receive_all(&receiver, sorter, progress)
    })
}

fn send_all(request: &Request<'_>, target: &Target, sender: &SyncSender<Message>) {
    let mut total = Counts::default();
    for path in request.files {
        let before = total;
        let sum = |c: Counts| Counts {
            read: before.read + c.read,
            rejected: before.rejected + c.rejected,
        };
        let mut sink = |batch, counts| sender.send(Message::Batch(batch, sum(counts))).is_ok();
        match rows::read(request.models, target, path, &mut sink) {
            Ok(counts) => total = sum(counts),
            Err(e) => {
                let _ = sender.send(Message::End(Err(e)));
                return;
            }
        }
    }
    let _ = sender.send(Message::End(Ok(total)));
}

fn receive_all(
    receiver: &Receiver<Message>,
    sorter: &mut Sorter,
    progress: &mut dyn FnMut(Progress),
) -> Result<Counts> {
    while let Ok(message) = receiver.recv() {
        match message {
            Message::Batch(batch, counts) => {
                sorter.push(batch)?;
                progress(Progress {
                    phase: Phase::Read,
                    read: counts.read,
                    rejected: counts.rejected,
                });
            }
            Message::End(result) => return result,
        }
    }
    Err(Error::storage("reading stopped before the end of the file"))
}

struct Job<'a> {
    connection: &'a Connection,
    plan: &'a Table,
    places: &'a Places,
    sorted: &'a Sorted,
    workspace: &'a mut Workspace,
    source: &'a Source,
}

impl Job<'_> {
    /// Merges and commits; when somebody else was first, again with the new state.
    async fn run(
        &mut self,
        live: LiveTable,
        counts: Counts,
        phase: &mut dyn FnMut(Phase),
    ) -> Result<Merged> {
        let mut live = live;
        let schema = live.metadata().current_schema_id();
        for attempt in 0..ATTEMPTS {
            let written = self.write(&live, counts, phase).await;
            let journal = self.workspace.journal();
            let (merged, change) = clean::written(written, &live, &journal).await?;
            let Some(change) = change else {
                return Ok(merged);
            };
            if clean::commit(self.connection, &live, change, self.workspace).await? == Outcome::Done
            {
                return Ok(merged);
            }
            commit::pause(attempt).await;
            live = open(self.connection, self.plan).await?;
            if live.metadata().current_schema_id() != schema {
                let what = format!(
                    "the columns of `{}` changed during the load",
                    display(live.identifier())
                );
                return Err(Error::conflict(what).with_help("run the load again"));
            }
        }
        let what = format!(
            "the table `{}` kept being changed by others",
            display(live.identifier())
        );
        Err(Error::conflict(what).with_help("run the load again when they are done"))
    }

    /// Merges into new files, and the change that makes them visible, if there is any.
    async fn write(
        &self,
        live: &LiveTable,
        counts: Counts,
        phase: &mut dyn FnMut(Phase),
    ) -> Result<(Merged, Option<Change>)> {
        phase(Phase::Merge);
        let (dir, journal) = (self.workspace.dir(), self.workspace.journal());
        let merging = merge::merge(live, self.places, self.sorted, dir, journal.clone());
        let mut merged = merging.await?;
        if merged.added.is_empty() && merged.removed.is_empty() {
            return Ok((merged, None));
        }
        phase(Phase::Commit);
        let delta = Delta {
            added: std::mem::take(&mut merged.added),
            removed: std::mem::take(&mut merged.removed),
            properties: self.summary(counts),
        };
        let change = snapshot::stage(live, delta, &journal).await?;
        Ok((merged, Some(change)))
    }

    fn summary(&self, counts: Counts) -> HashMap<String, String> {
        HashMap::from([
            (HASH.to_owned(), self.source.hash.clone()),
            ("denota.load.source".to_owned(), self.source.name.clone()),
            (
                "denota.load.offset".to_owned(),
                self.source.bytes.to_string(),
            ),
            ("denota.load.rows".to_owned(), counts.read.to_string()),
            (REJECTED.to_owned(), counts.rejected.to_string()),
        ])
    }
}
