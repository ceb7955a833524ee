//! Connections, their edges, and where their pages lie.

use std::sync::Arc;

use async_graphql::Value;
use async_graphql::dynamic::FieldValue;

use super::{Resolver, parent, text};
use crate::http::graphql::data::failure::Result;
use crate::http::graphql::data::node::Node;
use crate::http::graphql::data::page::Connection;
use crate::http::graphql::data::session::Session;

/// One of many.
struct Edge {
    cursor: String,
    node: Arc<Node>,
    of: String,
}

/// What resolves a field of a connection.
pub(super) fn resolver(field: &str) -> Resolver {
    match field {
        "totalCount" => Box::new(|session, context| {
            let Some(connection) = parent::<Arc<Connection>>(context) else {
                return Ok(None);
            };
            let total = connection.total(session)?;
            let total = i32::try_from(total).unwrap_or(i32::MAX);
            Ok(Some(FieldValue::value(total)))
        }),
        "pageInfo" => Box::new(|_, context| {
            let connection = parent::<Arc<Connection>>(context);
            Ok(connection.map(|c| FieldValue::owned_any(Arc::clone(c))))
        }),
        "nodes" => Box::new(|session, context| {
            let connection = parent::<Arc<Connection>>(context);
            connection.map(|c| nodes(session, c)).transpose()
        }),
        _ => Box::new(|session, context| {
            let connection = parent::<Arc<Connection>>(context);
            connection.map(|c| edges(session, c)).transpose()
        }),
    }
}

fn nodes(session: &Session, connection: &Connection) -> Result<FieldValue<'static>> {
    let page = connection.page(session)?;
    let values = page.nodes.iter().filter_map(|(_, node)| {
        let kind = node.kind?;
        Some(session.as_value(Arc::clone(node), kind, &connection.of))
    });
    Ok(FieldValue::list(values))
}

fn edges(session: &Session, connection: &Connection) -> Result<FieldValue<'static>> {
    let page = connection.page(session)?;
    let edges = page.nodes.iter().map(|(key, node)| {
        FieldValue::owned_any(Edge {
            cursor: key.cursor(),
            node: Arc::clone(node),
            of: connection.of.clone(),
        })
    });
    Ok(FieldValue::list(edges))
}

/// What resolves a field of an edge.
pub(super) fn edge(field: &str) -> Resolver {
    match field {
        "cursor" => Box::new(|_, context| Ok(parent::<Edge>(context).map(|e| text(&e.cursor)))),
        _ => Box::new(|session, context| {
            let value = |edge: &Edge| {
                let kind = edge.node.kind?;
                Some(session.as_value(Arc::clone(&edge.node), kind, &edge.of))
            };
            Ok(parent::<Edge>(context).and_then(value))
        }),
    }
}

/// What resolves a field of the place of a page.
pub(super) fn page_info(field: &str) -> Resolver {
    let field = field.to_owned();
    Box::new(move |session, context| {
        let Some(connection) = parent::<Arc<Connection>>(context) else {
            return Ok(None);
        };
        let page = connection.page(session)?;
        let value = match field.as_str() {
            "hasNextPage" => Some(Value::from(page.has_next)),
            "hasPreviousPage" => Some(Value::from(page.has_previous)),
            "startCursor" => page.nodes.first().map(|(key, _)| Value::from(key.cursor())),
            _ => page.nodes.last().map(|(key, _)| Value::from(key.cursor())),
        };
        Ok(value.map(FieldValue::value))
    })
}
