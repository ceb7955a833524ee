//! Refusals of callers who show no credential that is good. Anybody can cause them without end,
//! so the audit trail tells the first of each minute one by one, and of all others their kinds and
//! numbers once the minute is over: it grows by so much, whatever they do.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use registry::Action;

/// How long refusals are counted before their numbers are entered.
const WHILE: Duration = Duration::from_secs(60);
/// How many are entered one by one within that time.
const FEW: u32 = 32;
/// How many kinds of the others are told apart.
const KINDS: usize = 32;

/// A kind of refusal: what was tried, by its route, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Refusal {
    /// What was tried.
    pub(crate) action: Action,
    /// In words of ours.
    pub(crate) told: String,
}

/// How often strangers were refused.
pub(crate) struct Strangers(Mutex<Counts>);

struct Counts {
    since: Instant,
    /// How many were entered one by one.
    entered: u32,
    /// The others, by kind.
    more: HashMap<Refusal, u64>,
    /// Of further kinds.
    others: u64,
}

impl Default for Strangers {
    fn default() -> Self {
        Self(Mutex::new(Counts::new(Instant::now())))
    }
}

impl Counts {
    fn new(since: Instant) -> Self {
        Self {
            since,
            entered: 0,
            more: HashMap::new(),
            others: 0,
        }
    }
}

impl Strangers {
    /// Whether a refusal is to be entered by itself; otherwise it is counted.
    pub(crate) fn is_among_few(&self, refusal: Refusal) -> bool {
        let mut counts = self.counts();
        if counts.entered < FEW {
            counts.entered += 1;
            return true;
        }
        let has_room = counts.more.len() < KINDS;
        match counts.more.get_mut(&refusal) {
            Some(more) => *more += 1,
            None if has_room => drop(counts.more.insert(refusal, 1)),
            None => counts.others += 1,
        }
        false
    }

    /// What is to be entered of those that were counted, once that is due; or now, where `all`.
    pub(crate) fn due(&self, all: bool) -> Vec<Refusal> {
        self.due_at(Instant::now(), all)
    }

    fn due_at(&self, now: Instant, all: bool) -> Vec<Refusal> {
        let mut counts = self.counts();
        if !all && now.saturating_duration_since(counts.since) < WHILE {
            return Vec::new();
        }
        let Counts { more, others, .. } = std::mem::replace(&mut *counts, Counts::new(now));
        drop(counts);
        let mut due: Vec<Refusal> = more
            .into_iter()
            .map(|(kind, more)| Refusal {
                told: format!("{}; {more} more within a minute", kind.told),
                ..kind
            })
            .collect();
        due.sort_by(|a, b| a.told.cmp(&b.told));
        if others > 0 {
            due.push(Refusal {
                action: Action::Read,
                told: format!("{others} more of other kinds within a minute"),
            });
        }
        due
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(route: &str) -> Refusal {
        Refusal {
            action: Action::Read,
            told: format!("GET {route}: unauthenticated"),
        }
    }

    #[test]
    fn the_first_are_told_and_the_others_are_counted() {
        let strangers = Strangers::default();
        let told = |_: &u32| strangers.is_among_few(of("/a"));
        assert_eq!((0..1000).filter(told).count(), 32);
        assert!(!strangers.is_among_few(of("/b")));
        assert!(strangers.due(false).is_empty());
        let due = strangers.due_at(Instant::now() + WHILE, false);
        let counted: Vec<&str> = due.iter().map(|d| d.told.as_str()).collect();
        assert_eq!(
            counted,
            [
                "GET /a: unauthenticated; 968 more within a minute",
                "GET /b: unauthenticated; 1 more within a minute"
            ]
        );
        assert!(strangers.is_among_few(of("/a")), "a new minute");
    }

    #[test]
    fn kinds_without_end_take_no_more_than_some_lines() {
        let strangers = Strangers::default();
        for n in 0..1000 {
            strangers.is_among_few(of(&n.to_string()));
        }
        let due = strangers.due(true);
        assert_eq!(due.len(), KINDS + 1);
        let last = due.last().map(|d| d.told.as_str());
        assert_eq!(last, Some("936 more of other kinds within a minute"));
        assert!(strangers.due(true).is_empty());
    }
}
