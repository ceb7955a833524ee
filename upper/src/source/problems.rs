//! Collects the findings of one file, with an upper bound.

use super::SourceId;
use super::codes;
use crate::finding::{Finding, Place};

/// After this many errors the rest of a file is not read.
const MOST: usize = 100;

/// What a message quotes may be as long as the file; nobody reads more than this of it.
const MOST_BYTES: usize = 1000;

fn shortened(mut text: String) -> String {
    if text.len() > MOST_BYTES {
        text.truncate(text.floor_char_boundary(MOST_BYTES));
        text.push('…');
    }
    text
}

/// The findings of one file.
pub(super) struct Problems {
    source: SourceId,
    findings: Vec<Finding>,
    lost: Vec<(u32, u32)>,
}

impl Problems {
    pub(super) fn new(source: SourceId) -> Self {
        Self {
            source,
            findings: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// The place of a range of bytes of the file.
    pub(super) fn place(&self, start: u32, end: u32) -> Place {
        Place {
            source: self.source,
            start,
            end,
        }
    }

    /// Adds a finding; once there are too many, only says so.
    pub(super) fn push(&mut self, finding: Finding) {
        if self.findings.len() < MOST {
            self.findings.push(finding);
        } else if self.findings.len() == MOST {
            let place = finding.place;
            let message = format!("more than {MOST} errors, the rest of the file is not read");
            self.findings.push(
                Finding::error(codes::TOO_MANY, place, message)
                    .help("mend the errors above first, and check again"),
            );
        }
    }

    /// Adds an error with what to do.
    pub(super) fn error(
        &mut self,
        code: &'static str,
        (start, end): (u32, u32),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place(start, end);
        let (message, help) = (shortened(message.into()), shortened(help.into()));
        self.push(Finding::error(code, place, message).help(help));
    }

    /// Whether reading on would report nothing more.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() > MOST
    }

    /// How many findings there are that do not lie at or after an offset: what is said of a token
    /// that was only looked at belongs to what it begins.
    pub(super) fn before(&self, offset: u32) -> usize {
        let ahead = self.findings.iter().rev();
        self.findings.len() - ahead.take_while(|f| f.place.start >= offset).count()
    }

    /// Forgets what was found after the first so many and before an offset: consequences.
    pub(super) fn forget(&mut self, known: usize, until: u32) {
        let end = self.before(until);
        if known < end {
            self.findings.drain(known..end);
        }
    }

    /// How many findings there are.
    pub(super) fn len(&self) -> usize {
        self.findings.len()
    }

    /// Remembers a stretch of text as not wholly read.
    pub(super) fn lose(&mut self, start: u32, end: u32) {
        self.lost.push((start, end));
    }

    /// The findings, and the stretches that were not wholly read.
    pub(super) fn into_parts(self) -> (Vec<Finding>, Vec<(u32, u32)>) {
        (self.findings, self.lost)
    }
}
