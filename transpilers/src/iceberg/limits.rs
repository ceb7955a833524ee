//! What the values of a column must be beyond its type, in a form that a live table can
//! remember: so it is seen when a later model would allow less than its rows may have.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};
use upper::literal::Side;
use upper::model::{ClassId, Facets, Literal, Member, Models};
use upper::vocabulary::Primitive;

use super::json_text::{self, Within};
use super::leaf::{self, Before, Leaves};
use super::types::list;
use crate::decimal::is_exact;

/// The limits of one column's values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The built-in datatype, where values are literals: bounds compare by it.
    datatype: Option<Primitive>,
    /// What texts and numbers must be that the column's type does not say.
    form: Option<&'static str>,
    facets: Facets,
    /// The names of an enumeration, or of a discriminator's classes.
    names: Option<Vec<String>>,
    /// How many values there are, where there can be several.
    min: u32,
    max: Option<u32>,
    /// Whether a value may be there several times.
    repeats: bool,
    /// The class whose keys the values are.
    refers: Option<Refers>,
    /// What holds besides for rows of some classes.
    pub(super) leaves: Leaves,
    /// The classes whose rows alone have a value here, where others of the taxonomy have none.
    pub(super) only_in: Option<Vec<String>>,
    /// Whether the table remembers what holds for single classes, be that nothing: what tells
    /// its classes apart says so.
    tells_leaves: bool,
    /// What is within values that are JSON text.
    within: Within,
}

/// A class that is referred to.
#[derive(Clone, Debug, PartialEq)]
struct Refers {
    name: String,
    iri: String,
    /// The IRIs of the classes that it replaces.
    formerly: Vec<String>,
    /// The IRIs of the classes above it: what refers to it, refers to one of those.
    above: Vec<String>,
}

impl Limits {
    /// Of the literals of a datatype.
    pub(super) fn literal(datatype: Primitive, facets: &Facets) -> Option<Box<Self>> {
        let form = form(datatype);
        if form.is_none() && facets.is_empty() {
            return None;
        }
        let mut facets = facets.clone();
        if datatype == Primitive::Decimal && is_exact(&facets) {
            // The column's type says how many digits there are, and lets through no more.
            (facets.total_digits, facets.fraction_digits) = (None, None);
        }
        Self {
            datatype: Some(datatype),
            form,
            facets,
            ..Self::default()
        }
        .unless_empty()
    }

    /// Of IRIs.
    pub(super) fn node() -> Option<Box<Self>> {
        Self {
            form: Some("IRI"),
            ..Self::default()
        }
        .unless_empty()
    }

    /// Of nested values that are JSON text.
    pub(super) fn json(models: &Models, class: ClassId) -> Option<Box<Self>> {
        Self {
            within: json_text::within(models, class),
            ..Self::default()
        }
        .unless_empty()
    }

