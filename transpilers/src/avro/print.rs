//! Schemas as JSON: attributes in the order of the specification, then custom properties.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::schema::{Document, Field, Named, Property, Scalar, Schemas, Shape, Type, TypeId};

/// How many brackets deep a named type may begin; what would lie deeper is a string. Parsers
/// recurse (`serde_json` gives up at 128), and indentation alone would make the file grow
/// with the square of the depth.
const MAX_DEPTH: usize = 96;

/// The printer of one file after another.
pub(super) struct Printer<'s, 'm> {
    schemas: &'s Schemas<'m>,
    /// The type of the file.
    root: &'s Type,
    /// For each type the number of the last file that defined it.
    defined: Vec<u32>,
    file: u32,
    depth: usize,
    out: String,
    /// Types left out because they lay too deep.
    pub(super) too_deep: Vec<TypeId>,
}

impl<'s, 'm> Printer<'s, 'm> {
    pub(super) fn new(schemas: &'s Schemas<'m>) -> Self {
        Self {
            schemas,
            root: &Type::Texts,
            defined: vec![0; schemas.types.len()],
            file: 0,
            depth: 0,
            out: String::new(),
            too_deep: Vec::new(),
        }
    }

    /// The text of a file.
    pub(super) fn print(&mut self, document: &'s Document) -> String {
        self.file += 1;
        self.root = &document.of;
        self.out.clear();
        self.type_of(&document.of);
        self.out.push('\n');
        self.out.clone()
    }

    fn type_of(&mut self, of: &Type) {
        match of {
            Type::Plain(scalar) => self.scalar(*scalar),
            Type::Named(id) => self.named(*id),
            Type::Array(items, properties) => self.block('{', '}', |p| {
                p.text("type", "array");
                p.key("items");
                p.type_of(items);
                p.properties(properties);
            }),
            Type::Texts => self.block('{', '}', |p| {
                p.text("type", "map");
                p.text("values", "string");
            }),
            Type::Union(branches) => self.block('[', ']', |p| {
                for branch in branches {
                    p.item();
                    p.type_of(branch);
                }
            }),
        }
    }

    fn scalar(&mut self, scalar: Scalar) {
        let Some(logical) = scalar.logical else {
            return quote_into(scalar.name, &mut self.out);
        };
        self.block('{', '}', |p| {
            p.text("type", scalar.name);
            p.text("logicalType", logical);
            if let Some((precision, scale)) = scalar.digits {
                p.json("precision", &precision.into());
                p.json("scale", &scale.into());
            }
        });
    }

    fn named(&mut self, id: TypeId) {
        let Some(named) = self.schemas.types.get(id) else {
            return;
        };
        let Some(defined) = self.defined.get_mut(id) else {
            return;
        };
        if *defined == self.file {
            let name = named.full_name();
            return quote_into(&name, &mut self.out);
        }
        if self.depth > MAX_DEPTH {
            self.too_deep.push(id);
            return quote_into("string", &mut self.out);
        }
        *defined = self.file;
        self.block('{', '}', |p| p.definition(named));
    }

    fn definition(&mut self, named: &Named<'_>) {
        self.text(
            "type",
            if matches!(named.shape, Shape::Record(_)) {
                "record"
            } else {
                "enum"
            },
        );
        self.text("name", &named.name);
        self.text("namespace", &named.namespace);
        if let Some(doc) = &named.doc {
            self.text("doc", doc);
        }
        let aliases: Vec<&str> = self.free_aliases(named);
        self.strings("aliases", &aliases);
        match &named.shape {
            Shape::Record(fields) => {
                self.key("fields");
                self.block('[', ']', |p| {
                    for field in fields {
                        p.item();
                        p.block('{', '}', |p| p.field(field));
                    }
                });
                self.text("denota.term", named.term);
            }
            Shape::Enum(symbols) => {
                let names: Vec<&str> = symbols.iter().map(|s| s.name.as_str()).collect();
                self.strings("symbols", &names);
                self.text("denota.term", named.term);
                self.key("denota.symbols");
                self.block('{', '}', |p| {
                    for symbol in symbols {
                        p.text(&symbol.name, symbol.term);
                    }
                });
            }
        }
        self.properties(&named.properties);
    }

