//! Values in place: structs of nested classes, and of the branches of a union.

use upper::model::{ClassId, Facets, Value};

use super::columns::{Columns, Typed};
use super::facts::Facts;
use super::limits::Limits;
use super::table::{Column, ColumnType, Content, Leaf, Origin, PrimitiveType};
use crate::ids;
use crate::naming::snake_case;

/// Beyond these, nested values are JSON text: deep nesting and doubling widths must end.
const MAX_DEPTH: usize = 16;
const MAX_FIELDS: usize = 2_000;

impl Columns<'_> {
    pub(super) fn nested(&mut self, class: ClassId, term: &str) -> Typed {
        let models = self.facts.models;
        let members = &models.class(class).members;
        let name = &models.class(class).info.name;
        let why = if models.contains_itself(class) {
            "contains itself"
        } else if members.is_empty() {
            "has no properties"
        } else if self.names.len() >= MAX_DEPTH || self.fields >= MAX_FIELDS {
            "is nested too deep or too wide"
        } else {
            let fields = members
                .iter()
                .flat_map(|m| self.member(m, m.required()))
                .collect();
            return Typed {
                kind: ColumnType::Struct(fields),
                content: Content::Nested(class),
                says: Vec::new(),
                limits: None,
            };
        };
        self.lose(
            term,
            "nested class",
            format_args!("`{name}` {why}: its values are kept as JSON text"),
        );
        let mut typed = self.json(class);
        typed.says.push(format!("JSON text of a `{name}`"));
        typed
    }

    fn json(&self, class: ClassId) -> Typed {
        let mut typed = Typed::of(PrimitiveType::String, Content::Json(class));
        if !self.silent {
            typed.limits = Limits::json(self.facts.models, class);
        }
        typed
    }

    pub(super) fn one_of(&mut self, class: ClassId, term: &str) -> Typed {
        let models = self.facts.models;
        let info = &models.class(class).info;
        if self.names.len() >= MAX_DEPTH || self.fields >= MAX_FIELDS {
            self.lose(
                term,
                "union",
                format_args!(
                    "`{}` is nested too deep or too wide: kept as JSON text",
                    info.name
                ),
            );
            return self.json(class);
        }
        let leaves = named_leaves(self.facts, class);
        self.lose(
            term,
            "union",
            "that exactly the named branch is filled is checked by `load`, not by the table",
        );
        let mut fields = vec![self.discriminator(&info.iri, &leaves)];
        for leaf in leaves {
            fields.extend(self.branch(leaf));
        }
        Typed {
            kind: ColumnType::Struct(fields),
            content: Content::OneOf(class),
            says: Vec::new(),
            limits: None,
        }
    }

    /// The field for one leaf of a union; none where its discriminator says all.
    fn branch(&mut self, leaf: Leaf) -> Option<Column> {
        let models = self.facts.models;
        let class = leaf.class;
        let info = &models.class(class).info;
        let value = models.value_of_class(class);
        match value {
            Value::Nested(class) if models.class(class).members.is_empty() => return None,
            Value::Nested(_)
            | Value::Scalar(_)
            | Value::Enum(_)
            | Value::Reference(_)
            | Value::OneOf(_)
            | Value::List(..)
            | Value::Node
            | Value::Any => {}
        }
        self.path.extend([ids::LEAF.to_owned(), info.iri.clone()]);
        let name = snake_case(&leaf.name);
        let column = self.field(
            &name,
            &info.iri,
            false,
            info.doc(),
            Origin::Leaf(leaf),
            |at| at.value(&value, &Facets::default(), &info.iri),
        );
        self.path.truncate(self.path.len().saturating_sub(2));
        Some(column)
    }
}

/// The leaves of a class, with names that differ.
pub(super) fn named_leaves(facts: &Facts<'_>, class: ClassId) -> Vec<Leaf> {
    let models = facts.models;
    let mut seen = rustc_hash::FxHashSet::default();
    let leaves = models.leaves(class).into_iter().map(|class| {
        let info = &models.class(class).info;
        // Differ as column names too, which are these in snake case; and in an object of
        // a union, a bare value stands beside them.
        let name = if seen.insert(snake_case(&info.name)) {
            info.name.clone()
        } else {
            format!("{}:{}", models.domain(info.domain).info.name, info.name)
        };
        Leaf { class, name }
    });
    leaves.collect()
}
