//! When two schemas are the same to everybody who reads or writes with them.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::schema::{Field, Logical, Named, Order, Schema, Shape, Type};

impl Schema {
    /// A text that two schemas share exactly if they differ in nothing but documentation,
    /// custom properties, spelling of names and the order of attributes. It holds what the
    /// specification's parsing canonical form strips but readers heed: defaults, aliases,
    /// sort orders and logical types. Types that are not used do not count.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut out = String::new();
        self.write_type(&self.root, &mut out);
        // Flat, in the order of names: how definitions are nested or split among documents
        // makes no difference, and nothing recurses from type to type.
        let mut used: Vec<&Named> = self.used().collect();
        used.sort_by(|a, b| a.name.cmp(&b.name));
        for named in used {
            out.push('\n');
            self.write_named(named, &mut out);
        }
        out
    }

    fn used(&self) -> impl Iterator<Item = &Named> {
        let mut seen = vec![false; self.types.len()];
        let mut open = vec![&self.root];
        while let Some(of) = open.pop() {
            match of {
                Type::Plain(..) => {}
                Type::Array(inner) | Type::Map(inner) => open.push(inner),
                Type::Union(branches) => open.extend(branches),
                Type::Named(id) => {
                    if let Some(seen) = seen.get_mut(*id).filter(|seen| !**seen) {
                        *seen = true;
                        if let Some(Shape::Record(fields)) = self.named(*id).map(|n| &n.shape) {
                            open.extend(fields.iter().map(|f| &f.of));
                        }
                    }
                }
            }
        }
        let kept = self.types.iter().zip(seen).filter(|(_, seen)| *seen);
        kept.map(|(named, _)| named)
    }

    fn write_type(&self, of: &Type, out: &mut String) {
        match of {
            Type::Plain(primitive, logical) => {
                out.push_str(primitive.name());
                write_logical(logical.as_ref(), out);
            }
            Type::Array(items) => {
                out.push_str("array ");
                self.write_type(items, out);
            }
            Type::Map(values) => {
                out.push_str("map ");
                self.write_type(values, out);
            }
            Type::Union(branches) => {
                out.push('[');
                for branch in branches {
                    self.write_type(branch, out);
                    out.push(',');
                }
                out.push(']');
            }
            Type::Named(id) => {
                let name = self.named(*id).map_or("", |n| n.name.as_str());
                let _ = write!(out, "<{name}>");
            }
        }
    }

    fn write_named(&self, named: &Named, out: &mut String) {
        let _ = write!(out, "{} {}", named.kind(), named.name);
        write_aliases(&named.aliases, out);
        match &named.shape {
            Shape::Record(fields) => {
                for field in fields {
                    self.write_field(field, out);
                }
            }
            Shape::Enum { symbols, default } => {
                let _ = write!(out, " {symbols:?} {default:?}");
            }
            Shape::Fixed { size, logical } => {
                let _ = write!(out, " {size}");
                write_logical(logical.as_ref(), out);
            }
        }
    }

    fn write_field(&self, field: &Field, out: &mut String) {
        let _ = write!(out, ";{} ", field.name);
        self.write_type(&field.of, out);
        write_aliases(&field.aliases, out);
        if let Some(default) = &field.default {
            out.push('=');
            write_json(default, out);
        }
        match field.order {
            Order::Ascending => {}
            Order::Descending => out.push_str(" descending"),
            Order::Ignore => out.push_str(" ignore"),
        }
    }
}

fn write_logical(logical: Option<&Logical>, out: &mut String) {
    match logical {
        None => {}
        Some(Logical::Decimal { precision, scale }) => {
            let _ = write!(out, "(decimal {precision} {scale})");
        }
        Some(Logical::Other(name)) => {
            let _ = write!(out, "({name})");
        }
    }
}

fn write_aliases(aliases: &[String], out: &mut String) {
    if !aliases.is_empty() {
        let mut sorted: Vec<&String> = aliases.iter().collect();
        sorted.sort();
        let _ = write!(out, " aliases {sorted:?}");
    }
}

/// JSON with the entries of objects in the order of their keys.
fn write_json(value: &Json, out: &mut String) {
    match value {
        Json::Array(items) => {
            out.push('[');
            for item in items {
                write_json(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Json::Object(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in sorted {
                let _ = write!(out, "{key:?}:");
                write_json(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            let _ = write!(out, "{value}");
        }
    }
}
