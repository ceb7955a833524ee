//! Integers, decimals and doubles.

use super::{Form, Kind, Lexer};
use crate::source::codes;

impl Lexer<'_> {
    /// Reads a number; the lexer stands at its sign, digit or dot.
    pub(super) fn number(&mut self) -> (Kind, Form) {
        let start = self.at;
        if matches!(self.byte(0), b'+' | b'-') {
            self.at += 1;
        }
        let whole = self.digits();
        if whole == 4 && self.byte(0) == b'-' && self.is_date(start) {
            return self.bare_date(start);
        }
        let mut kind = Kind::Integer;
        if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
            self.digits();
            kind = Kind::Decimal;
        } else if whole == 0 {
            return self.broken_number(start, "a number needs digits");
        } else if self.byte(0) == b'.' && self.exponent_len(1).is_some() {
            self.at += 1;
        }
        if matches!(self.byte(0), b'e' | b'E') {
            let Some(len) = self.exponent_len(0) else {
                return self.broken_number(start, "the exponent of a number needs digits");
            };
            self.at += len;
            self.digits();
            kind = Kind::Double;
        }
        (kind, Form::Plain)
    }

    /// Whether month and day follow the digits of a year.
    fn is_date(&self, start: usize) -> bool {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let date = rest.get(..10).unwrap_or_default();
        let is_like = |(byte, like): (&u8, &u8)| match like {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        };
        date.len() == 10 && date.iter().zip(b"0000-00-00").all(is_like)
    }

    /// Reads a date, or a date and time, that stands without its quotes.
    fn bare_date(&mut self, start: usize) -> (Kind, Form) {
        let rest = self.text.get(start..).unwrap_or("");
        let is_end = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':' | '+' | '.');
        let word = rest.split(is_end).next().unwrap_or("");
        let date = word.trim_end_matches('.');
        self.at = start + date.len();
        let datatype = if date.contains('T') {
            "xsd:dateTime"
        } else {
            "xsd:date"
        };
        self.report(
            codes::SYNTAX,
            (start, self.at),
            "a date stands in quotes, with its datatype",
            format!("write `\"{date}\"^^{datatype}`"),
        );
        (Kind::Integer, Form::Bad)
    }

    /// The length of an `e` and its sign where digits follow.
    fn exponent_len(&self, ahead: usize) -> Option<usize> {
        if !matches!(self.byte(ahead), b'e' | b'E') {
            return None;
        }
        let sign = usize::from(matches!(self.byte(ahead + 1), b'+' | b'-'));
        self.byte(ahead + 1 + sign)
            .is_ascii_digit()
            .then_some(1 + sign)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte(0).is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    fn broken_number(&mut self, start: usize, message: &str) -> (Kind, Form) {
        while super::chars::is_name_byte(self.byte(0)) {
            self.at += 1;
        }
        self.report(
            codes::SYNTAX,
            (start, self.at),
            message,
            "write `1`, `1.5` or `1.5e3`, or put quotes around a text",
        );
        (Kind::Integer, Form::Bad)
    }
}
