//! The graphs of TriG: `name { ... }`.

use super::{Kind, Node, Parsed, Parser, Reported};
use crate::finding::Finding;
use crate::source::codes;

impl Parser<'_> {
    /// Reads `{ ... }`, triples of the default graph.
    pub(super) fn unnamed_graph(&mut self) -> Parsed<()> {
        self.expect_trig();
        self.block()
    }

    /// Reads `{ ... }` after the name of a graph.
    pub(super) fn named_graph(&mut self, name: Node) -> Parsed<()> {
        self.expect_trig();
        if let Some(term) = name.term {
            self.graphs.select(term, name.at);
        }
        self.block()
    }

    /// Reads what follows the word `GRAPH`.
    pub(super) fn graph_keyword(&mut self) -> Parsed<()> {
        let at = self.token.start;
        let name = if self.eat(Kind::OpenBracket) {
            if !self.eat(Kind::CloseBracket) {
                return self.no_graph_name();
            }
            Node::new(self.names.terms.fresh_blank(), at)
        } else {
            match self.named() {
                Some(name) => name,
                None => return self.no_graph_name(),
            }
        };
        if self.token.kind != Kind::OpenBrace {
            self.error(
                codes::SYNTAX,
                "`{` after the name of a graph",
                "open the graph with `{`",
            );
            return Err(Reported);
        }
        self.named_graph(name)
    }

    fn no_graph_name(&mut self) -> Parsed<()> {
        self.error(
            codes::SYNTAX,
            "the name of a graph",
            "write an IRI, a blank node label or `[]` after `GRAPH`",
        );
        Err(Reported)
    }

    /// Says once that a Turtle file cannot hold graphs.
    fn expect_trig(&mut self) {
        if !self.trig {
            self.lexer.problems.error(
                codes::SYNTAX,
                self.token.range(),
                "graphs in `{` and `}` are TriG, not Turtle",
                "name the file `.trig`, or write its statements without braces",
            );
            self.trig = true;
        }
    }

    fn block(&mut self) -> Parsed<()> {
        let open = self.advance();
        while !self.eat(Kind::CloseBrace) {
            if self.token.kind == Kind::End || self.lexer.problems.is_full() {
                return self.unclosed_block(open.start);
            }
            self.depth = 0;
            let start = self.token.start;
            if self.block_statement().is_err() {
                self.recover();
            }
            if self.token.start == start && self.token.kind != Kind::CloseBrace {
                self.advance();
            }
            self.note_loss(start);
        }
        Ok(())
    }

    fn block_statement(&mut self) -> Parsed<()> {
        if self.starts_directive() {
            self.lexer.problems.error(
                codes::SYNTAX,
                self.token.range(),
                "directives are not allowed inside a graph",
                "move it before the graph",
            );
            return self.statement();
        }
        self.triples()?;
        if self.token.kind == Kind::CloseBrace {
            return Ok(());
        }
        self.end_statement()
    }

    /// A `}` that closes nothing.
    pub(super) fn stray_brace(&mut self) -> Parsed<()> {
        self.lexer.problems.error(
            codes::SYNTAX,
            self.token.range(),
            "`}` closes nothing",
            "remove it, or open the graph with `{`",
        );
        self.advance();
        Ok(())
    }

    fn unclosed_block(&mut self, at: u32) -> Parsed<()> {
        if !self.is_reported() {
            let place = self.lexer.problems.place(at, at + 1);
            let finding = Finding::error(codes::SYNTAX, place, "this graph is not closed");
            self.lexer.problems.push(finding.help("put `}` at its end"));
        }
        Ok(())
    }
}
