//! How much a query asks for, with every fragment counted wherever it is spread; each is
//! measured once, so that measuring costs what is written and not what it stands for.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::Refusal;

/// The measures of a query, or of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measures {
    /// The deepest nesting of fields.
    pub(super) depth: usize,
    /// How many fields.
    pub(super) fields: usize,
    /// How many fields, spreads and inline fragments.
    pub(super) selections: usize,
    /// Whether it asks of the schema alone.
    pub(super) is_introspection: bool,
}

/// Measures all operations of a document together: validation looks at each.
pub(super) fn measure(document: &ExecutableDocument) -> Result<Measures, Refusal> {
    let mut meter = Meter {
        document,
        known: HashMap::new(),
        nesting: 0,
    };
    let mut all = Measures {
        is_introspection: true,
        ..Measures::default()
    };
    for (_, operation) in document.operations.iter() {
        let set = &operation.node.selection_set.node;
        all = all.beside(meter.set(set)?);
        all.is_introspection &= meter.asks_of_schema_alone(set);
    }
    // Fragments that nothing spreads are validated too.
    for name in document.fragments.keys() {
        meter.fragment(name.as_str())?;
    }
    Ok(all)
}

impl Measures {
    fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            fields: self.fields.saturating_add(other.fields),
            selections: self.selections.saturating_add(other.selections),
            is_introspection: self.is_introspection,
        }
    }

    fn below_field(self) -> Self {
        Self {
            depth: self.depth + 1,
            fields: self.fields.saturating_add(1),
            selections: self.selections.saturating_add(1),
            is_introspection: false,
        }
    }
}

struct Meter<'a> {
    document: &'a ExecutableDocument,
    /// The measures of fragments; `None` while one is being measured.
    known: HashMap<&'a str, Option<Measures>>,
    /// How deep selections and spreads are nested here.
    nesting: usize,
}

/// How long a name in the answer may be: it stands there as often as there are objects.
const KEY: usize = 256;
/// How deep selections and spreads may be nested: whatever follows them recurses.
const NESTING: usize = 64;

impl<'a> Meter<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Measures, Refusal> {
        if self.nesting >= NESTING {
            return Err(Refusal::too(
                "nests selections and spreads deeper than",
                NESTING,
                NESTING,
            ));
        }
        self.nesting += 1;
        let measured = self.items(set);
        self.nesting -= 1;
        measured
    }

    fn items(&mut self, set: &'a SelectionSet) -> Result<Measures, Refusal> {
        let mut all = Measures::default();
        for item in &set.items {
            let one = match &item.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.len();
                    if key > KEY {
                        return Err(Refusal::too("has a name with so many bytes:", key, KEY));
                    }
                    self.set(&field.node.selection_set.node)?.below_field()
                }
                Selection::InlineFragment(inline) => {
                    spread(self.set(&inline.node.selection_set.node)?)
                }
                Selection::FragmentSpread(of) => {
                    spread(self.fragment(of.node.fragment_name.node.as_str())?)
                }
            };
            all = all.beside(one);
        }
        Ok(all)
    }

    fn fragment(&mut self, name: &str) -> Result<Measures, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            // Validation says so.
            return Ok(Measures::default());
        };
        match self.known.get(name.as_str()) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => {
                return Err(Refusal {
                    message: format!("the fragment `{name}` spreads itself"),
                    code: "GRAPHQL_VALIDATION_FAILED",
                });
            }
            None => {}
        }
        self.known.insert(name.as_str(), None);
        let measured = self.set(&fragment.node.selection_set.node)?;
        self.known.insert(name.as_str(), Some(measured));
        Ok(measured)
    }

    /// Whether the fields of an operation are all of the schema.
    fn asks_of_schema_alone(&self, set: &SelectionSet) -> bool {
        let mut queue = vec![set];
        let mut seen = Vec::new();
        let mut any = false;
        while let Some(set) = queue.pop() {
            for item in &set.items {
                match &item.node {
                    Selection::Field(field) => match field.node.name.node.as_str() {
                        "__schema" | "__type" => any = true,
                        "__typename" => {}
                        _ => return false,
                    },
                    Selection::InlineFragment(inline) => {
                        queue.push(&inline.node.selection_set.node)
                    }
                    Selection::FragmentSpread(spread) => {
                        let name = spread.node.fragment_name.node.as_str();
                        let fragment = self.document.fragments.get(name);
                        if !seen.contains(&name) {
                            seen.push(name);
                            queue.extend(fragment.map(|f| &f.node.selection_set.node));
                        }
                    }
                }
            }
        }
        any
    }
}

fn spread(inner: Measures) -> Measures {
    Measures {
        selections: inner.selections.saturating_add(1),
        ..inner
    }
}
