//! What resolves each field: the plan that the API gives, or one of the API's own.

mod connection;
mod entities;
mod node;
mod plan;
mod root;
mod state;

use std::sync::Arc;

use apollo_compiler::ast::FieldDefinition;
use async_graphql::dynamic::{FieldFuture, FieldValue, ResolverContext};
use async_graphql::{PathSegment, QueryPathSegment, Value};
use transpilers::graphql::api::Api;

use super::data::failure::{Failure, Result};
use super::data::node::Node;
use super::data::session::Session;
use super::data::values::Text;

/// The value of a field; `None` is null.
type Resolved = Result<Option<FieldValue<'static>>>;

/// What resolves a field.
type Resolver = Box<dyn Fn(&Arc<Session>, &ResolverContext<'_>) -> Resolved + Send + Sync>;

/// What resolves a field of a type.
pub(super) fn resolver(
    api: &Api,
    ty: &str,
    field: &FieldDefinition,
) -> impl for<'a> Fn(&ResolverContext<'a>) -> FieldFuture<'a> + Send + Sync + use<> {
    let name = field.name.as_str();
    let plan = api.plans.get(ty).and_then(|of| of.get(name));
    let resolve: Resolver = match plan {
        Some(plan) => plan::resolver(plan.clone()),
        None => own(ty, name),
    };
    move |context: &ResolverContext<'_>| answer(context, &resolve)
}

/// What resolves a field that no property stands behind.
fn own(ty: &str, field: &str) -> Resolver {
    match (ty, field) {
        ("Query", _) => root::resolver(field),
        ("PageInfo", _) => connection::page_info(field),
        ("_Service", _) => Box::new(|session, _| {
            session.budget.bytes(session.served.sdl.len())?;
            Ok(Some(text(&session.served.sdl)))
        }),
        ("DENOTA_Owner", _) => root::owner(field),
        ("DENOTA_Hit", _) => root::hit(field),
        ("DENOTA_State", _) => state::resolver(field),
        ("Text" | "LangString", "language") => Box::new(|_, context| {
            let language = parent::<Text>(context).and_then(|t| t.language.as_deref());
            Ok(language.map(text))
        }),
        ("Text" | "LangString", _) => {
            Box::new(|_, context| Ok(parent::<Text>(context).map(|t| text(&t.value))))
        }
        (ty, _) if ty.ends_with("Connection") => connection::resolver(field),
        (ty, _) if ty.ends_with("Edge") => connection::edge(field),
        (_, _) => node::resolver(field),
    }
}

fn answer<'a>(context: &ResolverContext<'a>, resolve: &Resolver) -> FieldFuture<'a> {
    let resolved = match context.data::<Arc<Session>>() {
        Ok(session) => {
            let in_time = session.budget.time();
            let resolved = in_time.and_then(|()| resolve(session, context));
            resolved.inspect_err(|_| session.note_stopped(context))
        }
        Err(_) => Err(Failure::Storage),
    };
    match resolved {
        Ok(value) => FieldFuture::Value(value),
        Err(failure) => FieldFuture::Future(Box::pin(std::future::ready(Err(failure.into())))),
    }
}

impl Session {
    /// Notes that a field stopped the query, which the executor's error does not tell from one
    /// that kept it from being executed.
    fn note_stopped(&self, context: &ResolverContext<'_>) {
        let mut path = Vec::new();
        let mut at = context.path_node.as_ref();
        while let Some(node) = at {
            path.push(match node.segment {
                QueryPathSegment::Index(nth) => PathSegment::Index(nth),
                QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            });
            at = node.parent;
        }
        path.reverse();
        let _ = self.stopped.set(path);
    }
}

/// The object of which a field is resolved.
fn parent<'a, T: 'static>(context: &'a ResolverContext<'_>) -> Option<&'a T> {
    context.parent_value.downcast_ref::<T>()
}

/// The node of which a field is resolved.
fn node<'a>(context: &'a ResolverContext<'_>) -> Option<&'a Arc<Node>> {
    parent(context)
}

fn text(text: &str) -> FieldValue<'static> {
    FieldValue::value(Value::from(text))
}

/// A text argument, which the schema requires.
fn argument<'a>(context: &'a ResolverContext<'_>, name: &str) -> Result<&'a str> {
    let value = context.args.try_get(name).and_then(|v| v.string());
    value.map_err(super::data::filter::bad)
}
