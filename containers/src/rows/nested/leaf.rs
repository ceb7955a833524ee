//! Values of several classes as JSON text: each names its own.

use serde_json::Value;
use transpilers::iceberg::table::{BARE_VALUE, DISCRIMINATOR};
use upper::model::{ClassId, Facets, Value as Form};

use super::Writer;
use crate::rows::names::bare;
use crate::rows::problems::Path;
use crate::rows::rule::{kind_name, kind_of};

impl Writer<'_, '_> {
    pub(super) fn leaf(&mut self, class: ClassId, value: &Value, at: &Path<'_>, depth: u32) {
        let models = self.models();
        let named = kind_of(value).and_then(Value::as_str);
        let is_named = |class: &ClassId| named == Some(models.class(*class).info.name.as_str());
        let leaves = models.leaves(class);
        let own = leaves.iter().copied().find(is_named);
        // A class that selects from a nested sealed one has values that name a class below that.
        let has_named = |leaf: &ClassId| {
            let form = models.value_of_class(*leaf);
            matches!(form, Form::OneOf(of) if models.leaves(of).iter().any(is_named))
        };
        let leaf = own.or_else(|| leaves.iter().copied().find(has_named));
        let Some(leaf) = leaf else {
            let kind = kind_name(value, self.filler.kind);
            let what = format!("`{kind}` does not name a member of the union");
            return self.wrong(value, at, &what);
        };
        let form = models.value_of_class(leaf);
        self.to.push("{");
        self.name(true, DISCRIMINATOR);
        self.quote(&models.class(leaf).info.name);
        match (&form, value) {
            (Form::Nested(class), Value::Object(object)) => {
                self.members(*class, object, at, depth + 1, false);
            }
            (form, value) => {
                self.name(false, BARE_VALUE);
                let value = own.map_or(value, |_| bare(value));
                self.form(form, value, at, depth + 1, &Facets::default());
            }
        }
        self.to.push("}");
    }
}
