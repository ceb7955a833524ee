//! A document as text.

use std::fmt::Write as _;

use apollo_compiler::ast::{Argument, Definition, Directive, Document, Value};

/// What formatters of GraphQL break a line at.
const WIDTH: usize = 80;

/// The text of a document. What a subgraph links would be one long line: that is broken, as
/// formatters do.
pub(super) fn print(document: &Document) -> String {
    let Some((Definition::SchemaExtension(schema), rest)) = document.definitions.split_first()
    else {
        return document.to_string();
    };
    let directives = schema.directives.iter().map(|d| directive(d));
    let mut text = block("extend schema", directives, 0);
    let mut others = Document::new();
    others.definitions = rest.to_vec();
    let _ = write!(text, "\n\n{others}");
    text
}

fn directive(directive: &Directive) -> String {
    let line = directive.to_string();
    if fits(&line, 2) {
        return line;
    }
    let arguments = directive.arguments.iter().map(|a| argument(a));
    block(&format!("@{}(", directive.name), arguments, 2) + "\n  )"
}

fn argument(argument: &Argument) -> String {
    let value = argument.value.serialize().no_indent();
    let line = format!("{}: {value}", argument.name);
    if let Value::List(items) = &*argument.value
        && !fits(&line, 4)
    {
        let items = items.iter().map(ToString::to_string);
        return block(&format!("{}: [", argument.name), items, 4) + "\n    ]";
    }
    line
}

fn fits(line: &str, indent: usize) -> bool {
    indent + line.chars().count() <= WIDTH
}

/// An opening, and parts in lines of their own below it.
fn block(open: &str, parts: impl Iterator<Item = String>, indent: usize) -> String {
    parts.fold(open.to_owned(), |mut text, part| {
        let _ = write!(text, "\n{:indent$}  {part}", "");
        text
    })
}
