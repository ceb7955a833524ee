//! Prefixed names, bare words, blank node labels and language tags.

use super::chars::{is_local_escape, is_name_base, is_name_byte, is_name_char};
use super::{Form, Kind, Lexer, offset};
use crate::source::codes;

/// The letters that the language of a tag has at the most.
const LANGUAGE: usize = 8;

impl Lexer<'_> {
    /// Reads a prefixed name, or a bare word where no colon follows.
    pub(super) fn name(&mut self) -> (Kind, Form) {
        let start = self.at;
        let first_dot = self.dotted_name();
        if self.byte(0) != b':' {
            self.at = first_dot.unwrap_or(self.at);
            return (Kind::Word, Form::Plain);
        }
        let colon = offset(self.at);
        self.at += 1;
        if self.byte(0) == b'/' && self.byte(1) == b'/' {
            return self.bare_iri(start);
        }
        (Kind::Name { colon }, self.local())
    }

    /// Reads an IRI that stands without its brackets, up to what ends an object.
    fn bare_iri(&mut self, start: usize) -> (Kind, Form) {
        let rest = self.text.get(start..).unwrap_or("");
        let is_end = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
        let word = rest.split(is_end).next().unwrap_or("");
        let iri = word.trim_end_matches(['.', ';', ',', ')', ']']);
        self.at = start + iri.len();
        if self.byte(0) == b'>' {
            self.at += 1;
        }
        self.report(
            codes::SYNTAX,
            (start, self.at),
            "an IRI stands in `<` and `>`",
            format!("write `<{iri}>`"),
        );
        (Kind::Iri, Form::Plain)
    }

    /// Passes over name characters and the dots between them; where the first dot was.
    fn dotted_name(&mut self) -> Option<usize> {
        let mut first_dot = None;
        let mut end = self.at;
        loop {
            match self.byte(0) {
                byte if is_name_byte(byte) => self.at += 1,
                b'.' => {
                    first_dot = first_dot.or(Some(self.at));
                    self.at += 1;
                    continue;
                }
                byte if byte >= 0x80 => match self.char().filter(|c| is_name_char(*c)) {
                    Some(c) => self.at += c.len_utf8(),
                    None => break,
                },
                _ => break,
            }
            end = self.at;
        }
        // A name does not end with a dot: that one ends the statement.
        self.at = end;
        first_dot.filter(|dot| *dot < end)
    }

    /// Reads the part after the colon, which may be empty.
    fn local(&mut self) -> Form {
        let mut form = Form::Plain;
        let mut end = self.at;
        let start = self.at;
        loop {
            let byte = self.byte(0);
            let step = match byte {
                b'-' if self.at == start => break,
                b':' => 1,
                _ if is_name_byte(byte) => 1,
                b'.' if self.at > start => {
                    self.at += 1;
                    continue;
                }
                b'%' | b'\\' => {
                    let valid = self.local_escape(byte);
                    let special = if byte == b'\\' { Form::Special } else { form };
                    form = if valid && form != Form::Bad {
                        special
                    } else {
                        Form::Bad
                    };
                    0
                }
                _ if byte >= 0x80 => match self.local_char(self.at == start) {
                    Some(len) => {
                        form = if form == Form::Plain {
                            Form::Special
                        } else {
                            form
                        };
                        len
                    }
                    None => break,
                },
                _ => break,
            };
            self.at += step;
            end = self.at;
        }
        self.at = end;
        form
    }

    fn local_char(&self, first: bool) -> Option<usize> {
        let c = self.char()?;
        let allowed = if first {
            is_name_base(c)
        } else {
            is_name_char(c)
        };
        allowed.then(|| c.len_utf8())
    }

    /// Reads `%HH` or a backslash with what it escapes; false where it was reported.
    fn local_escape(&mut self, byte: u8) -> bool {
        let start = self.at;
        let (len, valid) = if byte == b'%' {
            let hex = self.byte(1).is_ascii_hexdigit() && self.byte(2).is_ascii_hexdigit();
            (if hex { 3 } else { 1 }, hex)
        } else {
            let known = is_local_escape(self.byte(1));
            (if known { 2 } else { 1 }, known)
        };
        self.at += len;
        if !valid {
            let (message, help) = if byte == b'%' {
                (
                    "`%` needs two hexadecimal digits",
                    "write `%25` for the sign itself",
                )
            } else {
                (
                    "this character cannot be escaped in a prefixed name",
                    "write the whole IRI in `<` and `>`",
                )
            };
            self.report(codes::BAD_ESCAPE, (start, self.at), message, help);
        }
        valid
    }

    /// Reads `_:label`.
    pub(super) fn blank(&mut self) -> (Kind, Form) {
        let start = self.at;
        self.at += 1;
        let colon = self.byte(0) == b':';
        self.at += usize::from(colon);
        let first = self.char();
        self.dotted_name();
        let named = first.is_some_and(|c| is_name_base(c) || c == '_' || c.is_ascii_digit());
        if colon && named {
            return (Kind::Blank, Form::Plain);
        }
        self.report(
            codes::SYNTAX,
            (start, self.at),
            "this is not a blank node label",
            "write `_:` and a name of letters and digits, or `[]`",
        );
        (Kind::Blank, Form::Bad)
    }

    /// Reads `@` and a language tag, or a directive.
    pub(super) fn language(&mut self) -> (Kind, Form) {
        let start = self.at;
        self.at += 1;
        while self.byte(0).is_ascii_alphabetic() {
            self.at += 1;
        }
        if self.at == start + 1 {
            return self.no_letter(start);
        }
        while self.byte(0) == b'-' && self.byte(1).is_ascii_alphanumeric() {
            self.at += 1;
            while self.byte(0).is_ascii_alphanumeric() {
                self.at += 1;
            }
        }
        if self.byte(0) == b'-' && self.byte(1) == b'-' {
            return self.no_language(
                self.at,
                codes::UNSUPPORTED,
                "base directions of RDF 1.2 are not supported",
                "leave only the language tag",
            );
        }
        // Locales of programs look like this.
        if self.byte(0) == b'_' && self.byte(1).is_ascii_alphanumeric() {
            return self.no_language(
                start,
                codes::BAD_LANGUAGE,
                "the parts of a language tag are joined by `-`",
                "write `-` in place of `_`, as in `@en-US`",
            );
        }
        (Kind::Language, Form::Plain)
    }

    /// Reads what stands in the place of a language behind an `@`, so that it is not taken for
    /// something else.
    fn no_letter(&mut self, start: usize) -> (Kind, Form) {
        self.dotted_name();
        let spaced = self.spaced_word().filter(|_| self.at == start + 1);
        let (what, help) = match spaced {
            Some((word, end)) => {
                let help = format!("write `@{word}`, without the space");
                self.at = end;
                ("a language stands directly behind its `@`", help)
            }
            None if self.at > start + 1 => (
                "a language tag begins with a letter from `a` to `z`",
                "write one such as `@en` after a text".to_owned(),
            ),
            None => (
                "`@` without a language or directive",
                "write a language tag such as `@en` after a text, or `@prefix`".to_owned(),
            ),
        };
        self.report(codes::BAD_LANGUAGE, (start, self.at), what, help);
        (Kind::Language, Form::Bad)
    }

    /// A word as short as a language, behind spaces and before what ends an object; and its end.
    fn spaced_word(&self) -> Option<(&str, usize)> {
        let rest = self.text.get(self.at..)?;
        let behind = rest.trim_start_matches([' ', '\t']);
        let end = behind.find(|c: char| !c.is_ascii_alphabetic())?;
        let (word, after) = behind.split_at_checked(end)?;
        let ends = after.trim_start().starts_with([',', ';', '.', ']', ')']);
        let fits = (1..=LANGUAGE).contains(&word.len()) && ends;
        fits.then_some((word, self.at + rest.len() - behind.len() + word.len()))
    }

    /// Reads what is written on to a language tag, which it spoils.
    fn no_language(
        &mut self,
        start: usize,
        code: &'static str,
        what: &str,
        help: &str,
    ) -> (Kind, Form) {
        while is_name_byte(self.byte(0)) {
            self.at += 1;
        }
        self.report(code, (start, self.at), what, help);
        (Kind::Language, Form::Bad)
    }
}
