//! From Turtle to the other formats.

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::TripleRef;
use upper::iri::STANDARD;

use super::format::GraphFormat;
use crate::error::Error;

/// Writes a graph that is there as Turtle in another format.
///
/// # Errors
/// The text is no Turtle, or [`Error::Unsayable`] in that format.
pub fn convert(turtle: &str, format: GraphFormat) -> Result<Vec<u8>, Error> {
    let mut writer = serializer(format, Vec::new());
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes()) {
        let quad = quad.map_err(|e| Error::Storage(e.to_string()))?;
        let triple = TripleRef::from(quad.as_ref());
        format.says(triple).map_err(Error::Unsayable)?;
        writer.serialize_quad(&quad)?;
    }
    Ok(writer.finish()?)
}

/// A writer of a graph.
pub(super) fn serializer<W: std::io::Write>(format: GraphFormat, to: W) -> WriterQuadSerializer<W> {
    let plain = RdfSerializer::from_format(format.oxigraph());
    let mut prefixed = plain.clone();
    let upper = ("upper", upper::vocabulary::upper::NS);
    for (prefix, namespace) in STANDARD.into_iter().chain([upper]) {
        prefixed = match prefixed.with_prefix(prefix, namespace) {
            Ok(prefixed) => prefixed,
            // They are IRIs; without prefixes the answer is as right.
            Err(_) => return plain.for_writer(to),
        };
    }
    prefixed.for_writer(to)
}
