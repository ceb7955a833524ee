//! What nested values must be that a column holds as JSON text: there are no columns within
//! that could tell.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use serde_json::Value as Json;
use upper::model::{ClassId, Facets, Member, Models, Value};
use upper::{iri, vocabulary};

use super::leaf::LeafLimits;
use super::limits::Limits;
use super::types::enum_names;

/// What a table remembers of it is called so; before, it was remembered in other words.
pub(super) const RECORDED: &str = "nested";

/// What may become of a value without a look at the rows, as it may of a column.
const WIDENED: [(&str, &str); 2] = [
    ("value of `int`", "value of `long`"),
    ("value of `float`", "value of `double`"),
];

/// What is said of properties, by `Class.property` as in a row.
pub(super) type Within = BTreeMap<String, LeafLimits>;

/// The properties of a class, and of all classes of nested values below it.
pub(super) fn within(models: &Models, class: ClassId) -> Within {
    let mut within = Within::new();
    let mut seen = FxHashSet::default();
    let mut open = vec![class];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let class = models.class(id);
        for member in &class.members {
            let info = &models.property(member.property).info;
            let value = models.value_of(member.range);
            let mut path = format!("{}.{}", class.info.name, info.name);
            within.insert(path.clone(), limits(models, member, &value));
            let mut of = &value;
            while let Value::List(_, element) = of {
                path.push_str(".element");
                within.insert(path.clone(), element_limits(models, element));
                of = element;
            }
            open.extend(below(models, &value));
        }
        // What a sealed class has below it, be it qualified, is not in its own members.
        open.extend(below(models, &models.value_of_class(id)));
    }
    within
}

/// The classes of nested values that are in a value.
fn below(models: &Models, value: &Value) -> Vec<ClassId> {
    match value.element() {
        Value::Nested(class) => vec![*class],
        Value::OneOf(class) => models.leaves(*class),
        Value::Scalar(_)
        | Value::Enum(_)
        | Value::Reference(_)
        | Value::List(..)
        | Value::Node
        | Value::Any => Vec::new(),
    }
}

fn limits(models: &Models, member: &Member, value: &Value) -> LeafLimits {
    let limits = values(models, value, &member.facets);
    // One value may stand where there can be several, but not the other way round.
    let limits = Limits::counted(limits, member.min, member.max);
    LeafLimits {
        required: member.required(),
        range: Some(kind(models, value)),
        limits: limits.map(|l| *l).unwrap_or_default(),
    }
}

/// What each element of a list must be.
fn element_limits(models: &Models, element: &Value) -> LeafLimits {
    let limits = values(models, element, &Facets::default());
    LeafLimits {
        required: false,
        range: Some(kind(models, element)),
        limits: limits.map(|l| *l).unwrap_or_default(),
    }
}

/// What single values must be.
fn values(models: &Models, value: &Value, facets: &Facets) -> Option<Box<Limits>> {
    match value {
        Value::Scalar(id) => Limits::literal(models.primitive(*id), &models.narrowed(*id, facets)),
        Value::Enum(class) => Limits::names(enum_names(models, *class, facets).into_iter()),
        Value::OneOf(class) => {
            let leaves = models.leaves(*class);
            Limits::names(leaves.iter().map(|c| models.class(*c).info.name.as_str()))
        }
        Value::Nested(_) | Value::Reference(_) | Value::List(..) | Value::Node | Value::Any => None,
    }
}

/// What a value is, in the words of a model.
fn kind(models: &Models, value: &Value) -> String {
    match value {
        Value::Scalar(id) => {
            let iri = vocabulary::iri(models.primitive(*id).term()).unwrap_or_default();
            format!("value of `{}`", iri::local(iri))
        }
        Value::Enum(class)
        | Value::Nested(class)
        | Value::Reference(class)
        | Value::OneOf(class)
        | Value::List(class, _) => format!("`{}`", models.class(*class).info.name),
        Value::Node => "node".to_owned(),
        Value::Any => "value of any kind".to_owned(),
    }
}

/// What is narrower than a table remembers, or gone, in words. A table that remembers nothing
/// of it may have anything.
pub(super) fn narrower(within: &Within, before: &Json) -> Vec<String> {
    let Some(before) = before.get(RECORDED).and_then(Json::as_object) else {
        return Vec::new();
    };
    let mut says = Vec::new();
    for (path, was) in before {
        match within.get(path) {
            Some(now) => {
                let mut was = was.clone();
                if let (Some(before), Some(range)) = (was.get_mut("range"), &now.range)
                    && WIDENED
                        .iter()
                        .any(|(from, to)| before == from && range == to)
                {
                    *before = Json::from(range.as_str());
                }
                let narrower = now.narrower(Some(&was), &was, false).into_iter();
                says.extend(narrower.map(|say| format!("`{path}` {say}")));
            }
            None => says.push(format!("without `{path}`")),
        }
    }
    // Of a class that was not there yet, no text has a value.
    let class = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
    let classes: BTreeSet<String> = before.keys().map(|path| class(path)).collect();
    let new = within.iter().filter(|(path, limits)| {
        limits.required && !before.contains_key(*path) && classes.contains(&class(path))
    });
    says.extend(new.map(|(path, _)| format!("`{path}` always there")));
    says
}
