//! What is known of a request across its handling: an id that answers, logs and the audit
//! trail share, and who turned out to call.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

/// The header that carries the id, both ways.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    /// The request that this is done for.
    static DONE_FOR: Trace;
}

/// The longest id that is taken over from a caller.
const LONGEST: usize = 128;

/// A request's id and caller.
#[derive(Clone, Debug)]
pub(crate) struct Trace(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: String,
    caller: OnceLock<String>,
}

impl Trace {
    /// Takes over the id that a caller or a proxy has given, where it is harmless; else
    /// makes one.
    pub(crate) fn begin(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).and_then(|v| v.to_str().ok());
        let id = given.filter(|id| is_sane(id)).map(str::to_owned);
        Self(Arc::new(Inner {
            id: id.unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
            caller: OnceLock::new(),
        }))
    }

    /// What is entered for no request, of nobody in particular.
    pub(crate) fn of_nobody() -> Self {
        Self(Arc::new(Inner {
            id: "-".to_owned(),
            caller: OnceLock::new(),
        }))
    }

    /// Does something for the request: what is logged meanwhile has its id.
    pub(crate) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        DONE_FOR.scope(self.clone(), work).await
    }

    /// The id.
    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    /// Notes who calls; the first word counts.
    pub(crate) fn called_by(&self, name: &str) {
        let _ = self.0.caller.set(name.to_owned());
    }

    /// Notes with a request who sends it, before it may be refused.
    pub(crate) fn sent_by(parts: &Parts, name: &str) {
        if let Some(trace) = parts.extensions.get::<Self>() {
            trace.called_by(name);
        }
    }

    /// Whether somebody turned out to call.
    pub(crate) fn is_known(&self) -> bool {
        self.0.caller.get().is_some()
    }

    /// Who calls, where that is known.
    pub(crate) fn caller(&self) -> &str {
        self.0.caller.get().map_or("-", String::as_str)
    }
}

/// The id of the request that this is done for, where it is done for one.
pub(crate) fn current_id() -> Option<String> {
    DONE_FOR.try_with(|trace| trace.id().to_owned()).ok()
}

/// Has work that another thread does done for the same request as this.
pub(crate) fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let trace = DONE_FOR.try_with(Trace::clone).ok();
    move || match trace {
        Some(trace) => DONE_FOR.sync_scope(trace, work),
        None => work(),
    }
}

/// The same for work that another task does.
pub(crate) fn carried_on<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let trace = DONE_FOR.try_with(Trace::clone).ok();
    async move {
        match trace {
            Some(trace) => trace.during(work).await,
            None => work.await,
        }
    }
}

/// Logs, headers and files hold what is let through here.
fn is_sane(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(plain)
}

impl<S: Sync> FromRequestParts<S> for Trace {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<Self>().cloned();
        Ok(known.unwrap_or_else(|| Self::begin(&parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_harmless_ids_are_taken_over() {
        for (given, taken) in [
            ("abc-123", true),
            ("01J:9.x_y", true),
            ("", false),
            ("a b", false),
            ("a\"b", false),
            (&"x".repeat(129), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, given.parse().unwrap());
            assert_eq!(Trace::begin(&headers).id() == given, taken, "{given}");
        }
        let one = Trace::begin(&HeaderMap::new());
        assert_ne!(one.id(), Trace::begin(&HeaderMap::new()).id());
    }
}
