//! Past states of graphs.

use std::sync::Arc;

use async_graphql::dynamic::{FieldValue, ResolverContext};
use transpilers::graphql::api::NODE_TYPE;

use super::{Resolved, Resolver, argument, parent, plan};
use crate::http::graphql::data::failure::Failure;
use crate::http::graphql::data::past::{self, Past};
use crate::http::graphql::data::session::Session;
use crate::http::graphql::data::source::Source;

/// A graph as it was.
struct State {
    graph: Arc<str>,
    revision: String,
    past: Arc<Past>,
}

/// The state of a graph in a version; null where there is none that the caller sees.
pub(super) fn resolve(session: &Session, context: &ResolverContext<'_>) -> Resolved {
    let (graph, version) = (argument(context, "graph")?, argument(context, "version")?);
    let version = semver::Version::parse(version)
        .map_err(|_| Failure::Argument(format!("`{version}` is not a version such as `1.2.0`")))?;
    let Some((revision, past)) = past::state(session, graph, &version)? else {
        session.note_hidden(graph);
        return Ok(None);
    };
    Ok(Some(FieldValue::owned_any(State {
        graph: graph.into(),
        revision,
        past: Arc::new(past),
    })))
}

/// What resolves a field of a state.
pub(super) fn resolver(field: &str) -> Resolver {
    match field {
        "revision" => Box::new(|session, context| {
            let Some(state) = parent::<State>(context) else {
                return Ok(None);
            };
            match session.find(None, &state.revision)? {
                Some(node) => {
                    let of = session.served.revisions().first().copied();
                    let name = of.map(|kind| session.served.name_of(kind).to_owned());
                    session.typed(node, &name.unwrap_or_default())
                }
                None => Ok(None),
            }
        }),
        "header" => Box::new(|session, context| {
            let Some(state) = parent::<State>(context) else {
                return Ok(None);
            };
            match session.find(Some(&state.past), &state.graph)? {
                Some(node) => session.typed(node, NODE_TYPE),
                None => Ok(None),
            }
        }),
        _ => Box::new(|session, context| {
            let source = parent::<State>(context).map(|state| Source::Stated {
                graph: Arc::clone(&state.graph),
                past: Some(Arc::clone(&state.past)),
            });
            plan::connection(session, context, source, NODE_TYPE)
        }),
    }
}
