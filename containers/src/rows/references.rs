//! References, whose keys have a column for each attribute: a row has all of them or none, and
//! nothing else in their place.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value};
use transpilers::iceberg::table::{Column, KeyStep, Origin};
use upper::model::{ClassId, Models};

use super::fill::{Filler, Names};
use super::problems::Path;
use super::rule::{Compiler, Fetch, KINDS, Node, Shape};

/// The names of an object's fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// What is allowed; `None` is anything.
    pub(crate) names: Option<FxHashSet<String>>,
    /// What messages call the class.
    pub(crate) class: String,
    /// The classes that a value may say that it is of, the one that is meant first; none where
    /// others look at that.
    pub(crate) classes: Vec<String>,
    /// Whether it is the key of a class, rather than one of it.
    pub(crate) key: bool,
    /// Whether a key of one attribute may stand under the name for what has none.
    pub(crate) bare: bool,
    /// Names that are not allowed although the model has them, and why.
    pub(crate) not_here: Vec<(String, String)>,
    /// The same of properties that others say, of which a row may have an empty list.
    pub(crate) said_elsewhere: Vec<(String, String)>,
    /// References that have a column for each attribute of a key.
    pub(crate) references: Vec<Reference>,
}

impl Known {
    /// What to say of a name that is not allowed.
    pub(super) fn has_no(&self, name: &str) -> String {
        let class = &self.class;
        match self.key {
            true => format!("a reference to `{class}` has its key alone, and no `{name}`"),
            false => format!("`{class}` has no property `{name}`"),
        }
    }
}

/// A reference in columns of its own: they have a whole key, or nothing.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// The name of the relationship in rows.
    pub(crate) name: String,
    /// The names of the key's members.
    pub(crate) known: Known,
    /// The place of each column among the nodes, and the way to its attribute.
    pub(crate) parts: Vec<(usize, Vec<KeyStep>)>,
}

impl Reference {
    /// The columns that have nothing although others of the key do, with what to say of
    /// them. That one is missing which must be there is said anyway.
    pub(crate) fn partial(
        &self,
        nodes: &[Node],
        has: &dyn Fn(usize) -> bool,
    ) -> Vec<(usize, String)> {
        let places = || self.parts.iter().map(|(place, _)| *place);
        let may = |place: usize| nodes.get(place).is_some_and(|n| !n.required && !n.not_null);
        let gone: Vec<usize> = places()
            .filter(|place| !has(*place) && may(*place))
            .collect();
        if gone.is_empty() {
            return Vec::new();
        }
        let there = places().find(|place| has(*place));
        let Some(there) = there.and_then(|place| nodes.get(place)) else {
            return Vec::new();
        };
        let what = format!(
            "is missing, while `{}` is there: a reference has its whole key",
            there.column
        );
        gone.into_iter()
            .map(|place| (place, what.clone()))
            .collect()
    }
}

impl Compiler<'_> {
    /// The references among the columns of a level.
    pub(super) fn references<'c>(
        &self,
        columns: impl Iterator<Item = Option<&'c Column>>,
        nodes: &[Node],
    ) -> Vec<Reference> {
        let mut references: Vec<Reference> = Vec::new();
        for (place, (column, node)) in columns.zip(nodes).enumerate() {
            let Some(Origin::Reference {
                name, class, key, ..
            }) = column.map(|c| &c.origin)
            else {
                continue;
            };
            if matches!(node.shape, Shape::Nothing) {
                continue;
            }
            let part = (place, key.clone());
            match references.iter_mut().find(|r| r.name == *name) {
                Some(reference) => reference.parts.push(part),
                None => references.push(Reference {
                    name: name.clone(),
                    known: self.key_names(*class, std::iter::empty()),
                    parts: vec![part],
                }),
            }
        }
        for reference in &mut references {
            let members = reference.parts.iter().filter_map(|(_, key)| key.first());
            let members = members.map(|step| step.name.clone());
            reference
                .known
                .names
                .get_or_insert_default()
                .extend(members);
        }
        references
    }

    /// The names that a key has, as an object.
    pub(super) fn key_names<'k>(
        &self,
        class: ClassId,
        keys: impl Iterator<Item = &'k [KeyStep]>,
    ) -> Known {
        let members = keys.filter_map(|key| key.first());
        let mut names: FxHashSet<String> = members.map(|step| step.name.clone()).collect();
        names.extend(KINDS.map(str::to_owned));
        Known {
            names: Some(names),
            class: self.models.class(class).info.name.clone(),
            classes: classes_of(self.models, class),
            key: true,
            ..Known::default()
        }
    }
}

/// The names of the classes that what is referred to may be of: the one that is meant, those above
/// and those below it.
pub(super) fn classes_of(models: &Models, class: ClassId) -> Vec<String> {
    let of = models.class(class).kind.base();
    let above = of
        .into_iter()
        .flat_map(|of| models.ancestors(of).chain(models.leaves(of)));
    let all = models
        .ancestors(class)
        .chain(models.leaves(class))
        .chain(above);
    all.map(|class| models.class(class).info.name.clone())
        .collect()
}

impl Filler<'_> {
    /// Whether references have their whole keys, and nothing else.
    pub(super) fn references(
        &mut self,
        known: &Known,
        nodes: &[Node],
        object: &Value,
        at: &Path<'_>,
    ) {
        for reference in &known.references {
            if self.names == Names::Columns {
                let column = |place: usize| Some(nodes.get(place)?.column.as_str());
                let has = |place| column(place).is_some_and(|c| is_there(object.get(c)));
                for (place, what) in reference.partial(nodes, &has) {
                    let name = column(place).unwrap_or_default();
                    let at = at.member(name);
                    self.problems.add(&at, &what);
                }
                continue;
            }
            let Some(Value::Object(key)) = object.get(&reference.name) else {
                continue;
            };
            let at = at.member(&reference.name);
            self.known(&reference.known, key, &at);
            if let Some(value) = object.get(&reference.name) {
                self.class_known(&reference.known, value, &at);
            }
            for (_, steps) in &reference.parts {
                self.attribute(key, steps, &at);
            }
        }
    }

    /// Whether a key has one of its attributes.
    fn attribute(&mut self, key: &Map<String, Value>, steps: &[KeyStep], at: &Path<'_>) {
        let Some((step, rest)) = steps.split_first() else {
            return;
        };
        let at = at.member(&step.name);
        match key.get(&step.name) {
            None | Some(Value::Null) => self.problems.add(&at, "is missing"),
            Some(Value::Object(key)) => self.attribute(key, rest, &at),
            // Whether it is a key is seen where the column is filled.
            Some(_) => {}
        }
    }

    /// Whether a reference is there without the attribute of a column, of which is told by
    /// its own name.
    pub(super) fn is_partial(
        &self,
        node: &Node,
        parent: Option<&Value>,
        value: Option<&Value>,
    ) -> bool {
        let Fetch::Path(name, steps) = &node.fetch else {
            return false;
        };
        let key = parent.and_then(|p| p.get(name));
        // A key of one attribute may stand there bare.
        let is_object = key.is_some_and(Value::is_object);
        let as_object = is_object || steps.iter().any(|step| !step.alone);
        as_object && self.names == Names::Model && !is_there(value) && is_there(key)
    }
}

fn is_there(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !value.is_null())
}
