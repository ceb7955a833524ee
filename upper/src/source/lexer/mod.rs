//! Tokens of Turtle, TriG, N-Triples and N-Quads, each with its range of bytes.
//!
//! The lexer never fails. A token that is wrong in itself (a bad escape, a string that is
//! never closed) is reported here, and returned as what its author meant, so that the
//! parser goes on without a second error for the same mistake.

mod chars;
mod iris;
mod names;
mod numbers;
mod stray;
mod strings;
mod token;
mod unescape;

pub(super) use iris::reference;
pub(super) use token::{Form, Kind, Token};
pub(super) use unescape::{unescape_local, unescape_text};

use super::problems::Problems;

/// Reads tokens from a text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// N-Triples and N-Quads: only `"` quotes, and never three of them.
    simple_strings: bool,
    /// What was wrong so far.
    pub(super) problems: Problems,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, simple_strings: bool, problems: Problems) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            simple_strings,
            problems,
        }
    }

    /// Goes to a place in the text, which must be a character boundary.
    pub(super) fn seek(&mut self, at: u32) {
        self.at = at as usize;
    }

    /// The next token; [`Kind::End`] at the end, as often as asked, and where there were so many
    /// problems that the rest is not read.
    pub(super) fn next(&mut self) -> Token {
        let mut new_line = self.at == 0;
        loop {
            new_line |= self.skip_space();
            let start = self.at;
            let Some(first) = self.bytes.get(start).copied() else {
                return self.token(start, Kind::End, Form::Plain, new_line);
            };
            if self.problems.is_full() {
                self.at = self.bytes.len();
                return self.token(self.at, Kind::End, Form::Plain, new_line);
            }
            if let Some((kind, form)) = self.scan(first) {
                return self.token(start, kind, form, new_line);
            }
        }
    }

    /// Reads one token; `None` where a stray character was reported and is passed over.
    fn scan(&mut self, first: u8) -> Option<(Kind, Form)> {
        Some(match first {
            b'a'..=b'z' | b'A'..=b'Z' | b':' => self.name(),
            b'.' if self.byte(1).is_ascii_digit() => self.number(),
            b'.' => self.punctuation(1, Kind::Dot),
            b';' => self.punctuation(1, Kind::Semicolon),
            b',' => self.punctuation(1, Kind::Comma),
            b'"' => self.string(),
            b'\'' if !self.simple_strings => self.string(),
            b'<' if self.byte(1) == b'<' => self.punctuation(2, Kind::OpenTriple),
            b'<' => self.iri(),
            b'>' if self.byte(1) == b'>' => self.punctuation(2, Kind::CloseTriple),
            b'0'..=b'9' | b'+' | b'-' => self.number(),
            b'@' => self.language(),
            b'_' => self.blank(),
            b'[' => self.punctuation(1, Kind::OpenBracket),
            b']' => self.punctuation(1, Kind::CloseBracket),
            b'(' => self.punctuation(1, Kind::OpenParen),
            b')' => self.punctuation(1, Kind::CloseParen),
            b'{' if self.byte(1) == b'|' => self.punctuation(2, Kind::OpenAnnotation),
            b'{' => self.punctuation(1, Kind::OpenBrace),
            b'|' if self.byte(1) == b'}' => self.punctuation(2, Kind::CloseAnnotation),
            b'}' => self.punctuation(1, Kind::CloseBrace),
            b'^' if self.byte(1) == b'^' => self.punctuation(2, Kind::Carets),
            b'~' => self.punctuation(1, Kind::Tilde),
            _ if first >= 0x80 && self.char().is_some_and(chars::is_name_base) => self.name(),
            _ => return self.stray(),
        })
    }

    /// Passes over white space and comments; whether there was a line break.
    fn skip_space(&mut self) -> bool {
        let mut new_line = false;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' => {}
                b'\n' | b'\r' => new_line = true,
                b'#' => {
                    while !matches!(self.byte(1), b'\n' | b'\r') && self.at + 1 < self.bytes.len() {
                        self.at += 1;
                    }
                }
                _ => break,
            }
            self.at += 1;
        }
        new_line
    }

    fn punctuation(&mut self, len: usize, kind: Kind) -> (Kind, Form) {
        self.at += len;
        (kind, Form::Plain)
    }

    fn token(&self, start: usize, kind: Kind, form: Form, new_line: bool) -> Token {
        Token {
            kind,
            form,
            new_line,
            start: offset(start),
            end: offset(self.at),
        }
    }

    /// The byte so far ahead; NUL after the end, which is not part of any token.
    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The character here.
    fn char(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn report(
        &mut self,
        code: &'static str,
        (start, end): (usize, usize),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let range = (offset(start), offset(end));
        self.problems.error(code, range, message, help);
    }

    /// Where the line ends that a place is in.
    fn line_end(&self, from: usize) -> usize {
        self.bytes
            .iter()
            .skip(from)
            .position(|b| matches!(b, b'\n' | b'\r'))
            .map_or(self.bytes.len(), |n| from + n)
    }
}

/// Texts are limited to far less than 4 GiB before they are read.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn after_too_many_problems_nothing_more_is_read() {
        let text = format!("{} word", "\0".repeat(200));
        let mut lexer = Lexer::new(&text, false, Problems::new(SourceId(0)));
        assert_eq!(lexer.next().kind, Kind::End);
    }
}
