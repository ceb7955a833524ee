//! Which fields an object may have, and of which class it says that it is.

use serde_json::{Map, Value};
use transpilers::iceberg::table::BARE_VALUE;
use upper::spelling::nearest;

use super::fill::Filler;
use super::problems::Path;
use super::references::Known;
use super::rule::{Fetch, KINDS, Node, Shape, kind_name, kind_of};
use super::scalar::describe;

impl Filler<'_> {
    /// Both names for the class of a value must mean the same one.
    pub(super) fn kinds(&mut self, object: &Map<String, Value>, at: &Path<'_>) {
        let said = KINDS.map(|name| object.get(name).filter(|v| !v.is_null()));
        if let [Some(one), Some(other)] = said
            && one != other
        {
            let [a, b] = KINDS;
            let (one, other) = (describe(one), describe(other));
            let what = format!("`{a}` says {one}, and `{b}` says {other}");
            self.problems.add(at, &what);
        }
    }

    pub(super) fn known(&mut self, known: &Known, object: &Map<String, Value>, at: &Path<'_>) {
        self.kinds(object, at);
        let Some(names) = &known.names else { return };
        let is_bare = |name: &String| {
            let mut others = object.keys().filter(|n| *n != name);
            others.all(|n| KINDS.contains(&n.as_str()))
        };
        let why = |all: &[(String, String)], name: &String| {
            let named = all.iter().find(|(n, _)| n == name);
            named.map(|(_, why)| why.clone())
        };
        for (name, value) in object {
            if names.contains(name) || (known.bare && name == BARE_VALUE && is_bare(name)) {
                continue;
            }
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            if let Some(why) = why(&known.not_here, name) {
                if !value.is_null() {
                    self.problems.add(at, &why);
                }
            } else if let Some(why) = why(&known.said_elsewhere, name) {
                if !value.is_null() && !is_empty {
                    self.problems.add(at, &why);
                }
            } else {
                let near = nearest(name, names.iter().map(String::as_str));
                let hint = near.map_or_else(String::new, |n| format!(", did you mean `{n}`?"));
                let has_none = known.has_no(name);
                self.problems.add(at, &format!("{has_none}{hint}"));
            }
        }
    }

    /// Whether a key of one attribute has nothing else.
    pub(super) fn only(&mut self, name: &str, object: &Map<String, Value>, at: &Path<'_>) {
        self.kinds(object, at);
        let allowed = |n: &&String| *n != name && !KINDS.contains(&n.as_str());
        if let Some(other) = object.keys().find(allowed) {
            let what = format!("a reference has the key `{name}` alone, and no `{other}`");
            self.problems.add(at, &what);
        }
    }

    /// A value of a union must say which leaf it is; a leaf without a field of its own
    /// has nothing more to say.
    pub(super) fn leaf_known(
        &mut self,
        nodes: &[Node],
        value: &Value,
        object: &Map<String, Value>,
        at: &Path<'_>,
    ) {
        let leaves = nodes
            .iter()
            .any(|n| matches!(n.fetch, Fetch::Discriminator));
        if !leaves {
            return;
        }
        let name = kind_of(value).and_then(Value::as_str);
        let has_field = nodes
            .iter()
            .any(|n| matches!(&n.fetch, Fetch::Leaf(leaf) if leaf.is_of(value)));
        if !has_field && let Some(extra) = object.keys().find(|k| !KINDS.contains(&k.as_str())) {
            let what = match name {
                Some(name) => format!("`{name}`"),
                None => format!("a value without `{}`", self.kind),
            };
            self.problems
                .add(at, &format!("{what} has no property `{extra}`"));
        }
    }

    /// An object need not say of which class it is where there is no choice; what it says holds.
    pub(super) fn class_known(&mut self, known: &Known, value: &Value, at: &Path<'_>) {
        let kind = kind_of(value).filter(|kind| !kind.is_null());
        let (Some(class), Some(kind)) = (known.classes.first(), kind) else {
            return;
        };
        let is_one = |name| known.classes.iter().any(|c| c == name);
        if !kind.as_str().is_some_and(is_one) {
            let at = at.member(kind_name(value, self.kind));
            let what = format!("expected `{class}`, found {}", describe(kind));
            self.problems.add(&at, &what);
        }
    }

    /// Fields of a struct are all known, and of a union exactly the named branch is filled.
    pub(super) fn columns_known(
        &mut self,
        nodes: &[Node],
        object: &Map<String, Value>,
        at: &Path<'_>,
    ) {
        let filled = |name: &str| object.get(name).filter(|v| !v.is_null());
        let is_known =
            |n: &&Node| matches!(n.fetch, Fetch::Leaf(_)) || !matches!(n.shape, Shape::Nothing);
        let names = || nodes.iter().filter(is_known).map(|n| n.column.as_str());
        for name in object.keys().filter(|k| filled(k).is_some()) {
            if !names().any(|n| n == name) {
                let near = nearest(name, names());
                let hint = near.map_or_else(String::new, |n| format!(", did you mean `{n}`?"));
                self.problems
                    .add(at, &format!("has no field `{name}`{hint}"));
            }
        }
        let kind = nodes
            .iter()
            .find(|n| matches!(n.fetch, Fetch::Discriminator));
        let Some(kind) = kind else { return };
        let alone = nodes.iter().find_map(|n| {
            let leaf = if let Fetch::Leaf(leaf) = &n.fetch {
                leaf
            } else {
                return None;
            };
            leaf.alone.then_some(leaf.name.as_str())
        });
        let kind = filled(&kind.column).and_then(Value::as_str).or(alone);
        let Some(kind) = kind else { return };
        for node in nodes {
            let Fetch::Leaf(leaf) = &node.fetch else {
                continue;
            };
            match (filled(&node.column).is_some(), leaf.is_called(kind)) {
                (true, false) => {
                    let what = format!("is filled, while the value is a `{kind}`");
                    self.problems.add(&at.member(&node.column), &what);
                }
                (false, true) => self.problems.add(&at.member(&node.column), "is missing"),
                (true, true) | (false, false) => {}
            }
        }
    }
}

/// What stands for a value that has no members of its own, beside the name of its class.
pub(super) fn bare(value: &Value) -> &Value {
    let Value::Object(object) = value else {
        return value;
    };
    let mut members = object
        .iter()
        .filter(|(name, _)| !KINDS.contains(&name.as_str()));
    match (members.next(), members.next()) {
        (Some((name, bare)), None) if name == BARE_VALUE => bare,
        _ => value,
    }
}
