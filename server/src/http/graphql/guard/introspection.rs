//! How much an answer about the schema holds, counted before it is made. The executor makes it
//! itself, so that no budget stops it; and its lists lead to lists: an interface to the types
//! that implement it, each of those to its interfaces.

use std::collections::HashMap;

use async_graphql::Value;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

use super::schema::{QUERY, Things};

/// So many bytes of names and texts weigh as much as a value.
const TEXT: usize = 64;

/// How many values the answer to a query holds of the schema: objects, fields and items of
/// lists. Never too few; too many only where fields are skipped, deprecated or asked for twice.
pub(super) fn values(document: &ExecutableDocument, things: &Things) -> usize {
    let mut counter = Counter {
        document,
        things,
        known: HashMap::new(),
    };
    let mut all = 0_usize;
    for (_, operation) in document.operations.iter() {
        let one = counter.set(&operation.node.selection_set.node, QUERY);
        all = all.saturating_add(one);
    }
    all
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    things: &'a Things,
    /// What selections give at things: each is counted once, however often it is answered.
    known: HashMap<(*const SelectionSet, usize), usize>,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a SelectionSet, at: usize) -> usize {
        let key = (std::ptr::from_ref(set), at);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let mut all = 0_usize;
        for item in &set.items {
            let one = match &item.node {
                Selection::Field(field) => self.field(&field.node, at),
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node, at),
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let fragment = self.document.fragments.get(name);
                    fragment.map_or(0, |f| self.set(&f.node.selection_set.node, at))
                }
            };
            all = all.saturating_add(one);
        }
        self.known.insert(key, all);
        all
    }

    fn field(&mut self, field: &'a Field, at: usize) -> usize {
        let name = field.name.node.as_str();
        let things = self.things;
        let thing = things.get(at);
        let key = field.response_key().node.as_str().len();
        let text = thing.and_then(|t| t.texts.get(name)).copied();
        let own = 1 + (key + text.unwrap_or_default()) / TEXT;
        let held = if name == "__type" {
            self.asked(field)
        } else {
            let to = thing.and_then(|t| t.leads.get(name));
            to.map_or(0, |to| self.each(field, to))
        };
        own.saturating_add(held)
    }

    /// What is below a field, of each of the things to which it leads.
    fn each(&mut self, field: &'a Field, to: &[usize]) -> usize {
        let below = &field.selection_set.node;
        let mut all = 0_usize;
        for thing in to {
            let one = self.set(below, *thing).saturating_add(1);
            all = all.saturating_add(one);
        }
        all
    }

    /// What is below `__type`: of the type that it names, or where a variable does, of the one
    /// that gives most.
    fn asked(&mut self, field: &'a Field) -> usize {
        let name = field.get_argument("name");
        let name = name.and_then(|n| n.node.clone().into_const());
        let things = self.things;
        if let Some(Value::String(name)) = name {
            return self.each(field, things.named(&name).as_slice());
        }
        let each = things.types().iter().map(|ty| self.each(field, &[*ty]));
        each.max().unwrap_or(0)
    }
}
