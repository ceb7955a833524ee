//! Checking nested values that a column holds as JSON text: by the model alone, since
//! there are no columns to walk along.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use serde_json::{Map, Value};
use transpilers::iceberg::table::{BARE_VALUE, DISCRIMINATOR, PrimitiveType};
use upper::model::{ClassId, DatatypeId, Facets, Member, Models, Range, Value as Form};
use upper::spelling::nearest;
use upper::vocabulary::Primitive;

use super::datatype::{enum_names, scalar_of};
use super::fill::{Path, Problems, same_language};
use super::lexical::twice;
use super::replaced::Replaced;
use super::rule::{KINDS, kind_name, kind_of};
use super::scalar::{describe, not_among};

/// How deep values may be nested.
const DEEP: u32 = 64;

/// Checks a value of a nested class; `kind` is what it should call the field that names the
/// member of a union.
pub(crate) fn check(
    models: &Models,
    class: ClassId,
    value: &Value,
    at: &Path<'_>,
    kind: &'static str,
    problems: &mut Problems,
) {
    let mut check = Check {
        models,
        kind,
        problems,
    };
    check.form(&Form::Nested(class), value, at, 0, &Facets::default());
}

/// Puts a value of a nested class into the one form that its text has, whatever form the row
/// had: default values filled in, members as the model orders them and none of them null, one
/// value of several in a list, the class first where it must be named. How numbers and keys are
/// spelled stays as it is.
pub(crate) fn settle(models: &Models, class: ClassId, value: &mut Value) {
    settle_form(models, &Form::Nested(class), value, 0);
}

fn settle_form(models: &Models, form: &Form, value: &mut Value, depth: u32) {
    if depth > DEEP {
        return;
    }
    match (form, value) {
        (Form::Nested(class), Value::Object(object)) => {
            let kind = take_kind(object);
            settle_object(models, *class, object, depth);
            // Another class than the one it must be is not for here to hide.
            let other = kind.filter(|k| k.as_str() != Some(&models.class(*class).info.name));
            put_first(object, other);
        }
        (Form::OneOf(class), value) => {
            let leaf = leaf_of(models, *class, value);
            let kind = value.as_object_mut().and_then(take_kind);
            if let Some(leaf) = leaf {
                settle_form(models, &models.value_of_class(leaf), value, depth + 1);
            }
            if let Some(object) = value.as_object_mut() {
                put_first(object, kind);
            }
        }
        (Form::List(_, element), Value::Array(values)) => {
            for value in values {
                settle_form(models, element, value, depth + 1);
            }
        }
        _ => {}
    }
}

fn settle_object(models: &Models, class: ClassId, object: &mut Map<String, Value>, depth: u32) {
    let mut settled = Map::new();
    for member in &models.class(class).members {
        let name = models.property(member.property).info.name.as_str();
        let form = models.value_of(member.range);
        let stated = object.remove(name).filter(|v| !v.is_null());
        let value = match stated {
            Some(stated) if member.many() => {
                let mut values = match stated {
                    Value::Array(values) => values,
                    one => vec![one],
                };
                for value in &mut values {
                    settle_form(models, &form, value, depth + 1);
                }
                Some(Value::Array(values))
            }
            Some(mut value) => {
                settle_form(models, &form, &mut value, depth + 1);
                Some(value)
            }
            None => default(models, member),
        };
        settled.extend(value.map(|value| (name.to_owned(), value)));
    }
    // What the class does not have is a problem, and told as one.
    settled.append(object);
    *object = settled;
}

/// The class that an object names, taken out of it.
fn take_kind(object: &mut Map<String, Value>) -> Option<Value> {
    let mut kinds = KINDS.iter().filter_map(|kind| object.remove(*kind));
    kinds.next()
}

fn put_first(object: &mut Map<String, Value>, kind: Option<Value>) {
    if let Some(kind) = kind {
        let mut named = Map::from_iter([(DISCRIMINATOR.to_owned(), kind)]);
        named.append(object);
        *object = named;
    }
}

