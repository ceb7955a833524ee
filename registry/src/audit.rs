//! The audit log: who did or tried what, and how it ended. Lines are only ever appended,
//! and a full file is put aside under a number; nothing is deleted.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};
use upper::literal::compare;
use upper::vocabulary::Primitive;

use crate::error::Error;
use crate::store::Registry;

/// A file of more bytes than this is put aside.
const FULL: u64 = 64 << 20;

/// What somebody did, or tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// To read a graph, or to ask.
    Read,
    /// To publish a graph.
    Publish,
    /// To retire a graph.
    Retire,
    /// To sign in.
    Login,
    /// To operate the registry.
    Administer,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was not allowed, or did not go in.
    Refused,
    /// It failed.
    Failed,
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When, as an `xsd:dateTime` in UTC.
    pub at: String,
    /// The id of the request, which logs share.
    pub request: String,
    /// Who.
    pub who: String,
    /// What.
    pub action: Action,
    /// To which graph, by IRI.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub graph: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// What else there is to say, such as a version or a reason.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
}

impl AuditEntry {
    /// Whether it is to be on disk before anybody is answered. A refusal has changed nothing,
    /// and whoever likes can cause one: that must not cost a write to disk each.
    fn is_awaited(&self) -> bool {
        match self.outcome {
            Outcome::Done | Outcome::Failed => self.action != Action::Read,
            Outcome::Refused => false,
        }
    }
}

/// Which entries are asked for: those that meet everything that is stated.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only of this request.
    pub request: Option<String>,
    /// Only by them.
    pub who: Option<String>,
    /// Only this.
    pub action: Option<Action>,
    /// Only on this graph.
    pub graph: Option<String>,
    /// Only with this end.
    pub outcome: Option<Outcome>,
    /// Only from this instant on, an `xsd:dateTime` in any zone; one that is none admits nothing.
    pub since: Option<String>,
    /// Only before this instant, likewise.
    pub before: Option<String>,
    /// Only so many, the newest ones.
    pub limit: Option<usize>,
}

/// The log of one registry.
pub(crate) struct Audit {
    folder: PathBuf,
    file: Option<(File, u64)>,
    full: u64,
}

impl Audit {
    pub(crate) fn new(registry: &Path) -> Self {
        Self {
            folder: registry.join("audit"),
            file: None,
            full: FULL,
        }
    }

    fn append(&mut self, entry: &AuditEntry) -> Result<(), Error> {
        let appended = self.write(entry);
        if appended.is_err() {
            // Half a line may stand there now; the file is opened anew, which ends it.
            self.file = None;
        }
        appended
    }

    fn write(&mut self, entry: &AuditEntry) -> Result<(), Error> {
        let mut line = serde_json::to_string(entry).map_err(std::io::Error::from)?;
        line.push('\n');
        let (file, size) = self.open()?;
        // One write, so that a line is there as a whole or not at all.
        file.write_all(line.as_bytes())?;
        *size += line.len() as u64;
        if entry.is_awaited() {
            file.sync_data()?;
        }
        if *size > self.full {
            self.put_aside()?;
        }
        Ok(())
    }

    fn open(&mut self) -> Result<&mut (File, u64), Error> {
        let opened = match self.file.take() {
            Some(opened) => opened,
            None => {
                std::fs::create_dir_all(&self.folder)?;
                let path = self.folder.join(NEWEST);
                let mut options = OpenOptions::new();
                let mut file = options.create(true).append(true).read(true).open(path)?;
                let size = file.metadata()?.len();
                end_line(&mut file, size)?;
                (file, size)
            }
        };
        Ok(self.file.insert(opened))
    }

    fn put_aside(&mut self) -> Result<(), Error> {
        self.file = None;
        let number = |f: &PathBuf| {
            let name = f.file_name()?.to_str()?;
            let number = name.strip_prefix("audit.")?.strip_suffix(".jsonl")?;
            number.parse::<u64>().ok()
        };
        let last = files(&self.folder)?.iter().filter_map(number).max();
        let next = last.map_or(1, |last| last + 1);
        let aside = self.folder.join(format!("audit.{next:09}.jsonl"));
        std::fs::rename(self.folder.join(NEWEST), aside)?;
        Ok(File::open(&self.folder)?.sync_all()?)
    }
}

