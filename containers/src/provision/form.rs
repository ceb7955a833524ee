//! Columns whose property is still there, but stored in another way: as a column for each
//! attribute of a key rather than as a list, say, or by its inverse. The values cannot be
//! taken along, and must not be left behind as if the property were gone.

use iceberg::spec::NestedFieldRef;
use transpilers::iceberg::table::Column;
use transpilers::ids::{DISCRIMINATOR, KEY_ATTRIBUTE, LEAF};

use super::evolve::Walk;
use super::fields::{Pair, dotted};

/// What the fields of a level are, by the step of a path that leads to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form<'a> {
    /// The columns of a property.
    Property(&'a str),
    /// Which leaf a value is of, and its fields as that.
    Union,
    /// An attribute of a key.
    Key,
}

impl<'a> Form<'a> {
    fn of(step: &'a str) -> Self {
        match step {
            DISCRIMINATOR | LEAF => Self::Union,
            KEY_ATTRIBUTE => Self::Key,
            property => Self::Property(property),
        }
    }
}

impl Walk<'_> {
    /// Refuses to leave a column behind whose property is planned in another form.
    pub(super) fn same_form(
        &mut self,
        field: &NestedFieldRef,
        pairs: &[Pair<'_, '_>],
        above: usize,
        path: &[&str],
    ) {
        if !self.has_rows() {
            return;
        }
        let known = self.known.path_of(field.id).map(str::to_owned);
        let step = known.as_deref().and_then(|path| path.split(' ').nth(above));
        let what = match step.map(Form::of) {
            // Of a table, the refusals of its classes say what there is to say.
            None | Some(Form::Union | Form::Key) if above == 0 => return,
            Some(Form::Property(property)) if above == 0 && self.elsewhere.contains(property) => {
                "would be said by its inverse"
            }
            Some(form) if changes(form, pairs, above) => "would be stored in another form",
            None | Some(_) => return,
        };
        let name = match step.map(Form::of) {
            // It is the struct as a whole that has another form.
            Some(Form::Union | Form::Key) => path.join("."),
            None | Some(Form::Property(_)) => dotted(path, &field.name),
        };
        self.refuse(
            format!("the property of the column `{name}` {what}, and the values that rows have would be left behind"),
            "keep the property as it is, or give the new kind of value a property of its own, and deprecate the old one",
        );
    }
}

/// Whether what a column is part of is planned anew, beside it.
fn changes(form: Form<'_>, pairs: &[Pair<'_, '_>], above: usize) -> bool {
    let mut planned = pairs.iter();
    match form {
        Form::Property(property) => {
            let mut new = planned.filter(|(_, live)| live.is_none());
            new.any(|(column, _)| stands_for(column, property, above))
        }
        Form::Union | Form::Key => {
            let is = |step: &String| Form::of(step) == form;
            !planned.any(|(column, _)| column.path.get(above).is_some_and(is))
        }
    }
}

/// Whether a column is of a property, or of one that replaces it.
fn stands_for(column: &Column, property: &str, above: usize) -> bool {
    let mut former = column.formerly.iter();
    column.path.get(above).is_some_and(|step| step == property)
        || former.any(|path| path.split(' ').nth(above) == Some(property))
}
