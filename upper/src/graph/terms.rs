//! The interner: every RDF term of a run is one 32-bit id.
//!
//! All text lives in one buffer, so that a model of a thousand classes costs a handful
//! of allocations. The well-known terms of [`crate::vocabulary`] are interned first, in
//! a fixed order, which makes their ids compile-time constants.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::vocabulary;

/// What a term is; kept in the upper bits of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TermKind {
    /// An absolute IRI.
    Iri,
    /// A blank node; its label is unique within one [`Terms`].
    Blank,
    /// A literal with its datatype, and its language when it has one.
    Literal,
}

/// An interned RDF term, valid for the [`Terms`] that made it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(u32);

impl TermId {
    const SHIFT: u32 = 30;
    const MASK: u32 = (1 << Self::SHIFT) - 1;

    /// The id of the well-known IRI at `index` of [`vocabulary::IRIS`].
    pub(crate) const fn well_known(index: u32) -> Self {
        Self(index)
    }

    /// The position in [`vocabulary::IRIS`] of a well-known IRI; for other terms a position
    /// beyond its end, or none.
    pub(crate) const fn well_known_index(self) -> Option<usize> {
        if self.is_iri() {
            Some(self.index())
        } else {
            None
        }
    }

    const fn new(kind: TermKind, index: u32) -> Self {
        Self(((kind as u32) << Self::SHIFT) | index)
    }

    const fn index(self) -> usize {
        (self.0 & Self::MASK) as usize
    }

    /// What the term is.
    #[must_use]
    pub const fn kind(self) -> TermKind {
        match self.0 >> Self::SHIFT {
            0 => TermKind::Iri,
            1 => TermKind::Blank,
            _ => TermKind::Literal,
        }
    }

    /// Whether the term is an IRI.
    #[must_use]
    pub const fn is_iri(self) -> bool {
        matches!(self.kind(), TermKind::Iri)
    }

    /// Whether the term is a blank node.
    #[must_use]
    pub const fn is_blank(self) -> bool {
        matches!(self.kind(), TermKind::Blank)
    }

    /// Whether the term is a literal.
    #[must_use]
    pub const fn is_literal(self) -> bool {
        matches!(self.kind(), TermKind::Literal)
    }
}

impl std::fmt::Debug for TermId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}#{}", self.kind(), self.index())
    }
}

