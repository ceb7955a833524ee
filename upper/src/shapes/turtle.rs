//! Turtle as people would write it: one statement a line, short nodes in place.

use std::collections::BTreeMap;

use crate::write::quote_into;

/// How long a line may get before a node is broken over several.
const WIDTH: usize = 100;

/// A predicate, as a prefixed name, and its values.
pub(super) type Statement = (&'static str, Vec<Node>);

/// A value to be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Iri(String),
    /// A keyword, number or prefixed name of one of the foundations.
    Plain(String),
    Text {
        value: String,
        language: Option<String>,
        datatype: Option<String>,
    },
    Blank(Vec<Statement>),
    List(Vec<Node>),
}

impl Node {
    pub(super) fn plain(text: impl ToString) -> Self {
        Self::Plain(text.to_string())
    }
}

/// A document in the making.
pub(super) struct Turtle {
    /// Namespace by prefix.
    prefixes: BTreeMap<String, String>,
    body: String,
}

impl Turtle {
    pub(super) fn new(prefixes: BTreeMap<String, String>) -> Self {
        Self {
            prefixes,
            body: String::new(),
        }
    }

    /// Writes all that is said of one subject; nothing where nothing is said.
    pub(super) fn subject(&mut self, iri: &str, statements: &[Statement]) {
        let said: Vec<&Statement> = statements
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .collect();
        let Some(((first, values), rest)) = said.split_first() else {
            return;
        };
        let mut text = format!("\n{} {first} {}", self.name(iri), self.values(values, 1));
        for (predicate, values) in rest {
            text.push_str(&format!(" ;\n    {predicate} {}", self.values(values, 1)));
        }
        text.push_str(" .\n");
        self.body.push_str(&text);
    }

    /// The document, with the prefixes that it uses.
    pub(super) fn finish(self, comment: &str) -> String {
        let mut text = format!("# {comment}\n\n");
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

    fn values(&self, values: &[Node], depth: usize) -> String {
        let all: Vec<String> = values.iter().map(|v| self.node(v, depth)).collect();
        let line = all.join(" , ");
        let fits = line.len() + depth * 4 <= WIDTH && !line.contains('\n');
        if fits || all.len() == 1 {
            return line;
        }
        let all: Vec<String> = values.iter().map(|v| self.node(v, depth + 1)).collect();
        all.join(&format!(" ,\n{}", "    ".repeat(depth + 1)))
    }

    fn node(&self, node: &Node, depth: usize) -> String {
        match node {
            Node::Iri(iri) => self.name(iri),
            Node::Plain(text) => text.clone(),
            Node::Text {
                value,
                language,
                datatype,
            } => {
                let mut text = String::new();
                quote_into(value, &mut text);
                match (language, datatype) {
                    (Some(language), _) => text + "@" + language,
                    (None, Some(datatype)) => text + "^^" + &self.name(datatype),
                    (None, None) => text,
                }
            }
            Node::Blank(statements) => {
                let inner = |d: usize| {
                    let one = |(p, v): &Statement| format!("{p} {}", self.values(v, d));
                    statements.iter().map(one).collect::<Vec<_>>()
                };
                bracket("[", "]", " ;", &inner(depth + 1), depth)
            }
            Node::List(nodes) if nodes.is_empty() => "()".to_owned(),
            Node::List(nodes) => {
                let inner: Vec<String> = nodes.iter().map(|n| self.node(n, depth + 1)).collect();
                bracket("(", ")", "", &inner, depth)
            }
        }
    }

    fn name(&self, iri: &str) -> String {
        // The longest namespace leaves the shortest name.
        let mut shortest: Option<(&str, &str)> = None;
        for (prefix, namespace) in &self.prefixes {
            let local = iri
                .strip_prefix(namespace.as_str())
                .filter(|l| is_local_name(l));
            if let Some(local) = local.filter(|l| shortest.is_none_or(|(_, s)| l.len() < s.len())) {
                shortest = Some((prefix, local));
            }
        }
        shortest.map_or_else(
            || format!("<{iri}>"),
            |(prefix, local)| format!("{prefix}:{local}"),
        )
    }
}

fn bracket(open: &str, close: &str, separator: &str, parts: &[String], depth: usize) -> String {
    let line = format!("{open} {} {close}", parts.join(&format!("{separator} ")));
    if line.len() + depth * 4 <= WIDTH && !line.contains('\n') {
        return line;
    }
    let indent = "    ".repeat(depth + 1);
    let inner = parts.join(&format!("{separator}\n{indent}"));
    format!("{open}\n{indent}{inner}\n{}{close}", "    ".repeat(depth))
}

/// Whether a local name needs no escapes; stricter than the grammar.
fn is_local_name(local: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    !local.starts_with(['-', '.']) && !local.ends_with('.') && local.bytes().all(plain)
}
