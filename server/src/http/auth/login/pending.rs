//! Sign-ins that have begun: a browser was sent to the provider and has not come back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::http::auth::secret::{Hash, Secret};

/// How long somebody may take to sign in.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many may be under way; beyond it, the oldest is forgotten.
const MOST: usize = 10_000;

/// A sign-in that has begun.
pub(super) struct Begun {
    /// The hash of what its browser holds in a cookie.
    pub(super) browser: Hash,
    /// What must come back in the ID token.
    pub(super) nonce: Secret,
    /// What the code is exchanged with.
    pub(super) verifier: Secret,
    /// Where the browser wanted to go.
    pub(super) to: String,
}

/// Sign-ins by the hash of their state.
#[derive(Default)]
pub(super) struct Pending(Mutex<HashMap<Hash, (Instant, Begun)>>);

impl Pending {
    /// Remembers a sign-in.
    pub(super) fn begin(&self, state: &Secret, begun: Begun) {
        self.begin_at(Instant::now(), state, begun);
    }

    /// Ends a sign-in: it can be answered once, in time, and by its own browser.
    pub(super) fn end(&self, state: &Secret, browser: &Secret) -> Option<Begun> {
        self.end_at(Instant::now(), state, browser)
    }

    fn begin_at(&self, now: Instant, state: &Secret, begun: Begun) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.len() >= MOST {
            pending.retain(|_, (at, _)| now.duration_since(*at) < PATIENCE);
        }
        if pending.len() >= MOST {
            let oldest = pending.iter().min_by_key(|(_, (at, _))| *at);
            if let Some(oldest) = oldest.map(|(state, _)| *state) {
                pending.remove(&oldest);
            }
        }
        pending.insert(state.hash(), (now, begun));
    }

    fn end_at(&self, now: Instant, state: &Secret, browser: &Secret) -> Option<Begun> {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, begun) = pending.remove(&state.hash())?;
        let good = now.duration_since(at) < PATIENCE && begun.browser == browser.hash();
        good.then_some(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(browser: &str) -> Begun {
        Begun {
            browser: Secret::new(browser).hash(),
            nonce: Secret::new("n"),
            verifier: Secret::new("v"),
            to: "/".to_owned(),
        }
    }

    #[test]
    fn an_answer_is_good_once_in_time_and_for_its_own_browser() {
        let pending = Pending::default();
        let now = Instant::now();
        let (state, mine, other) = (Secret::new("s"), Secret::new("mine"), Secret::new("other"));
        let begin = || pending.begin_at(now, &state, begun("mine"));
        begin();
        assert!(pending.end_at(now, &state, &mine).is_some());
        assert!(pending.end_at(now, &state, &mine).is_none());
        begin();
        assert!(pending.end_at(now, &state, &other).is_none());
        assert!(pending.end_at(now, &state, &mine).is_none());
        begin();
        assert!(pending.end_at(now + PATIENCE, &state, &mine).is_none());
        assert!(pending.end_at(now, &Secret::new(""), &mine).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let pending = Pending::default();
        let now = Instant::now();
        for n in 0..MOST + 10 {
            let at = now + Duration::from_micros(u64::try_from(n).unwrap_or(0));
            pending.begin_at(at, &Secret::new(n.to_string()), begun("mine"));
        }
        let mine = Secret::new("mine");
        assert!(pending.end(&Secret::new("0"), &mine).is_none());
        assert!(pending.end(&Secret::new(MOST.to_string()), &mine).is_some());
        assert!(pending.0.lock().is_ok_and(|p| p.len() < MOST));
    }
}
