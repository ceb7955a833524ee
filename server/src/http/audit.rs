//! The audit trail: every write and every refused access, in the registry's own log, with
//! the id that answers and logs carry too.

use axum::http::{Method, StatusCode};
use registry::{AuditEntry, Change, Published, Refused};

use super::api::outcomes::reason;
use super::app::App;
use super::caller::Caller;
use super::problem::Result;
use super::trace::Trace;
use crate::clock;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Graphs were published.
    Publish,
    /// A graph was retired.
    Retire,
}

impl Action {
    fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Retire => "retire",
        }
    }
}

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
            let detail = format!("version {} ({})", graph.version, graph.hash);
            self.enter(
                trace,
                &caller.name,
                action.word(),
                &graph.iri,
                "done",
                detail,
            )?;
        }
        Ok(())
    }

    /// A write was refused. The trail is a courtesy here: nothing happened that it must tell.
    pub(crate) fn turned_down(
        &self,
        caller: &Caller,
        trace: &Trace,
        what: &str,
        refused: &Refused,
    ) {
        let why = reason(refused);
        self.metrics.published("refused");
        self.metrics.refused(why);
        // What is forbidden is entered with all other refused access, by the outermost layer.
        if !matches!(refused, Refused::Forbidden { .. }) {
            let entered = self.enter(
                trace,
                &caller.name,
                "publish",
                what,
                "refused",
                why.to_owned(),
            );
            let _ = entered.inspect_err(|e| tracing::error!(error = e.detail(), "audit"));
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
        let what = format!("{method} {route}");
        let entered = self.enter(
            trace,
            trace.caller(),
            "access",
            &what,
            "refused",
            why.to_owned(),
        );
        let _ = entered.inspect_err(|e| tracing::error!(error = e.detail(), "audit"));
    }

    /// The one place where the trail is written. `what` is the IRI of a graph, or a route.
    pub(crate) fn enter(
        &self,
        trace: &Trace,
        who: &str,
        action: &str,
        what: &str,
        outcome: &str,
        detail: String,
    ) -> Result<()> {
        tracing::info!(
            id = trace.id(),
            caller = who,
            action,
            what,
            outcome,
            detail,
            "audit"
        );
        self.registry.audit(&AuditEntry {
            at: clock::now(),
            who: who.to_owned(),
            action: action.to_owned(),
            what: what.to_owned(),
            outcome: outcome.to_owned(),
            detail,
            request: trace.id().to_owned(),
        })?;
        Ok(())
    }
}
