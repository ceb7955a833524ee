//! The syntaxes that models are sent and taken in.

use axum::http::StatusCode;
use upper::source::Syntax;

use crate::http::problem::{Problem, Result};

/// Turtle is what authors write, and what a model is kept as.
pub(crate) const TURTLE: &str = "text/turtle";

/// A syntax: its media type, and how an entity tag names it.
pub(crate) struct Format {
    /// The media type.
    pub(crate) media_type: &'static str,
    /// What stands for it in entity tags and names of files.
    pub(crate) extension: &'static str,
    /// The syntax.
    pub(crate) syntax: Syntax,
}

/// All of them, in the order in which the server prefers them.
pub(crate) const FORMATS: &[Format] = &[
    Format {
        media_type: TURTLE,
        extension: "ttl",
        syntax: Syntax::Turtle,
    },
    Format {
        media_type: "application/ld+json",
        extension: "jsonld",
        syntax: Syntax::JsonLd,
    },
    Format {
        media_type: "application/n-triples",
        extension: "nt",
        syntax: Syntax::NTriples,
    },
    Format {
        media_type: "application/rdf+xml",
        extension: "rdf",
        syntax: Syntax::RdfXml,
    },
    Format {
        media_type: "application/trig",
        extension: "trig",
        syntax: Syntax::TriG,
    },
    Format {
        media_type: "application/n-quads",
        extension: "nq",
        syntax: Syntax::NQuads,
    },
];

/// The format with a media type.
pub(crate) fn of_media_type(media_type: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.media_type == media_type)
}

/// The format with a media type, where it can hold several named graphs.
pub(crate) fn of_dataset(media_type: &str) -> Option<&'static Format> {
    of_media_type(media_type).filter(|format| match format.syntax {
        Syntax::TriG | Syntax::NQuads => true,
        // In JSON a publication comes with its conditions, in a form of its own.
        Syntax::JsonLd | Syntax::Turtle | Syntax::NTriples | Syntax::RdfXml => false,
    })
}

/// The format of a body; one that says nothing is Turtle, so that `curl -T` will do.
///
/// # Errors
/// It is none of ours (415).
pub(crate) fn of_body(media_type: Option<&str>) -> Result<&'static Format> {
    of_media_type(media_type.unwrap_or(TURTLE)).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|f| f.media_type).collect();
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the media type of the body is not one of a model",
        )
        .help(format!("send one of {}", known.join(", ")))
    })
}
