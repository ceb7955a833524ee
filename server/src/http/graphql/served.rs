//! The schema that is served, and what resolving needs to know of it.

use std::collections::{HashMap, HashSet};

use async_graphql::dynamic::Schema;
use transpilers::graphql::api::{Api, Form, Plan, api};
use upper::check::{Options, check};
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};
use upper::vocabulary::{graph as info, iri, upper as up};

use super::dynamic;
use super::guard::Shape;
use crate::failure::{Failure, Result};

/// The schema that is served.
pub(super) struct Served {
    /// What executes queries.
    pub(super) schema: Schema,
    /// The document, as a gateway wants it.
    pub(super) sdl: String,
    /// What guards need to know of the types.
    pub(super) shape: Shape,
    api: Api,
    by_class: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    /// The models that a model needs, itself included.
    needs: HashMap<String, HashSet<String>>,
    revisions: Vec<usize>,
    records: Vec<usize>,
    /// What the nested values of each property are.
    nested: HashMap<String, usize>,
}

impl Served {
    /// Derives the schema from the texts of Upper and the system domains: path and text.
    ///
    /// # Errors
    /// The models are not valid, or no schema can be made of them.
    pub(super) fn derive(texts: Vec<(String, String)>) -> Result<Self> {
        let input = |(path, text): (String, String)| Input {
            path,
            bytes: text.into_bytes(),
            syntax: Syntax::Turtle,
        };
        let inputs = texts.into_iter().map(input).collect();
        let checked = check(inputs, &Options::default());
        let models = checked.valid();
        let needs = models.iter().map(needs).collect();
        let api = api(&models);
        let schema = dynamic::schema(&api).map_err(|error| {
            Failure::new(format!("the GraphQL schema cannot be derived: {error}"))
        })?;
        let by = |of: fn(&transpilers::graphql::api::Kind) -> &String| {
            let kinds = api.kinds.iter().enumerate();
            kinds
                .map(|(at, kind)| (of(kind).clone(), at))
                .collect::<HashMap<_, _>>()
        };
        let by_class = by(|kind| &kind.class);
        let by_name = by(|kind| &kind.name);
        let kind = |class| iri(class).and_then(|class| by_class.get(class).copied());
        let records = [
            info::class::REVISION,
            info::class::REGISTRATION,
            info::class::DEPENDENCY,
        ];
        let records = records.into_iter().filter_map(kind).collect();
        let revisions = kind(info::class::REVISION).into_iter().collect();
        Ok(Self {
            schema,
            sdl: api.document.to_string(),
            shape: Shape::of(&api.document),
            revisions,
            records,
            by_class,
            by_name,
            needs,
            nested: nested(&api),
            api,
        })
    }

    /// The kind of the instances of a class.
    pub(super) fn kind_of(&self, class: &str) -> Option<usize> {
        self.by_class.get(class).copied()
    }

    /// The kind with a name.
    pub(super) fn kind_named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The name of a kind.
    pub(super) fn name_of(&self, kind: usize) -> &str {
        self.api.kinds.get(kind).map_or("", |k| &k.name)
    }

    /// The class of a kind.
    pub(super) fn class_of(&self, kind: usize) -> &str {
        self.api.kinds.get(kind).map_or("", |k| &k.class)
    }

    /// The kinds that a type can be.
    pub(super) fn possible(&self, ty: &str) -> &[usize] {
        self.api.possible.get(ty).map_or(&[], Vec::as_slice)
    }

    /// What a nested value of a type is where it does not say: the only kind that it can be.
    pub(super) fn nested_of(&self, ty: &str) -> Option<usize> {
        only_nested(&self.api, ty)
    }

    /// What a nested value of a property is where it does not say.
    pub(super) fn nested_by(&self, property: &str) -> Option<usize> {
        self.nested.get(property).copied()
    }

    /// The kind of revisions, which stand in the catalog.
    pub(super) fn revisions(&self) -> &[usize] {
        &self.revisions
    }

    /// Whether all of some kinds stand in the catalog alone.
    pub(super) fn are_records(&self, kinds: &[usize]) -> bool {
        !kinds.is_empty() && kinds.iter().all(|kind| self.records.contains(kind))
    }

    /// Whether a graph that a model governs may state instances of some kinds.
    pub(super) fn may_hold(&self, governed_by: &str, kinds: &[usize]) -> bool {
        let Some(needs) = self.needs.get(governed_by) else {
            return true;
        };
        // Every header but those of models is of the information model.
        let has_header = |domain: &str| domain == info::NS && governed_by != up::NS;
        let domains = kinds.iter().filter_map(|kind| self.api.kinds.get(*kind));
        domains
            .map(|kind| kind.domain.as_str())
            .any(|d| needs.contains(d) || has_header(d))
    }
}

fn only_nested(api: &Api, ty: &str) -> Option<usize> {
    let is_nested = |kind: &&usize| api.kinds.get(**kind).is_some_and(|k| !k.is_entity);
    let mut nested = (api.possible.get(ty).into_iter().flatten()).filter(is_nested);
    let only = nested.next().copied();
    only.filter(|_| nested.next().is_none())
}

/// What the nested values of properties are, of those that have one kind of them.
fn nested(api: &Api) -> HashMap<String, usize> {
    let mut found: HashMap<String, Option<usize>> = HashMap::new();
    for plan in api.plans.values().flat_map(|fields| fields.values()) {
        if let Plan::Values { property, form, .. } = plan
            && let Some(kind) = type_of(form).and_then(|ty| only_nested(api, ty))
        {
            let known = found.entry(property.clone()).or_insert(Some(kind));
            *known = known.filter(|known| *known == kind);
        }
    }
    let known = found.into_iter();
    known.filter_map(|(p, kind)| Some((p, kind?))).collect()
}

/// The type of the nodes that a form leads to.
fn type_of(form: &Form) -> Option<&str> {
    match form {
        Form::Object { of } => Some(of),
        Form::List(element) => type_of(element),
        Form::Scalar(_) | Form::Text | Form::Enum(_) | Form::Iri | Form::Term => None,
    }
}

/// The models that a model needs, itself included.
fn needs(model: &Valid<DomainModel>) -> (String, HashSet<String>) {
    let models = model.models();
    let mut found = HashSet::new();
    let mut queue = vec![model.id()];
    while let Some(id) = queue.pop() {
        let domain = models.domain(id);
        if found.insert(domain.info.iri.clone()) {
            queue.extend(&domain.imports);
        }
    }
    (model.domain().info.iri.clone(), found)
}
