//! Where reading goes on after an error, and what is passed over.

use super::{Kind, Parser};
use crate::source::codes;

impl Parser<'_> {
    /// Passes over tokens up to where the next statement probably starts. What is wrong with
    /// them may come of the error before, so it is not told.
    pub(super) fn recover(&mut self) {
        let known = self.lexer.problems.len();
        self.incomplete = true;
        loop {
            match self.token.kind {
                Kind::End => break,
                // Prose and hosts have dots, and may stand here without their quotes or brackets.
                Kind::Dot if !self.goes_on() => break,
                Kind::CloseBrace if self.trig => break,
                _ if self.starts_directive() || self.starts_statement() => break,
                _ => self.advance(),
            };
        }
        self.lexer.problems.forget(known, self.token.start);
        self.eat(Kind::Dot);
    }

    /// Whether the line goes on after the current token.
    fn goes_on(&self) -> bool {
        let line = self.ahead().trim_start_matches([' ', '\t']);
        !(line.is_empty() || line.starts_with(['\n', '\r', '#', '}']))
    }

    /// Whether a directive starts here.
    pub(super) fn starts_directive(&self) -> bool {
        let text = self.slice(self.token);
        match self.token.kind {
            Kind::Language => matches!(text, "@prefix" | "@base"),
            Kind::Word => {
                self.token.new_line
                    && (text.eq_ignore_ascii_case("prefix") || text.eq_ignore_ascii_case("base"))
            }
            _ => false,
        }
    }

    /// Whether a subject stands at the very start of a line, as authors write them.
    fn starts_statement(&self) -> bool {
        let goes_on = matches!(self.previous.kind, Kind::Semicolon | Kind::Comma);
        self.token.new_line
            && !goes_on
            && self.token.starts_subject()
            && self.column_of(self.token.start) == 0
    }

    /// Reports a triple term of RDF 1.2 and passes over it.
    pub(super) fn skip_triple_term(&mut self) {
        self.unsupported("triple terms");
        let mut open = 0_u32;
        loop {
            match self.token.kind {
                Kind::OpenTriple => open += 1,
                Kind::CloseTriple => open = open.saturating_sub(1),
                Kind::End | Kind::Dot => return,
                _ => {}
            }
            self.advance();
            if open == 0 {
                return;
            }
        }
    }

    /// Whether an annotation of RDF 1.2 starts here.
    pub(super) fn is_annotation(&self) -> bool {
        matches!(self.token.kind, Kind::OpenAnnotation | Kind::Tilde)
    }

    /// Reports annotations of RDF 1.2 and passes over them.
    pub(super) fn skip_annotation(&mut self) {
        self.unsupported("annotations of triples");
        while self.is_annotation() {
            let block = self.token.kind == Kind::OpenAnnotation;
            self.advance();
            if block {
                while !matches!(self.token.kind, Kind::CloseAnnotation | Kind::End) {
                    self.advance();
                }
                self.advance();
            } else if self.token.starts_subject() {
                self.advance();
            }
        }
    }

    fn unsupported(&mut self, what: &str) {
        self.lexer.problems.error(
            codes::UNSUPPORTED,
            self.token.range(),
            format!("{what} belong to RDF 1.2, which is not supported"),
            "describe the statement by a node of its own",
        );
    }
}
