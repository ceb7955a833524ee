//! Conditions of qualified classes test what the property can have.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::contradictions;
use super::limits::{crossed, lower, remedy, upper as upper_end};
use super::literals::{Fit, fit};
use super::one_of::{MANY, is_value_of};
use super::stated::{Family, On, on};
use crate::finding::Finding;
use crate::graph::TermId;
use crate::literal::example;
use crate::model::{
    Bound, Class, ClassId, ClassKind, Condition, DomainId, Facets, Literal, Models, PropertyId,
    Test, Value,
};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

/// A condition, what it looks at, and where it stands.
pub(super) struct At<'a> {
    pub domain: DomainId,
    pub class: &'a Class,
    pub condition: &'a Condition,
    /// The same for all conditions of a class that look at one property.
    pub on: Rc<On<'a>>,
    /// Whether there is one value at most.
    pub single: bool,
}

fn conditions<'a>(context: &Context<'a>, domain: DomainId) -> Vec<At<'a>> {
    let classes = context.classes(domain);
    classes.flat_map(|(id, _)| of_class(context, id)).collect()
}

/// The conditions that a qualified class states.
pub(super) fn of_class<'a>(context: &Context<'a>, id: ClassId) -> Vec<At<'a>> {
    let models = context.models;
    let class = models.class(id);
    let ClassKind::Qualified { conditions, .. } = &class.kind else {
        return Vec::new();
    };
    let mut known: FxHashMap<Option<PropertyId>, (Rc<On<'a>>, bool)> = FxHashMap::default();
    let at = |condition: &'a Condition| {
        let property = condition.property;
        let known = known.entry(property);
        let (on, single) = known.or_insert_with(|| looked_at(models, id, property));
        At {
            domain: class.info.domain,
            class,
            condition,
            on: Rc::clone(on),
            single: *single,
        }
    };
    conditions.iter().map(at).collect()
}

/// What a condition on a property of a class looks at, and whether there is one value at most.
fn looked_at<'a>(
    models: &'a Models,
    class: ClassId,
    property: Option<PropertyId>,
) -> (Rc<On<'a>>, bool) {
    let member = property.and_then(|p| models.member(class, p));
    let stated = property.and_then(|p| models.property(p).range);
    let range = member.map(|m| m.range).or(stated);
    let none = Facets::default();
    let facets = member.map_or(&none, |m| &m.facets);
    // A list is one value, and holds many that conditions look at.
    let list = range.is_some_and(|r| matches!(models.value_of(r), Value::List(..)));
    let single = !list && member.is_some_and(|m| !m.many());
    (Rc::new(on(models, range, facets)), single)
}

impl At<'_> {
    pub(super) fn finding(
        &self,
        context: &Context<'_>,
        test: TermId,
        value: TermId,
        message: String,
        help: &str,
    ) -> Finding {
        let place = context.place_of_member(self.domain, self.condition.id, test, value);
        context.finding(&self.class.info, place, message, help)
    }
}

/// The predicate that states a test.
pub(super) fn predicate(test: &Test) -> TermId {
    match test {
        Test::HasValue(_) => upper::HAS_VALUE,
        Test::OneOf(_) => upper::ONE_OF,
        Test::Bound(Bound::MinInclusive, _) => upper::MIN_INCLUSIVE,
        Test::Bound(Bound::MaxInclusive, _) => upper::MAX_INCLUSIVE,
        Test::Bound(Bound::MinExclusive, _) => upper::MIN_EXCLUSIVE,
        Test::Bound(Bound::MaxExclusive, _) => upper::MAX_EXCLUSIVE,
        Test::Present(_) => upper::PRESENT,
    }
}

fn values(test: &Test) -> &[Literal] {
    match test {
        Test::HasValue(value) | Test::Bound(_, value) => std::slice::from_ref(value),
        Test::OneOf(values) => values,
        Test::Present(_) => &[],
    }
}

pub(super) const INVALID_TEST: Rule = Rule {
    code: "U0230",
    name: "invalid-test-value",
    level: Level::Deny,
    summary: "a condition tests for a value that the property cannot have",
    explanation: "A condition compares with values of its property: literals of its datatype, values of its \
        enumeration, or IRIs of the entities that it refers to. A comparison with anything else never holds.",
    check: invalid_test,
};

fn invalid_test(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in conditions(context, domain) {
        for test in &at.condition.tests {
            let bound = matches!(test, Test::Bound(..));
            for value in values(test).iter().take(MANY) {
                let (takes, help) = match &*at.on {
                    On::Literals(on) => {
                        let fits = fit(context, on.primitive, value);
                        // A bound's own datatype is looked at by the shapes.
                        let passed = fits == Fit::Fits || (bound && fits == Fit::Broken);
                        if passed || (bound && !Family::Bound.fits(on.primitive)) {
                            continue;
                        }
                        (
                            context.show_datatype(on.datatype),
                            format!("write the value like `{}`", example(on.primitive)),
                        )
                    }
                    On::Enumeration(class) if !bound && !is_value_of(context, *class, value.id) => {
                        (
                            context.show_class(*class),
                            "use a value of the enumeration".to_owned(),
                        )
                    }
                    On::Nodes if !bound && value.id.is_literal() => {
                        ("nodes".to_owned(), "use the IRI of a node".to_owned())
                    }
                    On::Enumeration(_) | On::Nodes | On::Unknown => continue,
                };
                let message = format!("{} is not a value of {takes}", context.show_id(value.id));
                findings.push(at.finding(context, predicate(test), value.id, message, &help));
            }
        }
    }
}

