//! Who may do what: Cedar policies over graphs, owners and three actions.

mod facts;
mod load;
mod looks;
mod rules;
mod views;

use std::path::Path;
use std::sync::Arc;

use cedar_policy::PolicySet;
use registry::{Registry, View};

pub(crate) use facts::Facts;
use looks::Looks;
use rules::{Action, Rules};
use views::{Known, Views};

use super::identity::Identity;
use crate::failure::Result;

/// The policies, and what they have decided.
pub(crate) struct Policy {
    rules: Arc<Rules>,
    /// What decides alone about reading, whatever the graph.
    blind: Option<PolicySet>,
    looks: Looks,
    views: Views,
}

impl Policy {
    /// The policy of a file; without one, owners publish and everybody signed in reads.
    ///
    /// # Errors
    /// The file cannot be read, or is not valid.
    pub(crate) fn new(path: Option<&Path>) -> Result<Self> {
        let policies = match path {
            Some(path) => load::read(path)?,
            None => load::parse("default.cedar", load::DEFAULT)?,
        };
        Self::of(policies)
    }

    fn of(policies: PolicySet) -> Result<Self> {
        Ok(Self {
            blind: looks::blind(&policies),
            looks: Looks::of(&policies),
            rules: Arc::new(Rules::new(policies)?),
            views: Views::default(),
        })
    }

    /// The same without what it has decided, which holds for the graphs of one store.
    pub(crate) fn anew(&self) -> Self {
        Self {
            rules: Arc::clone(&self.rules),
            blind: self.blind.clone(),
            looks: self.looks,
            views: Views::default(),
        }
    }

    /// What a caller sees, where it takes no time to say.
    pub(crate) fn view_now(&self, identity: &Identity, registry: &Registry) -> Option<View> {
        self.known(identity).ready(registry)
    }

    /// What a caller sees. This can take as long as deciding about each graph.
    pub(crate) fn view(&self, identity: &Identity, registry: &Registry) -> View {
        let known = self.known(identity);
        self.views.view(&known, &self.rules, self.looks, registry)
    }

    /// Whether somebody may make or change a graph.
    pub(crate) fn may_publish(&self, identity: &Identity, graph: &Facts) -> bool {
        let known = self.known(identity);
        let who = known.principal();
        who.is_some_and(|who| self.rules.permits(who, Action::Publish, graph))
    }

    /// Whether somebody administers the registry.
    pub(crate) fn administers(&self, identity: &Identity) -> bool {
        self.known(identity).administers
    }

    fn known(&self, identity: &Identity) -> Arc<Known> {
        self.views.known(identity, || {
            let principal = self.rules.principal(identity);
            let of = principal.as_ref();
            let everything = of.is_some_and(|who| self.sees_everything(who));
            let administers = of.is_some_and(|who| self.rules.administers(who));
            Known::new(principal, everything, administers)
        })
    }

    /// Whether somebody may read any graph there can be. This asks only policies that do not
    /// look at graphs, so that one example stands for all.
    fn sees_everything(&self, who: &rules::Principal) -> bool {
        let example = Facts::of_new("urn:example", None);
        let decide = |p| self.rules.permits_by(who, Action::Read, &example, p);
        self.blind.as_ref().is_some_and(decide)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fixture;

    fn policy(text: &str) -> Policy {
        Policy::of(load::parse("p.cedar", text).unwrap()).unwrap()
    }

    fn who(name: &str, teams: &[&str], admin: bool) -> Identity {
        let teams = teams.iter().map(|t| (*t).to_owned()).collect();
        Identity {
            name: name.to_owned(),
            teams,
            admin,
        }
    }

    fn everything(policy: &Policy, identity: &Identity) -> bool {
        policy.known(identity).everything
    }

    #[test]
    fn by_default_owners_publish_everybody_reads_and_administrators_do_all() {
        let policy = Policy::new(None).unwrap();
        let member = who("ann", &["people", "titles"], false);
        let other = who("bob", &["production"], false);
        let admin = who("root", &[], true);
        let people = Facts::of_new("https://example.com/people#", Some("people"));
        let nobody = Facts::of_new("https://example.com/nobody#", None);
        let builtin = Facts {
            builtin: true,
            ..people.clone()
        };
        for (identity, expected) in [
            (&member, [true, false, false]),
            (&other, [false; 3]),
            (&admin, [true, true, false]),
        ] {
            let may = |graph| policy.may_publish(identity, graph);
            assert_eq!(
                [may(&people), may(&nobody), may(&builtin)],
                expected,
                "{}",
                identity.name
            );
            assert!(everything(&policy, identity));
            assert_eq!(policy.administers(identity), identity.admin);
        }
    }

    #[test]
    fn everything_is_seen_only_where_nothing_could_be_hidden() {
        let ann = who("ann", &["people"], false);
        let root = who("root", &[], true);
        let all = "permit(principal, action == Action::\"read\", resource);";
        assert!(everything(&policy(all), &ann));
        let hides = format!(
            "{all} forbid(principal, action, resource is Graph) when {{ resource.builtin }};"
        );
        assert!(!everything(&policy(&hides), &ann));
        let own = "permit(principal, action, resource) when { principal.admin };
            permit(principal, action == Action::\"read\", resource) when { resource has owner && principal in resource.owner };";
        assert!(!everything(&policy(own), &ann));
        assert!(everything(&policy(own), &root));
        let barred = format!(
            "{all} forbid(principal, action, resource) when {{ principal.name == \"ann\" }};"
        );
        assert!(!everything(&policy(&barred), &ann));
        assert!(everything(&policy(&barred), &root));
        assert!(!everything(&policy(""), &root));
    }

    /// Whether somebody sees a graph in a store that holds another.
    fn sees(policy: &Policy, graph: &str, published: &str) -> bool {
        let dir = tempfile::tempdir().unwrap();
        let registry = Registry::open(dir.path()).unwrap();
        let text = format!(
            r#"@prefix : <http://example.com/{published}#> .
            @prefix upper: <https://w3id.org/denota/upper#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            : a upper:DomainModel ; upper:domain "{published}" .
            :Order a upper:DirectClass ; upper:label "Order"@en ;
                upper:primaryKey ( :number ) ; upper:property :number .
            :number a upper:Attribute ; upper:datatype xsd:long ;
                upper:minCount 1 ; upper:maxCount 1 ."#
        );
        fixture::commit(&registry, &text, Vec::new());
        let iri = format!("http://example.com/{graph}#");
        match policy.view(&who("ann", &[], false), &registry) {
            View::Everything => true,
            View::Only(visible) => visible.graphs.contains(&iri),
        }
    }

    #[test]
    fn what_was_decided_of_one_store_says_nothing_of_another() {
        let text = "permit(principal, action, resource is Graph) when { !resource.builtin };";
        let policy = policy(text);
        assert!(sees(&policy, "shop", "shop"));
        assert!(!sees(&policy.anew(), "shop", "stock"));
        assert!(sees(&policy.anew(), "stock", "stock"));
    }

    #[test]
    fn a_policy_that_fails_denies() {
        let overflow = "permit(principal, action, resource);
            forbid(principal, action == Action::\"publish\", resource) when { 9223372036854775807 + 1 == 0 };";
        let policy = policy(overflow);
        assert!(!policy.may_publish(&who("ann", &[], true), &Facts::of_new("a", None)));
    }
}
