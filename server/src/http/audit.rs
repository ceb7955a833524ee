//! The audit trail: every write and every refused access, in the registry's own log, with
//! the id that answers and logs carry too.

use axum::http::{Method, StatusCode};
use registry::{Action, AuditEntry, Change, Outcome, Published, Refused};

use super::api::outcomes::reason;
use super::app::App;
use super::caller::Caller;
use super::problem::Result;
use super::trace::Trace;

impl App {
    /// Something was written: enters it into the trail, tells whatever derives from the
    /// registry, and counts it. Called before the answer is sent.
    ///
    /// # Errors
    /// The trail cannot be written.
    pub(crate) fn wrote(
        &self,
        action: Action,
        caller: &Caller,
        trace: &Trace,
        published: &[Published],
    ) -> Result<()> {
        let changed = published.iter().filter(|p| p.change != Change::Unchanged);
        let changed: Vec<Published> = changed.cloned().collect();
        if changed.is_empty() {
            self.metrics.published("unchanged");
            return Ok(());
        }
        self.published(&changed);
        self.metrics.published("published");
        for graph in &changed {
            let detail = format!("version {}", graph.version);
            let iri = Some(graph.iri.clone());
            self.audit(trace, &caller.name, action, iri, Outcome::Done, detail)?;
        }
        Ok(())
    }

    /// A write was refused; `what` names the graph, or the way in.
    pub(crate) fn turned_down(
        &self,
        action: Action,
        caller: &Caller,
        trace: &Trace,
        what: &str,
        refused: &Refused,
    ) {
        let why = reason(refused);
        self.metrics.published("refused");
        self.metrics.refused(why);
        // What is forbidden is entered with all other refused access, by the outermost layer.
        if !matches!(
            refused,
            Refused::Forbidden { .. } | Refused::Reserved { .. }
        ) {
            let detail = format!("{what}: {why}");
            self.note(trace, &caller.name, action, Outcome::Refused, detail);
        }
    }

    /// Access was refused, by whatever part of the server.
    pub(crate) fn refused(&self, trace: &Trace, method: &Method, route: &str, status: StatusCode) {
        let why = if status == StatusCode::UNAUTHORIZED {
            "unauthenticated"
        } else {
            "forbidden"
        };
        self.metrics.refused(why);
        let action = match method.as_str() {
            "PUT" => Action::Publish,
            "POST" if route.starts_with("/api/v1/publications") => Action::Publish,
            "DELETE" => Action::Retire,
            _ => Action::Read,
        };
        let detail = format!("{method} {route}: {why}");
        self.note(trace, trace.caller(), action, Outcome::Refused, detail);
    }

    /// The one place where the trail is written.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn audit(
        &self,
        trace: &Trace,
        who: &str,
        action: Action,
        graph: Option<String>,
        outcome: Outcome,
        detail: String,
    ) -> Result<()> {
        tracing::info!(
            id = trace.id(),
            caller = who,
            ?action,
            graph,
            ?outcome,
            detail,
            "audit"
        );
        self.registry.audit(&AuditEntry {
            at: registry::now(),
            request: trace.id().to_owned(),
            who: who.to_owned(),
            action,
            graph,
            outcome,
            detail: Some(detail),
        })?;
        Ok(())
    }

    /// Enters something that has changed nothing: where the trail cannot be written, the
    /// answer stays what it is.
    fn note(&self, trace: &Trace, who: &str, action: Action, outcome: Outcome, detail: String) {
        if let Err(problem) = self.audit(trace, who, action, None, outcome, detail) {
            tracing::error!(
                error = problem.detail(),
                "the audit trail cannot be written"
            );
        }
    }
}
