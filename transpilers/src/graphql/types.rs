//! Type references, interfaces, and GraphQL's covariance.

use apollo_compiler::{Name, ast};
use upper::model::{ClassId, ClassKind, DatatypeId, DatatypeKind, Member, Range, Value};
use upper::vocabulary::Primitive;

use super::builder::Builder;
use super::scope::Form;
use super::shared::{self, Image};

impl Builder<'_> {
    /// The class whose type stands for a class: for a qualified class or an extension, that
    /// of the class that it qualifies or extends.
    pub(super) fn resolve(&self, id: ClassId) -> ClassId {
        let mut at = id;
        // A chain of qualified classes is short; a cycle is a finding.
        for _ in 0..16 {
            match &self.models.class(at).kind {
                ClassKind::Qualified { of: Some(of), .. } | ClassKind::Extension(Some(of)) => {
                    at = *of
                }
                ClassKind::Qualified { of: None, .. }
                | ClassKind::Extension(None)
                | ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Singleton
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::List(_) => break,
            }
        }
        at
    }

    /// The name of the type of a class, noted for comparisons of types.
    pub(super) fn reference(&mut self, id: ClassId) -> Name {
        let id = self.resolve(id);
        let name = self.namer.class(id);
        self.referenced.insert(name.clone(), id);
        name
    }

    /// The name of the type of a datatype.
    pub(super) fn scalar_name(&self, id: DatatypeId) -> Name {
        let image = shared::image(self.models.primitive(id));
        match (&self.models.datatype(id).kind, image) {
            (DatatypeKind::Custom(_), Image::BuiltIn(_) | Image::Scalar(..)) => {
                self.namer.datatype(id)
            }
            (DatatypeKind::Primitive(_) | DatatypeKind::Custom(_), _) => {
                Name::new_static_unchecked(image.name())
            }
        }
    }

    /// The type of one value, nullable.
    pub(super) fn value_type(&mut self, value: &Value) -> ast::Type {
        match value {
            Value::Scalar(id) => ast::Type::Named(self.scalar_name(*id)),
            Value::Enum(id) | Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => {
                ast::Type::Named(self.reference(*id))
            }
            Value::List(_, element) => {
                ast::Type::List(Box::new(self.value_type(element).non_null()))
            }
            Value::Node => ast::Type::Named(Name::new_static_unchecked(
                shared::image(shared::NODE).name(),
            )),
            Value::Any => ast::Type::Named(Name::new_static_unchecked(shared::TERM.name())),
        }
    }

    /// Whether a member's values are texts by language, which are a list however few.
    pub(super) fn is_text(&self, member: &Member) -> bool {
        match member.range {
            Range::Datatype(id) => {
                matches!(
                    self.models.primitive(id),
                    Primitive::LangString | Primitive::Text
                )
            }
            Range::Class(_) | Range::Node | Range::Any => false,
        }
    }

    /// The type of a member, were there no interface to agree with.
    pub(super) fn member_type(&mut self, member: &Member) -> ast::Type {
        let one = self.value_type(&self.models.value_of(member.range));
        let ty = if member.many() || self.is_text(member) {
            ast::Type::List(Box::new(one.non_null()))
        } else {
            one
        };
        if member.required() { ty.non_null() } else { ty }
    }

    /// The type of a class's field: the member's, unless an interface of the class forbids
    /// it; then the interface's, as non-null as the member.
    pub(super) fn field_type(&mut self, class: ClassId, member: &Member) -> ast::Type {
        if !member.refined {
            return self.member_type(member);
        }
        if let Some(known) = self.types.get(&(class, member.property)) {
            return known.clone();
        }
        let wanted = self.member_type(member);
        // An entry before the recursion ends cycles.
        self.types.insert((class, member.property), wanted.clone());
        let mut given = Vec::new();
        for interface in self.interfaces(class) {
            let theirs = self
                .members(interface)
                .find(|m| m.property == member.property);
            if let Some(theirs) = theirs.cloned() {
                given.push(self.field_type(interface, &theirs));
            }
        }
        let mut candidates = vec![wanted.clone()];
        for theirs in &given {
            let candidate = if member.required() {
                theirs.clone().non_null()
            } else {
                theirs.clone()
            };
            candidates.push(candidate);
        }
        let fits = |candidate: &ast::Type| {
            given
                .iter()
                .all(|theirs| self.is_subtype(candidate, theirs))
        };
        let chosen = candidates
            .iter()
            .find(|c| fits(c))
            .cloned()
            .unwrap_or(wanted);
        self.types.insert((class, member.property), chosen.clone());
        chosen
    }

    fn is_subtype(&self, narrow: &ast::Type, wide: &ast::Type) -> bool {
        use ast::Type::{List, Named, NonNullList, NonNullNamed};
        match (narrow, wide) {
            (Named(a) | NonNullNamed(a), Named(b)) | (NonNullNamed(a), NonNullNamed(b)) => {
                self.is_named_subtype(a, b)
            }
            (List(a) | NonNullList(a), List(b)) | (NonNullList(a), NonNullList(b)) => {
                self.is_subtype(a, b)
            }
            (Named(_), NonNullNamed(_) | List(_) | NonNullList(_))
            | (NonNullNamed(_), List(_) | NonNullList(_))
            | (List(_), Named(_) | NonNullNamed(_) | NonNullList(_))
            | (NonNullList(_), Named(_) | NonNullNamed(_)) => false,
        }
    }

    fn is_named_subtype(&self, narrow: &Name, wide: &Name) -> bool {
        if narrow == wide {
            return true;
        }
        let (Some(narrow), Some(wide)) = (self.referenced.get(narrow), self.referenced.get(wide))
        else {
            return false;
        };
        if self.is_interface(*wide) {
            self.interfaces(*narrow).contains(wide)
        } else if self.is_union(*wide) {
            self.object_types(*wide).contains(narrow)
        } else {
            false
        }
    }

    /// Whether a class is a union in the document.
    pub(super) fn is_union(&self, id: ClassId) -> bool {
        let class = self.models.class(id);
        match &class.kind {
            ClassKind::Union(_) => true,
            ClassKind::Sealed | ClassKind::Trait => {
                self.has_no_members(id) && !self.object_types(id).is_empty()
            }
            ClassKind::Direct
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => false,
        }
    }

    /// The object types whose values a class or union has.
    pub(super) fn object_types(&self, id: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        self.object_types_into(id, 0, &mut found);
        found
    }

    fn object_types_into(&self, id: ClassId, depth: u32, found: &mut Vec<ClassId>) {
        let mut push = |id: ClassId| {
            if self.scope.has(id) && !found.contains(&id) {
                found.push(id);
            }
        };
        if self.scope.form(id) == Form::InterfaceObject {
            return push(id);
        }
        if matches!(self.models.class(id).kind, ClassKind::Trait) {
            return self.implementers(id).into_iter().for_each(push);
        }
        for leaf in self.models.leaves(id) {
            match &self.models.class(leaf).kind {
                ClassKind::Direct | ClassKind::Singleton => push(leaf),
                ClassKind::Qualified { .. } | ClassKind::Extension(_) | ClassKind::Trait
                    if depth < 16 =>
                {
                    let mut more = Vec::new();
                    self.object_types_into(self.resolve(leaf), depth + 1, &mut more);
                    more.into_iter().for_each(&mut push);
                }
                ClassKind::Qualified { .. }
                | ClassKind::Extension(_)
                | ClassKind::Trait
                | ClassKind::Sealed
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::List(_) => {}
            }
        }
    }

    /// The domain's own object types that mix in a trait, directly.
    fn implementers(&self, id: ClassId) -> Vec<ClassId> {
        let own = self.own_domains().flat_map(|domain| &domain.classes);
        let concrete = |c: &ClassId| {
            matches!(
                self.models.class(*c).kind,
                ClassKind::Direct | ClassKind::Singleton
            )
        };
        let mixes = |c: &ClassId| self.models.class(*c).traits.contains(&id);
        own.copied().filter(concrete).filter(mixes).collect()
    }
}
