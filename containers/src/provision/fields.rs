//! The columns of a live table beside the planned ones, at every depth.
//!
//! Columns are matched by what they stand for, never by their numbers: by the path of terms
//! that the table remembers ([`Ledger`](super::ledger::Ledger)), or by one that it had before
//! a term of it was replaced, and was thereby renamed. Without a `denota.ids`, numbers only
//! count places, so that an equal number says nothing. Live columns keep their place; new
//! ones come last.

use std::collections::HashSet;
use std::sync::Arc;

use iceberg::spec::{ListType, MapType, NestedField, NestedFieldRef, StructType, Type};
use transpilers::iceberg::table::{Column, ColumnType, Content, DISCRIMINATOR, Origin};

use super::evolve::Walk;
use super::ledger;
use super::plan::Action;
use super::types;
use crate::data;

/// How a planned column finds its live one; the first that does counts.
type Match =
    for<'f> fn(&Walk<'_>, &Column, &'f [NestedFieldRef], &[&str]) -> Option<&'f NestedFieldRef>;

/// A planned column with its live one.
pub(super) type Pair<'p, 'f> = (&'p Column, Option<&'f NestedFieldRef>);

const MATCHES: [Match; 3] = [same, renamed, adopted];

/// The column that stands for the same path.
fn same<'f>(
    walk: &Walk<'_>,
    column: &Column,
    live: &'f [NestedFieldRef],
    _: &[&str],
) -> Option<&'f NestedFieldRef> {
    let id = walk.known.get(column)?;
    live.iter().find(|f| f.id == id)
}

/// The column that stood for what is replaced by now.
fn renamed<'f>(
    walk: &Walk<'_>,
    column: &Column,
    live: &'f [NestedFieldRef],
    _: &[&str],
) -> Option<&'f NestedFieldRef> {
    let old = column.formerly.iter();
    let old = old.filter(|path| !walk.planned_paths.contains(*path));
    let mut ids = old.filter_map(|path| walk.known.id_of(path));
    ids.find_map(|id| live.iter().find(|f| f.id == id))
}

/// A column of the name that somebody else made, or that does not remember its path.
fn adopted<'f>(
    walk: &Walk<'_>,
    column: &Column,
    live: &'f [NestedFieldRef],
    path: &[&str],
) -> Option<&'f NestedFieldRef> {
    let field = live.iter().find(|f| f.name == column.name)?;
    let term = walk.said_term(&dotted(path, &field.name));
    let unknown = walk.known.path_of(field.id).is_none();
    (unknown && term.is_none_or(|term| term == column.term)).then_some(field)
}

