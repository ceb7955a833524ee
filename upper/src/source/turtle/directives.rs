//! `@prefix`, `@base`, `PREFIX`, `BASE`, and the words that may start a statement.

use super::{Kind, Node, Parsed, Parser, Reported};
use crate::source::codes;

impl Parser<'_> {
    /// Reads `@prefix` or `@base` with its dot.
    pub(super) fn at_directive(&mut self) -> Parsed<()> {
        let token = self.token;
        if token.is_bad() {
            return Err(Reported);
        }
        let word = self.slice(token).to_ascii_lowercase();
        let known = matches!(word.as_str(), "@prefix" | "@base");
        if word != self.slice(token) || !known {
            let help = match word.as_str() {
                "@prefix" | "@base" => format!("write `{word}` in lower case"),
                "@version" => "leave it out, files are read as Turtle 1.1".to_owned(),
                _ => "directives are `@prefix` and `@base`".to_owned(),
            };
            let message = format!("`{}` is not a directive", self.slice(token));
            let problems = &mut self.lexer.problems;
            problems.error(codes::SYNTAX, token.range(), message, help);
        }
        self.advance();
        if !known {
            return Err(Reported);
        }
        self.declaration(word == "@prefix")?;
        self.end_statement()
    }

    /// Reads a statement that starts with a bare word.
    pub(super) fn keyword(&mut self) -> Parsed<()> {
        let word = self.slice(self.token).to_ascii_uppercase();
        match word.as_str() {
            "PREFIX" | "BASE" => {
                self.advance();
                self.declaration(word == "PREFIX")?;
                if self.token.kind == Kind::Dot && !self.token.new_line {
                    self.lexer.problems.error(
                        codes::SYNTAX,
                        self.token.range(),
                        format!("`{word}` without `@` takes no `.`"),
                        format!("remove the `.`, or write `@{}`", word.to_ascii_lowercase()),
                    );
                    self.advance();
                }
                Ok(())
            }
            "GRAPH" if self.trig => {
                self.advance();
                self.graph_keyword()
            }
            _ => self.no_subject().map(|_: Node| ()),
        }
    }

    /// Reads what follows `@prefix` or `@base`.
    fn declaration(&mut self, prefix: bool) -> Parsed<()> {
        let name = if prefix {
            Some(self.prefix_name()?)
        } else {
            None
        };
        let token = self.token;
        if token.kind != Kind::Iri {
            self.error(
                codes::SYNTAX,
                "an IRI in `<` and `>`",
                "put `<` before the IRI and `>` behind it, as in `@prefix ex: <http://example.com/> .`",
            );
            if let Some(name) = name {
                self.names.declare_unknown(name);
            }
            return Err(Reported);
        }
        let problems = &mut self.lexer.problems;
        match name {
            Some(name) => self.names.declare(name, token, problems),
            None => self.names.set_base(token, problems),
        }
        self.advance();
        Ok(())
    }
}

impl<'a> Parser<'a> {
    fn prefix_name(&mut self) -> Parsed<&'a str> {
        let token = self.token;
        match token.kind {
            Kind::Name { colon } if colon + 1 == token.end => {
                self.advance();
                let end = colon as usize;
                Ok(self.text.get(token.start as usize..end).unwrap_or(""))
            }
            _ => {
                self.error(
                    codes::SYNTAX,
                    "a prefix that ends with `:`",
                    "write `@prefix ex: <http://example.com/> .`",
                );
                if token.kind != Kind::Word {
                    return Err(Reported);
                }
                // What is meant is plain.
                self.advance();
                Ok(self.slice(token))
            }
        }
    }
}
