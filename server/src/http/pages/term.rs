//! `/term?iri=`: a term, and every way on from it: to the terms that it names and that name
//! it, to the elements of containers that stand for it, and from those back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use registry::contents::Contents;
use registry::search::Text;
use registry::term::{Element, MAX_IRI, StandsFor, Statement, Term, Use, Value};
use serde::{Deserialize, Serialize};
use upper::vocabulary::{iri as known, upper as up};

use super::order::Order;
use super::{
    App, Asked, Caller, Link, Links, Result, bad, english_first, local, respond, terms, understood,
};

/// Which term.
#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    iri: String,
}

/// Answers with the page of a term.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    caller: Caller,
    asked: Asked<Which>,
    headers: HeaderMap,
) -> Response {
    let term = find(&app, &caller, asked).await;
    respond(&app, &caller, &headers, "term.html", term)
}

async fn find(app: &Arc<App>, caller: &Caller, asked: Asked<Which>) -> Result<Known> {
    let iri = understood(asked)?.iri;
    if iri.len() > MAX_IRI {
        return Err(bad("no IRI here is that long"));
    }
    let view = caller.view.clone();
    app.read(move |app| {
        let mut term = terms::find(app, &view, &iri)?;
        let order = order(app, &term)?;
        // A model has a page of its own.
        let held = if term.iri == term.graph && term.domain.is_none() {
            app.registry.contents(&view, &term.graph)?
        } else {
            Contents::default()
        };
        term.more |= held.more;
        let links = Links::new(&app.registry, &view);
        let known = Known::of(term, &order, &links)?;
        known.holding(&held, &links)
    })
    .await
}

/// The order of what the term states, read only where there is something to put in order.
fn order(app: &App, term: &Term) -> Result<Order> {
    let mut properties = BTreeSet::new();
    let is_single = term
        .statements
        .iter()
        .all(|s| properties.insert(&s.property));
    let text = match is_single {
        true => None,
        false => app.registry.newest_text(&term.graph)?,
    };
    let read = |text| Order::read(text, &term.graph, &term.iri, &app.check.aliases);
    Ok(text.map(read).unwrap_or_default())
}

/// A term as it is shown.
#[derive(Serialize)]
struct Known {
    name: String,
    iri: String,
    kinds: Vec<Link>,
    labels: Vec<Text>,
    descriptions: Vec<Text>,
    graph: Link,
    is_model: bool,
    owner: Option<String>,
    version: Option<String>,
    statements: Vec<Group>,
    elements: Vec<Row>,
    stands_for: Vec<Row>,
    extensions: Vec<Row>,
    uses: Vec<Row>,
    holds: Vec<Held>,
    more: bool,
    definition: String,
}

/// What a term states by one property.
#[derive(Serialize)]
struct Group {
    property: Link,
    terms: Vec<Link>,
    texts: Vec<Text>,
}

/// What stands in the graph that the term is, and its class.
#[derive(Serialize)]
struct Held {
    term: Link,
    class: Link,
}

/// Something else, what it is to the term, and the graph that says so.
#[derive(Serialize)]
struct Row {
    term: Link,
    by: Option<Link>,
    graph: Link,
}

impl Known {
    fn of(term: Term, order: &Order, links: &Links<'_>) -> Result<Self> {
        Ok(Self {
            kinds: all(&term.types, |iri| links.to(iri))?,
            statements: groups(term.statements, order, links)?,
            elements: all(&term.elements, |e| Row::element(e, links))?,
            stands_for: all(&term.stands_for, |m| Row::meant(m, links))?,
            extensions: all(&term.extensions, |u| Row::used(u, links))?,
            uses: all(&term.uses, |u| Row::used(u, links))?,
            graph: match &term.domain {
                Some(domain) => Link::model(&term.graph, domain),
                None => links.named(&term.graph, &term.graph)?,
            },
            is_model: term.domain.is_some(),
            version: term.versions.first().map(ToString::to_string),
            name: term.name,
            iri: term.iri,
            labels: english_first(term.labels),
            descriptions: english_first(term.descriptions),
            owner: term.owner,
            holds: Vec::new(),
            more: term.more,
            definition: term.definition,
        })
    }

    fn holding(mut self, held: &Contents, links: &Links<'_>) -> Result<Self> {
        self.holds = all(&held.terms, |(term, class)| {
            Ok(Held {
                // It is there: that is how it was found.
                term: Link::here(term, local(term)),
                class: links.to(class)?,
            })
        })?;
        Ok(self)
    }
}

fn all<T, U>(items: &[T], of: impl FnMut(&T) -> Result<U>) -> Result<Vec<U>> {
    items.iter().map(of).collect()
}

/// Statements by property, in the author's order; what has a place of its own on the page is
/// left out.
fn groups(statements: Vec<Statement>, order: &Order, links: &Links<'_>) -> Result<Vec<Group>> {
    const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    let elsewhere = [known(up::LABEL), known(up::DESCRIPTION), Some(TYPE)];
    let mut by_property: BTreeMap<(String, String), (Vec<String>, Vec<Text>)> = BTreeMap::new();
    for Statement { property, value } in statements {
        if elsewhere.contains(&Some(property.as_str())) {
            continue;
        }
        let key = (local(&property).to_owned(), property);
        let (terms, texts) = by_property.entry(key).or_default();
        match value {
            Value::Term(iri) => terms.push(iri),
            Value::Text(text) => texts.push(text),
        }
    }
    let groups = by_property.into_iter();
    groups
        .map(|((_, property), (mut terms, mut texts))| {
            terms.sort_by_cached_key(|iri| (order.place(&property, iri), iri.clone()));
            texts.sort_by_cached_key(|text| order.place(&property, &text.text));
            Ok(Group {
                terms: all(&terms, |iri| links.to(iri))?,
                property: links.to(&property)?,
                texts,
            })
        })
        .collect()
}

impl Row {
    /// An element is called by its place in the container: many have one name.
    fn element(element: &Element, links: &Links<'_>) -> Result<Self> {
        Self::new(
            &element.iri,
            element.role.as_deref(),
            &element.mapping,
            links,
        )
    }

    fn meant(meant: &StandsFor, links: &Links<'_>) -> Result<Self> {
        Self::new(&meant.term, meant.role.as_deref(), &meant.mapping, links)
    }

    fn used(used: &Use, links: &Links<'_>) -> Result<Self> {
        Self::new(&used.term, Some(&used.by), &used.graph, links)
    }

    fn new(term: &str, by: Option<&str>, graph: &str, links: &Links<'_>) -> Result<Self> {
        Ok(Self {
            term: links.to(term)?,
            by: by.map(|by| links.to(by)).transpose()?,
            graph: links.named(graph, container(graph))?,
        })
    }
}

/// The container that a mapping leads to, by the name of its target: `…/iceberg/mapping#`.
fn container(mapping: &str) -> &str {
    let above = mapping.trim_end_matches('#').strip_suffix("/mapping");
    above.map_or_else(|| local(mapping), local)
}
