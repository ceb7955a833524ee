//! Which nodes are wanted: the input `DENOTA_Filter`.

use std::collections::HashSet;

use async_graphql::Value;
use async_graphql::dynamic::{ObjectAccessor, ValueAccessor};
use registry::{Graph, Kind, Seen};
use upper::vocabulary::{iri, upper as up};

use super::failure::{Failure, Result};
use super::node::Node;
use super::session::Session;
use crate::http::graphql::served::Served;

/// Which nodes are wanted.
#[derive(Clone, Debug, Default)]
pub(in crate::http::graphql) struct Filter {
    /// With one of these IRIs.
    pub(in crate::http::graphql) iris: Option<Vec<String>>,
    /// Of one of these kinds.
    pub(in crate::http::graphql) kinds: Option<Vec<usize>>,
    owners: Option<Vec<String>>,
    domains: Option<Vec<String>>,
    name: Option<String>,
    text: Option<String>,
    deprecated: Option<bool>,
}

impl Filter {
    /// The filter that an argument gives.
    pub(in crate::http::graphql) fn read(
        served: &Served,
        args: &ObjectAccessor<'_>,
    ) -> Result<Self> {
        let mut filter = Self::default();
        let Some(given) = args.get("where").filter(|v| !v.is_null()) else {
            return Ok(filter);
        };
        let given = given.object().map_err(bad)?;
        for (name, value) in given.iter().filter(|(_, v)| !v.is_null()) {
            match name.as_str() {
                "iri" => filter.iris = Some(strings(&value)?),
                "owner" => filter.owners = Some(strings(&value)?),
                "domain" => filter.domains = Some(strings(&value)?),
                "name" => filter.name = Some(value.string().map_err(bad)?.to_owned()),
                "text" => filter.text = Some(value.string().map_err(bad)?.to_lowercase()),
                "deprecated" => filter.deprecated = Some(value.boolean().map_err(bad)?),
                "kind" => {
                    let names = strings(&value)?;
                    filter.kinds =
                        Some(names.iter().filter_map(|n| served.kind_named(n)).collect());
                }
                _ => {}
            }
        }
        Ok(filter)
    }

    /// Whether everything is wanted.
    pub(in crate::http::graphql) fn is_empty(&self) -> bool {
        !self.is_of_graphs() && self.kinds.is_none() && !self.is_deep()
    }

    /// Whether the graph of a node decides.
    pub(in crate::http::graphql) fn is_of_graphs(&self) -> bool {
        self.owners.is_some() || self.domains.is_some()
    }

    /// Whether nodes have to be read to be tested.
    pub(in crate::http::graphql) fn is_deep(&self) -> bool {
        self.name.is_some()
            || self.text.is_some()
            || self.deprecated.is_some()
            || self.iris.is_some()
    }

    /// The graphs that are wanted, where they decide.
    pub(in crate::http::graphql) fn graphs(
        &self,
        session: &Session,
    ) -> Result<Option<HashSet<String>>> {
        if !self.is_of_graphs() {
            return Ok(None);
        }
        let index = session.registry.index();
        let seen = index.seen(&session.view);
        let mut wanted = HashSet::new();
        for graph in seen.graphs() {
            // Those that are not wanted cost time too.
            session.budget.work()?;
            if self.wants_graph(seen, graph) {
                wanted.insert(graph.iri.clone());
            }
        }
        Ok(Some(wanted))
    }

    /// Whether a graph is wanted.
    pub(in crate::http::graphql) fn wants_graph(&self, seen: Seen<'_>, graph: &Graph) -> bool {
        let owned = (self.owners.as_ref())
            .is_none_or(|owners| owners.iter().any(|o| Some(o.as_str()) == graph.owner()));
        let of_domain = |name: &String| seen.domain(name).is_some_and(|model| is_of(graph, model));
        owned
            && self
                .domains
                .as_ref()
                .is_none_or(|d| d.iter().any(of_domain))
    }

    /// Whether a node is wanted, its graph being so.
    fn wants(&self, node: &Node) -> bool {
        let kind = || {
            self.kinds
                .as_ref()
                .is_none_or(|k| node.kind.is_some_and(|n| k.contains(&n)))
        };
        let is_iri =
            |iris: &Vec<String>| node.iri().is_some_and(|iri| iris.iter().any(|i| i == iri));
        let iri = || self.iris.as_ref().is_none_or(is_iri);
        let name = || self.name.as_ref().is_none_or(|n| node.name() == Some(n));
        let deprecated = || self.deprecated.is_none_or(|d| d == is_deprecated(node));
        kind()
            && iri()
            && name()
            && deprecated()
            && self.text.as_ref().is_none_or(|t| says(node, t))
    }
}

impl Session {
    /// Whether a filter wants a node, and the graph that states it.
    pub(in crate::http::graphql) fn wants(&self, filter: &Filter, node: &Node) -> bool {
        if filter.is_of_graphs() {
            let index = self.registry.index();
            let seen = index.seen(&self.view);
            let graph = seen.graph(&node.graph);
            if !graph.is_some_and(|graph| filter.wants_graph(seen, graph)) {
                return false;
            }
        }
        filter.wants(node)
    }
}

/// Whether a graph is a model, or a representation or mapping of it.
fn is_of(graph: &Graph, model: &Graph) -> bool {
    let stem = model.iri.trim_end_matches(['#', '/']);
    let below = || {
        graph
            .iri
            .strip_prefix(stem)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let maps = || {
        let needs = |r: &registry::Revision| r.dependencies.iter().any(|d| d.iri == model.iri);
        match graph.kind {
            Kind::Mapping | Kind::Representation => graph.newest().is_some_and(needs),
            Kind::Model | Kind::Other => false,
        }
    };
    graph.iri == model.iri || below() || maps()
}

fn is_deprecated(node: &Node) -> bool {
    iri(up::DEPRECATED).is_some_and(|p| node.stated(p).next().is_some())
}

/// Whether a label, a description or the name of a node contains a text in lower case.
fn says(node: &Node, text: &str) -> bool {
    let properties = [up::LABEL, up::DESCRIPTION].map(iri);
    let values = properties
        .into_iter()
        .flatten()
        .flat_map(|p| node.stated(p));
    let mut texts = values.filter_map(|term| match term {
        registry::model::Term::Literal(literal) => Some(literal.value()),
        registry::model::Term::NamedNode(_) | registry::model::Term::BlankNode(_) => None,
    });
    texts.any(|t| t.to_lowercase().contains(text))
        || node.name().is_some_and(|n| n.to_lowercase().contains(text))
}

/// The texts or names of a list; a single one stands for a list of it.
fn strings(value: &ValueAccessor<'_>) -> Result<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Enum(name) => Ok(name.to_string()),
        Value::Null
        | Value::Number(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::List(_)
        | Value::Object(_) => Err(misfit()),
    };
    let value = value.as_value();
    if let Value::List(list) = value {
        list.iter().map(one).collect()
    } else {
        Ok(vec![one(value)?])
    }
}

/// An argument of another type than the schema says, which validation lets through only for
/// custom scalars.
pub(in crate::http::graphql) fn bad(_: async_graphql::Error) -> Failure {
    misfit()
}

fn misfit() -> Failure {
    Failure::Argument("an argument has a value of another type than the schema says".to_owned())
}
