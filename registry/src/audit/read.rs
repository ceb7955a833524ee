//! Reading the audit log: from the newest file back, no further than what is asked for can
//! be.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use upper::literal::compare;
use upper::vocabulary::Primitive;

use super::{Action, AuditEntry, Outcome, UNKNOWN, files};
use crate::error::Error;
use crate::store::Registry;

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

impl Registry {
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

    /// What was written, as the two newest files tell it, and when the first of their entries was
    /// made.
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
        for file in open {
            each(file, |entry| {
                // What was entered later, under the instant at which it happened, does not say
                // from when on the files have all.
                if entry.request != UNKNOWN {
                    first.get_or_insert_with(|| entry.at.clone());
                }
                if entry.writes() && entry.outcome == Outcome::Done {
                    found.push(entry);
                }
            })?;
        }
        Ok((first, found))
    }
}

fn open_all(folder: &Path) -> Result<Vec<File>, Error> {
    let open = |path: &PathBuf| Ok(File::open(path)?);
    files(folder)?.iter().map(open).collect()
}

/// The entries of files, which come the oldest first.
fn entries(files: Vec<File>, filter: &AuditFilter) -> Result<Vec<AuditEntry>, Error> {
    let mut room = filter.limit.unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    for (nth, file) in files.into_iter().rev().enumerate() {
        if room == 0 {
            break;
        }
        let part = part(file, filter, room)?;
        room -= part.found.len();
        parts.push(part.found);
        // What was put aside before it is older still. The newest file alone tells nothing: it
        // may hold no more yet than old publications that the log lacked.
        if nth > 0 && part.is_past {
            break;
        }
    }
    Ok(parts.into_iter().rev().flatten().collect())
}

/// What one file has of what is asked for.
struct Part {
    /// The entries, the oldest first.
    found: VecDeque<AuditEntry>,
    /// Whether all its entries are from before the instant from which on they are asked for.
    is_past: bool,
}

/// The newest entries of a file, at most so many.
fn part(file: File, filter: &AuditFilter, most: usize) -> Result<Part, Error> {
    let mut found = VecDeque::new();
    let (mut old, mut all) = (0_u64, 0_u64);
    each(file, |entry| {
        all += 1;
        if !filter.has_begun(&entry) {
            old += 1;
        } else if filter.admits(&entry) {
            found.push_back(entry);
            if found.len() > most {
                found.pop_front();
            }
        }
    })?;
    let is_past = all > 0 && old == all;
    Ok(Part { found, is_past })
}

fn each(file: File, mut see: impl FnMut(AuditEntry)) -> Result<(), Error> {
    for line in BufReader::new(file).split(b'\n') {
        // A line that was cut short says nothing, and may end within a character.
        if let Ok(entry) = serde_json::from_slice(&line?) {
            see(entry);
        }
    }
    Ok(())
}

/// Which of two instants comes first; `None` where one is none.
fn order(one: &str, other: &str) -> Option<Ordering> {
    compare(Primitive::DateTime, one, other)
}

impl AuditFilter {
    /// Whether an entry is of a time that is asked for, or of a later one.
    fn has_begun(&self, entry: &AuditEntry) -> bool {
        self.since
            .as_ref()
            .is_none_or(|s| order(&entry.at, s).is_some_and(Ordering::is_ge))
    }

    /// Whether an entry that is not too old meets everything else.
    fn admits(&self, entry: &AuditEntry) -> bool {
        let text = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|w| w == is);
        let graph = self.graph.is_none() || self.graph == entry.graph;
        graph
            && text(&self.request, &entry.request)
            && text(&self.who, &entry.who)
            && self.action.is_none_or(|a| a == entry.action)
            && self.outcome.is_none_or(|o| o == entry.outcome)
            && self
                .before
                .as_ref()
                .is_none_or(|b| order(&entry.at, b).is_some_and(Ordering::is_lt))
    }
}

/// All that a folder has.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
pub(super) fn all(folder: &Path) -> Vec<AuditEntry> {
    entries(open_all(folder).unwrap(), &AuditFilter::default()).unwrap()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use super::*;
    use crate::audit::tests::entry;

    /// A log of files with these entries, the oldest first. The first one is a folder where it
    /// has none: whoever reads it fails.
    fn log(files: &[&[u32]]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (nth, entries) in files.iter().enumerate() {
            let name = match nth + 1 == files.len() {
                true => "audit.jsonl".to_owned(),
                false => format!("audit.{nth:09}.jsonl"),
            };
            let path = folder.path().join(name);
            let line = |n: &u32| serde_json::to_string(&entry(*n)).unwrap() + "\n";
            match entries.is_empty() {
                true => std::fs::create_dir(path).unwrap(),
                false => {
                    std::fs::write(path, entries.iter().map(line).collect::<String>()).unwrap()
                }
            }
        }
        folder
    }

    fn asked(folder: &tempfile::TempDir, filter: &AuditFilter) -> Result<Vec<u32>, Error> {
        let found = entries(open_all(folder.path())?, filter)?;
        Ok(found.iter().map(|e| e.request.parse().unwrap()).collect())
    }

    fn newest(limit: usize) -> AuditFilter {
        AuditFilter {
            limit: Some(limit),
            ..AuditFilter::default()
        }
    }

    fn since(n: u32) -> AuditFilter {
        AuditFilter {
            since: Some(entry(n).at),
            ..AuditFilter::default()
        }
    }

    #[test]
    fn files_are_read_from_the_newest_back_until_there_is_enough() {
        let log = log(&[&[], &[1, 2, 3], &[4, 5, 6], &[7]]);
        assert_eq!(asked(&log, &newest(0)).unwrap(), [0; 0]);
        assert_eq!(asked(&log, &newest(1)).unwrap(), [7]);
        assert_eq!(asked(&log, &newest(3)).unwrap(), [5, 6, 7]);
        assert_eq!(asked(&log, &newest(7)).unwrap(), [1, 2, 3, 4, 5, 6, 7]);
        asked(&log, &newest(8)).unwrap_err();
        let first_two = AuditFilter {
            before: Some(entry(6).at),
            ..newest(2)
        };
        assert_eq!(asked(&log, &first_two).unwrap(), [4, 5]);
    }

    #[test]
    fn files_from_before_the_instant_that_is_asked_for_are_not_read() {
        let log = log(&[&[], &[1, 2, 3], &[4, 5, 6], &[7]]);
        assert_eq!(asked(&log, &since(4)).unwrap(), [4, 5, 6, 7]);
        assert_eq!(asked(&log, &since(8)).unwrap(), [0; 0]);
        asked(&log, &since(3)).unwrap_err();
    }

    /// What the log lacked is entered under the instant at which it happened.
    #[test]
    fn an_old_entry_in_the_newest_file_hides_no_newer_ones() {
        let log = log(&[&[], &[1, 2], &[6, 3, 7], &[2]]);
        assert_eq!(asked(&log, &since(4)).unwrap(), [6, 7]);
    }
}