/// The default value of a property as it stands in rows.
fn default(models: &Models, member: &Member) -> Option<Value> {
    let default = models.property(member.property).default.as_ref()?;
    let Range::Datatype(datatype) = member.range else {
        return None;
    };
    let text = || Value::String(default.value.clone());
    let primitive = models.primitive(datatype);
    if matches!(primitive, Primitive::LangString | Primitive::Text) {
        let language = default.language.clone().unwrap_or_default();
        return Some(Value::Object(Map::from_iter([(language, text())])));
    }
    let scalar = scalar_of(models, image(primitive), datatype, &member.facets);
    let bare = serde_json::from_str(&default.value).ok();
    let mut forms = bare.into_iter().chain([text()]);
    forms.find(|value| scalar.json(value).is_ok())
}

/// The member of a union that a value says it is of.
fn leaf_of(models: &Models, class: ClassId, value: &Value) -> Option<ClassId> {
    let name = kind_of(value).and_then(Value::as_str)?;
    let leaves = models.leaves(class).into_iter();
    let mut named = leaves.filter(|l| models.class(*l).info.name == name);
    named.next()
}

struct Check<'a> {
    models: &'a Models,
    kind: &'static str,
    problems: &'a mut Problems,
}

impl Check<'_> {
    fn form(&mut self, form: &Form, value: &Value, at: &Path<'_>, depth: u32, facets: &Facets) {
        if depth > DEEP {
            return self
                .problems
                .add(at, &format!("is nested more than {DEEP} deep"));
        }
        match form {
            Form::Scalar(datatype) => self.scalar(*datatype, value, at, facets),
            Form::Enum(class) => self.one_of(*class, value, at, facets),
            Form::Nested(class) => self.object(*class, value, at, depth),
            Form::OneOf(class) => self.leaf(*class, value, at, depth),
            Form::List(_, element) => match value {
                Value::Array(values) => {
                    for (index, value) in values.iter().enumerate() {
                        let at = Path {
                            above: Some(at),
                            name: "",
                            index: Some(index),
                        };
                        self.form(element, value, &at, depth + 1, facets);
                    }
                }
                found => self
                    .problems
                    .add(at, &format!("expected a list, found {}", describe(found))),
            },
            Form::Reference(_) | Form::Any => {
                if value.is_null() || value.is_array() {
                    self.problems
                        .add(at, &format!("expected a key, found {}", describe(value)));
                }
            }
            Form::Node => {
                if !value
                    .as_str()
                    .is_some_and(|text| super::lexical::is_uri(text, true))
                {
                    self.problems.add(
                        at,
                        &format!("expected an IRI with a scheme, found {}", describe(value)),
                    );
                }
            }
        }
    }

    fn scalar(&mut self, datatype: DatatypeId, value: &Value, at: &Path<'_>, facets: &Facets) {
        let primitive = self.models.primitive(datatype);
        if matches!(primitive, Primitive::LangString | Primitive::Text) {
            if let Value::Object(texts) = value
                && let Some(language) = twice(texts.keys())
            {
                self.problems.add(at, &same_language(language));
            }
            let fine = match value {
                Value::Object(texts) => texts.values().all(Value::is_string),
                Value::String(_) => primitive == Primitive::Text,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
            };
            if !fine {
                self.problems.add(
                    at,
                    &format!("expected texts by language, found {}", describe(value)),
                );
            }
            return;
        }
        let scalar = scalar_of(self.models, image(primitive), datatype, facets);
        if let Err(what) = scalar.json(value) {
            self.problems.add(at, &what);
        }
    }

    fn one_of(&mut self, class: ClassId, value: &Value, at: &Path<'_>, facets: &Facets) {
        let names = enum_names(self.models, class, facets);
        match value {
            Value::String(text) if names.contains(text) => {}
            Value::String(text) => self.problems.add(at, &not_among(text, &names)),
            found => self.problems.add(
                at,
                &format!(
                    "expected one of the names of the model, found {}",
                    describe(found)
                ),
            ),
        }
    }

    fn leaf(&mut self, class: ClassId, value: &Value, at: &Path<'_>, depth: u32) {
        let Some(leaf) = leaf_of(self.models, class, value) else {
            let kind = kind_name(value, self.kind);
            return self
                .problems
                .add(at, &format!("`{kind}` does not name a member of the union"));
        };
        let form = self.models.value_of_class(leaf);
        let bare = if matches!(form, Form::Nested(_)) {
            None
        } else {
            value.get(BARE_VALUE)
        };
        self.form(
            &form,
            bare.unwrap_or(value),
            at,
            depth + 1,
            &Facets::default(),
        );
    }

    fn object(&mut self, class: ClassId, value: &Value, at: &Path<'_>, depth: u32) {
        let Value::Object(object) = value else {
            return self.problems.add(
                at,
                &format!("expected an object, found {}", describe(value)),
            );
        };
        let info = self.models.class(class);
        let name_of = |m: &Member| self.models.property(m.property).info.name.as_str();
        let names: Vec<&str> = info.members.iter().map(name_of).collect();
        self.unknown(class, &names, object, at);
        for (member, name) in info.members.iter().zip(names) {
            let at = Path {
                above: Some(at),
                name,
                index: None,
            };
            let value = object.get(name).filter(|v| !v.is_null());
            let form = self.models.value_of(member.range);
            let values: Vec<&Value> = match value {
                None => Vec::new(),
                Some(Value::Array(values)) if member.many() => values.iter().collect(),
                Some(one) => vec![one],
            };
            if values.len() < member.min as usize {
                self.problems.add(
                    &at,
                    if values.is_empty() {
                        "is missing"
                    } else {
                        "has too few values"
                    },
                );
            }
            if member.max.is_some_and(|max| values.len() > max as usize) {
                self.problems.add(&at, "has too many values");
            }
            for value in values {
                self.form(&form, value, &at, depth + 1, &member.facets);
            }
        }
    }

    fn unknown(
        &mut self,
        class: ClassId,
        names: &[&str],
        object: &Map<String, Value>,
        at: &Path<'_>,
    ) {
        let unknown = object
            .keys()
            .filter(|n| !KINDS.contains(&n.as_str()) && !names.contains(&n.as_str()));
        let mut replaced = None;
        for name in unknown {
            let replaced = replaced.get_or_insert_with(|| Replaced::of(self.models, class));
            let hint = match replaced.iter().find(|r| r.old == *name) {
                Some(replaced) => format!(": {}", replaced.hint()),
                None => nearest(name, names.iter().copied())
                    .map_or_else(String::new, |n| format!(", did you mean `{n}`?")),
            };
            let class = &self.models.class(class).info.name;
            self.problems
                .add(at, &format!("`{class}` has no property `{name}`{hint}"));
        }
    }
}

fn image(primitive: Primitive) -> PrimitiveType {
    match primitive {
        Primitive::Boolean => PrimitiveType::Boolean,
        Primitive::Int => PrimitiveType::Int,
        Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => PrimitiveType::Long,
        Primitive::Decimal => PrimitiveType::Decimal {
            precision: 38,
            scale: 9,
        },
        Primitive::Float => PrimitiveType::Float,
        Primitive::Double => PrimitiveType::Double,
        Primitive::Date => PrimitiveType::Date,
        Primitive::Time => PrimitiveType::Time,
        Primitive::DateTime => PrimitiveType::Timestamptz,
        Primitive::LocalDateTime => PrimitiveType::Timestamp,
        Primitive::Uuid => PrimitiveType::Uuid,
        Primitive::Base64Binary => PrimitiveType::Binary,
        Primitive::LangString
        | Primitive::AnyUri
        | Primitive::String
        | Primitive::Duration
        | Primitive::Json
        | Primitive::Literal
        | Primitive::Text => PrimitiveType::String,
    }
}
