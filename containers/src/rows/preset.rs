//! The values that properties have where a row says nothing of them: Iceberg's format
//! version 2 has none, so that loading fills them in.

use serde_json::Value;
use transpilers::iceberg::table::{Column as Planned, Origin, PrimitiveType};
use upper::model::Models;

use super::columns::Column;
use super::identity;
use super::rule::Shape;
use super::scalar::{Native, Scalar, own};

/// A default value, read as the column holds it.
#[derive(Clone, Debug)]
pub(crate) struct Preset {
    /// What is wrong with it, where no column can hold it, as a time finer than a microsecond.
    value: Result<Native<'static>, String>,
    kind: PrimitiveType,
    /// The language, where the column has texts by language.
    language: String,
}

impl Preset {
    /// The default of the property that a column has the values of, if it has one. A
    /// reference has none: what it refers to has.
    pub(crate) fn of(models: &Models, column: &Planned, shape: &Shape) -> Option<Self> {
        let property = match &column.origin {
            Origin::Property { property, .. } => *property,
            Origin::Reference { .. }
            | Origin::Key { .. }
            | Origin::Discriminator(_)
            | Origin::Leaf(_)
            | Origin::Element
            | Origin::KeyElement { .. }
            | Origin::MapKey
            | Origin::MapValue => return None,
        };
        let default = models.property(property).default.as_ref()?;
        let scalar = scalar(shape)?;
        let value = scalar.parse(&default.value).map(own);
        Some(Self {
            value: value.map_err(|what| format!("has no value, and of its default {what}")),
            kind: scalar.kind,
            language: default.language.clone().unwrap_or_default(),
        })
    }

    /// A text that a column holds where a row has none.
    pub(crate) fn text(text: &str) -> Self {
        Self {
            value: Ok(Native::Text(text.to_owned().into())),
            kind: PrimitiveType::String,
            language: String::new(),
        }
    }

    /// What tells it from other values of a set.
    pub(crate) fn identity(&self, shape: &Shape, to: &mut Vec<u8>) {
        match (shape, &self.value) {
            (Shape::Map(..), Ok(Native::Text(text))) => {
                let text = Value::from(text.as_ref());
                identity::languages([(self.language.as_str(), &text)], to);
            }
            (_, Ok(value)) => identity::held(self.kind, value, to),
            (_, Err(_)) => {}
        }
    }

    /// Puts it into a column; a property with many values has no default.
    ///
    /// # Errors
    /// No column can hold it; nothing was put.
    pub(crate) fn put(&self, column: &mut Column) -> Result<(), &str> {
        let value = self.value.as_ref().map_err(String::as_str)?;
        if let Column::Map(pair, ..) = column {
            let [language, text] = pair.as_mut();
            language.push(&Native::Text(self.language.as_str().into()));
            text.push(value);
            column.close(1);
        } else {
            column.push(value);
        }
        Ok(())
    }
}

/// How the value of a column is read, or the texts of one.
fn scalar(shape: &Shape) -> Option<&Scalar> {
    match shape {
        Shape::Scalar(scalar) => Some(scalar),
        Shape::Map(pair, ..) => {
            let [_, text] = pair.as_ref();
            scalar(&text.shape)
        }
        Shape::List(..) | Shape::Struct(..) | Shape::Json(_) | Shape::Nothing => None,
    }
}
