//! Nested values that a column holds as JSON text: read by the model alone, since there are no
//! columns to walk along, and written in the one form that each value has.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

mod leaf;

use std::mem;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde_json::{Map, Value};
use upper::model::{ClassId, DatatypeId, Facets, Member, Models, Value as Form};
use upper::spelling::nearest;
use upper::vocabulary::Primitive;

use super::datatype::enum_names;
use super::fill::Filler;
use super::json;
use super::lexical::{is_language, is_uri, twice};
use super::problems::{Path, same_language};
use super::references::{Known, classes_of};
use super::replaced::Replaced;
use super::rule::{Counts, KINDS, kind_name, kind_of};
use super::scalar::{Scalar, TextKind, describe, not_among};
use super::spell::{quote, spell};

/// How deep values may be nested.
const DEEP: u32 = 64;

/// The one text of a value, whatever form its row had: default values filled in, members as the
/// model orders them and none of them null or empty, one value of several in a list, the class
/// first where it must be named, keys of one attribute bare, and each literal in one spelling.
/// What is wrong with the value is among the filler's problems; its text is then of no account.
pub(crate) fn write(
    filler: &mut Filler<'_>,
    class: ClassId,
    value: &Value,
    at: &Path<'_>,
) -> Written {
    let form = filler.models.value_of_class(class);
    let mut writer = Writer {
        filler,
        to: Written::default(),
    };
    writer.form(&form, value, at, 0, &Facets::default());
    writer.to
}

/// A value that has been read.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Its text, sets in the order of the row.
    pub(crate) text: String,
    /// What tells it from other values: the same, whatever the order of sets and of what is JSON,
    /// and the capitals of language tags.
    pub(crate) identity: String,
}

impl Written {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.identity.push_str(text);
    }

    fn truncate(&mut self, (text, identity): (usize, usize)) {
        self.text.truncate(text);
        self.identity.truncate(identity);
    }

    fn lengths(&self) -> (usize, usize) {
        (self.text.len(), self.identity.len())
    }
}

struct Writer<'f, 'a> {
    filler: &'f mut Filler<'a>,
    to: Written,
}

