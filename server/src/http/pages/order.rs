//! The order in which an author names the values of a term's properties: the store has none, so
//! the text of the graph is read, at a cost that grows with it (some 30 ms for 1,000 classes).

use std::collections::{HashMap, HashSet};

use upper::graph::{TermId, Terms};
use upper::source::{Aliases, Input, Reader, Syntax};

/// The places of values, by the property of the term that leads to them and their text.
#[derive(Default)]
pub(super) struct Order(HashMap<(String, String), usize>);

impl Order {
    /// The order in a text in Turtle, that of a graph.
    pub(super) fn read(text: String, graph: &str, term: &str, aliases: &Aliases) -> Self {
        let mut reader = Reader::new(aliases.clone());
        reader.read(Input {
            path: graph.to_owned(),
            bytes: text.into_bytes(),
            syntax: Syntax::Turtle,
        });
        let mut order = Self::default();
        if let Some(subject) = reader.terms.lookup_iri(term) {
            for parsed in &reader.graphs {
                order.follow(&parsed.graph, subject, &reader.terms);
            }
        }
        order
    }

    /// Takes in the values of a term, those within its lists and refinements too.
    fn follow(&mut self, graph: &upper::graph::Graph, term: TermId, terms: &Terms) {
        let mut open = vec![(term, None)];
        let mut seen = HashSet::new();
        while let Some((node, under)) = open.pop() {
            let mut within = Vec::new();
            for triple in graph.about(node) {
                let property = under.unwrap_or(triple.predicate);
                if !triple.object.is_blank() {
                    self.add(terms.text(property), terms.text(triple.object));
                } else if seen.insert(triple.object) {
                    within.push((triple.object, Some(property)));
                }
            }
            open.extend(within.into_iter().rev());
        }
    }

    fn add(&mut self, property: &str, value: &str) {
        let next = self.0.len();
        let key = (property.to_owned(), value.to_owned());
        self.0.entry(key).or_insert(next);
    }

    /// Where a value stands; behind all others where the text does not have it.
    pub(super) fn place(&self, property: &str, value: &str) -> usize {
        let key = (property.to_owned(), value.to_owned());
        self.0.get(&key).copied().unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_as_they_are_written_in_lists_too() {
        let text = "@prefix : <http://e.org/> . :C :p :z , :a , :m ; :key ( :m :a ) .";
        let text = text.to_owned();
        let order = Order::read(text, "http://e.org/", "http://e.org/C", &Aliases::default());
        let sorted = |property: &str| {
            let mut names = ["a", "m", "z"].map(|n| format!("http://e.org/{n}"));
            names.sort_by_key(|n| order.place(&format!("http://e.org/{property}"), n));
            names.map(|n| n.replace("http://e.org/", ""))
        };
        assert_eq!(sorted("p"), ["z", "a", "m"]);
        assert_eq!(sorted("key"), ["m", "a", "z"]);
    }
}
