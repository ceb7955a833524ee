//! What rows, and the structs in them, may call the members of their class.

use rustc_hash::FxHashSet;
use transpilers::iceberg::table::{Column, ColumnType, Content, Leaf, Origin};
use upper::model::{ClassId, Member};

use super::references::Known;
use super::replaced::Replaced;
use super::rule::{Compiler, KINDS, named};

/// Whether a class says of a property that it has no value, in a column where none are counted.
pub(super) fn has_none(member: &Member, column: &Column) -> bool {
    let is_counted = column.content == Content::Many || matches!(column.kind, ColumnType::Map(..));
    member.max == Some(0) && !is_counted
}

/// Why a value is not taken that a class says it does not have.
fn at_most_none(class: &str, name: &str) -> String {
    format!("a `{class}` has no `{name}`: its greatest count there is 0")
}

impl Compiler<'_> {
    pub(super) fn row_names(&self, leaf: &Leaf) -> Known {
        let mut known = Known {
            class: leaf.name.clone(),
            not_here: self.replaced(leaf.class),
            ..Known::default()
        };
        let mut names: FxHashSet<String> = FxHashSet::default();
        names.extend(KINDS.map(str::to_owned));
        for column in &self.table.columns {
            if let Some((property, name)) = named(&column.origin) {
                let why = match self.member(Some(leaf.class), property) {
                    None => format!("`{name}` is not a property of `{}`", leaf.name),
                    Some(member) if has_none(member, column) => at_most_none(&leaf.name, name),
                    Some(_) => {
                        names.insert(name.to_owned());
                        continue;
                    }
                };
                known.not_here.push((name.to_owned(), why));
            }
        }
        for inverse in &self.table.inverses {
            let name = self.models.property(inverse.property).info.name.clone();
            let stored_by = &self.models.property(inverse.stored_by).info.name;
            let why = format!(
                "`{name}` has no column of its own: it is said by its inverse, `{stored_by}`"
            );
            known.said_elsewhere.push((name, why));
        }
        known.names = Some(names);
        known
    }

    /// Names that a class had, and why they are not taken.
    fn replaced(&self, class: ClassId) -> Vec<(String, String)> {
        let name = &self.models.class(class).info.name;
        let all = Replaced::of(self.models, class).into_iter();
        all.map(|r| {
            let why = format!("`{name}` has no property `{}`: {}", r.old, r.hint());
            (r.old, why)
        })
        .collect()
    }

    pub(super) fn struct_names(&self, column: &Column, fields: &[Column]) -> Known {
        match column.content {
            Content::Nested(class) => self.nested_names(class, fields),
            Content::Key(class) => {
                let keys = fields.iter().filter_map(|f| match &f.origin {
                    Origin::Key { key, .. } => Some(key.as_slice()),
                    Origin::Property { .. }
                    | Origin::Reference { .. }
                    | Origin::Discriminator(_)
                    | Origin::Leaf(_)
                    | Origin::Element
                    | Origin::KeyElement { .. }
                    | Origin::MapKey
                    | Origin::MapValue => None,
                });
                Known {
                    bare: true,
                    ..self.key_names(class, keys)
                }
            }
            // Which fields a value of a union may have is up to its leaf.
            Content::OneOf(_)
            | Content::Literal(_)
            | Content::Enum(_)
            | Content::Node
            | Content::Json(_)
            | Content::Sequence(_)
            | Content::Many
            | Content::Discriminator
            | Content::Language
            | Content::Text
            | Content::Term => Known::default(),
        }
    }

    fn nested_names(&self, class: ClassId, fields: &[Column]) -> Known {
        let info = self.models.class(class);
        let mut known = Known {
            class: info.info.name.clone(),
            classes: vec![info.info.name.clone()],
            not_here: self.replaced(class),
            ..Known::default()
        };
        let is_of = |column: &Column, member: &Member| {
            named(&column.origin).is_some_and(|(property, _)| property == member.property)
        };
        let mut names: FxHashSet<String> = FxHashSet::default();
        names.extend(KINDS.map(str::to_owned));
        for member in &info.members {
            let name = &self.models.property(member.property).info.name;
            let mut columns = fields.iter().filter(|column| is_of(column, member));
            if columns.any(|column| has_none(member, column)) {
                let why = at_most_none(&known.class, name);
                known.not_here.push((name.clone(), why));
            } else {
                names.insert(name.clone());
            }
        }
        known.names = Some(names);
        known
    }
}
