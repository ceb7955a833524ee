//! `Query`: owners, nodes of any kind, search, past states, and what gateways ask for.

use std::collections::BTreeSet;

use async_graphql::Value;
use async_graphql::dynamic::FieldValue;
use transpilers::graphql::api::NODE_TYPE;

use super::{Resolver, argument, entities, parent, plan, state, text};
use crate::http::graphql::data::search::{self, Hit};
use crate::http::graphql::data::source::Source;

/// A team that owns graphs.
struct Owner(String);

/// What resolves a field of `Query` that no class stands behind.
pub(super) fn resolver(field: &str) -> Resolver {
    match field {
        "_service" => Box::new(|_, _| Ok(Some(FieldValue::owned_any(())))),
        "_entities" => Box::new(|session, context| entities::resolve(session, context)),
        "denota_node" => {
            Box::new(
                |session, context| match session.named(argument(context, "upper_iri")?)? {
                    Some(node) => session.typed(node, NODE_TYPE),
                    None => Ok(None),
                },
            )
        }
        "denota_owners" => Box::new(|session, _| {
            let index = session.registry.index();
            let graphs = index
                .seen(&session.view)
                .graphs()
                .filter(|g| g.newest().is_some());
            let owners: BTreeSet<&str> = graphs.filter_map(|g| g.owner()).collect();
            let owners = owners
                .into_iter()
                .map(|o| FieldValue::owned_any(Owner(o.to_owned())));
            Ok(Some(FieldValue::list(owners)))
        }),
        "denota_search" => Box::new(|session, context| {
            let hits = search::find(session, argument(context, "text")?, &context.args)?;
            Ok(Some(FieldValue::list(
                hits.into_iter().map(FieldValue::owned_any),
            )))
        }),
        "denota_state" => Box::new(|session, context| state::resolve(session, context)),
        _ => Box::new(|_, _| Ok(None)),
    }
}

/// What resolves a field of an owner.
pub(super) fn owner(field: &str) -> Resolver {
    match field {
        "name" => Box::new(|_, context| Ok(parent::<Owner>(context).map(|o| text(&o.0)))),
        _ => Box::new(|session, context| {
            let source = parent::<Owner>(context).map(|o| Source::Owned(o.0.clone()));
            plan::connection(session, context, source, NODE_TYPE)
        }),
    }
}

/// What resolves a field of a hit.
pub(super) fn hit(field: &str) -> Resolver {
    match field {
        "score" => Box::new(|_, context| {
            let score = parent::<Hit>(context).map(|hit| hit.score);
            Ok(score.map(|score| FieldValue::value(Value::from(f64::from(score)))))
        }),
        _ => Box::new(|session, context| match parent::<Hit>(context) {
            Some(hit) => session.typed(std::sync::Arc::clone(&hit.node), NODE_TYPE),
            None => Ok(None),
        }),
    }
}