pub(super) const MISFIT_TEST: Rule = Rule {
    code: "U0231",
    name: "misfit-test",
    level: Level::Deny,
    summary: "a condition sets bounds to what has no order",
    explanation: "Bounds compare values by their order, which numbers, dates, times and durations have. Texts, \
        enumerations and entities are tested with `upper:hasValue`, `upper:oneOf` or `upper:present`.",
    check: misfit_test,
};

fn misfit_test(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in conditions(context, domain) {
        for test in &at.condition.tests {
            let Test::Bound(_, value) = test else {
                continue;
            };
            let what = match &*at.on {
                On::Literals(on) if !Family::Bound.fits(on.primitive) => {
                    context.show_datatype(on.datatype)
                }
                On::Enumeration(class) => context.show_class(*class),
                On::Nodes => "a reference to nodes".to_owned(),
                On::Literals(_) | On::Unknown => continue,
            };
            let message = format!(
                "{} does not fit {what}, which has no order",
                context.show_id(predicate(test))
            );
            let help = "test with `upper:hasValue`, `upper:oneOf` or `upper:present`";
            findings.push(at.finding(context, predicate(test), value.id, message, help));
        }
    }
}

pub(super) const TEST_COUNT: Rule = Rule {
    code: "U0232",
    name: "condition-tests",
    level: Level::Deny,
    summary: "a condition tests nothing, or several things",
    explanation: "A condition says one kind of thing about its property: that it has a value, or one of several, \
        or values within bounds, or whether it has any. A lower and an upper bound together count as one. Several \
        conditions of a class must all hold, so what belongs together is written as several.",
    check: test_count,
};

fn test_count(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in conditions(context, domain) {
        let several = things(&at.condition.tests) > 1;
        let place = context.subject_place(domain, at.condition.id);
        if at.condition.tests.is_empty() && at.condition.property.is_some() {
            let stated = context
                .graph(domain)
                .is_some_and(|g| g.object(at.condition.id, upper::ONE_OF).is_some());
            if !stated {
                let message = format!(
                    "a condition of {} tests nothing",
                    context.show(&at.class.info)
                );
                let help = "add `upper:hasValue`, `upper:oneOf`, a bound or `upper:present`";
                findings.push(context.finding(&at.class.info, place, message, help));
            }
        } else if several {
            let message = format!(
                "a condition of {} tests several things",
                context.show(&at.class.info)
            );
            findings.push(context.finding(
                &at.class.info,
                place,
                message,
                "write one condition for each test",
            ));
        }
    }
}

/// How many things tests say: a lower and an upper bound are one, two lower bounds are two.
fn things(tests: &[Test]) -> usize {
    let (mut low, mut high, mut others) = (0, 0, 0);
    for test in tests {
        match test {
            Test::Bound(Bound::MinInclusive | Bound::MinExclusive, _) => low += 1,
            Test::Bound(Bound::MaxInclusive | Bound::MaxExclusive, _) => high += 1,
            Test::HasValue(_) | Test::OneOf(_) | Test::Present(_) => others += 1,
        }
    }
    others + usize::max(low, high)
}

pub(super) const IMPOSSIBLE_TEST: Rule = Rule {
    code: "U0233",
    name: "impossible-condition",
    level: Level::Deny,
    summary: "a condition can never hold, or not together with another one",
    explanation: "A lower bound above the upper bound, or an empty list of values, is met by nothing. All conditions \
        of a class have to hold, so two of one property that has one value must let some value through together. \
        Otherwise the class would have no members.",
    check: impossible_test,
};

fn impossible_test(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for at in conditions(context, domain) {
        for test in &at.condition.tests {
            if matches!(test, Test::OneOf(values) if values.is_empty()) {
                let place = context.value_place(domain, at.condition.id, upper::ONE_OF);
                let message = "`upper:oneOf` lists no values".to_owned();
                findings.push(context.finding(
                    &at.class.info,
                    place,
                    message,
                    "list the values that the condition lets through",
                ));
            }
        }
        let On::Literals(on) = &*at.on else { continue };
        let facets = bounds(&at.condition.tests);
        let ends = lower(on.primitive, &facets).zip(upper_end(on.primitive, &facets));
        if let Some((low, high)) = ends.filter(|(low, high)| crossed(on.primitive, low, high)) {
            let message = format!(
                "no value lies between {} `{}` and {} `{}`",
                context.show_id(low.predicate),
                low.stated.value,
                context.show_id(high.predicate),
                high.stated.value
            );
            let help = remedy(on.primitive, &low, &high);
            findings.push(at.finding(context, high.predicate, high.stated.id, message, help));
        }
    }
    contradictions::find(context, domain, findings);
}

/// The bounds among tests.
pub(super) fn bounds<'a>(tests: impl IntoIterator<Item = &'a Test>) -> Facets {
    let mut facets = Facets::default();
    for test in tests {
        if let Test::Bound(bound, value) = test {
            let slot = match bound {
                Bound::MinInclusive => &mut facets.min_inclusive,
                Bound::MaxInclusive => &mut facets.max_inclusive,
                Bound::MinExclusive => &mut facets.min_exclusive,
                Bound::MaxExclusive => &mut facets.max_exclusive,
            };
            *slot = Some(value.clone());
        }
    }
    facets
}
