//! `/term?iri=`: a term, and every way on from it: to the terms that it names and that name
//! it, to the elements of containers that stand for it, and from those back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use registry::search::Text;
use registry::term::{Element, MAX_IRI, StandsFor, Statement, Term, Use, Value};
use serde::{Deserialize, Serialize};
use upper::vocabulary::{iri as known, upper as up};

use super::{App, Caller, Link, Result, bad, local, respond, segment, terms};

/// Which term.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    iri: String,
}

/// Answers with the page of a term.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let term = find(&app, &caller, asked.iri).await;
    respond(&app, &caller, &headers, "term.html", term.map(Known::of))
}

async fn find(app: &Arc<App>, caller: &Caller, iri: String) -> Result<Term> {
    if iri.len() > MAX_IRI {
        return Err(bad("no IRI here is that long"));
    }
    terms::find(app, caller, iri).await
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
    domain: Option<String>,
    model: Option<String>,
    owner: Option<String>,
    version: Option<String>,
    statements: Vec<Group>,
    elements: Vec<Row>,
    stands_for: Vec<Row>,
    extensions: Vec<Row>,
    uses: Vec<Row>,
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

/// Something else, what it is to the term, and the graph that says so.
#[derive(Serialize)]
struct Row {
    term: Link,
    by: Option<Link>,
    graph: Link,
}

impl Known {
    fn of(term: Term) -> Self {
        Self {
            kinds: term.types.iter().map(|t| Link::to(t)).collect(),
            statements: groups(term.statements),
            elements: term.elements.into_iter().map(Row::element).collect(),
            stands_for: term.stands_for.into_iter().map(Row::meant).collect(),
            extensions: term.extensions.into_iter().map(Row::used).collect(),
            uses: term.uses.into_iter().map(Row::used).collect(),
            graph: Link::to(&term.graph),
            model: term
                .domain
                .as_deref()
                .map(|d| format!("/models/{}", segment(d))),
            version: term.versions.first().map(ToString::to_string),
            name: term.name,
            iri: term.iri,
            labels: term.labels,
            descriptions: term.descriptions,
            domain: term.domain,
            owner: term.owner,
            more: term.more,
            definition: term.definition,
        }
    }
}

/// Statements by property; what has a place of its own on the page is left out.
fn groups(statements: Vec<Statement>) -> Vec<Group> {
    const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    let elsewhere = [known(up::LABEL), known(up::DESCRIPTION), Some(TYPE)];
    let mut by_property: BTreeMap<Link, (Vec<Link>, Vec<Text>)> = BTreeMap::new();
    for Statement { property, value } in statements {
        if elsewhere.contains(&Some(property.as_str())) {
            continue;
        }
        let (terms, texts) = by_property.entry(Link::to(&property)).or_default();
        match value {
            Value::Term(iri) => terms.push(Link::to(&iri)),
            Value::Text(text) => texts.push(text),
        }
    }
    let groups = by_property.into_iter();
    groups
        .map(|(property, (terms, texts))| Group {
            property,
            terms,
            texts,
        })
        .collect()
}

impl Row {
    fn element(element: Element) -> Self {
        let name = element.name.as_deref();
        Self {
            term: Link::named(&element.iri, name.unwrap_or_else(|| local(&element.iri))),
            by: element.role.as_deref().map(Link::to),
            graph: Link::named(&element.mapping, container(&element.mapping)),
        }
    }

    fn meant(meant: StandsFor) -> Self {
        Self {
            term: Link::to(&meant.term),
            by: meant.role.as_deref().map(Link::to),
            graph: Link::named(&meant.mapping, container(&meant.mapping)),
        }
    }

    fn used(used: Use) -> Self {
        Self {
            term: Link::to(&used.term),
            by: Some(Link::to(&used.by)),
            graph: Link::to(&used.graph),
        }
    }
}

/// The container that a mapping leads to, by the name of its target: `…/iceberg/mapping#`.
fn container(mapping: &str) -> &str {
    let above = mapping.trim_end_matches('#').strip_suffix("/mapping");
    above.map_or_else(|| local(mapping), local)
}
