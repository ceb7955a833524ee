//! The audit log: who did or tried what, and how it ended. Lines are only ever appended,
//! and a full file is put aside under a number; nothing is deleted.

mod read;

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use semver::Version;
use serde::{Deserialize, Serialize};

pub use read::AuditFilter;

use crate::error::Error;
use crate::store::Registry;

/// The request of what the log lacked and was found by its revision: whoever asked was not
/// answered, or was told of a failure.
pub(crate) const UNKNOWN: &str = "-";

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
    /// The detail of an entry that says that a version of a graph was published or retired:
    /// what the log lacks is found by it.
    #[must_use]
    pub fn of_version(version: &Version) -> String {
        format!("version {version}")
    }

    /// Whether it is of something that changes the registry.
    fn writes(&self) -> bool {
        match self.action {
            Action::Publish | Action::Retire | Action::Administer => true,
            Action::Read | Action::Login => false,
        }
    }

    /// Whether it is to be on disk before anybody is answered. A refusal has changed nothing,
    /// and whoever likes can cause one: that must not cost a write to disk each.
    fn is_awaited(&self) -> bool {
        match self.outcome {
            Outcome::Done | Outcome::Failed => self.action != Action::Read,
            Outcome::Refused => false,
        }
    }
}

/// The log of one registry.
pub(crate) struct Audit {
    folder: PathBuf,
    file: Option<(File, u64)>,
    full: u64,
    /// Whether the file is full and could not be put aside.
    is_stuck: bool,
}

impl Audit {
    pub(crate) fn new(registry: &Path) -> Self {
        Self {
            folder: registry.join("audit"),
            file: None,
            full: FULL,
            is_stuck: false,
        }
    }

    fn append(&mut self, entry: &AuditEntry) -> Result<(), Error> {
        let appended = self.write(entry);
        match appended {
            Ok(size) if size > self.full => {
                // The entry is where it belongs all the same. The next one tries again.
                self.is_stuck = self.put_aside().is_err();
            }
            Ok(_) => self.is_stuck = false,
            // Half a line may stand there now; the file is opened anew, which ends it.
            Err(_) => self.file = None,
        }
        appended.map(drop)
    }

    /// Writes an entry; how large the file is then.
    fn write(&mut self, entry: &AuditEntry) -> Result<u64, Error> {
        let mut line = serde_json::to_string(entry).map_err(std::io::Error::from)?;
        line.push('\n');
        let (file, size) = self.open()?;
        // One write, so that a line is there as a whole or not at all.
        file.write_all(line.as_bytes())?;
        *size += line.len() as u64;
        if entry.is_awaited() {
            file.sync_data()?;
        }
        Ok(*size)
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
        let is_stuck = audit.is_stuck;
        drop(audit);
        if is_stuck {
            self.doubt();
        }
        self.written(appended)
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use super::read::all;
    use super::*;

    pub(super) fn entry(n: u32) -> AuditEntry {
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
        let found = all(&copied);
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
        let found = all(&audit.folder);
        assert_eq!(found, (0..20).map(entry).collect::<Vec<_>>());
        std::fs::write(audit.folder.join(NEWEST), b"{\"who\":\"Ren\xc3").unwrap();
        let mut again = Audit::new(folder.path());
        again.append(&entry(20)).unwrap();
        let found = all(&audit.folder);
        assert_eq!(
            found.last(),
            Some(&entry(20)),
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
        let found = all(&audit.folder);
        assert_eq!(found, [entry(0), entry(2)]);
    }

    #[test]
    fn what_is_written_is_no_failure_where_the_full_file_cannot_be_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let mut audit = Audit::new(folder.path());
        audit.append(&entry(0)).unwrap();
        let newest = audit.folder.join(NEWEST);
        // The open file goes on being written; there is none to rename.
        std::fs::rename(&newest, audit.folder.join("moved.jsonl")).unwrap();
        audit.full = 0;
        audit.append(&entry(1)).unwrap();
        assert!(audit.is_stuck);
        assert_eq!(all(&audit.folder), [entry(0), entry(1)]);
        audit.append(&entry(2)).unwrap();
        assert!(!audit.is_stuck && !newest.exists());
        assert!(audit.folder.join("audit.000000001.jsonl").is_file());
    }
}
