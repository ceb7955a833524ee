//! Fields that follow a property backwards.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::{Name, Node};
use upper::model::{ClassId, ListElement, PropertyId, Range, Value};

use super::connections::connection_field;
use super::draft::Draft;
use super::{INVERSE, NODE_TYPE, Plan, sdl};

/// A property that leads to nodes, as its reverse field needs to know it.
struct Reverse {
    /// The field that follows it forwards.
    field: String,
    property: String,
    through_lists: bool,
    /// The types to which it leads; `None` for any node.
    to: Option<BTreeSet<Name>>,
    /// The types that have it.
    from: BTreeSet<Name>,
    /// The classes and traits that list it.
    declared_by: BTreeSet<ClassId>,
}

impl Draft<'_> {
    /// Adds to every type the fields that lead back to whatever leads to it.
    pub(super) fn inverse(&mut self) {
        let mut found: BTreeMap<PropertyId, Reverse> = BTreeMap::new();
        for composite in self.composites.iter().filter(|c| !c.is_interface) {
            for field in &composite.fields {
                let Some(member) = self.member(composite, field) else {
                    continue;
                };
                if let Some(known) = found.get_mut(&member.property) {
                    known.from.insert(composite.name.clone());
                    known.declared_by.insert(member.declared_by);
                } else if let Some(new) = self.reverse(member.property, &field.name) {
                    let from = BTreeSet::from([composite.name.clone()]);
                    let declared_by = BTreeSet::from([member.declared_by]);
                    let new = Reverse {
                        from,
                        declared_by,
                        ..new
                    };
                    found.insert(member.property, new);
                }
            }
        }
        for reverse in found.values() {
            self.add_reverse(reverse);
        }
    }

    fn reverse(&self, id: PropertyId, field: &str) -> Option<Reverse> {
        let property = self.models.property(id);
        let value = self.models.value_of(property.range?);
        let (to, through_lists) = match (property.range?, &value) {
            (Range::Node, _) => (None, false),
            (Range::Any, _) => (None, true),
            (_, Value::List(_, element)) => (Some(self.element_types(element)), true),
            (range, _) => {
                let lists = self.has_lists(range);
                let of = self.type_of_range(range)?;
                (Some(self.possible(&of)), lists)
            }
        };
        let leads_nowhere = to.as_ref().is_some_and(BTreeSet::is_empty);
        (!leads_nowhere).then(|| Reverse {
            field: field.to_owned(),
            property: property.info.iri.clone(),
            through_lists,
            to,
            from: BTreeSet::new(),
            declared_by: BTreeSet::new(),
        })
    }

    /// Whether a property without lists as its own range is refined to some.
    fn has_lists(&self, range: Range) -> bool {
        match range {
            Range::Class(id) => matches!(
                self.models.class(id).kind,
                upper::model::ClassKind::List(Some(ListElement::Class(_)))
            ),
            Range::Datatype(_) | Range::Node | Range::Any => false,
        }
    }

    fn element_types(&self, element: &Value) -> BTreeSet<Name> {
        match element {
            Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => {
                let of = self.type_of_range(Range::Class(*id));
                of.map(|of| self.possible(&of)).unwrap_or_default()
            }
            Value::Scalar(_) | Value::Enum(_) | Value::List(..) | Value::Node | Value::Any => {
                BTreeSet::new()
            }
        }
    }

    fn add_reverse(&mut self, reverse: &Reverse) {
        let of = self.common_type(reverse);
        let name = format!("{}{INVERSE}", reverse.field);
        let Some(mut field) = connection_field(&name, &of) else {
            return;
        };
        let doc = format!("The nodes whose `{}` this is.", reverse.field);
        field.make_mut().description = Some(Node::new_str(&doc));
        self.connections.insert(of.clone());
        for at in 0..self.composites.len() {
            let Some(ty) = self.composites.get(at).map(|c| c.name.clone()) else {
                continue;
            };
            if !self.is_reached(&ty, reverse) {
                continue;
            }
            let plan = Plan::Inverse {
                property: reverse.property.clone(),
                through_lists: reverse.through_lists,
                of: of.clone(),
            };
            self.plan(&ty, &name, plan);
            if let Some(composite) = self.composites.get_mut(at) {
                composite.fields.push(field.clone());
            }
        }
    }

    fn is_reached(&self, ty: &str, reverse: &Reverse) -> bool {
        let possible = self.possible(ty);
        match &reverse.to {
            Some(to) => !possible.is_empty() && possible.is_subset(to),
            None => self.all_entities(&possible),
        }
    }

    /// The type that lists a property, else the narrowest for all that have it; a union of its
    /// own where there is none.
    fn common_type(&mut self, reverse: &Reverse) -> String {
        let candidates = self.composites.iter().filter_map(|c| {
            let possible = self.possible(&c.name);
            let is_own = c.class.is_some() || c.name == NODE_TYPE;
            let lists = c
                .class
                .is_some_and(|class| reverse.declared_by.contains(&class));
            (is_own && reverse.from.is_subset(&possible))
                .then(|| (!lists, possible.len(), c.name.to_string()))
        });
        let found = candidates.min().map(|(_, _, name)| name);
        found.unwrap_or_else(|| self.define_union(reverse))
    }

    fn define_union(&mut self, reverse: &Reverse) -> String {
        let name = format!("DENOTA_{}_holder", reverse.field);
        let members: Vec<&str> = reverse.from.iter().map(Name::as_str).collect();
        let text = format!(
            "\"What has `{}`.\" union {name} = {}",
            reverse.field,
            members.join(" | ")
        );
        self.others.extend(sdl::definitions(&text));
        name
    }
}
