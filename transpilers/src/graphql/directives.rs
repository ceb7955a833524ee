//! Our directives: what GraphQL has no word for.

use apollo_compiler::{Name, Node, ast};

/// The address of the specification of our directives, with its version: subgraphs that
/// link different versions do not compose.
pub(super) const SPECIFICATION: &str = "https://w3id.org/denota/directives/v1.0";

/// The federation that subgraphs link.
pub(super) const FEDERATION: &str = "https://specs.apollo.dev/federation/v2.3";

/// One of our directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Own {
    Uri,
    Name,
    Constraint,
    Default,
    Inverse,
    UniqueKey,
    Qualified,
    Extension,
    /// `@key` of a plain schema; a subgraph has that of federation.
    Key,
}

impl Own {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Uri => "@udaUri",
            Self::Name => "@udaName",
            Self::Constraint => "@udaConstraint",
            Self::Default => "@udaDefault",
            Self::Inverse => "@udaInverse",
            Self::UniqueKey => "@udaUniqueKey",
            Self::Qualified => "@udaQualified",
            Self::Extension => "@udaExtension",
            Self::Key => "@key",
        }
    }

    /// Its definition, the same in every document.
    const fn definition(self) -> &'static str {
        match self {
            Self::Uri => {
                r#""""The IRI of the term that the element stands for."""
directive @udaUri(uri: String!) on SCHEMA | SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"#
            }
            Self::Name => {
                r#""""The name of the term, where it is no GraphQL name."""
directive @udaName(name: String!) on SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"#
            }
            Self::Constraint => {
                r#""""What holds for the values, beyond their type. Bounds are written as in the model; `base` is the scalar that a custom one narrows, `range` the IRI of a narrower class or datatype."""
directive @udaConstraint(base: String, range: String, pattern: [String!], minLength: Int, maxLength: Int, minInclusive: String, maxInclusive: String, minExclusive: String, maxExclusive: String, totalDigits: Int, fractionDigits: Int, oneOf: [String!], minCount: Int, maxCount: Int) on SCALAR | FIELD_DEFINITION"#
            }
            Self::Default => {
                r#""""The value where none is stated, as written in the model."""
directive @udaDefault(value: String!) on FIELD_DEFINITION"#
            }
            Self::Inverse => {
                r#""""The IRI of the property that says the same from the other end."""
directive @udaInverse(uri: String!) on FIELD_DEFINITION"#
            }
            Self::UniqueKey => {
                r#""""Fields that identify an object, beside its key."""
directive @udaUniqueKey(fields: String!) repeatable on OBJECT | INTERFACE"#
            }
            Self::Qualified => {
                r#""""The IRI of a qualified class, whose members are the objects that meet all conditions."""
directive @udaQualified(uri: String!, where: [String!]!) repeatable on OBJECT | INTERFACE | UNION | FIELD_DEFINITION"#
            }
            Self::Extension => {
                r#""""The IRI of an extension that adds fields to the type."""
directive @udaExtension(uri: String!) repeatable on OBJECT | INTERFACE"#
            }
            Self::Key => {
                r#""""The fields that identify an object."""
directive @key(fields: String!) repeatable on OBJECT | INTERFACE"#
            }
        }
    }

    /// Its definition as part of a document.
    pub(super) fn parsed(self) -> Option<ast::Definition> {
        ast::Document::parse(self.definition(), "directives")
            .ok()?
            .definitions
            .pop()
    }
}

/// A directive with arguments; the name with or without its `@`.
pub(super) fn directive(name: &str, arguments: Vec<(&str, ast::Value)>) -> Node<ast::Directive> {
    let argument = |(name, value): (&str, ast::Value)| {
        Node::new(ast::Argument {
            name: Name::new_unchecked(name),
            value: Node::new(value),
        })
    };
    Node::new(ast::Directive {
        name: Name::new_unchecked(name.trim_start_matches('@')),
        arguments: arguments.into_iter().map(argument).collect(),
    })
}

/// `@specifiedBy`, which GraphQL itself defines.
pub(super) fn specified_by(url: &str) -> Node<ast::Directive> {
    directive("specifiedBy", vec![("url", url.into())])
}

/// A list of strings.
pub(super) fn strings<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> ast::Value {
    ast::Value::List(
        values
            .into_iter()
            .map(|v| Node::new(ast::Value::from(v.as_ref())))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::Own;

    #[test]
    fn definitions_parse_and_bear_their_names() {
        for own in [
            Own::Uri,
            Own::Name,
            Own::Constraint,
            Own::Default,
            Own::Inverse,
            Own::UniqueKey,
            Own::Qualified,
            Own::Extension,
            Own::Key,
        ] {
            let parsed = own.parsed().and_then(|d| d.name().map(ToString::to_string));
            assert_eq!(parsed.as_deref(), own.name().strip_prefix('@'));
        }
    }
}
