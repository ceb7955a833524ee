//! The formats of answers.

use std::borrow::Cow;

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::{Literal, Term, TripleRef};
use oxigraph::sparql::results::QueryResultsFormat;

use crate::xml;

/// A format of solutions and of yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultFormat {
    /// SPARQL 1.1 Query Results JSON.
    Json,
    /// SPARQL Query Results XML.
    Xml,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
}

/// A format of graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
    /// TriG; the triples stand in the default graph.
    TriG,
    /// N-Quads; the triples stand in the default graph.
    NQuads,
}

impl ResultFormat {
    /// All of them, the preferred one first.
    pub const ALL: [Self; 4] = [Self::Json, Self::Xml, Self::Csv, Self::Tsv];

    /// The media type, as answers state it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.oxigraph().media_type()
    }

    /// The IRI of the format, as service descriptions name it.
    #[must_use]
    pub fn iri(self) -> &'static str {
        self.oxigraph().iri()
    }

    /// The formats that can hold any term.
    pub fn of_anything() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|f| *f != Self::Xml)
    }

    /// Checks that a value can be written.
    pub(crate) fn holds(self, value: &Term) -> Result<(), String> {
        match self {
            Self::Xml => xml::term(value.as_ref()),
            Self::Json | Self::Csv | Self::Tsv => Ok(()),
        }
    }

    /// A value as it is to be written. CSV has IRIs and texts alike, and of the two the library
    /// puts texts alone between quotes, where there is a comma in them.
    pub(crate) fn written(self, value: &Term) -> Cow<'_, Term> {
        match (self, value) {
            (Self::Csv, Term::NamedNode(iri)) if iri.as_str().contains(',') => {
                Cow::Owned(Literal::new_simple_literal(iri.as_str()).into())
            }
            _ => Cow::Borrowed(value),
        }
    }

    pub(crate) fn oxigraph(self) -> QueryResultsFormat {
        match self {
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
        }
    }
}

impl GraphFormat {
    /// All of them, the preferred one first.
    pub const ALL: [Self; 6] = [
        Self::Turtle,
        Self::NTriples,
        Self::RdfXml,
        Self::JsonLd,
        Self::TriG,
        Self::NQuads,
    ];

    /// The media type, as answers state it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.oxigraph().media_type()
    }

    /// The IRI of the format, as service descriptions name it.
    #[must_use]
    pub fn iri(self) -> &'static str {
        self.oxigraph().iri()
    }

    /// The formats that can say any triple.
    pub fn of_anything() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|f| *f != Self::RdfXml)
    }

    /// Checks that a triple can be written.
    pub(crate) fn says(self, triple: TripleRef<'_>) -> Result<(), String> {
        match self {
            Self::RdfXml => xml::triple(triple),
            Self::Turtle | Self::NTriples | Self::JsonLd | Self::TriG | Self::NQuads => Ok(()),
        }
    }

    pub(crate) fn oxigraph(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
            Self::TriG => RdfFormat::TriG,
            Self::NQuads => RdfFormat::NQuads,
        }
    }
}
