//! What is reported where the grammar does not go on, in the words of an author.

use super::{Kind, Parsed, Parser, Reported};
use crate::source::codes;
use crate::source::names::shown;
use crate::source::prefixes::well_known;

impl Parser<'_> {
    /// Whether the current token was reported already, or is what comes of the one before: the
    /// end after a string that is not closed, or the next line of its text.
    pub(super) fn is_reported(&self) -> bool {
        let ends = self.token.kind == Kind::End
            || (self.token.new_line
                && self.token.kind == Kind::Word
                && matches!(self.previous.kind, Kind::String { .. }));
        self.token.is_bad() || (self.previous.is_bad() && ends)
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
                Kind::Semicolon | Kind::Comma if self.previous.kind == Kind::Dot => {
                    "remove it, or the `.` before it, which ends the statement"
                }
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
            let help = match self.slice(token) {
                "A" => "write `a`, in lower case".to_owned(),
                "is" if self.rest().starts_with("a ") => {
                    "remove it: `a` says what it is".to_owned()
                }
                _ => self.word_help(),
            };
            self.error(codes::SYNTAX, "a predicate", help);
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
        } else if let Some(class) = self.class_without_a() {
            let help = format!("put `a` before `{class}`, if that is what the subject is");
            self.error(codes::SYNTAX, "an object", help);
        } else if self.token.kind == Kind::Word {
            let word = self.slice(self.token);
            let help = match self.names.split(word) {
                Some((_, "")) if !self.has_lone_quote() => {
                    format!("put quotes around a text: `\"{word}\"`; the namespace is `{word}:`")
                }
                Some(_) | None => self.word_help(),
            };
            self.error(codes::SYNTAX, "an object", help);
        } else if self.previous.kind == Kind::Comma {
            let help = "remove the `,` before it, or write another object there";
            self.error(codes::SYNTAX, "an object", help);
        } else if let Some(verb) = self.object_after_semicolon() {
            let help =
                format!("write `,` in place of the `;` before `{verb}`, or give that a value");
            self.error(codes::SYNTAX, "an object", help);
        } else {
            let help = "give the predicate a value: an IRI, a prefixed name or a literal";
            self.error(codes::SYNTAX, "an object", help);
        }
        Err(Reported)
    }

    /// The name in the place of a verb, where it may be another object of the predicate before:
    /// a `;` stands before it, and behind it no object.
    fn object_after_semicolon(&self) -> Option<String> {
        let before = self.text.get(..self.previous.start as usize)?;
        let is_name = matches!(self.previous.kind, Kind::Iri | Kind::Name { .. });
        let ends = matches!(self.token.kind, Kind::Comma | Kind::Semicolon | Kind::Dot);
        let follows = before.trim_end().ends_with(';');
        (is_name && ends && follows).then(|| shown(self.slice(self.previous)))
    }

    /// The class in the place of a verb: the statement ends after it.
    fn class_without_a(&self) -> Option<String> {
        let ends = matches!(self.token.kind, Kind::Semicolon | Kind::Dot | Kind::End);
        let class = self.slice(self.previous);
        let local = class.rsplit([':', '#', '/']).next().unwrap_or("");
        let is_class = local.starts_with(|c: char| c.is_uppercase());
        (ends && is_class).then(|| shown(class))
    }

    fn word_help(&self) -> String {
        let word = self.slice(self.token);
        match word.to_ascii_lowercase().as_str() {
            lower @ ("true" | "false") => {
                format!("truth values are objects, in lower case: `{lower}`")
            }
            "version" => "leave it out, files are read as Turtle 1.1".to_owned(),
            "graph" => "name the file `.trig` to hold several graphs".to_owned(),
            lower @ ("prefix" | "base") => {
                format!("`{lower}` has a meaning of its own, and not here")
            }
            "a" => "put quotes around a text; `a`, in lower case, is a predicate".to_owned(),
            _ => self.name_help(word),
        }
    }

    /// What a word without a colon was meant for.
    fn name_help(&self, word: &str) -> String {
        if self.has_lone_quote() {
            return "put `\"` before the text, which has a quote at its end only".to_owned();
        }
        if let Some((prefix, local)) = self.names.split(word) {
            return format!("did you mean `{prefix}:{local}`?");
        }
        let before = self.slice(self.previous);
        if matches!(self.previous.kind, Kind::Name { .. }) && before.ends_with(':') {
            return format!("did you mean `{before}{word}`, without a space?");
        }
        let has_word = |prefix: &&str| {
            let namespace = well_known(prefix).unwrap_or_default();
            let term = self.names.terms.lookup_iri(&format!("{namespace}{word}"));
            term.is_some()
        };
        if let Some(prefix) = ["xsd", "upper"].iter().find(|p| has_word(p)) {
            return format!("did you mean `{prefix}:{word}`?");
        }
        if self.token.new_line && self.column(self.token) == 0 {
            return "a term needs a prefix and `:` before it, a comment a `#`".to_owned();
        }
        match self.own_prefix() {
            Some(prefix) => format!(
                "put a prefix before it, such as `{prefix}:{word}`, or quotes around a text"
            ),
            None => "put a prefix and `:` before it, or quotes around a text".to_owned(),
        }
    }

    /// Whether the rest of the line has an odd number of quotes.
    fn has_lone_quote(&self) -> bool {
        let line = self.ahead().lines().next().unwrap_or("");
        line.bytes().filter(|b| *b == b'"').count() % 2 == 1
    }

    /// The prefix of the subject of the statement.
    fn own_prefix(&self) -> Option<&str> {
        let rest = self.text.get(self.statement as usize..)?;
        let (prefix, _) = rest.split_once(':')?;
        let is_name = prefix
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        is_name.then_some(prefix)
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
        let after_string = matches!(self.previous.kind, Kind::String { .. });
        let touches = after_string && self.previous.end == self.token.start;
        match self.token.kind {
            Kind::Word if touches && self.is_before_separator() => {
                "put `@` before the language of a text: `\"…\"@en`"
            }
            Kind::Word | Kind::String { .. } if after_string => {
                "write a quote within a text as `\\\"`"
            }
            Kind::CloseBracket => "open the node with `[`, or remove the `]`",
            Kind::CloseParen => "open the list with `(`, or remove the `)`",
            Kind::Language | Kind::Carets => "languages and datatypes follow strings only",
            _ => {
                "`,` goes on with another object, `;` with another predicate, `.` ends the statement"
            }
        }
    }
}