impl Walk<'_> {
    /// The columns of a level: those of the table, or the fields of a struct. So many steps
    /// of their paths are those of what they are in.
    pub(super) fn fields(
        &mut self,
        planned: &[Column],
        live: &[NestedFieldRef],
        path: &[&str],
        above: usize,
    ) -> Vec<NestedFieldRef> {
        let top = path.is_empty();
        let pairs = self.pairs(planned, live, path);
        let found = |field: &NestedFieldRef| {
            let is = |f: &&NestedFieldRef| f.id == field.id;
            pairs.iter().find(|(_, f)| f.as_ref().is_some_and(is))
        };
        let left: Vec<&NestedFieldRef> = live.iter().filter(|f| found(f).is_none()).collect();
        let names: HashSet<&str> = planned.iter().map(|c| c.name.as_str()).collect();
        let mut fields = Vec::new();
        for field in live {
            fields.push(match found(field) {
                Some((column, _)) => self.matched(column, field, path, top),
                None => {
                    let note = self.not_renamed(field, &pairs);
                    self.same_form(field, &pairs, above, path);
                    self.left(field, out_of_the_way(field, &names, &left), note, path, top)
                }
            });
        }
        for (column, _) in pairs.iter().filter(|(_, f)| f.is_none()) {
            fields.push(self.added(column, replaced(column, &pairs), path, top));
        }
        fields
    }

    /// Why a column that is left is not renamed, where one is there of what replaces it.
    fn not_renamed(&self, field: &NestedFieldRef, pairs: &[Pair<'_, '_>]) -> Option<String> {
        let path = self.known.path_of(field.id)?;
        let mut there = pairs.iter().filter(|(_, f)| f.is_some());
        let (column, _) = there.find(|(c, _)| c.formerly.iter().any(|old| old == path))?;
        let (from, to) = (&field.name, &column.name);
        Some(format!(
            "column `{to}` exists already, so `{from}` is not renamed to it: its values stay in `{from}`"
        ))
    }

    /// Each planned column with its live one.
    fn pairs<'p, 'f>(
        &self,
        planned: &'p [Column],
        live: &'f [NestedFieldRef],
        path: &[&str],
    ) -> Vec<Pair<'p, 'f>> {
        let mut taken = HashSet::new();
        let mut pairs: Vec<Pair<'p, 'f>> = planned.iter().map(|c| (c, None)).collect();
        for find in MATCHES {
            for (column, field) in pairs.iter_mut().filter(|(_, f)| f.is_none()) {
                *field = find(self, column, live, path).filter(|f| taken.insert(f.id));
            }
        }
        pairs
    }

    /// A column that the model has no longer: it stays, with its data.
    fn left(
        &mut self,
        field: &NestedFieldRef,
        to: Option<String>,
        note: Option<String>,
        path: &[&str],
        top: bool,
    ) -> NestedFieldRef {
        let name = dotted(path, &field.name);
        let mut new = NestedField::clone(field);
        if field.required || self.said_term(&name).is_some() {
            let kept = Action::KeepColumn {
                column: name.clone(),
                relaxed: field.required,
            };
            self.noted(kept, note);
            new.required = false;
        }
        if let Some(to) = to {
            new.name.clone_from(&to);
            self.step(Action::RenameColumn { from: name, to });
        }
        self.rewrite |= !top && self.has_rows() && new != **field;
        Arc::new(new)
    }

    /// A new column, beside that of what it replaces where the model still has both.
    fn added(
        &mut self,
        column: &Column,
        old: Option<&str>,
        path: &[&str],
        top: bool,
    ) -> NestedFieldRef {
        let name = dotted(path, &column.name);
        if column.required && self.has_rows() {
            self.refuse_required(column, &name, old);
        } else if self.has_rows() {
            self.refuse_lacking(column, &name);
        }
        let field = self.new_field(column);
        let added = Action::AddColumn {
            column: name,
            kind: types::shown(&field.field_type),
        };
        let note = old.map(|old| {
            format!("values stay in `{old}`, which it replaces: to rename that column instead, provision once no class lists the old property")
        });
        self.noted(added, note);
        let filled_in = top && data::is_filled_in(&field.field_type);
        self.rewrite |= !filled_in && self.has_rows();
        field
    }

    /// Rows of single classes lack a column as much as those of all.
    fn refuse_lacking(&mut self, column: &Column, name: &str) {
        let remembered = self.remembered.as_ref().zip(self.known.discriminator());
        let lacking = remembered.map_or_else(Vec::new, |(r, id)| r.lacking(column, id));
        if !lacking.is_empty() {
            let classes = lacking.join("` and of `");
            self.refuse(
                format!("the new column `{name}` is required of `{classes}`, of which the table may have rows without it"),
                "give the property `upper:minCount 0`: a later load can give rows their values",
            );
        }
    }

    fn refuse_required(&mut self, column: &Column, name: &str, old: Option<&str>) {
        if column.content == Content::Discriminator {
            return self.refuse(
                format!("the class becomes sealed: the new column `{name}` says of which class a row is, and the rows of the table do not"),
                "leave the class as it is, make a sealed class with terms of its own beside it, and load the rows into that, each with its class in `@type`",
            );
        }
        let instead = old.map_or_else(String::new, |old| {
            format!(
                "; or list only the new property: `{old}` is then renamed to it, with its values"
            )
        });
        self.refuse(
            format!("the new column `{name}` is required, and the table has rows without it"),
            format!("give the property `upper:minCount 0`: a later load can give rows their values{instead}"),
        );
    }

    fn matched(
        &mut self,
        column: &Column,
        field: &NestedFieldRef,
        path: &[&str],
        top: bool,
    ) -> NestedFieldRef {
        self.is(column, field.id);
        let name = dotted(path, &field.name);
        let mut new = NestedField::clone(field);
        if column.name != field.name {
            self.step(Action::RenameColumn {
                from: name.clone(),
                to: column.name.clone(),
            });
            self.rewrite |= !top && self.has_rows();
            new.name.clone_from(&column.name);
        }
        self.optionality(column, &mut new, &name, top);
        if is_documented(column) && column.doc != field.doc {
            self.step(Action::Document {
                column: name.clone(),
            });
            new.doc.clone_from(&column.doc);
        }
        let inner: Vec<&str> = path.iter().copied().chain([field.name.as_str()]).collect();
        let refused = self.refused();
        new.field_type = Box::new(self.kind(column, &field.field_type, &inner, top));
        if self.refused() == refused {
            self.keep_limits(column, field, &name);
        }
        Arc::new(new)
    }

    fn optionality(&mut self, column: &Column, new: &mut NestedField, name: &str, top: bool) {
        if column.required == new.required {
            return;
        }
        if !column.required {
            self.step(Action::Relax {
                column: name.to_owned(),
            });
            self.rewrite |= !top && self.has_rows();
        } else if self.has_rows() {
            self.refuse(
                format!("the column `{name}` becomes required, and the table may have rows without a value"),
                "keep the property optional in the model, or load the rows into a new table",
            );
            return;
        } else {
            self.step(Action::Require {
                column: name.to_owned(),
            });
        }
        new.required = column.required;
    }

    /// Values that were good so far must stay so.
    fn keep_limits(&mut self, column: &Column, field: &NestedField, name: &str) {
        let remembered = self.remembered.as_ref();
        let narrower = remembered.map_or_else(Vec::new, |remembered| {
            let discriminator = self.known.discriminator();
            remembered.narrower(
                field.id,
                column,
                field.required,
                discriminator,
                &self.leaves,
            )
        });
        if narrower.is_empty() {
            return;
        }
        let to = narrower.join(", ");
        let look = self.look(column, name);
        if self.may_narrow() {
            let narrow = Action::Narrow {
                column: name.to_owned(),
                to,
            };
            let note = format!("rows that are there are not looked at: {look}");
            return self.noted(narrow, self.has_rows().then_some(note));
        }
        let help = format!(
            "or, once no row breaks it ({look}), run the command with `--allow-narrowing`, which looks at no row"
        );
        if column.content == Content::Discriminator {
            self.refuse(
                format!("the table may have rows of classes that the model has no longer, or calls otherwise ({to})"),
                format!("keep the class in the model under its name, deprecated; {help}"),
            );
        } else {
            self.refuse(
                format!("the column `{name}` would get a narrower limit ({to}), and the table has rows"),
                format!("keep what the values may be, or give the narrower ones a property of their own; {help}"),
            );
        }
    }

    /// How to see what values a column has, at any depth.
    fn look(&self, column: &Column, name: &str) -> String {
        let top = name.split('.').next().unwrap_or(name);
        let single = top == name && matches!(column.kind, ColumnType::Primitive(_));
        let each = if single { "DISTINCT " } else { "" };
        let limits = column.limits.as_ref();
        let of_class = if limits.is_some_and(|limits| limits.differ_by_class()) {
            format!("\"{DISCRIMINATOR}\", ")
        } else {
            String::new()
        };
        format!(
            "`denota query --sql 'SELECT {each}{of_class}\"{top}\" FROM {}'` shows what they have",
            self.table()
        )
    }

    fn kind(&mut self, column: &Column, live: &Type, path: &[&str], top: bool) -> Type {
        match (&column.kind, live) {
            (ColumnType::Primitive(planned), Type::Primitive(from)) => {
                let to = types::primitive(*planned);
                if *from == to {
                    return live.clone();
                }
                if types::promotes(from, &to) {
                    self.step(Action::Promote {
                        column: path.join("."),
                        from: from.to_string(),
                        to: to.to_string(),
                    });
                    self.rewrite |= !top && self.has_rows();
                    return Type::Primitive(to);
                }
                self.refuse_type(
                    path,
                    &from.to_string(),
                    &to.to_string(),
                    types::promotes(&to, from),
                );
                live.clone()
            }
            (ColumnType::Struct(fields), Type::Struct(before)) => Type::Struct(StructType::new(
                self.fields(fields, before.fields(), path, column.path.len()),
            )),
            (ColumnType::List(element), Type::List(before)) => Type::List(ListType::new(
                self.inside(element, &before.element_field, path),
            )),
            (ColumnType::Map(key, value), Type::Map(before)) => Type::Map(MapType::new(
                self.inside(key, &before.key_field, path),
                self.inside(value, &before.value_field, path),
            )),
            (
                ColumnType::Primitive(_)
                | ColumnType::Struct(_)
                | ColumnType::List(_)
                | ColumnType::Map(..),
                Type::Primitive(_) | Type::Struct(_) | Type::List(_) | Type::Map(_),
            ) => {
                let to = types::field(column, &mut |c| c.id);
                self.refuse_type(
                    path,
                    &types::shown(live),
                    &types::shown(&to.field_type),
                    false,
                );
                live.clone()
            }
        }
    }

    /// An element, key or value: there is exactly one, so it is matched by its place.
    fn inside(&mut self, column: &Column, field: &NestedFieldRef, path: &[&str]) -> NestedFieldRef {
        self.matched(column, field, path, false)
    }

    fn refuse_type(&mut self, path: &[&str], from: &str, to: &str, narrower: bool) {
        let column = path.join(".");
        if narrower {
            self.refuse(
                format!("the column `{column}` would be narrowed from {from} to {to}"),
                format!("keep {from} in the model, and limit its values by facets, with `--allow-narrowing`"),
            );
        } else {
            self.refuse(
                format!("the column `{column}` would change its type from {from} to {to}"),
                "give the new kind of value a property of its own, and deprecate the old one; where it is a key of another team's model, stay with the version that the rows are of, by a range under `[dependencies]`",
            );
        }
    }
}

