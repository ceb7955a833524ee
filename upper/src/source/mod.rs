//! Source texts, their syntaxes, and the places in them.

mod reader;

pub use reader::{Aliases, Input, ParsedGraph, Reader, end_of_token};

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
}

impl Sources {
    /// Adds a text.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(source);
        id
    }

    /// A text that was added.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "only `add` makes ids, and nothing is removed")]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// All texts with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }

    /// Line and column of a place's first character.
    #[must_use]
    pub fn position(&self, place: Place) -> Position {
        let text = &self.get(place.source).text;
        let before = text.get(..place.start as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        Position {
            line: count(before.bytes().filter(|b| *b == b'\n').count()),
            column: count(before.get(line_start..).unwrap_or("").chars().count()),
        }
    }
}
