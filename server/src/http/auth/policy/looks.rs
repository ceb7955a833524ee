//! What policies look at, found by reading them. Two things follow from it: graphs that
//! agree in all that is looked at need one decision, not one each; and where nothing that
//! could hide a graph looks at graphs at all, everything may be read, what is published a
//! moment later included.

use cedar_policy::{Effect, Policy, PolicySet};
use serde_json::Value;

use super::facts::Facts;

/// Which facts of graphs decisions can depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Looks {
    iri: bool,
    domain: bool,
    owner: bool,
    kind: bool,
    builtin: bool,
}

impl Looks {
    /// All that the policies about reading look at.
    pub(super) fn of(policies: &PolicySet) -> Self {
        let mut looks = Self::default();
        for policy in policies.policies().filter(|p| is_about_reading(p)) {
            looks.add(policy);
        }
        looks
    }

    fn add(&mut self, policy: &Policy) {
        match policy.to_json() {
            Ok(json) => {
                self.scope(json.get("resource"));
                self.expression(json.get("conditions").unwrap_or(&Value::Null));
            }
            Err(_) => self.iri = true,
        }
    }

    fn any(self) -> bool {
        self != Self::default()
    }

    /// `resource` and `resource is Graph` hold of all graphs alike.
    fn scope(&mut self, scope: Option<&Value>) {
        let op = scope.and_then(|s| s.get("op")).and_then(Value::as_str);
        let named = scope.is_some_and(|s| s.get("in").is_some());
        self.iri |= named || !matches!(op, Some("All" | "is"));
    }

