//! The differences of a term on their way into a report, and how much a report holds.
//!
//! Many properties may share a datatype, and many terms hold one of another graph. Where that
//! differs in much, a report that told all of it at each of them would fill the memory. So a
//! report tells everything up to a length that nobody reads to its end, and from there on, of each
//! further term, what weighs most: which terms differ and how much that weighs is never left out.

use std::cell::Cell;

use super::known::Known;
use super::{Change, Kind, Level};

/// So many bytes of a report are told in full: as many as a model has that a server takes.
const MOST: usize = 16 << 20;

/// So many characters are left of a longer text where there is no room for it.
const SHORT: usize = 200;

/// The bytes that are left of a report that tells everything; none once something did not fit.
pub(super) struct Room(Cell<Option<usize>>);

impl Default for Room {
    fn default() -> Self {
        Self(Cell::new(Some(MOST)))
    }
}

impl Room {
    /// Whether something did not fit.
    pub(super) fn is_full(&self) -> bool {
        self.0.get().is_none()
    }

    /// Takes so many bytes, if they are left.
    fn takes(&self, bytes: usize) -> bool {
        let left = self.0.get().and_then(|left| left.checked_sub(bytes));
        self.0.set(left);
        left.is_some()
    }
}

/// The differences of one term while they are collected.
pub(super) struct Changes<'a> {
    /// The two states that are compared.
    pub(super) known: &'a Known<'a>,
    term: &'a str,
    out: &'a mut Vec<Change>,
    room: &'a Room,
    /// How much the heaviest weighs so far.
    heaviest: Option<Level>,
}

impl<'a> Changes<'a> {
    /// None yet, of a term.
    pub(super) fn of(
        term: &'a str,
        out: &'a mut Vec<Change>,
        known: &'a Known<'a>,
        room: &'a Room,
    ) -> Self {
        Self {
            known,
            term,
            out,
            room,
            heaviest: None,
        }
    }

    /// Tells a difference: without room only where it weighs more than what is told already.
    pub(super) fn push(&mut self, kind: Kind, level: Level, message: String) {
        let fits = self.room.takes(self.term.len() + message.len());
        if !fits && self.heaviest >= Some(level) {
            return;
        }
        self.heaviest = self.heaviest.max(Some(level));
        self.out.push(Change {
            term: self.term.to_owned(),
            kind,
            level,
            message: if fits { message } else { shortened(&message) },
        });
    }

    /// It is something else: always major.
    pub(super) fn retyped(&mut self, message: String) {
        self.push(Kind::Retyped, Level::Major, message);
    }

    /// It admits less: always major.
    pub(super) fn tightened(&mut self, message: String) {
        self.push(Kind::Tightened, Level::Major, message);
    }

    /// It admits more, and reads as before.
    pub(super) fn loosened(&mut self, message: String) {
        self.push(Kind::Loosened, Level::Minor, message);
    }

    /// What was found once and is told of many terms, here of `what`.
    pub(super) fn repeat(&mut self, told: &Told, what: &str) {
        let told = if self.room.is_full() {
            told.most.as_slice()
        } else {
            told.all.as_slice()
        };
        for difference in told {
            let (before, after) = (&difference.before, &difference.after);
            let message = format!("{before}{what}{after}");
            self.push(difference.kind, difference.level, message);
        }
    }
}

/// One difference in what many terms have: what each of them calls it stands between two texts.
pub(super) struct Difference {
    pub(super) kind: Kind,
    pub(super) level: Level,
    pub(super) before: String,
    pub(super) after: String,
}

impl Difference {
    /// It admits less.
    pub(super) fn tightened(before: &str, after: impl Into<String>) -> Self {
        Self {
            kind: Kind::Tightened,
            level: Level::Major,
            before: before.to_owned(),
            after: after.into(),
        }
    }

    /// It admits more, and reads as before.
    pub(super) fn loosened(before: &str, after: impl Into<String>) -> Self {
        Self {
            kind: Kind::Loosened,
            level: Level::Minor,
            before: before.to_owned(),
            after: after.into(),
        }
    }

    fn shortened(&self) -> Self {
        Self {
            kind: self.kind,
            level: self.level,
            before: shortened(&self.before),
            after: shortened(&self.after),
        }
    }
}

/// Differences that are found once and told of many terms.
pub(super) struct Told {
    all: Vec<Difference>,
    /// The first of those that weigh most, in short.
    most: Option<Difference>,
}

impl Told {
    /// Differences, in the order in which they are told.
    pub(super) fn of(all: Vec<Difference>) -> Self {
        // Of several that weigh the same the last one is taken: from the end that is the first.
        let most = all.iter().rev().max_by_key(|d| d.level);
        let most = most.map(Difference::shortened);
        Self { all, most }
    }
}

/// A text, or its beginning.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