    /// Former names that no type of this file has now: else a reader could not tell them apart.
    fn free_aliases<'n>(&mut self, named: &'n Named<'_>) -> Vec<&'n str> {
        if named.aliases.is_empty() {
            return Vec::new();
        }
        let here = self.schemas.reachable(self.root);
        let taken = |alias: &str| {
            here.iter()
                .any(|t| t.name == alias && t.namespace == named.namespace)
        };
        named
            .aliases
            .iter()
            .map(String::as_str)
            .filter(|alias| !taken(alias))
            .collect()
    }

    fn field(&mut self, field: &Field<'_>) {
        self.text("name", &field.name);
        self.key("type");
        if field.nullable {
            self.nullable(field);
        } else {
            self.type_of(&field.of);
        }
        if let Some(doc) = &field.doc {
            self.text("doc", doc);
        }
        if let Some(default) = &field.default {
            self.json("default", default);
        }
        let aliases: Vec<&str> = field.aliases.iter().map(String::as_str).collect();
        self.strings("aliases", &aliases);
        self.text("denota.term", field.term);
        if field.key {
            self.json("denota.key", &Json::Bool(true));
        }
        self.properties(&field.properties);
    }

    /// A union with null, whose first branch is the one of the default.
    fn nullable(&mut self, field: &Field<'_>) {
        let null_first = field.default.as_ref().is_none_or(Json::is_null);
        self.block('[', ']', |p| {
            if null_first {
                p.item();
                p.out.push_str("\"null\"");
            }
            match &field.of {
                Type::Union(branches) => {
                    for branch in branches {
                        p.item();
                        p.type_of(branch);
                    }
                }
                Type::Plain(_) | Type::Named(_) | Type::Array(..) | Type::Texts => {
                    p.item();
                    p.type_of(&field.of);
                }
            }
            if !null_first {
                p.item();
                p.out.push_str("\"null\"");
            }
        });
    }

    fn properties(&mut self, properties: &[Property]) {
        for (key, value) in properties {
            self.json(key, value);
        }
    }

    fn strings(&mut self, key: &str, items: &[&str]) {
        if items.is_empty() {
            return;
        }
        self.key(key);
        self.block('[', ']', |p| {
            for item in items {
                p.item();
                quote_into(item, &mut p.out);
            }
        });
    }

    fn json(&mut self, key: &str, value: &Json) {
        self.key(key);
        self.value(value);
    }

    fn value(&mut self, value: &Json) {
        match value {
            Json::Array(items) if !items.is_empty() => self.block('[', ']', |p| {
                for item in items {
                    p.item();
                    p.value(item);
                }
            }),
            Json::Object(entries) if !entries.is_empty() => self.block('{', '}', |p| {
                for (key, value) in entries {
                    p.json(key, value);
                }
            }),
            Json::String(text) => quote_into(text, &mut self.out),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
                let _ = write!(self.out, "{value}");
            }
        }
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        quote_into(value, &mut self.out);
    }

    fn key(&mut self, key: &str) {
        self.item();
        quote_into(key, &mut self.out);
        self.out.push_str(": ");
    }

    /// Starts a line for the next item of a block.
    fn item(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
        self.line();
    }

    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    fn block(&mut self, open: char, close: char, body: impl FnOnce(&mut Self)) {
        self.out.push(open);
        let start = self.out.len();
        self.depth += 1;
        body(self);
        self.depth -= 1;
        if self.out.len() > start {
            self.line();
        }
        self.out.push(close);
    }
}

fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    // What must be escaped is ASCII, so that every place found is between two characters.
    while let Some(at) = rest
        .bytes()
        .position(|b| b < b' ' || matches!(b, b'"' | b'\\' | 0x7F))
    {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some(c) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