    /// Of names that are counted up.
    pub(super) fn names<'n>(names: impl Iterator<Item = &'n str>) -> Option<Box<Self>> {
        Self {
            names: Some(names.map(str::to_owned).collect()),
            ..Self::default()
        }
        .unless_empty()
    }

    /// Of the names of the classes that rows are of.
    pub(super) fn classes<'n>(names: impl Iterator<Item = &'n str>) -> Option<Box<Self>> {
        let mut limits = Self::names(names)?;
        limits.tells_leaves = true;
        limits.only_in.clone_from(&limits.names);
        Some(limits)
    }

    /// Of the elements of a list, all of which count.
    pub(super) fn list() -> Option<Box<Self>> {
        Self {
            repeats: true,
            ..Self::default()
        }
        .unless_empty()
    }

    /// Of the keys of a class.
    pub(super) fn keys(models: &Models, class: ClassId) -> Option<Box<Self>> {
        let info = &models.class(class).info;
        let above = std::iter::successors(Some(class), |id| models.class(*id).above());
        // A cycle is a finding; here it must only end.
        let above = above.skip(1).take(64);
        let above = above.map(|id| models.class(id).info.iri.clone());
        Self {
            refers: Some(Refers {
                name: info.name.clone(),
                iri: info.iri.clone(),
                formerly: Vec::new(),
                above: above.collect(),
            }),
            ..Self::default()
        }
        .unless_empty()
    }

    /// Notes which classes the class that is referred to replaces.
    pub(super) fn note_formerly(&mut self, former: impl Fn(&str) -> Vec<String>) {
        if let Some(refers) = &mut self.refers {
            refers.formerly = former(&refers.iri);
        }
    }

    /// The same for a property with so many values.
    pub(super) fn counted(
        this: Option<Box<Self>>,
        min: u32,
        max: Option<u32>,
    ) -> Option<Box<Self>> {
        let limits = this.map_or_else(Self::default, |limits| *limits);
        Self { min, max, ..limits }.unless_empty()
    }

    /// How many values there are where a class of a taxonomy has another number of them.
    pub(super) fn other_counts(general: &Member, member: &Member) -> Self {
        Self {
            min: if member.min > general.min.max(1) {
                member.min
            } else {
                0
            },
            max: member.max.filter(|_| member.max != general.max),
            ..Self::default()
        }
    }

    /// These limits, with other counts.
    pub(super) fn with_counts(self, of: &Self) -> Self {
        Self {
            min: of.min,
            max: of.max,
            ..self
        }
    }

    fn unless_empty(self) -> Option<Box<Self>> {
        let none = Self {
            datatype: self.datatype,
            ..Self::default()
        };
        (self != none).then(|| Box::new(self))
    }

    /// As a table remembers them.
    #[must_use]
    pub fn record(&self) -> Value {
        let facets = &self.facets;
        let value = |literal: &Option<Literal>| literal.as_ref().map(|l| json!(l.value));
        let patterns = (!facets.patterns.is_empty()).then(|| json!(facets.patterns));
        let leaves = leaf::record(&self.leaves).or(self.tells_leaves.then(|| json!({})));
        let said = [
            ("form", self.form.map(|f| json!(f))),
            ("patterns", patterns),
            ("minLength", facets.min_length.map(|n| json!(n))),
            ("maxLength", facets.max_length.map(|n| json!(n))),
            ("minInclusive", value(&facets.min_inclusive)),
            ("maxInclusive", value(&facets.max_inclusive)),
            ("minExclusive", value(&facets.min_exclusive)),
            ("maxExclusive", value(&facets.max_exclusive)),
            ("totalDigits", facets.total_digits.map(|n| json!(n))),
            ("fractionDigits", facets.fraction_digits.map(|n| json!(n))),
            ("values", self.values().map(|names| json!(names))),
            ("minCount", (self.min > 0).then(|| json!(self.min))),
            ("maxCount", self.max.map(|n| json!(n))),
            ("repeats", self.repeats.then(|| json!(true))),
            ("refers", self.refers.as_ref().map(Refers::record)),
            ("leaves", leaves),
            ("classes", self.only_in.as_ref().map(|names| json!(names))),
            (json_text::RECORDED, leaf::record(&self.within)),
        ];
        let said = said.into_iter();
        let said = said.filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Value::Object(said.collect::<Map<_, _>>())
    }

    fn values(&self) -> Option<Vec<&str>> {
        let names = self.names.as_ref();
        let names = names.map(|names| names.iter().map(String::as_str).collect());
        let literals = self.facets.one_of.as_ref();
        names.or_else(|| literals.map(|all| all.iter().map(|l| l.value.as_str()).collect()))
    }

    /// What is narrower than a table remembers, in words; nothing where every value that the
    /// table may have will do. What is not remembered had no limit.
    #[must_use]
    pub fn narrower(&self, before: &Value) -> Vec<String> {
        let mut says = Vec::new();
        if let Some(form) = self.form
            && before.get("form").and_then(Value::as_str) != Some(form)
        {
            says.push(format!("each a value of `{form}`"));
        }
        let patterns = texts(before, "patterns").unwrap_or_default();
        let new = self.facets.patterns.iter();
        let new = new.filter(|pattern| !patterns.contains(&pattern.as_str()));
        says.extend(new.map(|pattern| format!("matching `{pattern}`")));
        self.sizes(before, &mut says);
        self.bounds(before, &mut says);
        self.named(before, &mut says);
        says.extend(json_text::narrower(&self.within, before));
        if let Some(refers) = &self.refers
            && let Some(before) = texts(before, "refers")
            && !refers.takes(&before)
        {
            says.push(format!("each the key of a `{}`", refers.name));
        }
        says
    }

    /// The same for the rows of single classes of a taxonomy.
    #[must_use]
    pub fn narrower_in_leaves(&self, before: &Before<'_>) -> Vec<String> {
        let mut says = leaf::narrower(&self.leaves, before);
        if let Some(only) = &self.only_in
            && before.tells_absence
        {
            let had = texts(before.limits, "classes");
            let had = |class: &str| had.as_ref().is_none_or(|had| had.contains(&class));
            let classes = before.classes.iter().filter(|class| had(class));
            let without = classes.filter(|class| only.iter().all(|name| name != *class));
            says.extend(without.map(|class| format!("of a `{class}` none at all")));
        }
        says
    }

    /// Whether there are others for rows of one class of a taxonomy than for those of another.
    #[must_use]
    pub fn differ_by_class(&self) -> bool {
        !self.tells_leaves && (!self.leaves.is_empty() || self.only_in.is_some())
    }

    /// The classes of a taxonomy in whose rows alone there is always a value.
    pub fn required_in(&self) -> impl Iterator<Item = &str> {
        let required = self.leaves.iter().filter(|(_, limits)| limits.required);
        required.map(|(class, _)| class.as_str())
    }

    fn sizes(&self, before: &Value, says: &mut Vec<String>) {
        let facets = &self.facets;
        let number = |key: &str| before.get(key).and_then(Value::as_u64);
        let (min, max) = (u64::from(self.min), self.max.map(u64::from));
        // That there is a value at all is said by the column being required.
        for (key, value, what) in [
            ("minLength", facets.min_length, "characters"),
            ("minCount", Some(min).filter(|min| *min > 1), "values"),
        ] {
            let narrower = value.filter(|n| *n > number(key).unwrap_or_default());
            says.extend(narrower.map(|n| format!("at least {n} {what}")));
        }
        for (key, value, what) in [
            ("maxLength", facets.max_length, "characters"),
            ("totalDigits", facets.total_digits.map(u64::from), "digits"),
            (
                "fractionDigits",
                facets.fraction_digits.map(u64::from),
                "digits of fraction",
            ),
            ("maxCount", max, "values"),
        ] {
            let narrower = value.filter(|n| number(key).is_none_or(|before| *n < before));
            says.extend(narrower.map(|n| format!("at most {n} {what}")));
        }
    }

    fn bounds(&self, before: &Value, says: &mut Vec<String>) {
        let facets = &self.facets;
        let text = |key: &str| before.get(key).and_then(Value::as_str);
        let datatype = self.datatype.unwrap_or(Primitive::String);
        let ends = [
            (
                Side::Lower,
                [value(&facets.min_inclusive), value(&facets.min_exclusive)],
                ["minInclusive", "minExclusive"],
                ["at least", "more than"],
            ),
            (
                Side::Upper,
                [value(&facets.max_inclusive), value(&facets.max_exclusive)],
                ["maxInclusive", "maxExclusive"],
                ["at most", "less than"],
            ),
        ];
        for (side, now, keys, [at, beyond]) in ends {
            let now = side.tightest(datatype, now);
            let was = side.tightest(datatype, keys.map(text));
            let narrower = match (now, was) {
                (Some(now), Some(was)) => {
                    let order = side.tightness(datatype, now, was);
                    order.map_or(now != was, |order| order == Ordering::Greater)
                }
                (now, None) => now.is_some(),
                (None, Some(_)) => false,
            };
            if let Some(now) = now.filter(|_| narrower) {
                let words = if now.exclusive { beyond } else { at };
                says.push(format!("{words} {}", now.text));
            }
        }
    }

    fn named(&self, before: &Value, says: &mut Vec<String>) {
        let Some(values) = self.values() else { return };
        let Some(was) = texts(before, "values") else {
            return says.push(format!("one of {}", list(values.into_iter())));
        };
        let gone: Vec<&str> = was.into_iter().filter(|v| !values.contains(v)).collect();
        if !gone.is_empty() {
            says.push(format!("without {}", list(gone.into_iter())));
        }
    }
}

