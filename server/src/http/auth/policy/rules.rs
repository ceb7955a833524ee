//! Asking Cedar: may somebody do something with a graph, or with the registry.

use std::collections::{HashMap, HashSet};
use std::str::FromStr as _;
use std::sync::atomic::{AtomicBool, Ordering};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression as Value,
};

use super::facts::Facts;
use crate::failure::{Doing as _, Result};
use crate::http::auth::identity::Identity;

/// What somebody may want to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// To read a graph.
    Read,
    /// To make, change or retire a graph.
    Publish,
    /// To administer the registry.
    Administer,
}

/// Somebody, as Cedar knows them.
pub(super) struct Principal {
    uid: EntityUid,
    entity: Entity,
}

/// Policies, and the names that they use.
pub(super) struct Rules {
    policies: PolicySet,
    authorizer: Authorizer,
    names: Names,
    complained: AtomicBool,
}

struct Names {
    user: EntityTypeName,
    team: EntityTypeName,
    graph: EntityTypeName,
    registry: EntityUid,
    read: EntityUid,
    publish: EntityUid,
    administer: EntityUid,
}

impl Names {
    fn new() -> Result<Self> {
        let class = |name: &str| EntityTypeName::from_str(name).doing(|| format!("name `{name}`"));
        let action = class("Action")?;
        Ok(Self {
            user: class("User")?,
            team: class("Team")?,
            graph: class("Graph")?,
            registry: uid(&class("Registry")?, "this"),
            read: uid(&action, "read"),
            publish: uid(&action, "publish"),
            administer: uid(&action, "administer"),
        })
    }
}

fn uid(class: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(class.clone(), EntityId::new(id))
}

fn text(text: &str) -> Value {
    Value::new_string(text.to_owned())
}

impl Rules {
    /// Takes policies that were validated.
    pub(super) fn new(policies: PolicySet) -> Result<Self> {
        Ok(Self {
            policies,
            authorizer: Authorizer::new(),
            names: Names::new()?,
            complained: AtomicBool::new(false),
        })
    }

    /// Somebody, as Cedar knows them; `None` where there is no saying it.
    pub(super) fn principal(&self, identity: &Identity) -> Option<Principal> {
        let uid = uid(&self.names.user, &identity.name);
        let teams = identity.teams.iter();
        let attributes = HashMap::from([
            ("name".to_owned(), text(&identity.name)),
            (
                "teams".to_owned(),
                Value::new_set(teams.clone().map(|t| text(t))),
            ),
            ("admin".to_owned(), Value::new_bool(identity.admin)),
        ]);
        let teams: HashSet<_> = teams.map(|t| self.team(t)).collect();
        let entity = Entity::new(uid.clone(), attributes, teams).ok()?;
        Some(Principal { uid, entity })
    }

    /// Whether somebody may administer the registry.
    pub(super) fn administers(&self, who: &Principal) -> bool {
        let registry = self.names.registry.clone();
        self.allows(who, Action::Administer, registry, None, &self.policies)
    }

    /// Whether somebody may do something with a graph.
    pub(super) fn permits(&self, who: &Principal, action: Action, graph: &Facts) -> bool {
        self.permits_by(who, action, graph, &self.policies)
    }

    /// Whether some of the policies let somebody do something with a graph.
    pub(super) fn permits_by(
        &self,
        who: &Principal,
        action: Action,
        graph: &Facts,
        policies: &PolicySet,
    ) -> bool {
        let Some(entity) = self.graph(graph) else {
            return false;
        };
        self.allows(who, action, entity.uid(), Some(entity), policies)
    }

    fn team(&self, name: &str) -> EntityUid {
        uid(&self.names.team, name)
    }

    fn graph(&self, facts: &Facts) -> Option<Entity> {
        let mut attributes = HashMap::from([
            ("iri".to_owned(), text(&facts.iri)),
            ("builtin".to_owned(), Value::new_bool(facts.builtin)),
        ]);
        if let Some(domain) = &facts.domain {
            attributes.insert("domain".to_owned(), text(domain));
        }
        if let Some(owner) = &facts.owner {
            attributes.insert("owner".to_owned(), Value::new_entity_uid(self.team(owner)));
        }
        if let Some(kind) = facts.kind {
            attributes.insert("kind".to_owned(), text(kind));
        }
        let parents = HashSet::from([self.names.registry.clone()]);
        Entity::new(uid(&self.names.graph, &facts.iri), attributes, parents).ok()
    }

    fn allows(
        &self,
        who: &Principal,
        action: Action,
        resource: EntityUid,
        entity: Option<Entity>,
        policies: &PolicySet,
    ) -> bool {
        let action = match action {
            Action::Read => &self.names.read,
            Action::Publish => &self.names.publish,
            Action::Administer => &self.names.administer,
        };
        let entities = entity.into_iter().chain([who.entity.clone()]);
        let Ok(entities) = Entities::from_entities(entities, None) else {
            return false;
        };
        let context = Context::empty();
        let Ok(request) = Request::new(who.uid.clone(), action.clone(), resource, context, None)
        else {
            return false;
        };
        let answer = self.authorizer.is_authorized(&request, policies, &entities);
        // Cedar skips a policy that fails; where that forbids something, skipping it permits.
        if let Some(error) = answer.diagnostics().errors().next() {
            if !self.complained.swap(true, Ordering::Relaxed) {
                tracing::error!(%error, "a policy fails, and so denies what it is asked about");
            }
            return false;
        }
        answer.decision() == Decision::Allow
    }
}
