//! Turtle as people would write it: one statement a line, short nodes in place.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::write::quote_into;

/// How long a line may get before a node is broken over several.
const WIDTH: usize = 100;

/// A predicate, as a prefixed name, and its values.
pub(super) type Statement<'a> = (&'static str, Vec<Node<'a>>);

/// A value to be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node<'a> {
    Iri(Cow<'a, str>),
    /// A keyword, number or prefixed name of one of the foundations.
    Plain(Cow<'static, str>),
    Text {
        value: Cow<'a, str>,
        language: Option<&'a str>,
        datatype: Option<&'a str>,
    },
    Blank(Vec<Statement<'a>>),
    List(Vec<Node<'a>>),
}

impl<'a> Node<'a> {
    pub(super) fn iri(iri: &'a str) -> Self {
        Self::Iri(Cow::Borrowed(iri))
    }

    pub(super) const fn plain(text: &'static str) -> Self {
        Self::Plain(Cow::Borrowed(text))
    }

    pub(super) fn number(number: impl ToString) -> Self {
        Self::Plain(Cow::Owned(number.to_string()))
    }
}

/// A document in the making.
pub(super) struct Turtle {
    /// Prefixes and namespaces, the longest namespace first: it leaves the shortest name.
    prefixes: Vec<(String, String)>,
    body: String,
}

impl Turtle {
    pub(super) fn new(prefixes: BTreeMap<String, String>) -> Self {
        let mut prefixes: Vec<(String, String)> = prefixes.into_iter().collect();
        prefixes.sort_by_key(|(_, namespace)| std::cmp::Reverse(namespace.len()));
        Self {
            prefixes,
            body: String::new(),
        }
    }

    /// Writes all that is said of one subject; nothing where nothing is said.
    pub(super) fn subject(&mut self, iri: &str, statements: &[Statement<'_>]) {
        let mut said = statements.iter().filter(|(_, values)| !values.is_empty());
        let Some((first, values)) = said.next() else {
            return;
        };
        self.body.push('\n');
        self.name(iri);
        self.body.extend([" ", first, " "]);
        self.values(values, 1);
        for (predicate, values) in said {
            self.body.extend([" ;\n    ", predicate, " "]);
            self.values(values, 1);
        }
        self.body.push_str(" .\n");
    }

    /// The document, with the prefixes that it uses.
    pub(super) fn finish(mut self, comment: &str) -> String {
        let mut text = format!("# {comment}\n\n");
        self.prefixes.sort();
        for (prefix, namespace) in &self.prefixes {
            let used = self
                .body
                .match_indices(&format!("{prefix}:"))
                .any(|(at, _)| {
                    let before = at.checked_sub(1).and_then(|i| self.body.as_bytes().get(i));
                    before.is_some_and(|b| b.is_ascii_whitespace() || *b == b'^')
                });
            if used {
                text.push_str(&format!("@prefix {prefix}: <{namespace}> .\n"));
            }
        }
        text.push_str(&self.body);
        text
    }

    fn values(&mut self, values: &[Node<'_>], depth: usize) {
        let start = self.body.len();
        self.joined(values, depth, |turtle| turtle.body.push_str(" , "));
        if self.fits(start, depth) || values.len() == 1 {
            return;
        }
        self.body.truncate(start);
        self.joined(values, depth + 1, |turtle| {
            turtle.body.push_str(" ,");
            turtle.line(depth + 1);
        });
    }

    fn joined(&mut self, nodes: &[Node<'_>], depth: usize, between: impl Fn(&mut Self)) {
        for (i, node) in nodes.iter().enumerate() {
            if i > 0 {
                between(self);
            }
            self.node(node, depth);
        }
    }

    fn node(&mut self, node: &Node<'_>, depth: usize) {
        match node {
            Node::Iri(iri) => self.name(iri),
            Node::Plain(text) => self.body.push_str(text),
            Node::Text {
                value,
                language,
                datatype,
            } => {
                quote_into(value, &mut self.body);
                match (language, datatype) {
                    (Some(language), _) => self.body.extend(["@", language]),
                    (None, Some(datatype)) => {
                        self.body.push_str("^^");
                        self.name(datatype);
                    }
                    (None, None) => {}
                }
            }
            Node::Blank(statements) => self.bracket(["[", "]"], " ;", depth, |turtle, between| {
                for (i, (predicate, values)) in statements.iter().enumerate() {
                    if i > 0 {
                        between(turtle);
                    }
                    turtle.body.extend([predicate, " "]);
                    turtle.values(values, depth + 1);
                }
            }),
            Node::List(nodes) if nodes.is_empty() => self.body.push_str("()"),
            Node::List(nodes) => self.bracket(["(", ")"], "", depth, |turtle, between| {
                turtle.joined(nodes, depth + 1, between);
            }),
        }
    }

    /// Writes what is in brackets in one line, or else each part in a line of its own.
    fn bracket(
        &mut self,
        [open, close]: [&str; 2],
        separator: &str,
        depth: usize,
        parts: impl Fn(&mut Self, &dyn Fn(&mut Self)),
    ) {
        let start = self.body.len();
        self.body.extend([open, " "]);
        parts(self, &|turtle| turtle.body.extend([separator, " "]));
        self.body.extend([" ", close]);
        if self.fits(start, depth) {
            return;
        }
        self.body.truncate(start);
        self.body.push_str(open);
        self.line(depth + 1);
        parts(self, &|turtle| {
            turtle.body.push_str(separator);
            turtle.line(depth + 1);
        });
        self.line(depth);
        self.body.push_str(close);
    }

    /// Whether what was written since `start` may stay on one line.
    fn fits(&self, start: usize, depth: usize) -> bool {
        let since = self.body.as_bytes().get(start..).unwrap_or_default();
        since.len() + depth * 4 <= WIDTH && !since.contains(&b'\n')
    }

    fn line(&mut self, depth: usize) {
        self.body.push('\n');
        self.body.extend(std::iter::repeat_n("    ", depth));
    }

    fn name(&mut self, iri: &str) {
        let short = self.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            is_local_name(local).then_some([prefix, ":", local])
        });
        self.body.extend(short.unwrap_or(["<", iri, ">"]));
    }
}

/// Whether a local name needs no escapes; stricter than the grammar.
fn is_local_name(local: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    !local.starts_with(['-', '.']) && !local.ends_with('.') && local.bytes().all(plain)
}
