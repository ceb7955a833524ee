//! What models say and SHACL Core cannot.

use upper::model::{
    Class, ClassId, ClassKind, Condition, Domain, DomainId, Facets, ListElement, Literal, Models,
    Range, TermInfo, Test,
};
use upper::shapes::{Sameness, has_order, sameness};
use upper::vocabulary::Primitive;

use crate::output::Loss;

/// How deep unions and lists of one another are followed.
const MAX_DEPTH: u32 = 8;

pub(super) fn losses(models: &Models, id: DomainId) -> Vec<Loss> {
    let domain = models.domain(id);
    let mut ledger = Ledger {
        models,
        losses: Vec::new(),
    };
    for id in &domain.classes {
        ledger.class(models.class(*id));
    }
    for id in &domain.datatypes {
        let datatype = models.datatype(*id);
        let lost = facets(models.primitive(*id), &datatype.facets, true);
        for (construct, message) in lost {
            ledger.lose(&datatype.info, &datatype.info.name, construct, message);
        }
    }
    for id in &domain.properties {
        let property = models.property(*id);
        if property.range.is_some_and(|range| selects(models, range)) {
            let info = &property.info;
            ledger.lose(info, &info.name, "qualified class", SELECTED);
        }
    }
    ledger.terms(domain);
    ledger.losses
}

struct Ledger<'a> {
    models: &'a Models,
    losses: Vec<Loss>,
}

impl Ledger<'_> {
    fn lose(&mut self, info: &TermInfo, element: &str, construct: &'static str, message: &str) {
        self.losses.push(Loss {
            term: info.iri.clone(),
            element: element.to_owned(),
            construct,
            message: message.to_owned(),
        });
    }

    fn class(&mut self, class: &Class) {
        let (info, name) = (&class.info, class.info.name.as_str());
        // What is identified by its IRI is unique, and OWL has no word for such a key.
        let iri = self.models.iri_property();
        let can_clash = |key: &Vec<_>| !iri.is_some_and(|iri| key.contains(&iri));
        if class.primary_key.as_ref().is_some_and(can_clash) {
            let message = "SHACL Core cannot compare nodes: `owl:hasKey` states the key, and nothing enforces that it is unique";
            self.lose(info, name, "primary key", message);
        }
        if class.unique_keys.iter().any(can_clash) {
            let message = "SHACL Core cannot compare nodes: `owl:hasKey` states the key, and nothing enforces it";
            self.lose(info, name, "unique key", message);
        }
        match &class.kind {
            ClassKind::Singleton => {
                let message = "that there is exactly one instance is not stated";
                self.lose(info, name, "singleton", message);
            }
            ClassKind::Qualified { conditions, .. } => {
                let message =
                    "the shape checks members; that a node is not a member cannot be inferred";
                self.lose(info, name, "qualified class", message);
                for condition in conditions {
                    self.condition(class, condition);
                }
            }
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => {}
        }
        self.refinements(class);
    }

    fn condition(&mut self, class: &Class, condition: &Condition) {
        let Some(property) = condition.property else {
            return;
        };
        let mut members = class.members.iter();
        let member = members.find(|member| member.property == property);
        let datatype = member.and_then(|member| self.models.value_of(member.range).datatype());
        let Some(primitive) = datatype.map(|datatype| self.models.primitive(datatype)) else {
            return;
        };
        let property = &self.models.property(property).info.name;
        let element = format!("{}.{property}", class.info.name);
        if condition.tests.iter().any(is_bound) && !has_order(primitive) {
            let message = "SHACL has no order for the datatype: of the bounds in the condition only that there is a value is stated";
            self.lose(&class.info, &element, "bounds", message);
        }
        if condition
            .tests
            .iter()
            .any(|test| is_spelled(test, primitive))
        {
            self.lose(&class.info, &element, "values", SPELLING);
        }
    }

    fn refinements(&mut self, class: &Class) {
        for refinement in &class.refinements {
            let Some(property) = refinement.property else {
                continue;
            };
            let Some(member) = class.members.iter().find(|m| m.property == property) else {
                continue;
            };
            let name = &self.models.property(property).info.name;
            let element = format!("{}.{name}", class.info.name);
            if let Some(datatype) = self.models.value_of(member.range).datatype() {
                let lost = facets(self.models.primitive(datatype), &refinement.facets, false);
                for (construct, message) in lost {
                    self.lose(&class.info, &element, construct, message);
                }
            }
            let class_selects = |id| class_selects(self.models, id, 0);
            if refinement.class.is_some_and(class_selects) {
                self.lose(&class.info, &element, "qualified class", SELECTED);
            }
        }
    }

    /// What OWL has no word for.
    fn terms(&mut self, domain: &Domain) {
        let models = self.models;
        let classes = domain.classes.iter().map(|id| &models.class(*id).info);
        let properties = domain.properties.iter();
        let properties = properties.map(|id| &models.property(*id).info);
        let datatypes = domain.datatypes.iter();
        let datatypes = datatypes.map(|id| &models.datatype(*id).info);
        let values = domain.values.iter().map(|id| &models.enum_value(*id).info);
        let terms = classes.chain(properties).chain(datatypes).chain(values);
        for info in terms.filter(|info| info.deprecated.is_some()) {
            let message = "`owl:deprecated` states that the term is deprecated, neither why nor what to use instead";
            self.lose(info, &info.name, "deprecation", message);
        }
    }
}