/// The live column of what a new one replaces.
fn replaced<'f>(new: &Column, pairs: &[Pair<'_, 'f>]) -> Option<&'f str> {
    let mut there = pairs
        .iter()
        .filter_map(|(column, field)| Some((column, (*field)?)));
    let (_, field) = there.find(|(old, _)| new.formerly.contains(&ledger::key(old)))?;
    Some(&field.name)
}

/// Another name for a column that is left, where a planned one takes its name.
fn out_of_the_way(
    field: &NestedFieldRef,
    planned: &HashSet<&str>,
    left: &[&NestedFieldRef],
) -> Option<String> {
    let is_left = |name: &str| left.iter().any(|f| f.name == name);
    let is_free = |name: &String| !planned.contains(name.as_str()) && !is_left(name);
    planned.contains(field.name.as_str()).then_some(())?;
    (1..).map(|n| format!("{}_{n}", field.name)).find(is_free)
}

pub(super) fn dotted(path: &[&str], name: &str) -> String {
    path.iter()
        .copied()
        .chain([name])
        .collect::<Vec<_>>()
        .join(".")
}

/// Whether Iceberg keeps a documentation of a column: it has none of elements, keys and
/// values of lists and maps, so that theirs would differ for ever.
fn is_documented(column: &Column) -> bool {
    match column.origin {
        Origin::Property { .. }
        | Origin::Reference { .. }
        | Origin::Key { .. }
        | Origin::Discriminator(_)
        | Origin::Leaf(_) => true,
        Origin::Element | Origin::KeyElement { .. } | Origin::MapKey | Origin::MapValue => false,
    }
}
