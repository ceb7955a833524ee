//! Selections that may come to nothing: all of their fields are skipped, or stand in fragments
//! on other types. What is selected is then an object without fields (GraphQL, section 6.3);
//! the executor answers null. So each gets one field more, which is taken out of the answer.

use std::collections::HashSet;

use async_graphql::Name;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};
use serde_json::Value;

/// What its name begins with.
const NOTHING: &str = "nothing";

/// The field that was added to selections.
pub(in crate::http::graphql) struct Filler(String);

impl Filler {
    /// Adds a field to whatever may come to nothing; `None` where nothing may.
    pub(super) fn add(document: &mut ExecutableDocument, text: &str) -> Option<Self> {
        let name = free(text);
        let mut adding = Adding {
            name: Name::new(&name),
            any: false,
        };
        match &mut document.operations {
            DocumentOperations::Single(operation) => adding.set(&mut operation.node.selection_set),
            DocumentOperations::Multiple(operations) => {
                let operations = operations.values_mut();
                operations.for_each(|o| adding.set(&mut o.node.selection_set));
            }
        }
        let of = |f: &mut Positioned<FragmentDefinition>| {
            adding.below(&mut f.node.selection_set.node);
        };
        document.fragments.values_mut().for_each(of);
        adding.any.then_some(Self(name))
    }

    /// Takes the field out of an answer.
    pub(in crate::http::graphql) fn remove(&self, data: &mut Value) {
        match data {
            Value::Object(fields) => {
                fields.shift_remove(&self.0);
                fields.values_mut().for_each(|value| self.remove(value));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.remove(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// A name that a text does not have, found in the time that it takes to read it.
fn free(text: &str) -> String {
    let after = text.match_indices(NOTHING).map(|(at, of)| at + of.len());
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
    };
    let taken: HashSet<usize> = after.filter_map(digits).collect();
    let free = (0..=taken.len()).find(|n| !taken.contains(n));
    format!("{NOTHING}{}", free.unwrap_or_default())
}

struct Adding {
    name: Name,
    any: bool,
}

impl Adding {
    /// The selection of a field, or of an operation.
    fn set(&mut self, set: &mut Positioned<SelectionSet>) {
        self.below(&mut set.node);
        let always = |item: &Positioned<Selection>| matches!(&item.node, Selection::Field(field) if field.node.directives.is_empty());
        if set.node.items.is_empty() || set.node.items.iter().any(always) {
            return;
        }
        self.any = true;
        let field = self.field(set.pos);
        set.node.items.push(Positioned::new(field, set.pos));
    }

    fn below(&mut self, set: &mut SelectionSet) {
        for item in &mut set.items {
            match &mut item.node {
                Selection::Field(field) => self.set(&mut field.node.selection_set),
                Selection::InlineFragment(inline) => {
                    self.below(&mut inline.node.selection_set.node);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn field(&self, pos: Pos) -> Selection {
        let at = |name| Positioned::new(name, pos);
        let field = Field {
            alias: Some(at(self.name.clone())),
            name: at(Name::new("__typename")),
            arguments: Vec::new(),
            directives: Vec::new(),
            selection_set: Positioned::new(SelectionSet { items: Vec::new() }, pos),
        };
        Selection::Field(Positioned::new(field, pos))
    }
}