/// Ends a line that a power failure or a full disk cut short, so that the next one is whole.
fn end_line(file: &mut File, size: u64) -> Result<(), Error> {
    if let Some(last) = size.checked_sub(1) {
        let mut byte = [0];
        file.seek(SeekFrom::Start(last))?;
        file.read_exact(&mut byte)?;
        if byte != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(())
}

const NEWEST: &str = "audit.jsonl";

/// The files of a log, the oldest first.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for file in std::fs::read_dir(folder)? {
            files.push(file?.path());
        }
    }
    // The newest one has no number, and comes last.
    let key = |f: &PathBuf| (f.ends_with(NEWEST), f.clone());
    files.sort_by_key(key);
    Ok(files)
}

impl Registry {
    /// Appends to the audit log. All but reading and refusals is on disk when this returns.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn audit(&self, entry: &AuditEntry) -> Result<(), Error> {
        let mut audit = self.audit.lock().unwrap_or_else(PoisonError::into_inner);
        let appended = audit.append(entry);
        drop(audit);
        self.written(appended)
    }

    /// Entries of the audit log, the oldest first.
    ///
    /// # Errors
    /// A file could not be read.
    pub fn audit_entries(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, Error> {
        let open = {
            // While it is held no file is put aside.
            let audit = self.audit.lock().unwrap_or_else(PoisonError::into_inner);
            open_all(&audit.folder)?
        };
        entries(open, filter)
    }
}

impl Registry {
    /// What was published and retired, as the two newest files tell it, and when the first of
    /// their entries was made.
    pub(crate) fn recent_writes(&self) -> Result<(Option<String>, Vec<AuditEntry>), Error> {
        let open: Vec<File> = {
            let audit = self.audit.lock().unwrap_or_else(PoisonError::into_inner);
            let mut files = files(&audit.folder)?;
            // Reading what is none could take for ever.
            files.retain(|file| file.is_file());
            let newest = files.split_off(files.len().saturating_sub(2));
            newest.iter().map(File::open).collect::<Result<_, _>>()?
        };
        let mut first = None;
        let mut found = Vec::new();
        each(open, |entry| {
            first.get_or_insert_with(|| entry.at.clone());
            let writes = matches!(entry.action, Action::Publish | Action::Retire);
            if writes && entry.outcome == Outcome::Done {
                found.push(entry);
            }
        })?;
        Ok((first, found))
    }
}

/// The files of a log as they are at one moment, open: what comes later is not in it.
pub(crate) struct Snapshot(Vec<Part>);

/// A file of a log: its name, and how much of it there is.
struct Part {
    name: OsString,
    file: File,
    length: u64,
}

impl Registry {
    /// The log as it is now. Only this holds up who appends to it, and not what is done with it.
    pub(crate) fn audit_snapshot(&self) -> Result<Snapshot, Error> {
        let audit = self.audit.lock().unwrap_or_else(PoisonError::into_inner);
        audit.snapshot()
    }
}

impl Audit {
    fn snapshot(&self) -> Result<Snapshot, Error> {
        let mut parts = Vec::new();
        for path in files(&self.folder)? {
            let (Some(name), true) = (path.file_name(), path.is_file()) else {
                continue;
            };
            let file = File::open(&path)?;
            let length = file.metadata()?.len();
            parts.push(Part {
                name: name.to_owned(),
                file,
                length,
            });
        }
        Ok(Snapshot(parts))
    }
}

impl Snapshot {
    /// Copies the files into a folder, and sees to it that they are on disk.
    pub(crate) fn copy(self, to: &Path) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        std::fs::create_dir_all(to)?;
        for Part { name, file, length } in self.0 {
            let mut copied = File::create(to.join(name))?;
            copied.set_permissions(file.metadata()?.permissions())?;
            std::io::copy(&mut file.take(length), &mut copied)?;
            copied.sync_all()?;
        }
        Ok(File::open(to)?.sync_all()?)
    }
}

fn open_all(folder: &Path) -> Result<Vec<File>, Error> {
    let open = |path: &PathBuf| Ok(File::open(path)?);
    files(folder)?.iter().map(open).collect()
}

fn entries(files: Vec<File>, filter: &AuditFilter) -> Result<Vec<AuditEntry>, Error> {
    let mut found: VecDeque<AuditEntry> = VecDeque::new();
    each(files, |entry| {
        if filter.admits(&entry) {
            found.push_back(entry);
        }
        if filter.limit.is_some_and(|limit| found.len() > limit) {
            found.pop_front();
        }
    })?;
    Ok(found.into())
}

