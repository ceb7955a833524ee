//! Keys: which fields they are, and the fields that they need beside a class's own.

use apollo_compiler::{Name, Node, ast};
use upper::model::{ClassId, ClassKind, KEY_MEMBERS, KEY_STEPS, Member, PropertyId, Value};

use super::builder::Builder;
use super::directives::Own;

/// An attribute that is part of a key, at the end of a path of references.
pub(super) struct KeyAttribute {
    pub(super) name: Name,
    pub(super) ty: ast::Type,
    pub(super) path: Vec<PropertyId>,
}

impl Builder<'_> {
    /// The key members of a class, as the class that declares the key has them.
    pub(super) fn key_members(&self, id: ClassId) -> Vec<Member> {
        let Some(key) = &self.models.class(id).key else {
            return Vec::new();
        };
        let declaring = &self.models.class(key.declared_by).members;
        key.members
            .iter()
            .filter_map(|p| declaring.iter().find(|m| m.property == *p))
            .cloned()
            .collect()
    }

    /// The class that a key member refers to, and whether a selection can go through the
    /// reference. It cannot where any subgraph makes an interface of the class.
    pub(super) fn key_reference(&self, member: &Member) -> Option<(ClassId, bool)> {
        match self.models.value_of(member.range) {
            Value::Reference(id) => {
                let id = self.resolve(id);
                Some((id, !matches!(self.models.class(id).kind, ClassKind::Sealed)))
            }
            Value::Scalar(_)
            | Value::Enum(_)
            | Value::Nested(_)
            | Value::OneOf(_)
            | Value::List(..)
            | Value::Node
            | Value::Any => None,
        }
    }

    /// The fields of a class's key, as `@key` writes them.
    pub(super) fn key_selection(&mut self, id: ClassId) -> String {
        self.selection(id, 0, &mut { KEY_MEMBERS })
    }

    /// `left` is how many members may be gone through still. Keys of valid models fit; names
    /// are asked of others too.
    fn selection(&mut self, id: ClassId, depth: usize, left: &mut usize) -> String {
        let mut parts = Vec::new();
        for member in self.key_members(id) {
            let Some(rest) = left.checked_sub(1) else {
                break;
            };
            *left = rest;
            let name = self.namer.property(member.property);
            match self.key_reference(&member) {
                Some((target, true)) if depth < KEY_STEPS => {
                    let within = self.selection(target, depth + 1, left);
                    parts.push(format!("{name} {{ {within} }}"));
                }
                Some((target, _)) => {
                    let mut attributes = Vec::new();
                    let path = [member.property];
                    self.attributes_into(target, &name, &path, depth, &mut attributes, left);
                    parts.extend(attributes.into_iter().map(|a| a.name.to_string()));
                }
                None => parts.push(name.to_string()),
            }
        }
        parts.join(" ")
    }

    /// The fields beside its own that a class needs for its key.
    pub(super) fn key_attributes(&mut self, id: ClassId) -> Vec<KeyAttribute> {
        let (mut found, mut left) = (Vec::new(), KEY_MEMBERS);
        for member in self.key_members(id) {
            if let Some((target, false)) = self.key_reference(&member) {
                let name = self.namer.property(member.property);
                let path = [member.property];
                self.attributes_into(target, &name, &path, 0, &mut found, &mut left);
            }
        }
        found
    }

    fn attributes_into(
        &mut self,
        id: ClassId,
        prefix: &Name,
        path: &[PropertyId],
        depth: usize,
        found: &mut Vec<KeyAttribute>,
        left: &mut usize,
    ) {
        for member in self.key_members(id) {
            let Some(rest) = left.checked_sub(1) else {
                break;
            };
            *left = rest;
            if path.contains(&member.property) {
                continue;
            }
            let name = Name::new_unchecked(&format!(
                "{prefix}_{}",
                self.namer.property(member.property)
            ));
            let path: Vec<PropertyId> = path.iter().copied().chain([member.property]).collect();
            match self.key_reference(&member) {
                Some((target, _)) if depth < KEY_STEPS => {
                    self.attributes_into(target, &name, &path, depth + 1, found, left);
                }
                Some(_) => {}
                None => {
                    let ty = self
                        .value_type(&self.agreement.shape(id, &member).value)
                        .non_null();
                    found.push(KeyAttribute { name, ty, path });
                }
            }
        }
    }

    /// Those fields, on the type `on`.
    pub(super) fn key_attribute_fields(
        &mut self,
        id: ClassId,
        on: &Name,
    ) -> Vec<Node<ast::FieldDefinition>> {
        let mut fields = Vec::new();
        for attribute in self.key_attributes(id) {
            let iris: Vec<String> = attribute
                .path
                .iter()
                .map(|p| self.models.property(*p).info.iri.clone())
                .collect();
            let uri = self.uri(iris.first().map_or("", String::as_str));
            let path = std::iter::once(self.models.class(id).info.iri.clone())
                .chain(iris)
                .collect();
            self.paths
                .insert((on.clone(), attribute.name.clone()), path);
            fields.push(Node::new(ast::FieldDefinition {
                description: Some(Node::new_str(
                    "Part of the key: an attribute of the key of the entity referred to.",
                )),
                name: attribute.name,
                arguments: Vec::new(),
                ty: attribute.ty,
                directives: ast::DirectiveList(vec![uri]),
            }));
        }
        fields
    }

    /// `@key`, for a class that has one.
    pub(super) fn key_directive(
        &mut self,
        id: ClassId,
        resolvable: bool,
    ) -> Option<Node<ast::Directive>> {
        let fields = self.key_selection(id);
        if fields.is_empty() {
            return None;
        }
        let mut arguments = vec![("fields", ast::Value::from(fields))];
        if !self.federation {
            return Some(self.mine(Own::Key, arguments));
        }
        if !resolvable {
            arguments.push(("resolvable", false.into()));
        }
        self.theirs("@key", arguments)
    }
}
