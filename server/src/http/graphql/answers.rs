//! Answers about the schema: the same for everybody until the schema changes, and the only
//! large ones that programs ask for again and again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;

/// How many answers are kept.
const KEPT: usize = 16;

/// The answers, the one asked for last at the end.
#[derive(Default)]
pub(super) struct Answers(Mutex<VecDeque<(String, Bytes)>>);

impl Answers {
    /// The answer to a request, if it is kept.
    pub(super) fn get(&self, request: &str) -> Option<Bytes> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(of, _)| of == request)?;
        let found = kept.remove(at)?;
        let answer = found.1.clone();
        kept.push_back(found);
        Some(answer)
    }

    /// Keeps an answer; the one not asked for the longest makes room.
    pub(super) fn keep(&self, request: String, answer: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back((request, answer));
    }
}
