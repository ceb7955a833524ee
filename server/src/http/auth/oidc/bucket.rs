//! How often the provider is asked: callers can make us ask (a token may name any key), so
//! there is an allowance.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MOST: u32 = 5;
const REFILL: Duration = Duration::from_secs(30);

/// An allowance that refills with time.
pub(super) struct Bucket(Mutex<(u32, Instant)>);

impl Default for Bucket {
    fn default() -> Self {
        Self(Mutex::new((MOST, Instant::now())))
    }
}

impl Bucket {
    /// Takes one, where there is one.
    pub(super) fn take(&self) -> bool {
        self.take_at(Instant::now())
    }

    fn take_at(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, since) = *state;
        let periods = now.saturating_duration_since(since).as_secs() / REFILL.as_secs();
        let periods = u32::try_from(periods).unwrap_or(u32::MAX);
        let left = left.saturating_add(periods).min(MOST);
        let since = since + REFILL.saturating_mul(periods);
        *state = (left.saturating_sub(1), since);
        left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_at_once_then_one_each_half_minute() {
        let bucket = Bucket::default();
        let start = Instant::now();
        let taken = |seconds: u64| bucket.take_at(start + Duration::from_secs(seconds));
        assert_eq!((0..7).filter(|_| taken(1)).count(), 5);
        assert!(!taken(29));
        assert!(taken(31) && !taken(32));
        assert_eq!((0..9).filter(|_| taken(3600)).count(), 5);
    }
}