/// A term read back from its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<'a> {
    /// An absolute IRI.
    Iri(&'a str),
    /// A blank node's label, without `_:`.
    Blank(&'a str),
    /// A literal.
    Literal {
        /// The lexical form, as written.
        value: &'a str,
        /// The datatype (`rdf:langString` where there is a language).
        datatype: TermId,
        /// The language tag, as written.
        language: Option<&'a str>,
    },
}

#[derive(Clone, Copy)]
struct Span {
    start: u32,
    len: u32,
}

#[derive(Clone, Copy)]
struct LiteralEntry {
    value: Span,
    datatype: TermId,
    language: Span,
}

/// The table of all terms of one run.
pub struct Terms {
    text: String,
    iris: Vec<Span>,
    blanks: Vec<Span>,
    literals: Vec<LiteralEntry>,
    by_hash: HashTable<TermId>,
}

impl Default for Terms {
    fn default() -> Self {
        Self::new()
    }
}

impl Terms {
    /// A table that knows the well-known vocabulary and nothing else.
    #[must_use]
    pub fn new() -> Self {
        let mut terms = Self {
            text: String::with_capacity(1 << 16),
            iris: Vec::new(),
            blanks: Vec::new(),
            literals: Vec::new(),
            by_hash: HashTable::new(),
        };
        for iri in vocabulary::IRIS {
            terms.iri(iri);
        }
        terms
    }

    /// Interns an IRI, which must be absolute already.
    pub fn iri(&mut self, iri: &str) -> TermId {
        let hash = hash_text(TermKind::Iri, iri);
        if let Some(id) = self.find_text(TermKind::Iri, hash, iri) {
            return id;
        }
        let span = self.push_text(iri);
        let id = TermId::new(TermKind::Iri, len32(self.iris.len()));
        self.iris.push(span);
        self.insert(hash, id);
        id
    }

    /// Interns a blank node by a label that is unique within this table.
    pub fn blank(&mut self, label: &str) -> TermId {
        let hash = hash_text(TermKind::Blank, label);
        if let Some(id) = self.find_text(TermKind::Blank, hash, label) {
            return id;
        }
        let span = self.push_text(label);
        let id = TermId::new(TermKind::Blank, len32(self.blanks.len()));
        self.blanks.push(span);
        self.insert(hash, id);
        id
    }

    /// A blank node that no label in any source can name.
    pub fn fresh_blank(&mut self) -> TermId {
        // A NUL cannot occur in a blank node label of any syntax.
        let label = format!("\0{}", self.blanks.len());
        self.blank(&label)
    }

    /// Interns a literal. With a language the datatype is `rdf:langString`.
    pub fn literal(&mut self, value: &str, datatype: TermId, language: Option<&str>) -> TermId {
        let language_text = language.unwrap_or("");
        let hash = hash_literal(value, datatype, language_text);
        let found = self.by_hash.find(hash, |id| {
            id.is_literal() && {
                self.literals.get(id.index()).is_some_and(|l| {
                    l.datatype == datatype
                        && self.slice(l.value) == value
                        && self.slice(l.language) == language_text
                })
            }
        });
        if let Some(id) = found {
            return *id;
        }
        let value = self.push_text(value);
        let language = self.push_text(language_text);
        let id = TermId::new(TermKind::Literal, len32(self.literals.len()));
        self.literals.push(LiteralEntry {
            value,
            datatype,
            language,
        });
        self.insert(hash, id);
        id
    }

    /// The id of an IRI that occurs in this run, without interning it.
    #[must_use]
    pub fn lookup_iri(&self, iri: &str) -> Option<TermId> {
        self.find_text(TermKind::Iri, hash_text(TermKind::Iri, iri), iri)
    }

    /// The term behind an id.
    #[must_use]
    pub fn get(&self, id: TermId) -> Term<'_> {
        match id.kind() {
            TermKind::Iri => Term::Iri(self.entry_text(&self.iris, id)),
            TermKind::Blank => Term::Blank(self.entry_text(&self.blanks, id)),
            TermKind::Literal => match self.literals.get(id.index()) {
                Some(l) => Term::Literal {
                    value: self.slice(l.value),
                    datatype: l.datatype,
                    language: (l.language.len > 0).then(|| self.slice(l.language)),
                },
                None => Term::Literal {
                    value: "",
                    datatype: vocabulary::xsd::STRING,
                    language: None,
                },
            },
        }
    }

    /// The IRI, blank node label or lexical form, whichever the term has.
    #[must_use]
    pub fn text(&self, id: TermId) -> &str {
        match self.get(id) {
            Term::Iri(t) | Term::Blank(t) | Term::Literal { value: t, .. } => t,
        }
    }

    /// The IRI of a term that is one.
    #[must_use]
    pub fn as_iri(&self, id: TermId) -> Option<&str> {
        id.is_iri().then(|| self.text(id))
    }

    /// A term as a message shows it: `<iri>`, `_:label` or `"literal"`.
    #[must_use]
    pub fn show(&self, id: TermId) -> String {
        match self.get(id) {
            Term::Iri(t) => format!("<{t}>"),
            Term::Blank(t) => format!("_:{}", t.trim_start_matches('\0')),
            Term::Literal {
                value, language, ..
            } => match language {
                Some(l) => format!("{value:?}@{l}"),
                None => format!("{value:?}"),
            },
        }
    }

    fn slice(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.text
            .get(start..start + span.len as usize)
            .unwrap_or("")
    }

    fn entry_text(&self, entries: &[Span], id: TermId) -> &str {
        entries.get(id.index()).map_or("", |s| self.slice(*s))
    }

    fn push_text(&mut self, text: &str) -> Span {
        let start = len32(self.text.len());
        self.text.push_str(text);
        Span {
            start,
            len: len32(text.len()),
        }
    }

    fn find_text(&self, kind: TermKind, hash: u64, text: &str) -> Option<TermId> {
        let entries = match kind {
            TermKind::Iri => &self.iris,
            TermKind::Blank | TermKind::Literal => &self.blanks,
        };
        self.by_hash
            .find(hash, |id| {
                id.kind() == kind && self.entry_text(entries, *id) == text
            })
            .copied()
    }

    fn insert(&mut self, hash: u64, id: TermId) {
        let Self {
            by_hash,
            text,
            iris,
            blanks,
            literals,
        } = self;
        let slice = |s: Span| {
            text.get(s.start as usize..(s.start + s.len) as usize)
                .unwrap_or("")
        };
        by_hash.insert_unique(hash, id, |id| match id.kind() {
            TermKind::Iri => hash_text(
                TermKind::Iri,
                iris.get(id.index()).map_or("", |s| slice(*s)),
            ),
            TermKind::Blank => hash_text(
                TermKind::Blank,
                blanks.get(id.index()).map_or("", |s| slice(*s)),
            ),
            TermKind::Literal => literals.get(id.index()).map_or(0, |l| {
                hash_literal(slice(l.value), l.datatype, slice(l.language))
            }),
        });
    }
}

#[expect(
    clippy::expect_used,
    reason = "sources are limited to 1 GiB in all before they are interned, so 32 bits suffice"
)]
fn len32(len: usize) -> u32 {
    u32::try_from(len).expect("more than 4 GiB of term text")
}

fn hash_text(kind: TermKind, text: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write_u8(kind as u8);
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn hash_literal(value: &str, datatype: TermId, language: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(value.as_bytes());
    hasher.write_u32(datatype.0);
    hasher.write(language.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interning_is_idempotent_and_reads_back() {
        let mut terms = Terms::new();
        let a = terms.iri("http://example.com/a");
        assert_eq!(a, terms.iri("http://example.com/a"));
        assert_eq!(terms.get(a), Term::Iri("http://example.com/a"));
        let plain = terms.literal("x", vocabulary::xsd::STRING, None);
        let tagged = terms.literal("x", vocabulary::rdf::LANG_STRING, Some("en"));
        assert_ne!(plain, tagged);
        assert_ne!(terms.blank("x"), plain);
        assert_eq!(terms.show(tagged), "\"x\"@en");
    }

    #[test]
    fn well_known_ids_are_what_the_table_holds() {
        let terms = Terms::new();
        assert_eq!(
            terms.text(vocabulary::rdf::TYPE),
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        );
    }
}
