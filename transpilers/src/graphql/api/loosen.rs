//! Only keys are non-null, and a type has each field of its interfaces with the same type.

use std::collections::BTreeSet;

use apollo_compiler::Name;

use super::draft::{Composite, Draft};
use super::sdl;

impl Draft<'_> {
    /// Loosens the fields that stand for properties.
    pub(super) fn loosen(&mut self) {
        for composite in &mut self.composites {
            let keys = keys(composite);
            for field in &mut composite.fields {
                let is_key = keys.contains(field.name.as_str());
                if sdl::uri(&field.directives).is_some() && !is_key {
                    let field = field.make_mut();
                    field.ty = sdl::nullable(&field.ty);
                }
            }
        }
        while self.widen() {}
    }

    /// Gives fields the types that interfaces say; whether anything changed. A narrower type
    /// would be right, but servers and clients differ in what they take for narrower.
    fn widen(&mut self) -> bool {
        let mut changes = Vec::new();
        for (at, composite) in self.composites.iter().enumerate() {
            for interface in composite
                .implements
                .iter()
                .filter_map(|i| self.composite(i))
            {
                for theirs in &interface.fields {
                    let own = composite.fields.iter().position(|f| f.name == theirs.name);
                    let own = own.and_then(|i| Some((i, composite.fields.get(i)?)));
                    let differs = own.filter(|(_, f)| f.ty != theirs.ty);
                    changes.extend(differs.map(|(i, _)| (at, i, theirs.ty.clone())));
                }
            }
        }
        let any = !changes.is_empty();
        for (at, field, ty) in changes {
            let composite = self.composites.get_mut(at);
            if let Some(field) = composite.and_then(|c| c.fields.get_mut(field)) {
                field.make_mut().ty = ty;
            }
        }
        any
    }
}

/// The names of the fields of a type's keys.
fn keys(composite: &Composite) -> BTreeSet<String> {
    let fields = composite.directives.get_all("key").filter_map(|key| {
        let fields = key.specified_argument_by_name("fields")?;
        fields.as_str().map(str::to_owned)
    });
    let names = fields.flat_map(|text| {
        let words = text.split([' ', '{', '}']);
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    names.filter(|n| Name::is_valid_syntax(n)).collect()
}
