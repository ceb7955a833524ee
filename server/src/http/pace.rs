//! How long a peer may take for what is sent to it: a while, and longer the more it takes.

use std::time::Duration;

use tokio::time::Instant;

/// What a peer takes at least, in bytes a second.
const LEAST: u32 = 16 << 10;

/// Time that a peer has left. It runs while the peer is waited for, and what the peer takes
/// adds to it, up to what there was at first: a peer that has taken much may not rest on that.
pub(crate) struct Pace {
    most: Duration,
    left: Duration,
    since: Option<Instant>,
}

impl Pace {
    /// So much time at first.
    pub(crate) fn new(most: Duration) -> Self {
        Self {
            most,
            left: most,
            since: None,
        }
    }

    /// The peer is waited for, from now on unless it was already. Says until when.
    pub(crate) fn wait(&mut self, now: Instant) -> Instant {
        *self.since.get_or_insert(now) + self.left
    }

    /// Nothing is expected of the peer for now.
    pub(crate) fn rest(&mut self, now: Instant) {
        if let Some(since) = self.since.take() {
            self.left = self.left.saturating_sub(now - since);
        }
    }

    /// The peer has taken so many bytes.
    pub(crate) fn took(&mut self, bytes: usize, now: Instant) {
        self.rest(now);
        let earned = Duration::from_secs(bytes as u64) / LEAST;
        self.left = (self.left + earned).min(self.most);
    }

    /// The peer has all of its time again, whatever it took.
    pub(crate) fn renew(&mut self) {
        *self = Self::new(self.most);
    }

    /// Until when the peer is waited for; nothing where it is not.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.since.map(|since| since + self.left)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn who_takes_little_now_and_then_runs_out_of_time() {
        let mut pace = Pace::new(30 * SECOND);
        let begun = Instant::now();
        let mut now = begun;
        let mut taken = 0;
        while pace.wait(now) > now + 15 * SECOND {
            now += 15 * SECOND;
            pace.took(8192, now);
            taken += 8192;
        }
        assert!(now - begun < 60 * SECOND, "{:?}", now - begun);
        assert!(taken < 64 << 10);
    }

    #[test]
    fn who_keeps_up_is_waited_for_and_may_not_rest_on_it() {
        let mut pace = Pace::new(30 * SECOND);
        let mut now = Instant::now();
        for _ in 0..1000 {
            assert!(pace.wait(now) > now + SECOND);
            now += SECOND;
            pace.took(LEAST as usize, now);
        }
        pace.took(usize::MAX >> 16, now);
        assert_eq!(pace.wait(now), now + 30 * SECOND);
    }

    #[test]
    fn time_that_we_take_ourselves_is_not_the_peers() {
        let mut pace = Pace::new(30 * SECOND);
        let now = Instant::now();
        pace.wait(now);
        pace.rest(now + SECOND);
        assert_eq!(pace.until(), None);
        let later = now + 1000 * SECOND;
        assert_eq!(pace.wait(later), later + 29 * SECOND);
        assert_eq!(pace.until(), Some(later + 29 * SECOND));
    }
}
