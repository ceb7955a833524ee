//! Source texts, their syntaxes, the places in them, and the graphs that they hold.
//!
//! Turtle, TriG, N-Triples and N-Quads are read by a parser of our own: it reports all
//! errors of a file, and knows where every term stands. JSON-LD and RDF/XML are read
//! through libraries.

mod aliases;
pub mod codes;
mod foreign;
mod graphs;
mod guards;
mod lexer;
mod lines;
mod lost;
mod names;
mod positions;
mod prefixes;
mod problems;
mod reader;
mod token_end;
mod turtle;

use std::ops::Range;
use std::sync::OnceLock;

pub use aliases::Aliases;
pub(crate) use lost::Lost;
pub use names::LITERAL_LIMIT;
pub use prefixes::Prefix;
pub(crate) use prefixes::{namespace_of, prefixed};
pub use reader::{FILE_LIMIT, Input, ParsedGraph, Reader};
pub use token_end::end_of_token;
pub use turtle::NESTING_LIMIT;

use self::positions::Positions;
use crate::finding::Place;

/// Which text of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub(crate) u32);

/// The RDF syntaxes that a model may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Turtle 1.1, `.ttl`
    Turtle,
    /// TriG 1.1, `.trig`
    TriG,
    /// N-Triples 1.1, `.nt`
    NTriples,
    /// N-Quads 1.1, `.nq`
    NQuads,
    /// JSON-LD 1.1, `.jsonld`
    JsonLd,
    /// RDF/XML 1.1, `.rdf`, `.owl`, `.xml`
    RdfXml,
}

impl Syntax {
    /// The syntax that a file's extension (without dot, any case) stands for.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "ttl" => Some(Self::Turtle),
            "trig" => Some(Self::TriG),
            "nt" => Some(Self::NTriples),
            "nq" => Some(Self::NQuads),
            "jsonld" => Some(Self::JsonLd),
            "rdf" | "owl" | "xml" => Some(Self::RdfXml),
            _ => None,
        }
    }
}

/// A text with the name that findings show.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user gave it.
    pub path: String,
    /// The text.
    pub text: String,
    /// Its syntax.
    pub syntax: Syntax,
}

/// A line and a column, both counted from one; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// The texts of one run.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// Lines and columns of each text, found when first asked for.
    positions: Vec<OnceLock<Positions>>,
    prefixes: Vec<Vec<Prefix>>,
    /// Stretches that mistakes kept from being read, of the texts that have any.
    lost: Vec<(SourceId, Vec<(u32, u32)>)>,
}

impl Sources {
    /// Adds a text.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(source);
        self.positions.push(OnceLock::new());
        self.prefixes.push(Vec::new());
        id
    }

    /// A text that was added.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "only `add` makes ids, and nothing is removed"
    )]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// All texts with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }

    /// The prefixes that a text declares, by name.
    #[must_use]
    pub fn prefixes(&self, id: SourceId) -> &[Prefix] {
        self.prefixes.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    fn set_prefixes(&mut self, id: SourceId, prefixes: Vec<Prefix>) {
        if let Some(slot) = self.prefixes.get_mut(id.0 as usize) {
            *slot = prefixes;
        }
    }

    fn set_lost(&mut self, id: SourceId, lost: Vec<(u32, u32)>) {
        if !lost.is_empty() {
            self.lost.push((id, lost));
        }
    }

    /// The stretches of a text that mistakes kept from being read. Texts come in the order of their
    /// ids.
    fn lost(&self, id: SourceId) -> &[(u32, u32)] {
        let found = self.lost.binary_search_by_key(&id, |(source, _)| *source);
        let found = found.ok().and_then(|at| self.lost.get(at));
        found.map_or(&[], |(_, stretches)| stretches)
    }

    /// The IRI of a graph that is described where mistakes kept a text from being read.
    pub(crate) fn lost_namespace(&self, id: SourceId) -> Option<String> {
        Lost::namespaces(self, id).next()
    }

    /// Whether mistakes kept a part of a text from being read that speaks of something.
    pub(crate) fn lost_word(&self, id: SourceId, word: &str) -> bool {
        let text = &self.get(id).text;
        self.lost(id).iter().any(|(start, end)| {
            let stretch = text.get(*start as usize..*end as usize);
            stretch.is_some_and(|s| s.contains(word))
        })
    }

    /// The texts of which mistakes kept a part from being read.
    fn with_lost(&self) -> impl Iterator<Item = SourceId> {
        self.lost.iter().map(|(source, _)| *source)
    }

    /// Whether mistakes kept a part of a text from being read.
    pub(crate) fn has_lost(&self, id: SourceId) -> bool {
        !self.lost(id).is_empty()
    }

    /// Line and column of a place's first character.
    #[must_use]
    pub fn position(&self, place: Place) -> Position {
        let text = &self.get(place.source).text;
        self.positions(place.source).position(text, place.start)
    }

    /// The bytes of the line in which a place starts, without its end.
    #[must_use]
    pub fn line(&self, place: Place) -> Range<usize> {
        let text = &self.get(place.source).text;
        self.positions(place.source).line(text, place.start)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "only `add` makes ids, and nothing is removed"
    )]
    fn positions(&self, source: SourceId) -> &Positions {
        self.positions[source.0 as usize].get_or_init(|| Positions::of(&self.get(source).text))
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
