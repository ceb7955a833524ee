//! `[ ... ]` and `( ... )`, within the limit of nesting.

use super::{Kind, NESTING_LIMIT, Node, Parsed, Parser, Reported};
use crate::finding::Finding;
use crate::source::codes;
use crate::vocabulary::rdf;

impl Parser<'_> {
    fn enter(&mut self, at: u32) -> Parsed<()> {
        self.depth += 1;
        if self.depth <= NESTING_LIMIT {
            return Ok(());
        }
        self.lexer.problems.error(
            codes::TOO_DEEP,
            (at, at + 1),
            format!("brackets are nested more than {NESTING_LIMIT} deep"),
            "give inner nodes a name, and describe them in statements of their own",
        );
        Err(Reported)
    }

    /// Reads what is in a bracket that was opened and is not empty.
    pub(super) fn properties(&mut self, node: Node) -> Parsed<()> {
        self.enter(node.at)?;
        self.predicate_objects(node)?;
        if !self.eat(Kind::CloseBracket) {
            return self.unclosed(node.at, "[", "]");
        }
        self.depth -= 1;
        Ok(())
    }

    /// The node of a list whose parenthesis was opened.
    pub(super) fn list_head(&mut self, at: u32) -> Node {
        let term = if self.token.kind == Kind::CloseParen {
            rdf::NIL
        } else {
            self.names.terms.fresh_blank()
        };
        Node::new(term, at)
    }

    /// Reads the members of a list and its closing parenthesis.
    pub(super) fn members(&mut self, head: Node) -> Parsed<()> {
        if self.eat(Kind::CloseParen) {
            return Ok(());
        }
        self.enter(head.at)?;
        let mut cell = head;
        loop {
            let at = self.token.start;
            self.object(cell, Node::new(rdf::FIRST, at))?;
            self.skip_comma_in_list();
            let rest = Node::new(rdf::REST, self.token.start);
            if self.token.kind == Kind::CloseParen {
                self.emit(cell, rest, Node::new(rdf::NIL, rest.at));
                self.advance();
                self.depth -= 1;
                return Ok(());
            }
            if self.ends_list() {
                return self.unclosed(head.at, "(", ")");
            }
            let next = Node::new(self.names.terms.fresh_blank(), rest.at);
            self.emit(cell, rest, next);
            cell = next;
        }
    }

    fn ends_list(&self) -> bool {
        matches!(
            self.token.kind,
            Kind::Dot | Kind::Semicolon | Kind::CloseBracket | Kind::CloseBrace | Kind::End
        )
    }

    /// Whether the list is closed behind the semicolon here, in the same line.
    fn is_semicolon_in_list(&self) -> bool {
        let stop = |rest: &'_ str| rest.chars().find(|c| matches!(c, '(' | ')' | '.' | '\n'));
        self.token.kind == Kind::Semicolon && stop(self.ahead()) == Some(')')
    }

    fn skip_comma_in_list(&mut self) {
        while self.token.kind == Kind::Comma || self.is_semicolon_in_list() {
            let message = format!("members of a list are not separated by {}", self.found());
            self.lexer.problems.error(
                codes::SYNTAX,
                self.token.range(),
                message,
                "leave a space between them and nothing else",
            );
            self.advance();
        }
    }

    fn unclosed(&mut self, at: u32, open: &str, close: &str) -> Parsed<()> {
        if !self.is_reported() {
            let place = self.lexer.problems.place(self.token.start, self.token.end);
            let opened = self.lexer.problems.place(at, at + 1);
            let message = format!("expected `{close}`, found {}", self.found());
            self.lexer.problems.push(
                Finding::error(codes::SYNTAX, place, message)
                    .help(format!("close the `{open}` that is opened before"))
                    .related(opened, "opened here"),
            );
        }
        Err(Reported)
    }
}
