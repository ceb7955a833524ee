//! A graph in other syntaxes than the one that it is kept in.

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{Quad, Triple, TripleRef};
use upper::source::{Aliases, Input, Prefix, Reader, Syntax};

use crate::error::Error;
use crate::{convert, xml};

/// Writes a text of the registry, which is Turtle, in a syntax. Turtle comes back as it is.
/// What comes out depends on the text alone, names of blank nodes included.
///
/// # Errors
/// [`Error::Unsayable`] where RDF/XML has no name for a property, or no character of a text.
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
    let is_xml = syntax == Syntax::RdfXml;
    let mut serializer = RdfSerializer::from_format(format);
    let allowed = |p: &Prefix| !is_xml || xml::allows_prefix(&p.name, &p.namespace);
    for prefix in prefixes.into_iter().filter(allowed) {
        // A prefix that is no IRI shortens nothing.
        let named = serializer
            .clone()
            .with_prefix(prefix.name, prefix.namespace);
        serializer = named.unwrap_or(serializer);
    }
    let mut writer = serializer.for_writer(Vec::new());
    for quad in quads {
        if is_xml {
            xml::triple(TripleRef::from(quad.as_ref())).map_err(Error::Unsayable)?;
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn written(text: &str, syntax: Syntax) -> Result<String, Error> {
        let aliases = Aliases::default();
        let bytes = rewrite(text.to_owned(), "http://example.com/a", &aliases, syntax)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn what_rdf_xml_cannot_say_is_not_said_in_it() {
        for (triple, why) in [
            (
                "<http://example.com/a#a> <http://example.com/1> \"x\" .",
                "`http://example.com/1`",
            ),
            (
                "<http://example.com/a#a> <http://example.com/a#b> \"\\u0001\" .",
                "U+0001",
            ),
        ] {
            let said = written(triple, Syntax::RdfXml).unwrap_err().to_string();
            assert!(said.contains(why), "{said}");
            written(triple, Syntax::NTriples).unwrap();
        }
    }

    #[test]
    fn a_prefix_that_xml_keeps_for_itself_is_left_out() {
        let text =
            "@prefix xmlns: <http://example.com/b#> . <http://example.com/a#a> xmlns:c \"x\" .";
        let said = written(text, Syntax::RdfXml).unwrap();
        assert!(!said.contains("xmlns:xmlns"), "{said}");
        assert!(said.contains("http://example.com/b#"), "{said}");
    }
}
