//! Characters that start no token: what their author probably meant.

use super::{Form, Kind, Lexer};
use crate::source::codes;

impl Lexer<'_> {
    /// Reports the character here. `None` where it is best read as white space.
    pub(super) fn stray(&mut self) -> Option<(Kind, Form)> {
        let start = self.at;
        let Some(c) = self.char() else {
            // Cannot be: tokens end between characters. But never stand still.
            self.at += 1;
            return None;
        };
        if matches!(c, '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}') {
            return Some(self.typographic_string());
        }
        self.at += c.len_utf8();
        let range = (start, self.at);
        if c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{2060}')
        {
            self.report(
                codes::SYNTAX,
                range,
                format!(
                    "the invisible character U+{:04X} is not allowed here",
                    u32::from(c)
                ),
                "replace it by a space",
            );
            return None;
        }
        let help = match c {
            '\'' => "strings stand in double quotes in this syntax",
            '=' | '!' | '^' | '>' => "this is notation of N3, which is not Turtle",
            '?' | '$' => "variables belong to SPARQL, write an IRI or a blank node",
            '/' | '*' if self.starts_line(start) => "comments start with `#`",
            '&' | '%' | '\\' => "in a prefixed name, write a backslash before it",
            _ => "remove it, or put quotes around a text",
        };
        self.report(
            codes::SYNTAX,
            range,
            format!("`{c}` is not allowed here"),
            help,
        );
        Some((Kind::Bad, Form::Bad))
    }

    /// Whether nothing stands before an offset in its line.
    fn starts_line(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or("");
        let line = before.trim_end_matches([' ', '\t']);
        line.is_empty() || line.ends_with(['\n', '\r'])
    }

    /// A text in the quotes that word processors make: read as the string it is meant to be.
    fn typographic_string(&mut self) -> (Kind, Form) {
        let start = self.at;
        let end = self.line_end(start);
        let line = self.text.get(start..end).unwrap_or("");
        let quotes = [
            '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}', '\u{201C}', '\u{201D}', '\u{201E}',
            '\u{201F}', '\u{AB}', '\u{BB}', '"',
        ];
        let first = line.chars().next().map_or(0, char::len_utf8);
        let rest = line.get(first..).unwrap_or("");
        let close = rest.char_indices().find(|(_, c)| quotes.contains(c));
        self.at = start + first + close.map_or(rest.len(), |(i, c)| i + c.len_utf8());
        self.report(
            codes::SYNTAX,
            (start, start + first),
            format!(
                "`{}` is a typographic quote",
                line.get(..first).unwrap_or("")
            ),
            "write the straight quote `\"` on both sides",
        );
        (Kind::String { quotes: 1 }, Form::Bad)
    }
}
