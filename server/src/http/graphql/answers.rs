//! Answers about the schema: the same for everybody until the schema changes, and the only
//! large ones that programs ask for again and again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;

/// How many answers are kept.
const KEPT: usize = 16;
/// How many bytes they may have together, with their requests: they stay as long as the schema.
const BYTES: usize = 32 << 20;
/// How many bytes one of them may have: more than the usual ones, and not all the room.
const BYTES_EACH: usize = 8 << 20;

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

    /// Keeps an answer, unless it is too large; those not asked for the longest make room.
    pub(super) fn keep(&self, request: String, answer: Bytes) {
        if request.len() + answer.len() > BYTES_EACH {
            return;
        }
        // A copy has no more room than it needs; what grew while it was written has.
        let answer = Bytes::copy_from_slice(&answer);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((request, answer));
        while kept.len() > KEPT || bytes(&kept) > BYTES {
            kept.pop_front();
        }
    }
}

fn bytes(kept: &VecDeque<(String, Bytes)>) -> usize {
    let each = kept.iter().map(|(of, answer)| of.len() + answer.len());
    each.sum()
}
