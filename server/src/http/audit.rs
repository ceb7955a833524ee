//! The audit trail: every write and every refused access, in the registry's own log, with
//! the id that answers and logs carry too.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use registry::{Action, AuditEntry, Change, Outcome, Published, Refused, View, Writer};
use tokio::task::JoinHandle;

use super::api::backups;
use super::api::outcomes::reason;
use super::app::App;
use super::auth::CALLBACK;
use super::caller::Caller;
use super::observe;
use super::problem::{Problem, Result};
use super::strangers::Refusal;
use super::trace::Trace;

/// How many characters of a text from outside are entered.
const LONGEST: usize = 2048;
/// How many of a path that somebody unknown asks for.
const STRANGE: usize = 256;
/// How many graphs of a publication that was refused are entered one by one.
const FEW: usize = 16;

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
        let retired = action == Action::Retire;
        self.metrics
            .published(if retired { "retired" } else { "published" });
        for graph in &changed {
            let detail = AuditEntry::of_version(&graph.version);
            let iri = Some(graph.iri.clone());
            self.audit(trace, &caller.name, action, iri, Outcome::Done, detail)?;
        }
        Ok(())
    }

    /// Something else was done that is to be remembered. Called before the answer is sent.
    ///
    /// # Errors
    /// The trail cannot be written.
    pub(crate) fn did(
        &self,
        action: Action,
        caller: &Caller,
        trace: &Trace,
        detail: String,
    ) -> Result<()> {
        self.audit(trace, &caller.name, action, None, Outcome::Done, detail)
    }

    /// The same of what the store has together with its entry: in the turn in which it was
    /// written, once memory has it too.
    ///
    /// # Errors
    /// The trail cannot be written. It is entered once it can.
    pub(crate) fn did_in_turn(&self, writer: &Writer<'_>, entry: &AuditEntry) -> Result<()> {
        log(entry);
        Ok(writer.enter(entry)?)
    }

    /// Somebody signed in with a browser. It has been entered when this returns, before the
    /// browser has a session.
    ///
    /// # Errors
    /// The trail cannot be written.
    pub(crate) async fn signed_in(self: &Arc<Self>, trace: &Trace, who: &str) -> Result<()> {
        let (app, trace, who) = (Arc::clone(self), trace.clone(), short(who));
        let entered = tokio::task::spawn_blocking(move || {
            let detail = "with a browser".to_owned();
            app.audit(&trace, &who, Action::Login, None, Outcome::Done, detail)
        });
        entered.await.map_err(Problem::internal)?
    }

    /// A write of graphs was refused.
    pub(crate) fn turned_down(
        &self,
        action: Action,
        caller: &Caller,
        trace: &Trace,
        graphs: &[String],
        refused: &Refused,
    ) {
        let why = reason(refused);
        self.metrics.published("refused");
        let one = match refused {
            // Counted and entered with all other refused access, by the outermost layer.
            Refused::Forbidden { .. } | Refused::Reserved { .. } | Refused::Name { .. } => return,
            Refused::Precondition { iri, .. }
            | Refused::Version { iri, .. }
            | Refused::Numbers { iri, .. } => Some(iri),
            Refused::Findings(_) | Refused::Abandoned => None,
        };
        self.metrics.refused(why);
        let graphs = one.map_or(graphs, std::slice::from_ref);
        let note = |graph, detail| {
            let outcome = Outcome::Refused;
            self.note(trace, &caller.name, action, graph, outcome, detail);
        };
        match graphs.len() {
            0 => note(None, why.to_owned()),
            1..=FEW => graphs
                .iter()
                .for_each(|iri| note(Some(iri.clone()), why.to_owned())),
            many => note(None, format!("{many} graphs: {why}")),
        }
    }

    /// Something was refused in the words of a protocol that has no status for it.
    pub(crate) fn not_permitted(&self, action: Action, caller: &Caller, trace: &Trace, why: &str) {
        self.metrics.refused("forbidden");
        let outcome = Outcome::Refused;
        self.note(trace, &caller.name, action, None, outcome, why.to_owned());
    }

    /// Access was refused, by whatever part of the server. It has been entered when this
    /// returns, and is entered even where the request goes away meanwhile.
    pub(crate) async fn refused(
        self: &Arc<Self>,
        trace: &Trace,
        tried: &Tried<'_>,
        status: StatusCode,
    ) {
        let why = match status {
            StatusCode::UNAUTHORIZED => "unauthenticated",
            StatusCode::MISDIRECTED_REQUEST => "host",
            _ => "forbidden",
        };
        self.metrics.refused(why);
        let (action, graph) = (tried.action(), tried.graphs.first().cloned());
        let is_known = trace.is_known();
        let kind = Refusal {
            action,
            told: tried.told_by_route(why),
        };
        if !is_known && !self.strangers.is_among_few(kind) {
            return;
        }
        let detail = tried.told(why, if is_known { LONGEST } else { STRANGE });
        let domain = tried.domain().map(str::to_owned);
        let trace = trace.clone();
        let entered = self.beside(move |app| {
            let graph = graph.or_else(|| app.graph_of(domain.as_deref()?));
            let outcome = Outcome::Refused;
            app.note(&trace, trace.caller(), action, graph, outcome, detail);
        });
        // A panic in it has been logged; the answer stays what it is.
        let _ = entered.await;
    }

    /// Enters how often strangers were refused, once that is due; or now, where `all`.
    pub(crate) fn enter_strangers(self: &Arc<Self>, all: bool) {
        let due = self.strangers.due(all);
        if !due.is_empty() {
            drop(self.beside(move |app| app.enter(due)));
        }
    }

    /// The same at the end, when nothing else is entered any more.
    pub(crate) fn enter_last_strangers(&self) {
        self.enter(self.strangers.due(true));
    }

    fn enter(&self, due: Vec<Refusal>) {
        let trace = Trace::of_nobody();
        for Refusal { action, told } in due {
            self.note(&trace, trace.caller(), action, None, Outcome::Refused, told);
        }
    }

    /// Graphs were asked for that are hidden from the caller. They are entered beside the answer,
    /// which must not take longer for it than where there are no such graphs.
    pub(crate) fn hid(self: &Arc<Self>, trace: &Trace, tried: &Tried<'_>) {
        let why = "hidden";
        let (action, graphs, detail) = (
            tried.action(),
            tried.graphs.clone(),
            tried.told(why, LONGEST),
        );
        let trace = trace.clone();
        drop(self.beside(move |app| {
            app.metrics.refused(why);
            for graph in graphs {
                let (graph, detail) = (Some(graph), detail.clone());
                let outcome = Outcome::Refused;
                app.note(&trace, trace.caller(), action, graph, outcome, detail);
            }
        }));
    }

    /// Something that would have changed the registry was not answered in time. Where it was
    /// done all the same, that is entered too, with the same id.
    pub(crate) fn unanswered(self: &Arc<Self>, trace: &Trace, tried: &Tried<'_>) {
        let action = tried.action();
        if action == Action::Read {
            return;
        }
        let domain = tried.domain().map(str::to_owned);
        let detail = tried.told("not answered in time", LONGEST);
        let trace = trace.clone();
        drop(self.beside(move |app| {
            let graph = domain.and_then(|domain| app.graph_of(&domain));
            let outcome = Outcome::Failed;
            app.note(&trace, trace.caller(), action, graph, outcome, detail);
        }));
    }

    /// Enters a refusal where that holds up no other request. Anybody can cause refusals, so
    /// that all of them together get one thread: others are left however slow the disk is.
    fn beside(self: &Arc<Self>, enter: impl FnOnce(&Self) + Send + 'static) -> JoinHandle<()> {
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let turn = Arc::clone(&app.refusals).lock_owned().await;
            let work = move || {
                enter(&app);
                drop(turn);
            };
            let _ = tokio::task::spawn_blocking(work).await;
        })
    }

    /// The graph of the model with a short name.
    fn graph_of(&self, domain: &str) -> Option<String> {
        let index = self.registry.index();
        let graph = index.seen(&View::Everything).domain(domain)?;
        Some(graph.iri.clone())
    }

    /// Enters something into the trail.
    ///
    /// # Errors
    /// It cannot be written.
    fn audit(
        &self,
        trace: &Trace,
        who: &str,
        action: Action,
        graph: Option<String>,
        outcome: Outcome,
        detail: String,
    ) -> Result<()> {
        let entry = entry(trace, who, action, graph, outcome, &detail);
        log(&entry);
        Ok(self.registry.audit(&entry)?)
    }

    /// Enters what has changed nothing, as far as is known: where the trail cannot be written,
    /// the answer stays what it is.
    fn note(
        &self,
        trace: &Trace,
        who: &str,
        action: Action,
        graph: Option<String>,
        outcome: Outcome,
        detail: String,
    ) {
        let graph = graph.map(|iri| short(&iri));
        if let Err(problem) = self.audit(trace, who, action, graph, outcome, detail) {
            tracing::error!(
                error = problem.detail(),
                "the audit trail cannot be written"
            );
        }
    }
}

