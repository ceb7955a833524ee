//! The parser of Turtle and TriG: one pass from tokens to interned triples.
//!
//! It never stops at an error: what is wrong is reported where it stands, with what was
//! expected, and reading goes on where the next statement probably starts. A term that
//! could not be read leaves out the triples that need it.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a grammar names the tokens it expects; all others are the same mistake"
)]

mod directives;
mod graph_blocks;
mod literals;
mod meant;
mod mistakes;
mod nested;
mod recovery;
mod statements;

use super::graphs::Graphs;
use super::lexer::{Kind, Lexer, Token};
use super::names::Names;
use crate::graph::{Places, TermId, Triple};

/// Brackets and parentheses may be nested this deep.
pub const NESTING_LIMIT: u32 = 128;

/// How many bytes before or behind a place are looked at to tell what was meant there: a line may
/// be as long as the text, and have as many places.
const IN_SIGHT: usize = 512;

/// Something is wrong and was reported; the statement cannot be read further.
pub(super) struct Reported;

pub(super) type Parsed<T> = Result<T, Reported>;

/// A term in its place; no term where it was wrong, which was reported.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) term: Option<TermId>,
    pub(super) at: u32,
}

impl Node {
    pub(super) fn new(term: TermId, at: u32) -> Self {
        Self {
            term: Some(term),
            at,
        }
    }
}

/// Reads one text.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) lexer: Lexer<'a>,
    pub(super) token: Token,
    /// The token before, which tells where something is missing.
    pub(super) previous: Token,
    pub(super) names: Names<'a>,
    pub(super) graphs: Graphs,
    depth: u32,
    /// Whether braces hold graphs.
    trig: bool,
    /// Where the current statement starts.
    statement: u32,
    /// The subject of the last statement.
    subject: Option<Node>,
    /// Whether something of the current statement was passed over.
    pub(super) incomplete: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, mut lexer: Lexer<'a>, names: Names<'a>, trig: bool) -> Self {
        let token = lexer.next();
        Self {
            text,
            lexer,
            token,
            previous: token,
            names,
            graphs: Graphs::new(),
            depth: 0,
            trig,
            statement: 0,
            subject: None,
            incomplete: false,
        }
    }

    /// Reads the whole text as Turtle or TriG.
    pub(super) fn document(&mut self) {
        while self.token.kind != Kind::End && !self.lexer.problems.is_full() {
            self.depth = 0;
            self.graphs.select_default();
            let start = self.token.start;
            if self.statement().is_err() {
                self.recover();
            }
            if self.token.start == start {
                self.advance();
            }
            self.note_loss(start);
        }
    }

    /// Notes that what was read from an offset on is not all that stands there, if something was
    /// passed over.
    pub(super) fn note_loss(&mut self, start: u32) {
        let lost = std::mem::take(&mut self.incomplete);
        let problems = &mut self.lexer.problems;
        if problems.is_full() {
            problems.lose(start, super::count(self.text.len()));
        } else if lost {
            problems.lose(start, self.token.start);
        }
    }

    pub(super) fn advance(&mut self) -> Token {
        self.previous = self.token;
        self.token = self.lexer.next();
        self.previous
    }

    /// Takes the token if it is of this kind.
    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.token.kind == kind;
        if found {
            self.advance();
        }
        found
    }

    /// The text of a token.
    pub(super) fn slice(&self, token: Token) -> &'a str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or("")
    }

    /// What stands behind the current token, as far as it is looked at.
    fn ahead(&self) -> &'a str {
        let rest = self.text.get(self.token.end as usize..).unwrap_or("");
        rest.get(..rest.floor_char_boundary(IN_SIGHT))
            .unwrap_or(rest)
    }

    /// Whether the current token is this bare word.
    fn is_word(&self, word: &str) -> bool {
        self.token.kind == Kind::Word && self.slice(self.token) == word
    }

    pub(super) fn emit(&mut self, subject: Node, predicate: Node, object: Node) {
        if let (Some(s), Some(p), Some(o)) = (subject.term, predicate.term, object.term) {
            self.graphs.push(Triple {
                subject: s,
                predicate: p,
                object: o,
                places: Places {
                    subject: subject.at,
                    predicate: predicate.at,
                    object: object.at,
                },
            });
        } else {
            self.incomplete = true;
        }
    }

    /// Takes an IRI, prefixed name or blank node label.
    pub(super) fn named(&mut self) -> Option<Node> {
        let token = self.token;
        let problems = &mut self.lexer.problems;
        let term = match token.kind {
            Kind::Iri => self.names.iri(token, problems),
            Kind::Name { colon } => self.names.name(token, colon, problems),
            Kind::Blank => self.names.blank(token),
            _ => return None,
        };
        self.advance();
        Some(Node {
            term,
            at: token.start,
        })
    }
}
