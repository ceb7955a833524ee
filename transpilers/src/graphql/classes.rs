//! Definitions of types: the domain's own, and those of others that are repeated whole.

use apollo_compiler::{Name, Node, ast};
use upper::model::{Class, ClassId, ClassKind, EnumValueId, Member};

use super::builder::Builder;
use super::directives::Own;
use super::fields::Place;

impl Builder<'_> {
    /// The definition of a class, whole.
    pub(super) fn class(&mut self, id: ClassId) {
        let class = self.models.class(id);
        match &class.kind {
            ClassKind::Direct | ClassKind::Singleton => self.object(id),
            ClassKind::Sealed | ClassKind::Trait if self.is_union(id) => self.union(id),
            ClassKind::Trait if self.has_no_members(id) => {
                if self.scope.is_own(id) {
                    self.lose_empty_trait(id);
                }
            }
            ClassKind::Sealed | ClassKind::Trait => self.interface(id),
            ClassKind::Union(_) => self.union(id),
            ClassKind::Enumeration(values) => self.enumeration(id, values),
            ClassKind::Qualified { .. } => self.qualified(id),
            ClassKind::Extension(of) => {
                let target = self.resolve(of.unwrap_or(id));
                let name = self.namer.class(target);
                self.stand_ins.push((class.info.iri.clone(), name));
                if !self.scope.is_own(target) {
                    self.foreign(target);
                }
            }
            // A list has no type of its own: it is one in the fields that hold it.
            ClassKind::List(_) => {}
        }
    }

    fn object(&mut self, id: ClassId) {
        let class = self.models.class(id);
        let name = self.namer.class(id);
        let (directives, fields) = self.composite(id, &name);
        if matches!(class.kind, ClassKind::Singleton) && self.scope.is_own(id) {
            self.lose_singleton(class, &name);
        }
        self.out.push(
            ast::ObjectTypeDefinition {
                description: self.type_doc(&class.info),
                implements_interfaces: self.interface_names(id),
                name,
                directives,
                fields,
            }
            .into(),
        );
    }

    fn interface(&mut self, id: ClassId) {
        let class = self.models.class(id);
        let name = self.namer.class(id);
        let (directives, fields) = self.composite(id, &name);
        if matches!(class.kind, ClassKind::Sealed) && self.scope.is_own(id) {
            self.lose_sealed(class, &name);
        }
        self.out.push(
            ast::InterfaceTypeDefinition {
                description: self.type_doc(&class.info),
                implements_interfaces: self.interface_names(id),
                name,
                directives,
                fields,
            }
            .into(),
        );
    }

    pub(super) fn interface_names(&self, id: ClassId) -> Vec<Name> {
        self.interfaces(id)
            .into_iter()
            .map(|i| self.namer.class(i))
            .collect()
    }

    /// What object and interface types have in common.
    fn composite(
        &mut self,
        id: ClassId,
        name: &Name,
    ) -> (ast::DirectiveList, Vec<Node<ast::FieldDefinition>>) {
        let class = self.models.class(id);
        let place = Place {
            foreign: !self.scope.is_own(id),
            ..Place::default()
        };
        let members: Vec<&Member> = self.members(id).collect();
        let mut fields: Vec<_> = members
            .into_iter()
            .map(|m| self.field(id, name, m, place))
            .collect();
        fields.extend(self.key_attribute_fields(id, name));
        fields.extend(self.extension_fields(id, name, false));
        if fields.is_empty() {
            fields.push(self.placeholder());
        }
        let mut directives = self.about(&class.info);
        if class.key.is_some() {
            directives.extend(self.key_directive(id, true));
        } else if matches!(class.kind, ClassKind::Direct) {
            directives.extend(self.theirs("@shareable", Vec::new()));
        }
        directives.extend(self.extension_directives(id));
        directives.extend(self.unique_keys(class));
        directives.extend(self.qualified_directives(id));
        if !place.foreign {
            self.lose_name(&class.info, name);
            self.lose_type_deprecation(&class.info, name);
            self.lose_keys(class, name);
            self.lose_withheld(id, name);
            self.lose_refused(id, name);
        }
        (ast::DirectiveList(directives), fields)
    }

    fn unique_keys(&mut self, class: &Class) -> Vec<Node<ast::Directive>> {
        let mut found = Vec::new();
        for key in &class.unique_keys {
            let fields: Vec<String> = key
                .iter()
                .map(|p| self.namer.property(*p).to_string())
                .collect();
            found.push(self.mine(Own::UniqueKey, vec![("fields", fields.join(" ").into())]));
        }
        found
    }

    fn union(&mut self, id: ClassId) {
        let class = self.models.class(id);
        let name = self.namer.class(id);
        let members = self
            .object_types(id)
            .into_iter()
            .map(|c| self.namer.class(c))
            .collect();
        let mut directives = self.about(&class.info);
        directives.extend(self.qualified_directives(id));
        if self.scope.is_own(id) {
            self.lose_name(&class.info, &name);
            self.lose_type_deprecation(&class.info, &name);
            self.lose_union_members(id, &name);
        }
        self.out.push(
            ast::UnionTypeDefinition {
                description: self.type_doc(&class.info),
                name,
                directives: ast::DirectiveList(directives),
                members,
            }
            .into(),
        );
    }

    fn enumeration(&mut self, id: ClassId, values: &[EnumValueId]) {
        let class = self.models.class(id);
        let name = self.namer.class(id);
        let is_own = self.scope.is_own(id);
        let mut definitions = Vec::new();
        for value in values {
            let info = &self.models.enum_value(*value).info;
            let value = self.namer.value(*value);
            let mut directives = self.about(info);
            directives.extend(self.deprecation(info));
            if is_own {
                self.lose_name(info, &format!("{name}.{value}"));
            }
            definitions.push(Node::new(ast::EnumValueDefinition {
                description: self.doc(info),
                value,
                directives: ast::DirectiveList(directives),
            }));
        }
        let directives = self.about(&class.info);
        if is_own {
            self.lose_name(&class.info, &name);
            self.lose_type_deprecation(&class.info, &name);
        }
        self.out.push(
            ast::EnumTypeDefinition {
                description: self.type_doc(&class.info),
                name,
                directives: ast::DirectiveList(directives),
                values: definitions,
            }
            .into(),
        );
    }
}