/// The entry of something that somebody does, for what the store keeps together with it.
pub(crate) fn done(action: Action, caller: &Caller, trace: &Trace, detail: &str) -> AuditEntry {
    entry(trace, &caller.name, action, None, Outcome::Done, detail)
}

/// The one place where entries are made: none has a longer detail.
fn entry(
    trace: &Trace,
    who: &str,
    action: Action,
    graph: Option<String>,
    outcome: Outcome,
    detail: &str,
) -> AuditEntry {
    AuditEntry {
        at: registry::now(),
        request: trace.id().to_owned(),
        who: who.to_owned(),
        action,
        graph,
        outcome,
        detail: Some(short(detail)),
    }
}

fn log(entry: &AuditEntry) {
    let (id, caller, graph) = (&entry.request, &entry.who, &entry.graph);
    let (action, outcome, detail) = (entry.action, entry.outcome, &entry.detail);
    tracing::info!(id, caller, ?action, graph, ?outcome, detail, "audit");
}

/// What somebody tried, as the outermost layer sees it.
pub(crate) struct Tried<'a> {
    /// The method.
    pub(crate) method: &'a Method,
    /// The route, as a template.
    pub(crate) route: &'a str,
    /// The path.
    pub(crate) path: &'a str,
    /// The graphs that were refused, where they are known.
    pub(crate) graphs: BTreeSet<String>,
}

