//! The top of a document: what it links and the directives that it defines.

use apollo_compiler::{Name, Node, ast};

use super::builder::Builder;
use super::directives::{FEDERATION, SPECIFICATION, directive, strings};

impl Builder<'_> {
    /// The header. To be made last, when it is known what the document uses.
    pub(super) fn header(&mut self) -> Vec<ast::Definition> {
        let mut found = if self.federation {
            vec![self.links()]
        } else {
            vec![self.plain_schema()]
        };
        found.extend(self.own.iter().filter_map(|own| own.parsed()));
        found
    }

    fn links(&mut self) -> ast::Definition {
        let mut imports: Vec<&str> = self.federated.iter().copied().collect();
        imports.push("@composeDirective");
        imports.sort_unstable();
        let own: Vec<&str> = self.own.iter().map(|own| own.name()).collect();
        let link = |url: &str, imports: &[&str]| {
            directive(
                "link",
                vec![("url", url.into()), ("import", strings(imports))],
            )
        };
        let mut directives = vec![link(FEDERATION, &imports), link(SPECIFICATION, &own)];
        directives.extend(
            own.iter()
                .map(|name| directive("composeDirective", vec![("name", (*name).into())])),
        );
        ast::SchemaExtension {
            directives: ast::DirectiveList(directives),
            root_operations: Vec::new(),
        }
        .into()
    }

    fn plain_schema(&mut self) -> ast::Definition {
        let info = self.own_domains().next().map(|domain| &domain.info);
        let uri = info.map(|info| self.uri(&info.iri));
        let query = Node::new((
            ast::OperationType::Query,
            Name::new_static_unchecked("Query"),
        ));
        ast::SchemaDefinition {
            description: info.and_then(|info| self.doc(info)),
            directives: ast::DirectiveList(uri.into_iter().collect()),
            root_operations: vec![query],
        }
        .into()
    }
}
