//! What holds of a column for the rows of some classes of a taxonomy only, besides what holds
//! for all.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use upper::model::{Member, Models, Range};

use super::limits::Limits;
use super::table::{Column, ColumnType, Content};
use super::types::enum_names;

/// What a column's values must be in the rows of one class.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct LeafLimits {
    /// Whether there must be a value.
    pub(super) required: bool,
    /// The class that they are narrowed to, or the datatype of another base.
    pub(super) range: Option<String>,
    pub(super) limits: Limits,
}

impl LeafLimits {
    /// As a table remembers them.
    pub(super) fn record(&self) -> Value {
        let mut record = self.limits.record();
        if let Some(said) = record.as_object_mut() {
            if self.required {
                said.insert("required".to_owned(), json!(true));
            }
            said.extend(self.range.iter().map(|r| ("range".to_owned(), json!(r))));
        }
        record
    }

    /// What is narrower than what was remembered of the same, and of all values, in words.
    pub(super) fn narrower(&self, was: Option<&Value>, all: &Value, required: bool) -> Vec<String> {
        let mut narrower = self.limits.narrower(all);
        let was = |key| was.and_then(|was| was.get(key));
        if self.required && !required && was("required").is_none() {
            narrower.push("always there".to_owned());
        }
        if let Some(range) = &self.range
            && was("range").and_then(Value::as_str) != Some(range)
        {
            narrower.push(format!("a {range}"));
        }
        narrower
    }
}

/// The limits of several classes, by their names.
pub(super) type Leaves = BTreeMap<String, LeafLimits>;

/// What a table with rows has been so far.
pub struct Before<'a> {
    /// The limits that it remembers of a column.
    pub limits: &'a Value,
    /// Whether all its rows have a value there.
    pub required: bool,
    /// The classes that its rows may be of, of those that the model still has.
    pub classes: Vec<&'a str>,
    /// Whether it remembers which classes have no value in a column.
    pub tells_absence: bool,
}

/// Notes in a property's columns how a class has it otherwise than the table.
pub(super) fn note(
    models: &Models,
    columns: &mut [Column],
    leaf: &str,
    general: &Member,
    member: &Member,
    required: bool,
) {
    let whole = LeafLimits {
        required,
        range: range(models, general, member),
        limits: Limits::other_counts(general, member),
    };
    let differs = (member.range, &member.facets) != (general.range, &general.facets);
    let facets = differs.then(|| facets(models, member)).flatten();
    for column in columns {
        if whole != LeafLimits::default() {
            entry(column, leaf).clone_from(&whole);
        }
        if let Some(limits) = &facets {
            let each = each(column);
            let counts = entry(each, leaf).limits.clone();
            entry(each, leaf).limits = Limits::clone(limits).with_counts(&counts);
        }
    }
}

/// Notes in a property's columns which classes alone have it.
pub(super) fn note_only_in(columns: &mut [Column], leaves: &[&str]) {
    for column in columns {
        let limits = column.limits.get_or_insert_default();
        limits.only_in = Some(leaves.iter().map(|leaf| (*leaf).to_owned()).collect());
    }
}

/// A datatype of the same base is narrower by its facets alone.
fn range(models: &Models, general: &Member, member: &Member) -> Option<String> {
    let term = match (member.range, general.range) {
        (now, before) if now == before => return None,
        (Range::Datatype(now), Range::Datatype(before))
            if models.primitive(now) == models.primitive(before) =>
        {
            return None;
        }
        (Range::Class(class), _) => &models.class(class).info,
        (Range::Datatype(datatype), _) => &models.datatype(datatype).info,
        (Range::Node | Range::Any, _) => return None,
    };
    Some(format!("`{}`", term.name))
}

fn facets(models: &Models, member: &Member) -> Option<Box<Limits>> {
    match member.range {
        Range::Datatype(id) => {
            Limits::literal(models.primitive(id), &models.narrowed(id, &member.facets))
        }
        Range::Class(_) => {
            member.facets.one_of.as_ref()?;
            let class = models.value_of(member.range).enumeration()?;
            let names = enum_names(models, class, &member.facets);
            Limits::names(names.into_iter())
        }
        Range::Node | Range::Any => None,
    }
}

/// The column of the values themselves: the element, where there are several.
fn each(column: &mut Column) -> &mut Column {
    match column {
        Column {
            content: Content::Many,
            kind: ColumnType::List(element),
            ..
        } => element,
        column => column,
    }
}

fn entry<'c>(column: &'c mut Column, leaf: &str) -> &'c mut LeafLimits {
    let limits = column.limits.get_or_insert_default();
    limits.leaves.entry(leaf.to_owned()).or_default()
}

/// As a table remembers them.
pub(super) fn record(leaves: &Leaves) -> Option<Value> {
    let all = leaves.iter();
    let all = all.map(|(leaf, of)| (leaf.clone(), of.record()));
    (!leaves.is_empty()).then(|| Value::Object(all.collect()))
}

/// What is narrower for rows of one class than it was, in words. Rows of a class that is new
/// are not there yet.
pub(super) fn narrower(leaves: &Leaves, before: &Before<'_>) -> Vec<String> {
    let is_known = |leaf: &String| before.classes.contains(&leaf.as_str());
    let mut says = Vec::new();
    for (leaf, of) in leaves.iter().filter(|(leaf, _)| is_known(leaf)) {
        let was = before.limits.get("leaves").and_then(|all| all.get(leaf));
        let narrower = of.narrower(was, &over(was, before.limits), before.required);
        says.extend(
            narrower
                .into_iter()
                .map(|say| format!("of a `{leaf}` {say}")),
        );
    }
    says
}

/// What held for the rows of a class: what held for all, and what it had by itself.
fn over(leaf: Option<&Value>, all: &Value) -> Value {
    let of = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
    let mut whole: Map<String, Value> = of(Some(all)).unwrap_or_default();
    whole.extend(of(leaf).unwrap_or_default());
    Value::Object(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn required() -> Leaves {
        let film = LeafLimits {
            required: true,
            range: Some("`Short`".to_owned()),
            ..LeafLimits::default()
        };
        [("Film".to_owned(), film)].into()
    }

    #[test]
    fn rows_of_one_class_are_held_to_what_they_were() {
        let before = |limits, has_value, classes| {
            let before = Before {
                limits,
                required: has_value,
                classes,
                tells_absence: true,
            };
            narrower(&required(), &before)
        };
        let none = json!({});
        assert_eq!(
            before(&none, false, vec!["Film", "Game"]),
            ["of a `Film` always there", "of a `Film` a `Short`"]
        );
        assert_eq!(before(&none, true, vec!["Film"]), ["of a `Film` a `Short`"]);
        assert!(before(&none, false, vec!["Game"]).is_empty());
        let remembered = json!({ "leaves": record(&required()) });
        assert!(before(&remembered, false, vec!["Film"]).is_empty());
    }
}
