//! What is reported where the grammar does not go on, in the words of an author.

use super::{Kind, Parsed, Parser, Reported};
use crate::finding::Finding;
use crate::source::codes;
use crate::source::lexer::Token;
use crate::source::names::shown;

impl Parser<'_> {
    /// Whether the current token, or the one before it at the end, was reported already.
    pub(super) fn is_reported(&self) -> bool {
        self.token.is_bad() || (self.previous.is_bad() && self.token.kind == Kind::End)
    }

    /// The current token as a message names it.
    pub(in crate::source) fn found(&self) -> String {
        if self.token.kind == Kind::End {
            "the end of the file".to_owned()
        } else {
            format!("`{}`", shown(self.slice(self.token)))
        }
    }

    /// Reports that something else was expected here.
    pub(in crate::source) fn error(
        &mut self,
        code: &'static str,
        expected: &str,
        help: impl Into<String>,
    ) {
        if !self.is_reported() {
            let message = format!("expected {expected}, found {}", self.found());
            let range = self.token.range();
            self.lexer.problems.error(code, range, message, help);
        }
    }

    pub(super) fn no_subject<T>(&mut self) -> Parsed<T> {
        let expected = "a subject";
        if self.token.starts_literal() {
            self.error(
                codes::MISPLACED_TERM,
                "a subject, which a literal cannot be",
                "start the statement with an IRI, a prefixed name or a blank node",
            );
        } else if self.token.kind == Kind::OpenTriple {
            self.skip_triple_term();
        } else if self.token.kind == Kind::Word {
            self.error(codes::SYNTAX, expected, self.word_help());
        } else {
            let help = match self.token.kind {
                Kind::Dot | Kind::Semicolon | Kind::Comma => {
                    "remove it, nothing is left to end here"
                }
                Kind::CloseBracket | Kind::CloseParen => "remove it, it closes nothing",
                _ => "start the statement with an IRI, a prefixed name or a blank node",
            };
            self.error(codes::SYNTAX, expected, help);
        }
        Err(Reported)
    }

    pub(super) fn no_predicate<T>(&mut self) -> Parsed<T> {
        let token = self.token;
        if token.starts_literal()
            || matches!(
                token.kind,
                Kind::Blank | Kind::OpenBracket | Kind::OpenParen
            )
        {
            self.error(
                codes::MISPLACED_TERM,
                "a predicate, which only an IRI can be",
                "write the property's IRI or prefixed name before its value",
            );
        } else if token.kind == Kind::Word {
            self.error(codes::SYNTAX, "a predicate", self.word_help());
        } else {
            let help = "a statement is a subject, a predicate and an object";
            self.error(codes::SYNTAX, "a predicate", help);
        }
        Err(Reported)
    }

    pub(super) fn no_object<T>(&mut self) -> Parsed<T> {
        if self.is_word("a") {
            let help = "`a` is a predicate; end what stands before it with `.` or `;`";
            self.error(codes::SYNTAX, "an object", help);
        } else if self.token.kind == Kind::Word {
            self.error(codes::SYNTAX, "an object", self.word_help());
        } else {
            let help = "give the predicate a value: an IRI, a prefixed name or a literal";
            self.error(codes::SYNTAX, "an object", help);
        }
        Err(Reported)
    }

    fn word_help(&self) -> String {
        let word = self.slice(self.token);
        match word.to_ascii_lowercase().as_str() {
            lower @ ("true" | "false") => {
                format!("truth values are objects, in lower case: `{lower}`")
            }
            "version" => "leave it out, files are read as Turtle 1.1".to_owned(),
            "graph" => "name the file `.trig` to hold several graphs".to_owned(),
            lower @ ("prefix" | "base" | "a") => {
                format!("`{lower}` has a meaning of its own, and not here")
            }
            _ if let Some((prefix, local)) = self.names.split(word) => {
                format!("did you mean `{prefix}:{local}`?")
            }
            _ => format!("put a prefix before it (`:{word}`), or quotes around it (`\"{word}\"`)"),
        }
    }

    /// Takes the dot of a statement, or reports that it is missing.
    pub(super) fn end_statement(&mut self) -> Parsed<()> {
        if self.eat(Kind::Dot) {
            return Ok(());
        }
        if self.is_reported() {
            return Err(Reported);
        }
        let starts = self.token.starts_subject() || self.starts_directive();
        if self.token.kind == Kind::End || (self.token.new_line && starts) {
            let end = self.previous.end;
            let message = format!("this statement has no `.` before {}", self.found());
            self.lexer.problems.error(
                codes::SYNTAX,
                (end.saturating_sub(1), end),
                message,
                "put `.` at its end",
            );
            return Ok(());
        }
        let expected = if self.previous.kind == Kind::Semicolon {
            "a predicate or `.`"
        } else {
            "`.`, `;` or `,`"
        };
        self.error(codes::SYNTAX, expected, self.separator_help());
        Err(Reported)
    }

    fn separator_help(&self) -> &'static str {
        match self.token.kind {
            Kind::CloseBracket => "remove the `]`, or open the node with `[`",
            Kind::CloseParen => "remove the `)`, or open the list with `(`",
            Kind::Language | Kind::Carets => "languages and datatypes follow strings only",
            _ => {
                "`,` goes on with another object, `;` with another predicate, `.` ends the statement"
            }
        }
    }

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

    /// After an object comes no `,`. True where another object follows that can be nothing else,
    /// which is reported.
    pub(super) fn missing_comma(&mut self, verb: Token) -> bool {
        let token = self.token;
        let name = matches!(token.kind, Kind::Iri | Kind::Name { .. });
        // Where a subject stands in the place of the verb, the name is its value.
        let is_verb = verb.new_line && self.column(verb) <= self.column_of(self.statement);
        let is_object = token.starts_literal()
            || matches!(token.kind, Kind::OpenBracket | Kind::OpenParen)
            || (name && !is_verb && self.separator_follows());
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
    fn separator_follows(&self) -> bool {
        let rest = self.text.get(self.token.end as usize..).unwrap_or("");
        rest.trim_start().starts_with([',', ';', '.', ']'])
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
        let goes_on = token.new_line && self.column(token) > self.column_of(self.statement);
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

    fn column(&self, token: Token) -> usize {
        self.column_of(token.start)
    }

    /// How far a place is from the start of its line.
    pub(super) fn column_of(&self, at: u32) -> usize {
        let before = self.text.get(..at as usize).unwrap_or("");
        before.len() - before.rfind(['\n', '\r']).map_or(0, |i| i + 1)
    }
}
