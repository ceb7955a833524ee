//! Connections: some of many at a time, in the form that Relay has made common.

use apollo_compiler::{Node, ast};

use super::draft::Draft;
use super::sdl;

/// A field that is a connection of a type.
pub(super) fn connection_field(name: &str, of: &str) -> Option<Node<ast::FieldDefinition>> {
    sdl::field(&format!(
        "{name}(first: Int, after: String, last: Int, before: String, where: DENOTA_Filter): {of}Connection!"
    ))
}

impl Draft<'_> {
    /// Defines the connection of each type that needs one.
    pub(super) fn define_connections(&mut self) {
        for of in std::mem::take(&mut self.connections) {
            let text = format!(
                "\"Some of many `{of}`.\" type {of}Connection {{
                    \"How many there are in all, whatever the page.\" totalCount: Int!
                    \"Where the page lies.\" pageInfo: PageInfo!
                    \"The nodes with their cursors.\" edges: [{of}Edge!]!
                    \"The nodes alone.\" nodes: [{of}!]!
                }}
                \"One of many `{of}`.\" type {of}Edge {{
                    \"Where the node stands, for `after` and `before`.\" cursor: String!
                    \"The node.\" node: {of}!
                }}"
            );
            for definition in sdl::definitions(&text) {
                self.add(definition);
            }
        }
    }
}
