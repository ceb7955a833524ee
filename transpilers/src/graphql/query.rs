//! `Query`: in a subgraph singletons and the members of qualified classes; in a plain schema
//! also every keyed class, one by key and all in a list, since nothing else leads to them.

use apollo_compiler::{Name, Node, ast};
use rustc_hash::FxHashSet;
use upper::model::{ClassId, ClassKind, Member};

use super::builder::Builder;
use super::shared;

impl Builder<'_> {
    /// `Query` and the input types of its arguments, if it has a field.
    pub(super) fn query(&mut self) {
        let mut inputs = Inputs::default();
        let mut fields = Vec::new();
        for id in self.own_domains().flat_map(|domain| &domain.classes) {
            self.class_fields(*id, &mut fields, &mut inputs);
        }
        if fields.is_empty() {
            if self.federation {
                return;
            }
            fields.push(self.placeholder());
        }
        self.out.push(
            ast::ObjectTypeDefinition {
                description: None,
                name: Name::new_static_unchecked("Query"),
                implements_interfaces: Vec::new(),
                directives: ast::DirectiveList::default(),
                fields,
            }
            .into(),
        );
        self.out.append(&mut inputs.definitions);
    }

    fn class_fields(
        &mut self,
        id: ClassId,
        fields: &mut Vec<Node<ast::FieldDefinition>>,
        inputs: &mut Inputs,
    ) {
        let class = self.models.class(id);
        match &class.kind {
            ClassKind::Singleton => {
                let ty = ast::Type::NonNullNamed(self.reference(id));
                fields.push(self.query_field(id, "", Vec::new(), ty));
            }
            ClassKind::Qualified { .. } => {
                if class.key.is_some() {
                    let qualified = self.qualified_directive(id);
                    let mut field = self.list_field(id, "");
                    field.directives.push(qualified);
                    fields.push(Node::new(field));
                }
            }
            ClassKind::Direct | ClassKind::Sealed | ClassKind::Extension(_) => {
                if !self.federation && class.key.is_some() {
                    let arguments = self.key_arguments(id, inputs);
                    let ty = ast::Type::Named(self.reference(id));
                    fields.push(self.query_field(id, "", arguments, ty));
                    fields.push(Node::new(self.list_field(id, "List")));
                }
            }
            ClassKind::Trait
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_) => {}
        }
    }

    fn query_field(
        &mut self,
        id: ClassId,
        suffix: &str,
        arguments: Vec<Node<ast::InputValueDefinition>>,
        ty: ast::Type,
    ) -> Node<ast::FieldDefinition> {
        let info = &self.models.class(id).info;
        let mut directives = vec![self.uri(&info.iri)];
        directives.extend(self.deprecation(info));
        Node::new(ast::FieldDefinition {
            description: self.doc(info),
            name: self.namer.query(id, suffix),
            arguments,
            ty,
            directives: ast::DirectiveList(directives),
        })
    }

    /// All members of a class, some at a time.
    fn list_field(&mut self, id: ClassId, suffix: &str) -> ast::FieldDefinition {
        let item = ast::Type::NonNullNamed(self.reference(id));
        let argument = |name, doc| {
            Node::new(ast::InputValueDefinition {
                description: Some(Node::new_str(doc)),
                name: Name::new_static_unchecked(name),
                ty: Node::new(ast::Type::Named(Name::new_static_unchecked("Int"))),
                default_value: None,
                directives: ast::DirectiveList::default(),
            })
        };
        let arguments = vec![
            argument("limit", "How many to return at most."),
            argument("offset", "How many to skip, in the order of the key."),
        ];
        let ty = ast::Type::NonNullList(Box::new(item));
        ast::FieldDefinition::clone(&self.query_field(id, suffix, arguments, ty))
    }

    /// A key of one attribute is an argument; any other is an input type.
    fn key_arguments(
        &mut self,
        id: ClassId,
        inputs: &mut Inputs,
    ) -> Vec<Node<ast::InputValueDefinition>> {
        let members = self.key_members(id);
        match members.as_slice() {
            [member] => vec![self.input_value(member, inputs)],
            _ => vec![Node::new(ast::InputValueDefinition {
                description: Some(Node::new_str("The key of the object.")),
                name: Name::new_static_unchecked("key"),
                ty: Node::new(ast::Type::NonNullNamed(self.key_input(id, inputs))),
                default_value: None,
                directives: ast::DirectiveList(vec![self.uri(&self.models.class(id).info.iri)]),
            })],
        }
    }

    /// The input type for a class's key, defined where it is first needed.
    fn key_input(&mut self, id: ClassId, inputs: &mut Inputs) -> Name {
        let key = self.models.class(id).key.as_ref();
        let id = key.map_or(id, |k| k.declared_by);
        let name = key_input_name(&self.namer.class(id));
        if !inputs.written.insert(id) {
            return name;
        }
        let members = self.key_members(id);
        let fields = members
            .iter()
            .map(|m| self.input_value(m, inputs))
            .collect();
        let directives = ast::DirectiveList(vec![self.uri(&self.models.class(id).info.iri)]);
        let description = Some(Node::new_str(&format!(
            "The key of a `{}`.",
            self.namer.class(id)
        )));
        inputs.definitions.push(
            ast::InputObjectTypeDefinition {
                description,
                name: name.clone(),
                directives,
                fields,
            }
            .into(),
        );
        name
    }

    fn input_value(
        &mut self,
        member: &Member,
        inputs: &mut Inputs,
    ) -> Node<ast::InputValueDefinition> {
        let property = self.models.property(member.property);
        let ty = self.input_type(member, inputs, 0);
        let directives = self.about(&property.info);
        let default_value = property
            .default
            .as_ref()
            .and_then(|default| match member.range {
                upper::model::Range::Datatype(id) => Some(Node::new(shared::value(
                    self.models.primitive(id),
                    &default.value,
                ))),
                upper::model::Range::Class(_)
                | upper::model::Range::Node
                | upper::model::Range::Any => None,
            });
        Node::new(ast::InputValueDefinition {
            description: self.doc(&property.info),
            name: self.namer.property(member.property),
            ty: Node::new(ty),
            default_value,
            directives: ast::DirectiveList(directives),
        })
    }

    /// An entity is given by its key: the bare value where that is one attribute.
    fn input_type(&mut self, member: &Member, inputs: &mut Inputs, depth: u32) -> ast::Type {
        let Some((target, _)) = self.key_reference(member) else {
            return self
                .value_type(&self.models.value_of(member.range))
                .non_null();
        };
        let members = self.key_members(target);
        match members.as_slice() {
            // A key that leads to itself is a finding.
            [only] if depth < 8 => self.input_type(only, inputs, depth + 1),
            _ => ast::Type::NonNullNamed(self.key_input(target, inputs)),
        }
    }
}

/// The name of the input type for the key of a type.
pub(super) fn key_input_name(ty: &Name) -> Name {
    Name::new_unchecked(&format!("{ty}KeyInput"))
}

/// The input types of a document.
#[derive(Default)]
struct Inputs {
    written: FxHashSet<ClassId>,
    definitions: Vec<ast::Definition>,
}
