//! Definitions as text: what is derived by rule reads best as the SDL that it becomes.

use apollo_compiler::{Name, Node, ast};

/// The definitions of a document, which is ours and so parses.
pub(super) fn definitions(text: &str) -> Vec<ast::Definition> {
    ast::Document::parse(text, "api.graphqls").map_or_else(
        |broken| broken.partial.definitions,
        |document| document.definitions,
    )
}

/// One field, as a type would declare it.
pub(super) fn field(text: &str) -> Option<Node<ast::FieldDefinition>> {
    definitions(&format!("type T {{ {text} }}"))
        .iter()
        .find_map(|d| d.as_object_type_definition()?.fields.first().cloned())
}

/// The IRI that a directive gives to an element.
pub(super) fn uri(directives: &ast::DirectiveList) -> Option<&str> {
    let argument = directives
        .get(super::URI)?
        .specified_argument_by_name("uri")?;
    argument.as_str()
}

/// A type reference without its outermost non-null mark.
pub(super) fn nullable(ty: &ast::Type) -> ast::Type {
    ty.clone().nullable()
}

/// A name that is known to be one.
pub(super) fn name(text: &str) -> Name {
    Name::new_unchecked(text)
}