fn each(files: Vec<File>, mut see: impl FnMut(AuditEntry)) -> Result<(), Error> {
    for file in files {
        for line in BufReader::new(file).split(b'\n') {
            // A line that was cut short says nothing, and may end within a character.
            if let Ok(entry) = serde_json::from_slice(&line?) {
                see(entry);
            }
        }
    }
    Ok(())
}

/// Which of two instants comes first; `None` where one is none.
fn order(one: &str, other: &str) -> Option<Ordering> {
    compare(Primitive::DateTime, one, other)
}

impl AuditFilter {
    fn admits(&self, entry: &AuditEntry) -> bool {
        let text = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|w| w == is);
        let graph = self.graph.is_none() || self.graph == entry.graph;
        graph
            && text(&self.request, &entry.request)
            && text(&self.who, &entry.who)
            && self.action.is_none_or(|a| a == entry.action)
            && self.outcome.is_none_or(|o| o == entry.outcome)
            && self
                .since
                .as_ref()
                .is_none_or(|s| order(&entry.at, s).is_some_and(Ordering::is_ge))
            && self
                .before
                .as_ref()
                .is_none_or(|b| order(&entry.at, b).is_some_and(Ordering::is_lt))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use super::*;

    fn entry(n: u32) -> AuditEntry {
        AuditEntry {
            at: format!("2026-01-02T03:04:{n:02}Z"),
            request: n.to_string(),
            who: "ann".to_owned(),
            action: Action::Publish,
            graph: None,
            outcome: Outcome::Done,
            detail: None,
        }
    }

    #[test]
    fn only_what_changed_something_waits_for_the_disk() {
        let ended = |action, outcome| AuditEntry {
            action,
            outcome,
            ..entry(0)
        };
        assert!(ended(Action::Publish, Outcome::Done).is_awaited());
        assert!(ended(Action::Login, Outcome::Failed).is_awaited());
        assert!(!ended(Action::Read, Outcome::Done).is_awaited());
        assert!(!ended(Action::Publish, Outcome::Refused).is_awaited());
    }

    #[test]
    fn a_snapshot_is_of_one_moment_whatever_is_appended_while_it_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let mut audit = Audit {
            full: 300,
            ..Audit::new(folder.path())
        };
        let copied = folder.path().join("copied");
        audit.snapshot().unwrap().copy(&copied).unwrap();
        assert!(!copied.exists());
        for n in 0..9 {
            audit.append(&entry(n)).unwrap();
        }
        let snapshot = audit.snapshot().unwrap();
        for n in 9..20 {
            audit.append(&entry(n)).unwrap();
        }
        snapshot.copy(&copied).unwrap();
        let found = entries(open_all(&copied).unwrap(), &AuditFilter::default()).unwrap();
        assert_eq!(found, (0..9).map(entry).collect::<Vec<_>>());
    }

    #[test]
    fn full_files_are_put_aside_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut audit = Audit {
            full: 300,
            ..Audit::new(folder.path())
        };
        for n in 0..20 {
            audit.append(&entry(n)).unwrap();
        }
        let files = files(&audit.folder).unwrap();
        assert!(files.len() > 3, "{files:?}");
        let found = entries(open_all(&audit.folder).unwrap(), &AuditFilter::default()).unwrap();
        assert_eq!(found, (0..20).map(entry).collect::<Vec<_>>());
        std::fs::write(audit.folder.join(NEWEST), b"{\"who\":\"Ren\xc3").unwrap();
        let mut again = Audit::new(folder.path());
        again.append(&entry(20)).unwrap();
        let last = AuditFilter {
            limit: Some(1),
            ..AuditFilter::default()
        };
        let found = entries(open_all(&audit.folder).unwrap(), &last).unwrap();
        assert_eq!(
            found,
            [entry(20)],
            "a line that was cut short spoils no other"
        );
    }

    #[test]
    fn what_could_not_be_written_spoils_nothing_that_comes_after() {
        let folder = tempfile::tempdir().unwrap();
        let mut audit = Audit::new(folder.path());
        audit.append(&entry(0)).unwrap();
        let newest = audit.folder.join(NEWEST);
        let mut file = OpenOptions::new().append(true).open(&newest).unwrap();
        file.write_all(b"{\"at\":\"20").unwrap();
        // A file that takes nothing, as that of a full disk.
        audit.file = Some((File::open(&newest).unwrap(), 0));
        audit.append(&entry(1)).unwrap_err();
        audit.append(&entry(2)).unwrap();
        let found = entries(open_all(&audit.folder).unwrap(), &AuditFilter::default()).unwrap();
        assert_eq!(found, [entry(0), entry(2)]);
    }
}