    /// An attribute of the resource is looked at alone; any other mention of the resource
    /// counts as looking at all of it.
    fn expression(&mut self, expression: &Value) {
        match expression {
            Value::Object(fields) => {
                for (op, operand) in fields {
                    if op == "Var" {
                        self.iri |= operand.as_str() != Some("principal")
                            && operand.as_str() != Some("action");
                    } else if let Some(attribute) = of_resource(op, operand) {
                        self.attribute(attribute);
                    } else {
                        self.expression(operand);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|i| self.expression(i)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn attribute(&mut self, name: &str) {
        match name {
            "domain" => self.domain = true,
            "owner" => self.owner = true,
            "kind" => self.kind = true,
            "builtin" => self.builtin = true,
            _ => self.iri = true,
        }
    }

    /// Writes what is looked at of a graph: equal texts, equal decisions.
    pub(super) fn write(self, facts: &Facts, text: &mut String) {
        text.clear();
        let mut field = |looked: bool, value: Option<&str>| {
            if let Some(value) = value.filter(|_| looked) {
                // The length first, so that no value can pass for two.
                text.push_str(&value.len().to_string());
                text.push(' ');
                text.push_str(value);
            }
            text.push('\n');
        };
        field(self.iri, Some(&facts.iri));
        field(self.domain, facts.domain.as_deref());
        field(self.owner, facts.owner.as_deref());
        field(self.kind, facts.kind);
        field(self.builtin, facts.builtin.then_some(""));
    }
}

/// The attribute, where an operation reads one of the resource, or asks whether it has one.
fn of_resource<'a>(op: &str, operand: &'a Value) -> Option<&'a str> {
    let is_access = op == "." || op == "has";
    let is_resource = operand.get("left")?.get("Var")?.as_str() == Some("resource");
    operand
        .get("attr")?
        .as_str()
        .filter(|_| is_access && is_resource)
}

/// Policies of other actions decide nothing about reading; in doubt one does.
fn is_about_reading(policy: &Policy) -> bool {
    let Ok(json) = policy.to_json() else {
        return true;
    };
    let scope = json.get("action");
    let op = scope.and_then(|s| s.get("op")).and_then(Value::as_str);
    let entity = scope
        .and_then(|s| s.get("entity"))
        .and_then(|e| e.get("id"));
    !(op == Some("==")
        && entity
            .and_then(Value::as_str)
            .is_some_and(|id| id != "read"))
}

/// The policies about reading that decide alike for all graphs, where they decide alone:
/// what they permit to somebody is permitted of any graph. `None` where a policy that looks
/// at graphs could forbid one.
pub(super) fn blind(policies: &PolicySet) -> Option<PolicySet> {
    let mut blind = Vec::new();
    for policy in policies.policies().filter(|p| is_about_reading(p)) {
        let mut looks = Looks::default();
        looks.add(policy);
        match (policy.effect(), looks.any()) {
            (Effect::Permit | Effect::Forbid, false) => blind.push(policy.clone()),
            (Effect::Permit, true) => {}
            (Effect::Forbid, true) => return None,
        }
    }
    PolicySet::from_policies(blind).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn looks(text: &str) -> Looks {
        Looks::of(&text.parse().unwrap())
    }

    #[test]
    fn what_is_looked_at_is_found() {
        let none = Looks::default();
        let iri = Looks { iri: true, ..none };
        let owner = Looks {
            owner: true,
            ..none
        };
        for (text, expected) in [
            ("permit(principal, action, resource);", none),
            ("permit(principal, action, resource is Graph);", none),
            (
                "permit(principal, action, resource) when { principal.admin };",
                none,
            ),
            (
                "permit(principal, action, resource) when { principal.name == \"resource.iri\" };",
                none,
            ),
            (
                "permit(principal, action, resource) when { principal in resource.owner };",
                owner,
            ),
            (
                "permit(principal, action, resource) unless { resource has owner };",
                owner,
            ),
            (
                "permit(principal, action == Action::\"publish\", resource) when { resource.builtin };",
                none,
            ),
            (
                "permit(principal, action in [Action::\"publish\"], resource) when { resource.builtin };",
                Looks {
                    builtin: true,
                    ..none
                },
            ),
            (
                "permit(principal, action, resource) when { resource.kind == \"model\" || resource.domain == \"x\" };",
                Looks {
                    kind: true,
                    domain: true,
                    ..none
                },
            ),
            (
                "permit(principal, action, resource) when { resource.iri like \"*secret*\" };",
                iri,
            ),
            (
                "permit(principal, action, resource) when { resource == Graph::\"a\" };",
                iri,
            ),
            (
                "permit(principal, action, resource) when { [resource].contains(resource) };",
                iri,
            ),
            (
                "permit(principal, action, resource) when { (if principal.admin then resource else resource).builtin };",
                iri,
            ),
            (
                "permit(principal, action, resource) when { resource in Registry::\"this\" };",
                iri,
            ),
            (
                "permit(principal, action, resource) when { resource is Graph in Registry::\"this\" };",
                iri,
            ),
            ("permit(principal, action, resource == Graph::\"a\");", iri),
            (
                "permit(principal, action, resource in Registry::\"this\");",
                iri,
            ),
            (
                "permit(principal, action, resource is Graph in Registry::\"this\");",
                iri,
            ),
            (
                "permit(principal, action, resource) when { {a: resource}.a == resource };",
                iri,
            ),
            (
                "permit(principal, action, resource) when { context has a };",
                iri,
            ),
        ] {
            assert_eq!(looks(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_that_could_forbid_a_graph_is_left_out() {
        let blind = |text: &str| blind(&text.parse().unwrap()).map(|p| p.policies().count());
        let everybody = "permit(principal, action == Action::\"read\", resource);";
        assert_eq!(blind(everybody), Some(1));
        let owners = "permit(principal, action, resource) when { principal in resource.owner };";
        assert_eq!(blind(&format!("{everybody}{owners}")), Some(1));
        let guests = "forbid(principal, action, resource) when { principal.name == \"guest\" };";
        assert_eq!(blind(&format!("{everybody}{guests}")), Some(2));
        let some = "forbid(principal, action, resource == Graph::\"a\");";
        assert_eq!(blind(&format!("{everybody}{some}")), None);
        let publishing =
            "forbid(principal, action == Action::\"publish\", resource) when { resource.builtin };";
        assert_eq!(blind(&format!("{everybody}{publishing}")), Some(1));
    }

    #[test]
    fn equal_texts_mean_equal_facts() {
        let looks = Looks {
            iri: true,
            domain: true,
            owner: true,
            kind: true,
            builtin: true,
        };
        let text = |iri: &str, domain: Option<&str>, owner: Option<&str>| {
            let mut text = String::new();
            let facts = Facts {
                domain: domain.map(str::to_owned),
                ..Facts::of_new(iri, owner)
            };
            looks.write(&facts, &mut text);
            text
        };
        let all = [
            text("a", None, None),
            text("a", Some(""), None),
            text("a", None, Some("")),
            text("a\n", None, None),
            text("a\n1 b", None, None),
            text("a", Some("b"), None),
            text("a", None, Some("b")),
        ];
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
