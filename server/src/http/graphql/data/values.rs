//! Values of properties as GraphQL values.

use std::sync::Arc;

use async_graphql::dynamic::FieldValue;
use async_graphql::{Name, Value};
use registry::model::{NamedOrBlankNode, Term};
use transpilers::graphql::api::Form;
use upper::vocabulary::Primitive;

use super::failure::Result;
use super::node::Node;
use super::session::Session;

/// A text and its language.
pub(in crate::http::graphql) struct Text {
    /// A tag of BCP 47.
    pub(in crate::http::graphql) language: Option<String>,
    /// The text.
    pub(in crate::http::graphql) value: String,
}

impl Session {
    /// The values of a property: one, or a list of many.
    pub(in crate::http::graphql) fn values(
        &self,
        node: &Arc<Node>,
        property: &str,
        many: bool,
        form: &Form,
    ) -> Result<Option<FieldValue<'static>>> {
        let mut values = node.values(property).into_iter();
        if !many {
            let first = values.find_map(|term| self.value(node, form, term).transpose());
            return first.transpose();
        }
        let list = values.filter_map(|term| self.value(node, form, term).transpose());
        Ok(Some(FieldValue::list(list.collect::<Result<Vec<_>>>()?)))
    }

    /// One value; `None` where it is not of the form, or leads to what the caller cannot see.
    fn value(
        &self,
        node: &Arc<Node>,
        form: &Form,
        term: &Term,
    ) -> Result<Option<FieldValue<'static>>> {
        let value = match form {
            Form::Scalar(primitive) => scalar(*primitive, term),
            Form::Enum(names) => match term {
                Term::NamedNode(iri) => names.get(iri.as_str()).map(|n| Value::Enum(Name::new(n))),
                Term::BlankNode(_) | Term::Literal(_) => None,
            },
            Form::Iri => match term {
                Term::NamedNode(iri) => Some(Value::String(iri.as_str().to_owned())),
                Term::BlankNode(_) | Term::Literal(_) => None,
            },
            Form::Term => Some(Value::String(self.written(node, term)?)),
            Form::Text => return Ok(self.text(term)?.map(FieldValue::owned_any)),
            Form::Object { of } => return self.object(node, of, term),
            Form::List(element) => return self.members(node, element, term),
        };
        if let Some(Value::String(text)) = &value {
            self.budget.bytes(text.len())?;
        }
        Ok(value.map(FieldValue::value))
    }

    fn text(&self, term: &Term) -> Result<Option<Text>> {
        let Term::Literal(literal) = term else {
            return Ok(None);
        };
        self.budget.bytes(literal.value().len())?;
        Ok(Some(Text {
            language: literal.language().map(str::to_owned),
            value: literal.value().to_owned(),
        }))
    }

    fn members(
        &self,
        node: &Arc<Node>,
        element: &Form,
        head: &Term,
    ) -> Result<Option<FieldValue<'static>>> {
        let Some(members) = self.list(node.past.as_ref(), &node.graph, head)? else {
            return Ok(None);
        };
        let values = members
            .iter()
            .filter_map(|m| self.value(node, element, m).transpose());
        Ok(Some(FieldValue::list(values.collect::<Result<Vec<_>>>()?)))
    }

    /// A term as N-Triples writes it; a list as Turtle does.
    fn written(&self, node: &Arc<Node>, term: &Term) -> Result<String> {
        let members = match term {
            Term::BlankNode(_) => self.list(node.past.as_ref(), &node.graph, term)?,
            Term::NamedNode(_) | Term::Literal(_) => None,
        };
        Ok(match members {
            Some(members) => {
                let members: Vec<String> = members.iter().map(ToString::to_string).collect();
                format!("( {} )", members.join(" "))
            }
            None => term.to_string(),
        })
    }

    fn object(
        &self,
        node: &Arc<Node>,
        of: &str,
        term: &Term,
    ) -> Result<Option<FieldValue<'static>>> {
        let past = node.past.as_ref();
        let found = match term {
            Term::NamedNode(iri) => self.find(past, iri.as_str())?,
            Term::BlankNode(blank) => {
                let subject = NamedOrBlankNode::from(blank.clone());
                let found = self.load(past, &node.graph, subject)?;
                found.map(|found| found.or_kind(self.served.nested_of(of)))
            }
            Term::Literal(_) => None,
        };
        match found {
            Some(found) => self.typed(found, of),
            None => Ok(None),
        }
    }

    /// A node as a value of a type, if it can be one; it counts.
    pub(in crate::http::graphql) fn typed(
        &self,
        node: Arc<Node>,
        of: &str,
    ) -> Result<Option<FieldValue<'static>>> {
        let kind = node
            .kind
            .filter(|kind| self.served.possible(of).contains(kind));
        let Some(kind) = kind else {
            return Ok(None);
        };
        self.budget.node()?;
        Ok(Some(self.as_value(node, kind, of)))
    }

    /// A node as a value of the union of all entities; it counts.
    pub(in crate::http::graphql) fn typed_entity(
        &self,
        node: Arc<Node>,
    ) -> Result<Option<FieldValue<'static>>> {
        let Some(kind) = node.kind else {
            return Ok(None);
        };
        self.budget.node()?;
        Ok(Some(self.as_value(node, kind, "")))
    }

    /// A node of a kind as a value of a type.
    pub(in crate::http::graphql) fn as_value(
        &self,
        node: Arc<Node>,
        kind: usize,
        of: &str,
    ) -> FieldValue<'static> {
        let name = self.served.name_of(kind);
        let value = FieldValue::owned_any(node);
        if name == of {
            value
        } else {
            value.with_type(name.to_owned())
        }
    }
}

/// A literal as a value of the scalar that its datatype becomes.
fn scalar(primitive: Primitive, term: &Term) -> Option<Value> {
    let lexical = match term {
        Term::Literal(literal) => literal.value(),
        Term::NamedNode(iri) => iri.as_str(),
        Term::BlankNode(_) => return None,
    };
    let text = || Value::String(lexical.to_owned());
    Some(match primitive {
        Primitive::Boolean => Value::Boolean(matches!(lexical, "true" | "1")),
        Primitive::Int | Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger => {
            lexical.parse::<i64>().map_or_else(|_| text(), Value::from)
        }
        Primitive::Float | Primitive::Double => {
            let number = lexical.parse::<f64>().ok().filter(|n| n.is_finite())?;
            Value::from(number)
        }
        Primitive::Json => {
            let parsed = serde_json::from_str(lexical).ok();
            parsed
                .and_then(|json| Value::from_json(json).ok())
                .unwrap_or_else(text)
        }
        Primitive::Literal => Value::String(term.to_string()),
        Primitive::String
        | Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Date
        | Primitive::DateTime
        | Primitive::Decimal
        | Primitive::Time
        | Primitive::LocalDateTime
        | Primitive::Duration
        | Primitive::Uuid
        | Primitive::Base64Binary
        | Primitive::Text => text(),
    })
}
