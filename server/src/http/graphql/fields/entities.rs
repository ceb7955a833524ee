//! Entities by their keys, as gateways ask for them.

use async_graphql::dynamic::{FieldValue, ObjectAccessor, ResolverContext, ValueAccessor};

use super::Resolved;
use crate::http::graphql::data::failure::{Failure, Result};
use crate::http::graphql::data::filter::bad;
use crate::http::graphql::data::session::Session;

/// How many a gateway may ask for at once.
const MOST: usize = 1_000;

/// The entities; those that are not there, or not to be seen, are noted and become null.
pub(super) fn resolve(session: &Session, context: &ResolverContext<'_>) -> Resolved {
    let given = context
        .args
        .try_get("representations")
        .and_then(|v| v.list())
        .map_err(bad)?;
    if given.len() > MOST {
        let message = format!(
            "{} entities are asked for, and at most {MOST} can be",
            given.len()
        );
        return Err(Failure::Argument(message));
    }
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for (place, representation) in given.iter().enumerate() {
        match entity(session, &representation)? {
            Some(value) => found.push(value),
            None => absent.push(place),
        }
    }
    session.note_absent(context.item.node.response_key().node.to_string(), absent);
    Ok(Some(FieldValue::list(found)))
}

fn entity(
    session: &Session,
    representation: &ValueAccessor<'_>,
) -> Result<Option<FieldValue<'static>>> {
    let object = representation.object().map_err(bad)?;
    let (ty, iri) = (text(&object, "__typename")?, text(&object, "upper_iri")?);
    let node = session.named(iri)?;
    let possible = session.served.possible(ty);
    match node.filter(|n| n.kind.is_some_and(|kind| possible.contains(&kind))) {
        Some(node) => session.typed_entity(node),
        None => Ok(None),
    }
}

fn text<'a>(object: &'a ObjectAccessor<'_>, name: &str) -> Result<&'a str> {
    object.try_get(name).and_then(|v| v.string()).map_err(bad)
}
