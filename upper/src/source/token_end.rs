//! Where tokens end.

use super::SourceId;
use super::lexer::{Kind, Lexer};
use super::problems::Problems;

/// The offset after the token that starts at an offset: an IRI, a prefixed name, a
/// literal with its language or datatype, a bracket or a keyword.
#[must_use]
pub fn end_of_token(text: &str, start: u32) -> u32 {
    if !text.is_char_boundary(start as usize) {
        return start;
    }
    let mut lexer = Lexer::new(text, false, Problems::new(SourceId(0)));
    lexer.seek(start);
    let first = lexer.next();
    if first.start != start || first.kind == Kind::End {
        return start;
    }
    if matches!(first.kind, Kind::String { .. }) {
        let suffix = lexer.next();
        if suffix.kind == Kind::Language && suffix.start == first.end {
            return suffix.end;
        }
        if suffix.kind == Kind::Carets {
            return lexer.next().end;
        }
    }
    first.end
}
