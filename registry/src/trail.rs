//! What the audit log lacks of what was published: whoever publishes is killed, or finds the
//! disk full, after the store has it and before the log does.

use std::collections::HashSet;

use crate::audit::{Action, AuditEntry, Outcome};
use crate::error::Error;
use crate::index::Revision;
use crate::store::Registry;

/// How many of the last publications are looked at.
const LAST: u64 = 16;

impl Registry {
    /// Enters into the audit log which of the last publications it lacks; how many graphs that
    /// were. Publications from before what the newest files of the log reach back to are not
    /// looked for.
    ///
    /// # Errors
    /// The log cannot be read or written.
    pub fn complete_audit(&self) -> Result<usize, Error> {
        // Nobody publishes meanwhile; who has just done so may still have to enter it.
        let _turn = self.writer();
        let (since, entered) = self.recent_writes()?;
        let entered: HashSet<(Action, &str, &str)> = entered
            .iter()
            .filter_map(|e| Some((e.action, e.graph.as_deref()?, e.detail.as_deref()?)))
            .collect();
        let mut missing = Vec::new();
        {
            let index = self.index();
            let first = index.generation.saturating_sub(LAST);
            for graph in index.graphs.values().filter(|graph| !graph.builtin) {
                for revision in graph.revisions.iter().filter(|r| r.publication > first) {
                    let (action, told) = told(revision);
                    let is_old = since.as_ref().is_some_and(|s| revision.published_at < *s);
                    if !is_old && !entered.contains(&(action, graph.iri.as_str(), told.as_str())) {
                        missing.push((revision.publication, entry(&graph.iri, revision)));
                    }
                }
            }
        }
        missing.sort_by_key(|(publication, _)| *publication);
        for (_, entry) in &missing {
            self.audit(entry)?;
        }
        Ok(missing.len())
    }
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
        // Whoever asked was not answered, or was told of a failure.
        request: "-".to_owned(),
        who: revision.publisher.clone(),
        action,
        graph: Some(iri.to_owned()),
        outcome: Outcome::Done,
        detail: Some(told),
    }
}