impl Tried<'_> {
    fn action(&self) -> Action {
        let route = self.route;
        // Without `/versions` a schema is only looked up.
        let registers =
            route.starts_with("/schema-registry/subjects/") && route.ends_with("/versions");
        match self.method.as_str() {
            _ if route == CALLBACK => Action::Login,
            "POST" if route == backups::PATH => Action::Administer,
            "PUT" | "DELETE" if route.starts_with("/schema-registry/config") => Action::Administer,
            "PUT" => Action::Publish,
            "POST" if route == "/api/v1/publications" || registers => Action::Publish,
            "DELETE" => Action::Retire,
            _ => Action::Read,
        }
    }

    /// The short name of the model that the path names.
    fn domain(&self) -> Option<&str> {
        self.route.strip_prefix("/api/v1/models/{domain}")?;
        self.path.split('/').nth(4)
    }

    /// What was tried by its route, and why not: paths are as many as their senders like.
    fn told_by_route(&self, why: &str) -> String {
        format!("{} {}: {why}", observe::known(self.method), self.route)
    }

    /// What was tried, and why not.
    fn told(&self, why: &str, longest: usize) -> String {
        let method = observe::known(self.method);
        format!("{method} {}: {why}", up_to(longest, self.path))
    }
}

/// Paths and names are as long as their sender likes.
fn short(text: &str) -> String {
    up_to(LONGEST, text)
}

fn up_to(longest: usize, text: &str) -> String {
    text.chars().take(longest).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_entry_is_no_longer_than_it_may_be_whatever_is_sent() {
        let long = "x".repeat(60_000);
        let method = Method::from_bytes(long.as_bytes()).unwrap();
        let tried = Tried {
            method: &method,
            route: "other",
            path: &long,
            graphs: BTreeSet::new(),
        };
        let told = format!("other {}: forbidden", "x".repeat(STRANGE));
        assert_eq!(tried.told("forbidden", STRANGE), told);
        let trace = Trace::of_nobody();
        let entry = done(Action::Publish, &Caller::open(), &trace, &long);
        assert_eq!(entry.detail, Some("x".repeat(LONGEST)));
    }

    #[test]
    fn what_was_tried_is_told_by_method_and_route() {
        for (method, route, action) in [
            (Method::GET, "/auth/callback", Action::Login),
            (Method::GET, "/api/v1/models/{domain}", Action::Read),
            (Method::PUT, "/api/v1/models/{domain}", Action::Publish),
            (Method::DELETE, "/api/v1/models/{domain}", Action::Retire),
            (Method::POST, "/api/v1/publications", Action::Publish),
            (Method::POST, "/api/v1/backups", Action::Administer),
            (Method::POST, "/sparql", Action::Read),
        ] {
            let tried = Tried {
                method: &method,
                route,
                path: route,
                graphs: BTreeSet::new(),
            };
            assert_eq!(tried.action(), action, "{method} {route}");
        }
    }
}
