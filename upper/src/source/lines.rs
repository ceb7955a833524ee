//! N-Triples and N-Quads: one triple or quad on each line, terms in full.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a grammar names the tokens it expects; all others are the same mistake"
)]

use super::codes;
use super::lexer::Kind;
use super::turtle::{Node, Parsed, Parser, Reported};

impl Parser<'_> {
    /// Reads the whole text as N-Triples, or as N-Quads.
    pub(super) fn lines(&mut self, quads: bool) {
        while self.token.kind != Kind::End && !self.lexer.problems.is_full() {
            let start = self.token.start;
            if self.line(quads).is_err() {
                self.incomplete = true;
                // The token that was refused may be the first of its own line.
                if self.token.start == start {
                    self.advance();
                }
                while self.token.kind != Kind::End && !self.token.new_line {
                    self.advance();
                }
            }
            self.note_loss(start);
        }
    }

    fn line(&mut self, quads: bool) -> Parsed<()> {
        let subject = self.full_term("a subject: `<IRI>` or `_:label`", true)?;
        self.same_line()?;
        let predicate = self.full_term("a predicate: `<IRI>`", false)?;
        self.same_line()?;
        let object = self.line_object()?;
        self.graphs.select_default();
        let graph = matches!(self.token.kind, Kind::Iri | Kind::Blank);
        if quads && graph && !self.token.new_line {
            let name = self.full_term("a graph: `<IRI>` or `_:label`", true)?;
            match name.term {
                Some(term) => self.graphs.select(term, name.at),
                None => return self.end_line(),
            }
        }
        self.emit(subject, predicate, object);
        self.end_line()
    }

    fn line_object(&mut self) -> Parsed<Node> {
        let token = self.token;
        let Kind::String { quotes } = token.kind else {
            return self.full_term("an object: `<IRI>`, `_:label` or `\"text\"`", true);
        };
        let node = self.string(token, quotes);
        let range = token.end as usize..self.previous.end as usize;
        let suffix = self.text.get(range).unwrap_or("");
        if suffix.contains(['\n', '\r']) {
            return self.broken_line().map(|()| node);
        }
        Ok(node)
    }

    /// Reads an IRI, or a blank node label where that is allowed.
    fn full_term(&mut self, expected: &str, blank: bool) -> Parsed<Node> {
        let allowed = match self.token.kind {
            Kind::Iri => true,
            kind => kind == Kind::Blank && blank,
        };
        let node = if allowed { self.named() } else { None };
        node.ok_or_else(|| {
            let help = match self.token.kind {
                Kind::Name { .. } => {
                    "prefixed names are Turtle: write the IRI in full, or name the file `.ttl`"
                }
                Kind::OpenTriple => "triple terms belong to RDF 1.2, which is not supported",
                _ => "a line is a subject, a predicate, an object and `.`",
            };
            self.error(codes::SYNTAX, expected, help);
            Reported
        })
    }

    fn same_line(&mut self) -> Parsed<()> {
        if !self.token.new_line {
            return Ok(());
        }
        self.broken_line()
    }

    fn broken_line(&mut self) -> Parsed<()> {
        if !self.token.is_bad() {
            let end = self.previous.end;
            self.lexer.problems.error(
                codes::SYNTAX,
                (end.saturating_sub(1), end),
                "the statement does not end on its line",
                "write it on one line, with `.` at its end",
            );
        }
        Err(Reported)
    }

    fn end_line(&mut self) -> Parsed<()> {
        if self.token.new_line || self.token.kind == Kind::End {
            return self.broken_line();
        }
        if self.token.kind != Kind::Dot {
            self.error(codes::SYNTAX, "`.`", "end the line with `.`");
            return Err(Reported);
        }
        self.advance();
        if !self.token.new_line && self.token.kind != Kind::End {
            self.error(
                codes::SYNTAX,
                "a new line",
                "write each statement on a line of its own",
            );
            return Err(Reported);
        }
        Ok(())
    }
}
