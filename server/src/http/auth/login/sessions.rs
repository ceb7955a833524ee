//! Browsers that are signed in. Sessions live in memory: a restart signs everybody out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::http::auth::identity::Identity;
use crate::http::auth::secret::{Hash, Secret};

/// How many may be signed in; beyond it, the one that ends soonest is.
const MOST: usize = 10_000;

/// Sessions by the hash of their id.
pub(super) struct Sessions {
    lifetime: Duration,
    open: Mutex<HashMap<Hash, Session>>,
}

struct Session {
    identity: Identity,
    ends: Instant,
}

impl Sessions {
    /// No sessions; each will last so long.
    pub(super) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            open: Mutex::default(),
        }
    }

    /// Begins a session under an id that nobody has seen before.
    pub(super) fn begin(&self, id: &Secret, identity: Identity) {
        self.begin_at(Instant::now(), id, identity);
    }

    /// Whose session this is, while it lasts.
    pub(super) fn get(&self, id: &Secret) -> Option<Identity> {
        self.get_at(Instant::now(), id)
    }

    /// Ends a session.
    pub(super) fn end(&self, id: &Secret) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&id.hash());
    }

    fn begin_at(&self, now: Instant, id: &Secret, identity: Identity) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MOST {
            open.retain(|_, session| session.ends > now);
        }
        if open.len() >= MOST {
            let soonest = open.iter().min_by_key(|(_, session)| session.ends);
            if let Some(soonest) = soonest.map(|(id, _)| *id) {
                open.remove(&soonest);
            }
        }
        let ends = now + self.lifetime;
        open.insert(id.hash(), Session { identity, ends });
    }

    fn get_at(&self, now: Instant, id: &Secret) -> Option<Identity> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get(&id.hash()).filter(|s| s.ends > now);
        session.map(|s| s.identity.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Identity {
        Identity {
            name: "ann".to_owned(),
            teams: Vec::new(),
            admin: false,
        }
    }

    #[test]
    fn a_session_lasts_until_it_ends() {
        let sessions = Sessions::new(Duration::from_secs(10));
        let (now, id) = (Instant::now(), Secret::new("a"));
        sessions.begin_at(now, &id, ann());
        let name = |seconds| {
            sessions
                .get_at(now + Duration::from_secs(seconds), &id)
                .map(|i| i.name)
        };
        assert_eq!(name(9).as_deref(), Some("ann"));
        assert_eq!(name(10), None);
        sessions.end(&id);
        assert_eq!(name(1), None);
        assert_eq!(sessions.get(&Secret::new("")), None);
    }

    #[test]
    fn memory_is_bounded() {
        let sessions = Sessions::new(Duration::from_secs(1000));
        let now = Instant::now();
        for n in 0..MOST + 10 {
            let at = now + Duration::from_micros(u64::try_from(n).unwrap_or(0));
            sessions.begin_at(at, &Secret::new(n.to_string()), ann());
        }
        assert!(sessions.get(&Secret::new("0")).is_none());
        assert!(sessions.get(&Secret::new(MOST.to_string())).is_some());
        assert!(sessions.open.lock().is_ok_and(|o| o.len() == MOST));
    }
}