impl Refers {
    fn record(&self) -> Value {
        std::iter::once(&self.iri)
            .chain(&self.above)
            .map(String::as_str)
            .collect()
    }

    /// Whether what referred to the first of these classes, which is one of the others,
    /// refers to this one too.
    fn takes(&self, before: &[&str]) -> bool {
        let mut terms = std::iter::once(&self.iri).chain(&self.formerly);
        terms.any(|term| before.contains(&term.as_str()))
    }
}

/// Whether a table remembers of a list that its values may be there several times.
#[must_use]
pub fn repeats(before: &Value) -> bool {
    before.get("repeats").and_then(Value::as_bool) == Some(true)
}

fn value(literal: &Option<Literal>) -> Option<&str> {
    literal.as_ref().map(|l| l.value.as_str())
}

fn texts<'v>(before: &'v Value, key: &str) -> Option<Vec<&'v str>> {
    let values = before.get(key)?.as_array()?;
    Some(values.iter().filter_map(Value::as_str).collect())
}

/// What values must look like of which the column's type holds others too.
fn form(datatype: Primitive) -> Option<&'static str> {
    match datatype {
        Primitive::NonNegativeInteger => Some("xsd:nonNegativeInteger"),
        Primitive::AnyUri => Some("xsd:anyURI"),
        Primitive::Duration => Some("xsd:duration"),
        Primitive::Json => Some("rdf:JSON"),
        Primitive::LangString => Some("rdf:langString"),
        Primitive::Text
        | Primitive::Boolean
        | Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::Decimal
        | Primitive::Float
        | Primitive::Double
        | Primitive::Date
        | Primitive::Time
        | Primitive::DateTime
        | Primitive::LocalDateTime
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::String
        | Primitive::Literal => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;
    use upper::model::{Facets, Literal};
    use upper::vocabulary::Primitive;

    use super::Limits;

    fn length(min: Option<u64>, max: Option<u64>) -> Limits {
        let facets = Facets {
            min_length: min,
            max_length: max,
            ..Facets::default()
        };
        *Limits::literal(Primitive::String, &facets).unwrap()
    }

    #[test]
    fn only_what_allows_less_is_narrower() {
        let short = length(None, Some(3));
        assert_eq!(short.narrower(&json!({})), ["at most 3 characters"]);
        assert_eq!(
            short.narrower(&length(None, Some(10)).record()),
            ["at most 3 characters"]
        );
        assert_eq!(
            short.narrower(&length(Some(1), Some(2)).record()),
            Vec::<String>::new()
        );
        assert_eq!(short.narrower(&short.record()), Vec::<String>::new());
    }

    #[test]
    fn names_may_come_but_not_go() {
        let two = Limits::names(["x", "y"].into_iter()).unwrap();
        let one = Limits::names(["y"].into_iter()).unwrap();
        assert_eq!(one.narrower(&two.record()), ["without `x`"]);
        assert!(two.narrower(&one.record()).is_empty());
        assert_eq!(one.narrower(&json!({})), ["one of `y`"]);
    }

    fn bounded(bounds: [Option<&str>; 4]) -> Limits {
        let literal = |text: &str| Literal {
            id: upper::vocabulary::xsd::DECIMAL,
            value: text.to_owned(),
            datatype: String::new(),
            language: None,
        };
        let [min_inclusive, min_exclusive, max_inclusive, max_exclusive] =
            bounds.map(|bound| bound.map(literal));
        let facets = Facets {
            min_inclusive,
            min_exclusive,
            max_inclusive,
            max_exclusive,
            ..Facets::default()
        };
        *Limits::literal(Primitive::Decimal, &facets).unwrap()
    }

    #[test]
    fn bounds_compare_by_value() {
        let from = |text| bounded([Some(text), None, None, None]);
        let above = |text| bounded([None, Some(text), None, None]);
        let narrower = |now: Limits, was: &Limits| now.narrower(&was.record());
        assert!(narrower(from("9"), &from("10")).is_empty());
        assert_eq!(narrower(from("11"), &from("10")), ["at least 11"]);
        assert!(narrower(from("10"), &from("10.0")).is_empty());
        assert_eq!(narrower(above("10"), &from("10")), ["more than 10"]);
        assert!(narrower(from("10"), &above("10")).is_empty());
        let below = |text| bounded([None, None, None, Some(text)]);
        assert_eq!(narrower(below("10"), &below("11")), ["less than 10"]);
    }

    /// One may be a base's and the other the datatype's own.
    #[test]
    fn of_an_inclusive_and_an_exclusive_bound_the_tighter_counts() {
        let positive = bounded([None, Some("0"), None, None]);
        let big = bounded([Some("10"), Some("0"), None, None]);
        assert_eq!(big.narrower(&positive.record()), ["at least 10"]);
        assert!(positive.narrower(&big.record()).is_empty());
    }

    #[test]
    fn digits_of_decimals_are_left_to_a_type_that_says_them() {
        let facets = |total, fraction| Facets {
            total_digits: Some(total),
            fraction_digits: fraction,
            ..Facets::default()
        };
        let limits = |facets: &Facets| Limits::literal(Primitive::Decimal, facets);
        assert!(limits(&facets(4, Some(2))).is_none());
        // Both are `decimal(38, 9)`.
        let (more, fewer) = (facets(35, None), facets(30, None));
        let before = limits(&more).unwrap().record();
        assert_eq!(limits(&fewer).unwrap().narrower(&before).len(), 1);
        assert!(Limits::literal(Primitive::Long, &facets(4, None)).is_some());
    }
}
