//! What the user did wrong, or could do better: collected, never thrown.

use crate::graph::TermId;
use crate::source::{SourceId, Sources};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The input is not valid; nothing is made from it.
    Error,
    /// The input is valid, and probably not what its author wants.
    Warning,
}

/// A stretch of source text: a half-open range of byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last; equal to `start` where only a point is known.
    pub end: u32,
}

impl Place {
    /// The start of the first text: for what has no better place.
    #[must_use]
    pub const fn nowhere() -> Self {
        Self {
            source: SourceId(0),
            start: 0,
            end: 0,
        }
    }
}

/// A second place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// A term that is written in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// The first byte of what is written, in the text of the finding.
    pub(crate) at: u32,
    /// What is written.
    pub(crate) written: TermId,
    /// What most likely was to stand there.
    pub(crate) meant: TermId,
}

/// One finding. Messages follow the house style: lower case, no full stop, the user's
/// words in backticks, and a help line that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable id of the rule, such as `U0123`; see [`crate::rules`].
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What to underline.
    pub place: Place,
    /// The IRI of the term that it is about.
    pub term: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// As what it is to be read besides, so that what follows from it is not told as well.
    pub(crate) slips: Vec<Slip>,
}

impl Finding {
    /// An error without help, term or related places yet.
    #[must_use]
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            place,
            term: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            slips: Vec::new(),
        }
    }

    /// A warning without help, term or related places yet.
    #[must_use]
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, place, message)
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the term that it is about.
    #[must_use]
    pub fn term(mut self, iri: impl Into<String>) -> Self {
        self.term = Some(iri.into());
        self
    }

    /// Adds what was meant, where that is known.
    #[must_use]
    pub(crate) fn meant(mut self, written: TermId, meant: Option<TermId>) -> Self {
        let at = self.place.start;
        let slip = meant.map(|meant| Slip { at, written, meant });
        self.slips.extend(slip);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related {
            place,
            message: message.into(),
        });
        self
    }
}

/// Sorts findings by file, place and code, and drops repetitions.
pub fn sort(findings: &mut Vec<Finding>, sources: &Sources) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.place.start, f.place.end, f.code);
        let path = |f: &Finding| sources.get(f.place.source).path.as_str();
        path(a)
            .cmp(path(b))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup();
}
