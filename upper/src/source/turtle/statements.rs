//! Triples: subjects, predicates, objects.

use super::meant::Meant;
use super::{Kind, Node, Parsed, Parser, Token};
use crate::vocabulary::rdf;

/// A subject, and what its form allows.
struct Subject {
    node: Node,
    /// `[ ... ]` with properties may stand alone.
    complete: bool,
    /// An IRI or a blank node without properties may name a graph.
    label: bool,
}

impl Parser<'_> {
    /// Reads a directive, a graph or triples with their dot.
    pub(super) fn statement(&mut self) -> Parsed<()> {
        if let Some(subject) = self.subject.take()
            && self.goes_on_after_dot(self.statement)
        {
            self.predicate_objects(subject)?;
            self.subject = Some(subject);
            return self.end_statement();
        }
        self.statement = self.token.start;
        match self.token.kind {
            Kind::Language => self.at_directive(),
            Kind::Word => self.keyword(),
            Kind::OpenBrace => self.unnamed_graph(),
            Kind::CloseBrace => self.stray_brace(),
            _ => {
                let subject = self.subject()?;
                if subject.label && self.token.kind == Kind::OpenBrace {
                    return self.named_graph(subject.node);
                }
                self.rest_of_triples(&subject)?;
                self.subject = Some(subject.node);
                self.end_statement()
            }
        }
    }

    /// Reads triples without the dot, as they stand in a graph's braces.
    pub(super) fn triples(&mut self) -> Parsed<()> {
        self.statement = self.token.start;
        let subject = self.subject()?;
        self.rest_of_triples(&subject)
    }

    fn rest_of_triples(&mut self, subject: &Subject) -> Parsed<()> {
        let ends = matches!(self.token.kind, Kind::Dot | Kind::CloseBrace);
        if subject.complete && ends {
            return Ok(());
        }
        self.predicate_objects(subject.node)
    }

    fn subject(&mut self) -> Parsed<Subject> {
        let at = self.token.start;
        match self.token.kind {
            Kind::OpenBracket => {
                let term = self.names.terms.fresh_blank();
                let node = Node::new(term, at);
                self.advance();
                let empty = self.eat(Kind::CloseBracket);
                if !empty {
                    self.properties(node)?;
                }
                Ok(Subject {
                    node,
                    complete: !empty,
                    label: empty,
                })
            }
            Kind::OpenParen => {
                self.advance();
                let head = self.list_head(at);
                self.members(head)?;
                Ok(Subject {
                    node: head,
                    complete: false,
                    label: false,
                })
            }
            _ => match self.named() {
                Some(node) => Ok(Subject {
                    node,
                    complete: false,
                    label: true,
                }),
                None => self.no_subject(),
            },
        }
    }

    /// Reads `predicate objects ; predicate objects ...`.
    pub(super) fn predicate_objects(&mut self, subject: Node) -> Parsed<()> {
        let mut subject = subject;
        let mut semicolon = None;
        loop {
            let verb = self.token;
            let predicate = self.verb()?;
            if let (Some(semicolon), true) = (semicolon, self.is_word("a")) {
                self.semicolon_before_subject(semicolon, verb);
                subject = predicate;
                self.statement = verb.start;
                continue;
            }
            match self.objects(subject, predicate, verb)? {
                Meant::Object => {}
                Meant::Predicate => continue,
                Meant::Subject => {
                    self.statement = self.token.start;
                    subject = self.named().ok_or(super::Reported)?;
                    semicolon = None;
                    continue;
                }
            }
            if self.token.kind == Kind::Semicolon {
                semicolon = Some(self.token);
                while self.eat(Kind::Semicolon) {}
                if self.ends_predicates() {
                    return Ok(());
                }
            } else if self.ends_predicates() || !self.missing_semicolon(semicolon, verb)? {
                return Ok(());
            }
        }
    }

    fn ends_predicates(&self) -> bool {
        matches!(
            self.token.kind,
            Kind::Dot | Kind::CloseBracket | Kind::CloseBrace | Kind::End
        )
    }

    fn verb(&mut self) -> Parsed<Node> {
        let at = self.token.start;
        match self.token.kind {
            Kind::Iri | Kind::Name { .. } => self.named().ok_or(super::Reported),
            Kind::Word if self.is_word("a") => {
                self.advance();
                Ok(Node::new(rdf::TYPE, at))
            }
            _ => self.no_predicate(),
        }
    }

    /// Reads the objects of a predicate; what stands behind them, where it is read as another mark
    /// than stands there.
    fn objects(&mut self, subject: Node, predicate: Node, verb: Token) -> Parsed<Meant> {
        loop {
            self.object(subject, predicate)?;
            if self.is_annotation() {
                self.skip_annotation();
            }
            if self.token.kind == Kind::Comma {
                let comma = self.advance();
                match self.after_comma(comma, verb) {
                    Meant::Object => {}
                    other => return Ok(other),
                }
            } else if !self.missing_comma(verb) {
                return Ok(Meant::Object);
            }
        }
    }

    /// Reads one object and emits its triple, before those of what is nested in it.
    pub(super) fn object(&mut self, subject: Node, predicate: Node) -> Parsed<()> {
        let at = self.token.start;
        match self.token.kind {
            Kind::OpenBracket => {
                let node = Node::new(self.names.terms.fresh_blank(), at);
                self.emit(subject, predicate, node);
                self.advance();
                if self.eat(Kind::CloseBracket) {
                    return Ok(());
                }
                self.properties(node)
            }
            Kind::OpenParen => {
                self.advance();
                let head = self.list_head(at);
                self.emit(subject, predicate, head);
                self.members(head)
            }
            Kind::OpenTriple => {
                self.skip_triple_term();
                Ok(())
            }
            _ => {
                let object = match self.named() {
                    Some(node) => node,
                    None => self.literal()?,
                };
                self.emit(subject, predicate, object);
                Ok(())
            }
        }
    }
}
