//! Fields that properties stand behind.

use std::sync::Arc;

use async_graphql::dynamic::{FieldValue, ResolverContext};
use registry::model::Term;
use transpilers::graphql::api::{NODE_TYPE, Plan};

use super::{Resolved, Resolver, argument, node, text};
use crate::http::graphql::data::page::Connection;
use crate::http::graphql::data::session::Session;
use crate::http::graphql::data::source::Source;

/// What resolves a field with a plan.
pub(super) fn resolver(plan: Plan) -> Resolver {
    match plan {
        Plan::Iri => Box::new(|_, context| Ok(node(context).and_then(|n| n.iri()).map(text))),
        Plan::Values {
            property,
            many,
            form,
        } => Box::new(move |session, context| match node(context) {
            Some(node) => session.values(node, &property, many, &form),
            None => Ok(None),
        }),
        Plan::Connection { property, of } => Box::new(move |session, context| {
            let source = |node: &Arc<_>| Source::Objects {
                node: Arc::clone(node),
                property: property.clone(),
            };
            connection(session, context, node(context).map(source), &of)
        }),
        Plan::Inverse {
            property,
            through_lists,
            of,
        } => Box::new(move |session, context| {
            let source = |node: &Arc<_>| Source::Referrers {
                node: Arc::clone(node),
                property: property.clone(),
                through_lists,
            };
            connection(session, context, node(context).map(source), &of)
        }),
        Plan::Node { property } => {
            Box::new(move |session, context| leads_to(session, context, &property))
        }
        Plan::Lookup { of } => Box::new(move |session, context| {
            match session.named(argument(context, "upper_iri")?)? {
                Some(node) => session.typed(node, &of),
                None => Ok(None),
            }
        }),
        Plan::All { of } => {
            Box::new(move |session, context| connection(session, context, Some(Source::All), &of))
        }
    }
}

/// A connection, with the arguments of its field.
pub(super) fn connection(
    session: &Session,
    context: &ResolverContext<'_>,
    source: Option<Source>,
    of: &str,
) -> Resolved {
    let Some(source) = source else {
        return Ok(None);
    };
    let connection = Connection::new(session, source, of, &context.args)?;
    Ok(Some(FieldValue::owned_any(Arc::new(connection))))
}

/// The first of the nodes to which a property leads that the caller can see.
fn leads_to(session: &Session, context: &ResolverContext<'_>, property: &str) -> Resolved {
    let Some(node) = node(context) else {
        return Ok(None);
    };
    for term in node.values(property) {
        let Term::NamedNode(iri) = term else { continue };
        if let Some(found) = session.find(node.past.as_ref(), iri.as_str())? {
            return session.typed(found, NODE_TYPE);
        }
    }
    Ok(None)
}
