//! Texts as the store keeps them: compressed. The store keeps all strings in one table by their
//! hash, so a long one lies among short ones, and whoever reads those reads it too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use oxigraph::model::{Literal, NamedNodeRef, Term};

use crate::error::Error;

/// The datatype of what is packed: Zstandard (RFC 8878) in Base64 (RFC 4648).
const PACKED: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("urn:denota:private:zstd");
/// The fastest level that is not much larger than the ones above it.
const LEVEL: i32 = 3;

/// A literal that holds a text.
///
/// # Errors
/// There is no memory for it.
pub(crate) fn pack(text: &str) -> Result<Literal, Error> {
    // What is told the length makes do with smaller tables.
    let bytes = zstd::bulk::compress(text.as_bytes(), LEVEL)?;
    Ok(Literal::new_typed_literal(
        STANDARD_NO_PAD.encode(bytes),
        PACKED,
    ))
}

/// The text of a term. What layout 2 wrote is not packed.
///
/// # Errors
/// The literal is damaged.
pub(crate) fn unpack(term: Term) -> Result<String, Error> {
    match term {
        Term::Literal(literal) if literal.datatype() == PACKED => {
            let bytes = STANDARD_NO_PAD.decode(literal.value()).map_err(damaged)?;
            let text = zstd::decode_all(bytes.as_slice()).map_err(damaged)?;
            String::from_utf8(text).map_err(damaged)
        }
        other @ (Term::Literal(_) | Term::NamedNode(_) | Term::BlankNode(_)) => {
            Ok(crate::private::lexical(other))
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> Error {
    Error::Damaged(format!("a text that it keeps: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_and_damage_is_told() {
        let long = "type Character @key(fields: \"name\") { name: String! }\n".repeat(1_000);
        for text in ["", "a", "船長\u{0}\r\n", &long] {
            let packed = pack(text).unwrap();
            assert_eq!(unpack(packed.into()).unwrap(), text);
        }
        assert!(pack(&long).unwrap().value().len() < long.len() / 50);
        let plain = Literal::new_simple_literal("as layout 2 has it");
        assert_eq!(unpack(plain.into()).unwrap(), "as layout 2 has it");
        for broken in ["*", "AAAA"] {
            let literal = Literal::new_typed_literal(broken, PACKED);
            assert!(unpack(literal.into()).is_err(), "{broken}");
        }
    }
}
