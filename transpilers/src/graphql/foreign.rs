//! Types of other domains: stubs of entities, and the extensions that the domain adds.

use apollo_compiler::{Name, Node, ast};
use upper::model::{ClassId, ClassKind, Member};

use super::builder::Builder;
use super::directives::Own;
use super::fields::Place;
use super::scope::Form;

impl Builder<'_> {
    /// The definition of a class of another domain, once.
    pub(super) fn foreign(&mut self, id: ClassId) {
        if !self.written.insert(id) {
            return;
        }
        match self.scope.form(id) {
            Form::Whole => self.class(id),
            form @ (Form::Stub | Form::InterfaceObject | Form::StubInterface) => {
                self.stub(id, form)
            }
        }
    }

    fn stub(&mut self, id: ClassId, form: Form) {
        let class = self.models.class(id);
        let name = self.namer.class(id);
        let extensions = self.scope.extensions(id);
        let mut directives = self.about(&class.info);
        directives.extend(self.key_directive(id, !extensions.is_empty()));
        let is_interface_object = form == Form::InterfaceObject;
        if is_interface_object {
            directives.extend(self.theirs("@interfaceObject", Vec::new()));
        }
        directives.extend(self.extension_directives(id));
        directives.extend(self.qualified_directives(id));
        let implements_interfaces = self.stub_interfaces(id, is_interface_object);
        let fields = self.stub_fields(id, &name, is_interface_object);
        let (description, directives) =
            (self.type_doc(&class.info), ast::DirectiveList(directives));
        self.out.push(if form == Form::StubInterface {
            ast::InterfaceTypeDefinition {
                description,
                name,
                implements_interfaces,
                directives,
                fields,
            }
            .into()
        } else {
            ast::ObjectTypeDefinition {
                description,
                name,
                implements_interfaces,
                directives,
                fields,
            }
            .into()
        });
    }

    fn stub_fields(
        &mut self,
        id: ClassId,
        name: &Name,
        is_interface_object: bool,
    ) -> Vec<Node<ast::FieldDefinition>> {
        let place = Place {
            foreign: true,
            ..Place::default()
        };
        let keys = self.key_members(id);
        // A reference that the key has by its attributes is not part of the key itself.
        let selected = |m: &&Member| {
            self.key_reference(m)
                .is_none_or(|(_, is_selected)| is_selected)
        };
        // The fields are the owner's, who may have refined them in a class below.
        let members = &self.models.class(id).members;
        let own = |m: &Member| members.iter().find(|o| o.property == m.property);
        let keys: Vec<Member> = (keys.iter().filter(selected))
            .map(|m| own(m).unwrap_or(m).clone())
            .collect();
        let mut fields: Vec<_> = keys
            .iter()
            .map(|m| self.field(id, name, m, place))
            .collect();
        fields.extend(self.key_attribute_fields(id, name));
        let external = Place {
            external: true,
            ..place
        };
        for member in self.external_members(id, &keys) {
            fields.push(self.field(id, name, &member, external));
        }
        fields.extend(self.extension_fields(id, name, is_interface_object));
        fields
    }

    /// What the interfaces of a stub have that are whole, since they have no key.
    fn external_members(&self, id: ClassId, keys: &[Member]) -> Vec<Member> {
        let mut found: Vec<Member> = Vec::new();
        for interface in self.interfaces(id) {
            if self.models.class(interface).key.is_some() {
                continue;
            }
            for theirs in self.members(interface) {
                let known = |m: &&Member| m.property == theirs.property;
                if keys
                    .iter()
                    .find(known)
                    .or_else(|| found.iter().find(known))
                    .is_none()
                {
                    let own = self.models.class(id).members.iter().find(known);
                    found.push(own.unwrap_or(theirs).clone());
                }
            }
        }
        found
    }

    fn stub_interfaces(&self, id: ClassId, is_interface_object: bool) -> Vec<Name> {
        let mut interfaces = self.interfaces(id);
        if !(is_interface_object && self.federation) {
            for extension in self.scope.extensions(id) {
                let mut more = self.extension_interfaces(extension);
                more.retain(|i| !interfaces.contains(i));
                interfaces.extend(more);
            }
        }
        interfaces
            .into_iter()
            .map(|i| self.namer.class(i))
            .collect()
    }

    /// The traits of an extension that its entity can implement: those without a required
    /// property, since an extension's fields are nullable.
    pub(super) fn extension_interfaces(&self, extension: ClassId) -> Vec<ClassId> {
        let mut found = self.interfaces(extension);
        found.retain(|i| {
            self.members(*i)
                .all(|m| !self.agreement.shape(*i, m).required)
        });
        found
    }

    /// The fields that the domain's extensions add to a class.
    pub(super) fn extension_fields(
        &mut self,
        id: ClassId,
        name: &Name,
        is_interface_object: bool,
    ) -> Vec<Node<ast::FieldDefinition>> {
        let keys: Vec<_> = self.key_members(id).iter().map(|m| m.property).collect();
        let mut fields = Vec::new();
        let mut seen = keys;
        for extension in self.scope.extensions(id) {
            let target = self.extended(extension);
            let is_shared = is_interface_object && self.has_interfaces_below(target);
            let place = Place {
                extension: true,
                shareable: is_shared,
                foreign: target != Some(id),
                ..Place::default()
            };
            let members = self.models.class(extension).members.clone();
            for member in members.iter().filter(|m| !seen.contains(&m.property)) {
                fields.push(self.field(extension, name, member, place));
            }
            seen.extend(members.iter().map(|m| m.property));
            if target == Some(id) {
                self.lose_extension(extension, name, is_interface_object);
            }
        }
        fields
    }

    fn extended(&self, extension: ClassId) -> Option<ClassId> {
        match &self.models.class(extension).kind {
            ClassKind::Extension(of) => of.map(|of| self.resolve(of)),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_) => None,
        }
    }

    fn has_interfaces_below(&self, id: Option<ClassId>) -> bool {
        let below = id.map(|id| self.scope.below(id)).unwrap_or_default();
        below
            .iter()
            .any(|c| matches!(self.models.class(*c).kind, ClassKind::Sealed))
    }

    /// What marks that the domain extends a class.
    pub(super) fn extension_directives(&mut self, id: ClassId) -> Vec<Node<ast::Directive>> {
        let mut found = Vec::new();
        for extension in self.scope.extensions(id) {
            if self.extended(extension) == Some(id) {
                let iri = self.models.class(extension).info.iri.as_str();
                found.push(self.mine(Own::Extension, vec![("uri", iri.into())]));
            }
        }
        found
    }
}