impl<'a> Writer<'_, 'a> {
    fn models(&self) -> &'a Models {
        self.filler.models
    }

    fn form(&mut self, form: &Form, value: &Value, at: &Path<'_>, depth: u32, facets: &Facets) {
        if depth > DEEP {
            return self.wrong(value, at, &format!("is nested more than {DEEP} deep"));
        }
        match form {
            Form::Scalar(datatype) if by_language(self.models().primitive(*datatype)) => {
                self.texts(*datatype, None, value, at, facets);
            }
            Form::Scalar(datatype) => self.literal(*datatype, value, at, facets),
            Form::Enum(class) => self.one_of(*class, value, at, facets),
            Form::Nested(class) => self.nested(*class, value, at, depth),
            Form::OneOf(class) => self.leaf(*class, value, at, depth),
            Form::List(_, element) => self.list(element, value, at, depth, facets),
            Form::Reference(class) => self.key(*class, value, at, depth),
            Form::Any if value.is_null() || value.is_array() => {
                self.expected("a key", value, at);
            }
            Form::Any => match self.filler.exact.text(value) {
                Some(number) => self.to.push(number),
                None => self.to.push(&value.to_string()),
            },
            Form::Node => match value {
                Value::String(iri) if is_uri(iri, true) => self.quote(iri),
                found => self.expected("an IRI with a scheme", found, at),
            },
        }
    }

    /// Notes what is wrong with a value, which is written as it is.
    fn wrong(&mut self, value: &Value, at: &Path<'_>, what: &str) {
        self.filler.problems.add(at, what);
        self.to.push(&value.to_string());
    }

    fn quote(&mut self, text: &str) {
        self.to.push(&quote(text));
    }

    fn expected(&mut self, what: &str, found: &Value, at: &Path<'_>) {
        let what = format!("expected {what}, found {}", describe(found));
        self.wrong(found, at, &what);
    }

    fn scalar(&mut self, datatype: DatatypeId, facets: &Facets) -> Arc<Scalar> {
        let models = self.models();
        self.filler.scalars.of(models, datatype, facets)
    }

    fn literal(&mut self, datatype: DatatypeId, value: &Value, at: &Path<'_>, facets: &Facets) {
        let scalar = self.scalar(datatype, facets);
        match scalar.json(value, self.filler.exact.text(value)) {
            Ok(native) => {
                let text = spell(&scalar, &native);
                self.to.text.push_str(&text);
                self.to.identity.push_str(&match scalar.text {
                    TextKind::Json => json::read(text.as_bytes())
                        .map_or(text, |(value, _)| json::in_order(&value)),
                    _ => text,
                });
            }
            Err(what) => self.wrong(value, at, &what),
        }
    }

    /// Texts by language, of which a property with so many values has so many.
    fn texts(
        &mut self,
        datatype: DatatypeId,
        counts: Option<Counts>,
        value: &Value,
        at: &Path<'_>,
        facets: &Facets,
    ) {
        let plain = self.models().primitive(datatype) == Primitive::Text;
        let mut texts: Vec<(&str, &Value)> = match value {
            Value::Object(texts) => texts.iter().map(|(l, text)| (l.as_str(), text)).collect(),
            Value::String(_) if plain => vec![("", value)],
            found => return self.expected("texts by language, like {\"en\": \"…\"}", found, at),
        };
        if let Some(counts) = counts {
            self.filler.count(texts.len(), counts, "languages", at);
        }
        if let Value::Object(texts) = value
            && let Some(language) = twice(texts.keys())
        {
            self.filler.problems.add(at, &same_language(language));
        }
        // Capitals make no difference in language tags.
        texts.sort_by_cached_key(|(language, _)| language.to_ascii_lowercase());
        self.to.push("{");
        for (index, (language, text)) in texts.into_iter().enumerate() {
            let at = at.member(language);
            let is_tag = is_language(language) || (plain && language.is_empty());
            if !is_tag {
                let what = format!("expected a language tag like en or pt-BR, found `{language}`");
                self.filler.problems.add(&at, &what);
            }
            if index > 0 {
                self.to.push(",");
            }
            self.to.text.push_str(&quote(language));
            self.to
                .identity
                .push_str(&quote(&language.to_ascii_lowercase()));
            self.to.push(":");
            self.literal(datatype, text, &at, facets);
        }
        self.to.push("}");
    }

    fn one_of(&mut self, class: ClassId, value: &Value, at: &Path<'_>, facets: &Facets) {
        let names = enum_names(self.models(), class, facets);
        match value {
            Value::String(name) if names.contains(name) => self.quote(name),
            Value::String(name) => self.wrong(value, at, &not_among(name, &names)),
            found => self.expected("one of the names of the model", found, at),
        }
    }

    fn list(&mut self, element: &Form, value: &Value, at: &Path<'_>, depth: u32, facets: &Facets) {
        let Value::Array(values) = value else {
            return self.expected("a list", value, at);
        };
        self.to.push("[");
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.to.push(",");
            }
            self.element(element, value, &at.nth(index), depth, facets);
        }
        self.to.push("]");
    }

    fn element(&mut self, form: &Form, value: &Value, at: &Path<'_>, depth: u32, facets: &Facets) {
        if value.is_null() {
            self.wrong(value, at, "is null");
        } else {
            self.form(form, value, at, depth + 1, facets);
        }
    }

    /// Writes the values of a set; gives the first of them that is there before.
    fn set<'v>(
        &mut self,
        form: &Form,
        values: &'v [Value],
        at: &Path<'_>,
        depth: u32,
        facets: &Facets,
    ) -> Option<&'v Value> {
        let mut identities = Vec::with_capacity(values.len());
        let mut repeated = None;
        self.to.push("[");
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.to.text.push(',');
            }
            let before = mem::take(&mut self.to.identity);
            self.element(form, value, &at.nth(index), depth, facets);
            identities.push(mem::replace(&mut self.to.identity, before));
        }
        let mut seen = FxHashSet::default();
        for (value, identity) in values.iter().zip(&identities) {
            if repeated.is_none() && !seen.insert(identity.as_str()) {
                repeated = Some(value);
            }
        }
        identities.sort_unstable();
        self.to.identity.push_str(&identities.join(","));
        self.to.push("]");
        repeated
    }

    fn nested(&mut self, class: ClassId, value: &Value, at: &Path<'_>, depth: u32) {
        let Value::Object(object) = value else {
            return self.expected("an object", value, at);
        };
        let name = &self.models().class(class).info.name;
        if let Some(kind) = kind_of(value)
            && !kind.is_null()
            && kind.as_str() != Some(name)
        {
            let at = at.member(kind_name(value, self.filler.kind));
            let what = format!("expected `{name}`, found {}", describe(kind));
            self.filler.problems.add(&at, &what);
        }
        self.to.push("{");
        self.members(class, object, at, depth, true);
        self.to.push("}");
    }

    /// The members of a class, in its order.
    fn members(
        &mut self,
        class: ClassId,
        object: &Map<String, Value>,
        at: &Path<'_>,
        depth: u32,
        mut first: bool,
    ) {
        let models = self.models();
        let members = &models.class(class).members;
        let name_of = |m: &Member| models.property(m.property).info.name.as_str();
        let names: Vec<&str> = members.iter().map(name_of).collect();
        let known = Known {
            class: models.class(class).info.name.clone(),
            ..Known::default()
        };
        self.unknown(class, &known, &names, object, at);
        for (member, name) in members.iter().zip(names) {
            let value = object.get(name).filter(|v| !v.is_null());
            let begins = self.to.lengths();
            self.name(first, name);
            if self.value(member, value, &at.member(name), depth) {
                first = false;
            } else {
                self.to.truncate(begins);
            }
        }
    }

    /// What an object has of a member; whether that is anything.
    fn value(&mut self, member: &Member, value: Option<&Value>, at: &Path<'_>, depth: u32) -> bool {
        let form = self.models().value_of(member.range);
        let Some(value) = value else {
            if self.preset(member, &form, at) {
                return true;
            }
            if member.required() {
                self.filler.problems.add(at, "is missing");
            }
            return false;
        };
        let counts = Counts {
            min: member.min,
            max: member.max,
            set: true,
        };
        match (&form, value) {
            (Form::Scalar(datatype), value) if by_language(self.models().primitive(*datatype)) => {
                // Of texts without any nobody can tell whether they are there.
                let is_empty = value.as_object().is_some_and(Map::is_empty);
                if is_empty && self.preset(member, &form, at) {
                    return true;
                }
                self.texts(*datatype, Some(counts), value, at, &member.facets);
                !is_empty
            }
            (form, value) if member.many() => {
                let values = match value {
                    Value::Array(values) => values.as_slice(),
                    one => std::slice::from_ref(one),
                };
                self.filler.count(values.len(), counts, "values", at);
                let repeated = self.set(form, values, at, depth, &member.facets);
                if let Some(value) = repeated {
                    let what = format!("has {} twice, and is a set", describe(value));
                    self.filler.problems.add(at, &what);
                }
                !values.is_empty()
            }
            (form, value) => {
                self.filler.count(1, counts, "values", at);
                self.form(form, value, at, depth + 1, &member.facets);
                true
            }
        }
    }

    /// Writes the default value of a property, if it has one, and the class any values.
    fn preset(&mut self, member: &Member, form: &Form, at: &Path<'_>) -> bool {
        let models = self.models();
        let default = models.property(member.property).default.as_ref();
        let Some(default) = default.filter(|_| member.max != Some(0)) else {
            return false;
        };
        let Form::Scalar(datatype) = form else {
            return false;
        };
        let scalar = self.scalar(*datatype, &member.facets);
        let native = match scalar.parse(&default.value) {
            Ok(native) => native,
            Err(what) => {
                let what = format!("has no value, and of its default {what}");
                self.filler.problems.add(at, &what);
                return true;
            }
        };
        let language = by_language(models.primitive(*datatype));
        if language {
            self.to.push("{");
            self.name(true, default.language.as_deref().unwrap_or_default());
        }
        self.to.push(&spell(&scalar, &native));
        if language {
            self.to.push("}");
        }
        true
    }

    /// The whole key of what a value refers to.
    fn key(&mut self, class: ClassId, value: &Value, at: &Path<'_>, depth: u32) {
        let models = self.models();
        let Some(key) = &models.class(class).key else {
            return self.expected("a key", value, at);
        };
        let all = &models.class(key.declared_by).members;
        let of = |p| all.iter().find(|m| m.property == p);
        let members: Vec<&Member> = key.members.iter().filter_map(|p| of(*p)).collect();
        let name_of = |m: &Member| models.property(m.property).info.name.as_str();
        let names: Vec<&str> = members.iter().map(|m| name_of(m)).collect();
        if let Value::Object(object) = value {
            let known = Known {
                class: models.class(class).info.name.clone(),
                classes: classes_of(models, class),
                key: true,
                ..Known::default()
            };
            self.filler.class_known(&known, value, at);
            self.unknown(class, &known, &names, object, at);
        }
        let alone = members.len() == 1;
        if !alone {
            if !value.is_object() {
                let what = format!("a key with `{}`", names.join("` and `"));
                return self.expected(&what, value, at);
            }
            self.to.push("{");
        }
        for (index, (member, name)) in members.into_iter().zip(names).enumerate() {
            let (part, at) = match value {
                Value::Object(object) => (object.get(name), at.member(name)),
                bare => (Some(bare), at.member("")),
            };
            if !alone {
                self.name(index == 0, name);
            }
            match part.filter(|v| !v.is_null()) {
                Some(part) => {
                    let form = models.value_of(member.range);
                    self.form(&form, part, &at, depth + 1, &Facets::default());
                }
                None => self.wrong(&Value::Null, &at, "is missing"),
            }
        }
        if !alone {
            self.to.push("}");
        }
    }

    /// Writes the name of a member.
    fn name(&mut self, first: bool, name: &str) {
        if !first {
            self.to.push(",");
        }
        self.quote(name);
        self.to.push(":");
    }

    fn unknown(
        &mut self,
        class: ClassId,
        known: &Known,
        names: &[&str],
        object: &Map<String, Value>,
        at: &Path<'_>,
    ) {
        let models = self.models();
        self.filler.kinds(object, at);
        let unknown = object
            .keys()
            .filter(|n| !KINDS.contains(&n.as_str()) && !names.contains(&n.as_str()));
        let mut replaced = None;
        for name in unknown {
            let replaced = replaced.get_or_insert_with(|| Replaced::of(models, class));
            let hint = match replaced.iter().find(|r| r.old == *name) {
                Some(replaced) => format!(": {}", replaced.hint()),
                None => nearest(name, names.iter().copied())
                    .map_or_else(String::new, |n| format!(", did you mean `{n}`?")),
            };
            let what = format!("{}{hint}", known.has_no(name));
            self.filler.problems.add(at, &what);
        }
    }
}

/// Whether values are texts by their language.
fn by_language(primitive: Primitive) -> bool {
    matches!(primitive, Primitive::LangString | Primitive::Text)
}