const SPELLING: &str = "SHACL Core compares terms: a value that is written in another way, such as `1` for `true` or `03` for `3`, counts as another value";

const SELECTED: &str = "values are held to the shape of the class that is selected from; the conditions are checked of nodes that state the qualified class";

/// What is lost of facets; those of a datatype are in OWL as well.
fn facets(
    primitive: Primitive,
    facets: &Facets,
    in_owl: bool,
) -> Vec<(&'static str, &'static str)> {
    let mut lost = Vec::new();
    let lengths = facets.min_length.or(facets.max_length);
    if lengths.is_some() && primitive == Primitive::Base64Binary {
        let message = if in_owl {
            "SHACL Core counts characters, not bytes: the lengths are stated by the OWL datatype alone"
        } else {
            "SHACL Core counts characters, not bytes: the lengths are not stated"
        };
        lost.push(("length", message));
    }
    let bounds = [
        &facets.min_inclusive,
        &facets.max_inclusive,
        &facets.min_exclusive,
        &facets.max_exclusive,
    ];
    if bounds.iter().any(|bound| bound.is_some()) && !has_order(primitive) {
        let message = if in_owl {
            "SHACL has no order for the datatype: the bounds are stated by the OWL datatype alone"
        } else {
            "SHACL has no order for the datatype: the bounds are not stated"
        };
        lost.push(("bounds", message));
    }
    let values = facets.one_of.as_deref().unwrap_or_default();
    if is_any_spelled(values, primitive) {
        lost.push(("values", SPELLING));
    }
    lost
}

fn is_bound(test: &Test) -> bool {
    match test {
        Test::Bound(..) => true,
        Test::HasValue(_) | Test::OneOf(_) | Test::Present(_) => false,
    }
}

fn is_spelled(test: &Test, primitive: Primitive) -> bool {
    match test {
        Test::HasValue(value) => is_any_spelled(std::slice::from_ref(value), primitive),
        Test::OneOf(values) => is_any_spelled(values, primitive),
        Test::Bound(..) | Test::Present(_) => false,
    }
}

fn is_any_spelled(values: &[Literal], primitive: Primitive) -> bool {
    match sameness(primitive) {
        Sameness::Spelling => !values.is_empty(),
        Sameness::Term | Sameness::Order => false,
    }
}

/// Whether a qualified class is among what values can be.
fn selects(models: &Models, range: Range) -> bool {
    match range {
        Range::Class(class) => class_selects(models, class, 0),
        Range::Datatype(_) | Range::Node | Range::Any => false,
    }
}

fn class_selects(models: &Models, class: ClassId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match &models.class(class).kind {
        ClassKind::Qualified { .. } => true,
        ClassKind::Union(members) => {
            let mut members = members.iter();
            members.any(|member| class_selects(models, *member, depth + 1))
        }
        ClassKind::List(Some(ListElement::Class(element))) => {
            class_selects(models, *element, depth + 1)
        }
        ClassKind::List(Some(ListElement::Datatype(_)) | None)
        | ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Singleton
        | ClassKind::Enumeration(_)
        | ClassKind::Extension(_) => false,
    }
}
