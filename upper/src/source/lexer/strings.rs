//! Strings with one or three quotes, and the escapes in them.

use super::{Form, Kind, Lexer};
use crate::source::codes;

impl Lexer<'_> {
    /// Reads a string; the lexer stands at its first quote.
    pub(super) fn string(&mut self) -> (Kind, Form) {
        let quote = self.byte(0);
        if !self.simple_strings && self.byte(1) == quote && self.byte(2) == quote {
            self.long_string(quote)
        } else {
            self.short_string(quote)
        }
    }

    fn short_string(&mut self, quote: u8) -> (Kind, Form) {
        let start = self.at;
        let kind = Kind::String { quotes: 1 };
        let mut form = Form::Plain;
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => {
                    let valid = self.escape(true);
                    form = if valid && form != Form::Bad {
                        Form::Special
                    } else {
                        Form::Bad
                    };
                }
                None | Some(b'\n' | b'\r') => return self.open_string(start, kind),
                Some(byte) => {
                    self.at += 1;
                    if *byte == quote {
                        return (kind, form);
                    }
                }
            }
        }
    }

    /// A string that its line does not close. What looks like the end of the statement
    /// is left for the parser, which then has nothing to complain about.
    fn open_string(&mut self, start: usize, kind: Kind) -> (Kind, Form) {
        let line = self.text.get(start + 1..self.at).unwrap_or("");
        let content = line.trim_end_matches([' ', '\t', '.', ';', ',', ']', ')']);
        let content = without_language(content);
        self.at = start + 1 + content.len();
        self.report(
            codes::UNTERMINATED,
            (start, self.at),
            "this string is not closed on its line",
            "close it with the quote that opens it, or use three quotes for several lines",
        );
        (kind, Form::Bad)
    }

    fn long_string(&mut self, quote: u8) -> (Kind, Form) {
        let start = self.at;
        let kind = Kind::String { quotes: 3 };
        let mut form = Form::Plain;
        self.at += 3;
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => {
                    let valid = self.escape(true);
                    form = if valid && form != Form::Bad {
                        Form::Special
                    } else {
                        Form::Bad
                    };
                }
                Some(b) if *b == quote && self.byte(1) == quote && self.byte(2) == quote => {
                    self.at += 3;
                    return (kind, form);
                }
                Some(_) => self.at += 1,
                None => break,
            }
        }
        self.report(
            codes::UNTERMINATED,
            (start, start + 3),
            "the string that starts here is never closed",
            "close it with three quotes",
        );
        (kind, Form::Bad)
    }

    /// Reads a backslash and what it escapes; false where it was reported.
    pub(super) fn escape(&mut self, in_string: bool) -> bool {
        let start = self.at;
        let (len, valid) = match self.byte(1) {
            b't' | b'b' | b'n' | b'r' | b'f' | b'"' | b'\'' | b'\\' if in_string => (2, true),
            b'u' => (6, self.code_point(4)),
            b'U' => (10, self.code_point(8)),
            _ => (2, false),
        };
        if valid {
            self.at += len;
            return true;
        }
        self.at += 1;
        let escaped = self.char().filter(|c| !c.is_control());
        let shown = escaped.map_or(String::new(), String::from);
        if matches!(self.byte(0), b'u' | b'U' | b'\\') {
            self.at += 1;
        }
        let help = if matches!(shown.as_str(), "u" | "U") {
            "write `\\u` with four or `\\U` with eight hexadecimal digits of a Unicode character"
        } else if in_string {
            "write `\\\\` for a backslash"
        } else {
            "IRIs know `\\u` and `\\U` only, and no backslash"
        };
        self.report(
            codes::BAD_ESCAPE,
            (start, start + 1 + shown.len()),
            format!("`\\{shown}` is not an escape that is allowed here"),
            help,
        );
        false
    }

    /// Whether so many hexadecimal digits follow the `\u`, and denote a character.
    fn code_point(&self, digits: usize) -> bool {
        self.text
            .get(self.at + 2..self.at + 2 + digits)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32)
            .is_some()
    }
}

/// What stands before a language tag at the end of a text, which is probably none of the text.
fn without_language(text: &str) -> &str {
    let Some((before, tag)) = text.rsplit_once('@') else {
        return text;
    };
    let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_tag { before } else { text }
}
