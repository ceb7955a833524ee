//! `<...>`: which characters it may hold, and what to do when it does not end.

use super::chars::is_iri_byte;
use super::{Form, Kind, Lexer};
use crate::source::codes;

/// The reference in the text of an IRI token, which lacks its brackets where that was reported.
pub(in crate::source) fn reference(token: &str) -> &str {
    let token = token.strip_prefix('<').unwrap_or(token);
    token.strip_suffix('>').unwrap_or(token)
}

impl Lexer<'_> {
    /// Reads an IRI reference; the lexer stands at `<`.
    pub(super) fn iri(&mut self) -> (Kind, Form) {
        let start = self.at;
        let mut form = Form::Plain;
        self.at += 1;
        loop {
            match self.byte(0) {
                b'>' => break,
                b'\\' => {
                    let valid = self.escape(false);
                    form = if valid && form != Form::Bad {
                        Form::Special
                    } else {
                        Form::Bad
                    };
                }
                byte if is_iri_byte(byte) || byte >= 0x80 => self.at += 1,
                _ => return self.broken_iri(start),
            }
        }
        self.at += 1;
        (Kind::Iri, form)
    }

    /// A character that no IRI holds: either a slip within `<...>`, or the `>` is missing.
    fn broken_iri(&mut self, start: usize) -> (Kind, Form) {
        let end = self.line_end(self.at);
        let rest = self.bytes.get(self.at..end).unwrap_or(&[]);
        let close = rest
            .iter()
            .skip(1)
            .position(|b| matches!(b, b'>' | b'<' | b'"' | b'\''))
            .map(|n| n + 1)
            .filter(|n| rest.get(*n) == Some(&b'>'));
        match (close, self.char()) {
            (Some(close), Some(c)) => {
                let name = if c == ' ' {
                    "a space".to_owned()
                } else {
                    format!("`{}`", c.escape_debug())
                };
                self.report(
                    codes::BAD_IRI,
                    (self.at, self.at + c.len_utf8()),
                    format!("{name} is not allowed in an IRI"),
                    format!(
                        "write it percent-encoded, as `%{:02X}`, or leave it out",
                        u32::from(c)
                    ),
                );
                self.at += close + 1;
            }
            _ => self.report(
                codes::UNTERMINATED,
                (start, self.at),
                "this IRI is not closed",
                "put `>` at its end",
            ),
        }
        (Kind::Iri, Form::Bad)
    }
}
