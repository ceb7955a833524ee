//! What the audit log lacks of what was written: whoever writes is killed, or finds the disk
//! full, after the store has it and before the log does.
//!
//! Publications are found by their revisions. What clients of the schema registry write leaves no
//! moment and no name, so that the store keeps the entry with it until the log has it.

use std::collections::HashSet;
use std::convert::identity;

use oxigraph::store::Transaction;

use crate::audit::{Action, AuditEntry, Outcome, UNKNOWN};
use crate::error::Error;
use crate::index::Revision;
use crate::private;
use crate::store::Registry;
use crate::writer::Writer;

/// How many of the last publications are looked for in a log that says nothing of when it begins:
/// it was taken away, or the registry was filled without one.
const LAST: u64 = 16;

/// What entries are kept of.
const TRAIL: &str = "urn:denota:private:trail";
/// An entry that the log may lack, as JSON.
const KEPT: &str = "urn:denota:private:trail-kept";

impl Registry {
    /// Enters into the audit log what it lacks of what was written; how many entries that were.
    /// Publications from before what the newest files of the log reach back to are not looked
    /// for.
    ///
    /// # Errors
    /// The log cannot be read or written.
    pub fn complete_audit(&self) -> Result<usize, Error> {
        // Nobody writes meanwhile; who has just published may still have to enter it.
        let writer = self.writer();
        let (since, entered) = self.recent_writes()?;
        let lacking = self.lacking(since.as_deref(), &entered);
        for entry in &lacking {
            self.audit(entry)?;
        }
        Ok(lacking.len() + writer.enter_kept(&entered)?)
    }

    /// What the log lacks of what was published, the oldest first.
    fn lacking(&self, since: Option<&str>, entered: &[AuditEntry]) -> Vec<AuditEntry> {
        let entered: HashSet<(Action, &str, &str)> = entered
            .iter()
            .filter_map(|e| Some((e.action, e.graph.as_deref()?, e.detail.as_deref()?)))
            .collect();
        let mut lacking = Vec::new();
        {
            let index = self.index();
            let last = index.generation.saturating_sub(LAST);
            let is_old = |revision: &Revision| match since {
                Some(since) => revision.published_at.as_str() < since,
                None => revision.publication <= last,
            };
            for graph in index.graphs.values().filter(|graph| !graph.builtin) {
                for revision in graph.revisions.iter().filter(|r| !is_old(r)) {
                    let (action, told) = told(revision);
                    if !entered.contains(&(action, graph.iri.as_str(), told.as_str())) {
                        lacking.push((revision.publication, entry(&graph.iri, revision)));
                    }
                }
            }
        }
        lacking.sort_by_key(|(publication, _)| *publication);
        lacking.into_iter().map(|(_, entry)| entry).collect()
    }
}

impl Writer<'_> {
    /// Enters into the audit log what was written with this entry, which is kept no longer then.
    ///
    /// # Errors
    /// The log cannot be written: the entry is kept until it can.
    pub fn enter(&self, entry: &AuditEntry) -> Result<(), Error> {
        self.registry.audit(entry)?;
        // The log has it: where it is kept all the same, it is found there and not entered again.
        let _ = self.keep_no_longer(&json(entry)?);
        Ok(())
    }

    /// Enters what is kept and is not among these; how many entries that were.
    fn enter_kept(&self, entered: &[AuditEntry]) -> Result<usize, Error> {
        let mut kept = private::values(self.registry.store(), TRAIL, KEPT)?;
        // Each begins with its moment.
        kept.sort_unstable();
        let mut lacking = 0;
        for json in &kept {
            let entry: AuditEntry =
                serde_json::from_str(json).map_err(|e| Error::Storage(e.to_string()))?;
            if !entered.contains(&entry) {
                self.registry.audit(&entry)?;
                lacking += 1;
            }
            self.keep_no_longer(json)?;
        }
        Ok(lacking)
    }

    fn keep_no_longer(&self, json: &str) -> Result<(), Error> {
        self.transact(
            |transaction| {
                transaction.remove(private::quad(TRAIL, KEPT, json).as_ref());
                Ok(())
            },
            identity,
        )
    }
}

/// Keeps the entry of what is written in a transaction, until the log has it.
pub(crate) fn keep(transaction: &mut Transaction<'_>, entry: &AuditEntry) -> Result<(), Error> {
    transaction.insert(private::quad(TRAIL, KEPT, &json(entry)?).as_ref());
    Ok(())
}

fn json(entry: &AuditEntry) -> Result<String, Error> {
    serde_json::to_string(entry).map_err(|e| Error::Storage(e.to_string()))
}

/// What the log says of a revision.
fn told(revision: &Revision) -> (Action, String) {
    let action = match revision.retired {
        true => Action::Retire,
        false => Action::Publish,
    };
    (action, AuditEntry::of_version(&revision.version))
}

fn entry(iri: &str, revision: &Revision) -> AuditEntry {
    let (action, told) = told(revision);
    AuditEntry {
        at: revision.published_at.clone(),
        request: UNKNOWN.to_owned(),
        who: revision.publisher.clone(),
        action,
        graph: Some(iri.to_owned()),
        outcome: Outcome::Done,
        detail: Some(told),
    }
}
