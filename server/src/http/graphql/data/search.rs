//! Search: the registry's full-text index, as a list of nodes.

use std::sync::Arc;

use async_graphql::dynamic::ObjectAccessor;
use axum::http::StatusCode;
use registry::search::{MAX_HITS, Query};

use super::failure::{Failure, Result};
use super::filter::Filter;
use super::node::Node;
use super::page::{DEFAULT, number};
use super::session::Session;

/// What a search has found.
pub(in crate::http::graphql) struct Hit {
    /// How well it fits.
    pub(in crate::http::graphql) score: f32,
    /// The node.
    pub(in crate::http::graphql) node: Arc<Node>,
}

/// The nodes whose labels, descriptions or names fit words, the best first.
pub(in crate::http::graphql) fn find(
    session: &Session,
    words: &str,
    args: &ObjectAccessor<'_>,
) -> Result<Vec<Hit>> {
    let limit = number(args, "first", session.most)?.unwrap_or(DEFAULT);
    let filter = Filter::read(&session.served, args)?;
    let Some(app) = &session.app else {
        return Ok(Vec::new());
    };
    if !session.is_searchable {
        return Err(Failure::Index);
    }
    let class = |kind: &usize| session.served.class_of(*kind).to_owned();
    let kinds = filter.kinds.as_ref();
    let query = Query {
        text: words.to_owned(),
        classes: kinds.map(|kinds| kinds.iter().map(class).collect()),
        graphs: filter.graphs(session)?,
        // What else is asked for is looked at here, so that more may have to be seen.
        limit: if filter.is_empty() { limit } else { MAX_HITS },
        ..Query::default()
    };
    let found =
        app.search
            .find(&session.view, &query)
            .map_err(|problem| match problem.status() {
                StatusCode::BAD_REQUEST => Failure::Argument(problem.detail().to_owned()),
                _ => Failure::Index,
            })?;
    let mut hits = Vec::new();
    for hit in found.hits {
        if hits.len() == limit {
            break;
        }
        let Some(node) = session.find(None, &hit.iri)? else {
            continue;
        };
        if session.wants(&filter, &node) {
            hits.push(Hit {
                score: hit.score,
                node,
            });
        }
    }
    Ok(hits)
}
