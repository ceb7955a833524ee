//! Type references.

use apollo_compiler::{Name, ast};
use upper::model::{ClassId, DatatypeId, DatatypeKind, Value};

use super::agreement::Shape;
use super::builder::Builder;
use super::shared::{self, Image};

impl Builder<'_> {
    /// The class whose type stands for a class: for a qualified class or an extension, that
    /// of the class that it qualifies or extends.
    pub(super) fn resolve(&self, id: ClassId) -> ClassId {
        self.agreement.resolve(id)
    }

    /// The name of the type of a class.
    pub(super) fn reference(&self, id: ClassId) -> Name {
        self.namer.class(self.resolve(id))
    }

    /// The name of the type of a datatype.
    pub(super) fn scalar_name(&self, id: DatatypeId) -> Name {
        let image = shared::image(self.models.primitive(id));
        match (&self.models.datatype(id).kind, image) {
            (DatatypeKind::Custom(_), Image::BuiltIn(_) | Image::Scalar(..)) => {
                self.namer.datatype(id)
            }
            (DatatypeKind::Primitive(_) | DatatypeKind::Custom(_), _) => {
                Name::new_static_unchecked(image.name())
            }
        }
    }

    /// The type of one value, nullable.
    pub(super) fn value_type(&self, value: &Value) -> ast::Type {
        match value {
            Value::Scalar(id) => ast::Type::Named(self.scalar_name(*id)),
            Value::Enum(id) | Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => {
                ast::Type::Named(self.reference(*id))
            }
            Value::List(_, element) => {
                ast::Type::List(Box::new(self.value_type(element).non_null()))
            }
            Value::Node => ast::Type::Named(Name::new_static_unchecked(
                shared::image(shared::NODE).name(),
            )),
            Value::Any => ast::Type::Named(Name::new_static_unchecked(shared::TERM.name())),
        }
    }

    /// The type of a field.
    pub(super) fn shape_type(&self, shape: &Shape) -> ast::Type {
        let one = self.value_type(&shape.value);
        let ty = if shape.list {
            ast::Type::List(Box::new(one.non_null()))
        } else {
            one
        };
        if shape.required { ty.non_null() } else { ty }
    }
}
