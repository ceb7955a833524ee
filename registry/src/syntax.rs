//! A graph in other syntaxes than the one that it is kept in.

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{Quad, Triple};
use upper::source::{Aliases, Input, Prefix, Reader, Syntax};

use crate::convert;
use crate::error::Error;

/// Writes a text of the registry, which is Turtle, in a syntax. Turtle comes back as it is.
/// What comes out depends on the text alone, names of blank nodes included.
///
/// # Errors
/// The graph cannot be said in that syntax (RDF/XML has no word for some properties).
pub fn rewrite(
    text: String,
    iri: &str,
    aliases: &Aliases,
    syntax: Syntax,
) -> Result<Vec<u8>, Error> {
    let format = match syntax {
        Syntax::Turtle => return Ok(text.into_bytes()),
        Syntax::TriG => RdfFormat::TriG,
        Syntax::NTriples => RdfFormat::NTriples,
        Syntax::NQuads => RdfFormat::NQuads,
        Syntax::JsonLd => RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        },
        Syntax::RdfXml => RdfFormat::RdfXml,
    };
    let (quads, prefixes) = read(text, iri, aliases);
    let mut serializer = RdfSerializer::from_format(format);
    for prefix in prefixes {
        // A prefix that is no IRI shortens nothing.
        let named = serializer
            .clone()
            .with_prefix(prefix.name, prefix.namespace);
        serializer = named.unwrap_or(serializer);
    }
    let mut writer = serializer.for_writer(Vec::new());
    for quad in quads {
        if format.supports_datasets() {
            writer.serialize_quad(&quad)?;
        } else {
            writer.serialize_triple(&Triple::from(quad))?;
        }
    }
    Ok(writer.finish()?)
}

fn read(text: String, iri: &str, aliases: &Aliases) -> (Vec<Quad>, Vec<Prefix>) {
    let mut reader = Reader::new(aliases.clone());
    let source = reader.read(Input {
        path: iri.to_owned(),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    });
    let graphs = reader.graphs.iter();
    let quads = graphs.flat_map(|g| convert::quads(&reader.terms, &g.graph, iri, &str::to_owned));
    (quads.collect(), reader.sources.prefixes(source).to_vec())
}
