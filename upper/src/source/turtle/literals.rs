//! Literals as objects.

use super::{Kind, Node, Parsed, Parser};
use crate::graph::TermId;
use crate::source::codes;
use crate::source::lexer::Token;
use crate::vocabulary::{rdf, xsd};

impl Parser<'_> {
    /// Reads a literal, which is the last thing that an object can be.
    pub(super) fn literal(&mut self) -> Parsed<Node> {
        let token = self.token;
        let term = match token.kind {
            Kind::String { quotes } => return Ok(self.string(token, quotes)),
            Kind::Integer | Kind::Decimal | Kind::Double => self.names.plain_literal(token),
            Kind::Word if matches!(self.slice(token), "true" | "false") => {
                self.names.plain_literal(token)
            }
            _ => return self.no_object(),
        };
        self.advance();
        Ok(Node {
            term,
            at: token.start,
        })
    }

    /// Reads a string with its language or datatype.
    pub(in crate::source) fn string(&mut self, token: Token, quotes: u8) -> Node {
        self.advance();
        let mut language = None;
        let datatype = match self.token.kind {
            Kind::Language if !self.is_directive() => {
                language = self.names.language(self.token, &mut self.lexer.problems);
                self.advance();
                language.map(|_| rdf::LANG_STRING)
            }
            Kind::Carets => {
                self.advance();
                self.datatype()
            }
            _ => Some(xsd::STRING),
        };
        let problems = &mut self.lexer.problems;
        let term = datatype.and_then(|d| self.names.string(token, quotes, d, language, problems));
        Node {
            term,
            at: token.start,
        }
    }

    fn datatype(&mut self) -> Option<TermId> {
        let token = self.token;
        let is_iri = matches!(token.kind, Kind::Iri | Kind::Name { .. });
        let node = if is_iri { self.named() } else { None };
        match node {
            Some(node) => {
                let problems = &mut self.lexer.problems;
                self.names.datatype(node.term, token.range(), problems)
            }
            None => {
                self.error(
                    codes::SYNTAX,
                    "a datatype after `^^`",
                    "write the datatype's IRI, such as `xsd:date`",
                );
                // What stands in its place was meant as the datatype: one error is enough.
                if self.token.starts_literal() || self.token.kind == Kind::Word {
                    self.advance();
                }
                None
            }
        }
    }

    /// Whether a word after `@` at the start of a line begins a directive rather than
    /// being the language of the string before it.
    pub(super) fn is_directive(&self) -> bool {
        self.token.new_line && matches!(self.slice(self.token), "@prefix" | "@base")
    }
}
