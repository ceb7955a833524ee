//! What every node has: a name, an owner, the graph that states it.

use std::sync::Arc;

use transpilers::graphql::api::NODE_TYPE;

use super::{Resolver, node, plan, text};
use crate::http::graphql::data::source::Source;

/// What resolves a field that all nodes have.
pub(super) fn resolver(field: &str) -> Resolver {
    match field {
        "denota_name" => Box::new(|_, context| Ok(node(context).and_then(|n| n.name()).map(text))),
        "denota_owner" => Box::new(|session, context| {
            let Some(node) = node(context) else {
                return Ok(None);
            };
            let index = session.registry.index();
            let graph = index.seen(&session.view).graph(&node.graph);
            Ok(graph.and_then(registry::Graph::owner).map(text))
        }),
        "denota_definedIn" => Box::new(|session, context| {
            let Some(node) = node(context) else {
                return Ok(None);
            };
            match session.find(node.past.as_ref(), &node.graph)? {
                Some(header) => session.typed(header, NODE_TYPE),
                None => Ok(None),
            }
        }),
        "denota_definedIn_inverse" => Box::new(|session, context| {
            // A node that is no header states nothing: no graph has its IRI.
            let source = node(context).map(|node| Source::Stated {
                graph: node.iri().unwrap_or_default().into(),
                past: node.past.as_ref().map(Arc::clone),
            });
            plan::connection(session, context, source, NODE_TYPE)
        }),
        _ => Box::new(|_, _| Ok(None)),
    }
}
