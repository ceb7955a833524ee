//! Marks of punctuation that are missing, or others than were meant: reading goes on as if the
//! right one stood there, so that one mistake is one finding.

use super::{IN_SIGHT, Kind, Parsed, Parser, Reported};
use crate::finding::Finding;
use crate::source::codes;
use crate::source::lexer::Token;
use crate::source::names::shown;

/// What stands where an object was expected.
pub(super) enum Meant {
    /// An object.
    Object,
    /// The next predicate.
    Predicate,
    /// The next subject.
    Subject,
}

impl Parser<'_> {
    /// Reports `;` where the statement should have ended.
    pub(super) fn semicolon_before_subject(&mut self, semicolon: Token, subject: Token) {
        let name = shown(self.slice(subject));
        let place = self.lexer.problems.place(semicolon.start, semicolon.end);
        let next = self.lexer.problems.place(subject.start, subject.end);
        self.lexer.problems.push(
            Finding::error(
                codes::SYNTAX,
                place,
                format!("`;` before the new subject `{name}`"),
            )
            .help("end the statement with `.` instead")
            .related(next, "the subject that follows"),
        );
    }

    /// What follows a comma, where it is at the start of a line; a comma that should be another
    /// mark is reported.
    pub(super) fn after_comma(&mut self, comma: Token, verb: Token) -> Meant {
        let token = self.token;
        let is_name = matches!(token.kind, Kind::Iri | Kind::Name { .. });
        if !is_name || !token.new_line || self.is_reported() {
            return Meant::Object;
        }
        let name = shown(self.slice(token));
        let (meant, message, help) = if self.depth == 0
            && self.column(token) <= self.column_of(self.statement)
            && self.rest().starts_with("a ")
        {
            let message = format!("`,` before the new subject `{name}`");
            (
                Meant::Subject,
                message,
                "end the statement with `.` instead",
            )
        } else if self.column(token) > self.column_of(self.statement)
            && self.looks_like_predicate()
            && (self.is_word_at(verb, "a") || self.prefix_of(verb) == self.prefix_of(token))
        {
            let message = format!("`,` before the new predicate `{name}`");
            (Meant::Predicate, message, "write `;` instead")
        } else {
            return Meant::Object;
        };
        self.lexer
            .problems
            .error(codes::SYNTAX, comma.range(), message, help);
        meant
    }

    /// Whether a statement goes on behind the `.` that ends it, which is reported: what starts here
    /// stands further to the right, and is a predicate with its object.
    pub(super) fn goes_on_after_dot(&mut self, statement: u32) -> bool {
        let is_name = matches!(self.token.kind, Kind::Iri | Kind::Name { .. });
        let goes_on = is_name
            && self.token.new_line
            && self.previous.kind == Kind::Dot
            && self.looks_like_predicate()
            && self.column(self.token) > self.column_of(statement);
        if goes_on {
            let name = shown(self.slice(self.token));
            let message = format!("`.` ends the statement before `{name}`");
            let range = self.previous.range();
            let help = "write `;` instead, to go on about the same subject";
            self.lexer
                .problems
                .error(codes::SYNTAX, range, message, help);
        }
        goes_on
    }

    /// What stands behind the current token, in its line.
    pub(super) fn rest(&self) -> &str {
        self.ahead().trim_start_matches([' ', '\t'])
    }

    /// Whether the current name can only be a predicate: behind it stands what can only be an
    /// object, in the same line.
    fn looks_like_predicate(&self) -> bool {
        let rest = self.rest();
        if rest.starts_with(['"', '\'', '[', '(', '+', '-'])
            || rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return true;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ']' | ')'));
        let (word, behind) = rest
            .split_at_checked(end.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        let stops = word.ends_with('.');
        let word = word.trim_end_matches('.');
        let is_term = word.contains(':') || matches!(word, "true" | "false");
        is_term && (stops || behind.trim_start().starts_with([',', ';', '.', ']']))
    }

    /// The prefix of a name; nothing of an IRI.
    fn prefix_of(&self, token: Token) -> Option<&str> {
        match token.kind {
            Kind::Name { colon } => self.text.get(token.start as usize..colon as usize),
            _ => None,
        }
    }

    fn is_word_at(&self, token: Token, word: &str) -> bool {
        token.kind == Kind::Word && self.slice(token) == word
    }

    /// After an object comes no `,`. True where another object follows that can be nothing else,
    /// which is reported.
    pub(super) fn missing_comma(&mut self, verb: Token) -> bool {
        let token = self.token;
        let name = matches!(token.kind, Kind::Iri | Kind::Name { .. });
        // Where a subject stands in the place of the verb, the name is its value.
        let is_verb = verb.new_line && self.column(verb) <= self.column_of(self.statement);
        let is_object = token.starts_literal()
            || matches!(token.kind, Kind::OpenBracket | Kind::OpenParen)
            || (name && !is_verb && self.is_before_separator());
        let goes_on = !token.new_line || self.column(token) > self.column_of(self.statement);
        if self.is_reported() || !is_object || !goes_on {
            return false;
        }
        let end = self.previous.end;
        self.lexer.problems.error(
            codes::SYNTAX,
            (end.saturating_sub(1), end),
            format!("expected `,` before {}", self.found()),
            "put `,` here to go on with another object",
        );
        true
    }

    /// Whether what comes after the current token ends an object.
    pub(super) fn is_before_separator(&self) -> bool {
        self.ahead().trim_start().starts_with([',', ';', '.', ']'])
    }

    /// After objects comes neither `;` nor an end. True where a `;` is missing, which is
    /// reported, and the next predicate follows.
    pub(super) fn missing_semicolon(
        &mut self,
        semicolon: Option<Token>,
        verb: Token,
    ) -> Parsed<bool> {
        let token = self.token;
        let verb_like = matches!(token.kind, Kind::Iri | Kind::Name { .. }) || self.is_word("a");
        if self.is_reported() || !verb_like {
            return Ok(false);
        }
        if let Some(semicolon) = semicolon
            && !token.new_line
            && self.column(verb) <= self.column_of(self.statement)
        {
            self.semicolon_before_subject(semicolon, verb);
            return Err(Reported);
        }
        let indented = token.new_line && self.column(token) > self.column_of(self.statement);
        let goes_on = indented || self.looks_like_predicate();
        if goes_on {
            let end = self.previous.end;
            let message = format!("expected `;`, `,` or `.` before {}", self.found());
            let range = (end.saturating_sub(1), end);
            let help = "put `;` here to go on about the same subject";
            self.lexer
                .problems
                .error(codes::SYNTAX, range, message, help);
        }
        Ok(goes_on)
    }

    pub(super) fn column(&self, token: Token) -> usize {
        self.column_of(token.start)
    }

    /// How far a place is from the start of its line, as far as that is looked at.
    pub(super) fn column_of(&self, at: u32) -> usize {
        let before = self.text.as_bytes().get(..at as usize).unwrap_or_default();
        let line = before.iter().rev().take(IN_SIGHT);
        line.take_while(|b| !matches!(b, b'\n' | b'\r')).count()
    }
}
