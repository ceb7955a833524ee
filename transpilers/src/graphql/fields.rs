//! Fields, and what every definition says about its term.

use std::borrow::Cow;

use apollo_compiler::{Name, Node, ast};
use upper::model::{ClassId, Facets, Member, Property, TermInfo, TermRef, Value};

use super::builder::Builder;
use super::directives::{Own, directive, strings};
use super::shared::{self, Image};

/// What the type of a field has from interfaces instead of its member.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept {
    /// The value is of a wider type.
    pub(super) value: bool,
    /// It is a list for a single value.
    pub(super) list: bool,
}

/// Where a field stands, beyond the type that has it.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// The owner's ledger has its losses.
    pub(super) foreign: bool,
    /// The field comes from an extension: the entity need not have a value.
    pub(super) extension: bool,
    /// Another subgraph has the values; the field is there for an interface.
    pub(super) external: bool,
    /// Several types of this subgraph give the field to one entity.
    pub(super) shareable: bool,
}

impl<'a> Builder<'a> {
    /// The field for a member of a class, on the type `on`.
    pub(super) fn field(
        &mut self,
        class: ClassId,
        on: &Name,
        member: &Member,
        place: Place,
    ) -> Node<ast::FieldDefinition> {
        let property = self.models.property(member.property);
        let name = self.namer.property(member.property);
        let wanted = self.agreement.wanted(member);
        let given = self.agreement.shape(class, member);
        let kept = Kept {
            value: !given.has_value_of(&wanted, &self.agreement),
            list: given.list != wanted.list,
        };
        let mut ty = self.shape_type(&given);
        if place.extension {
            ty = nullable(ty);
        }
        let mut found = self.about(&property.info);
        if place.external {
            found.extend(self.theirs("@external", Vec::new()));
        }
        if place.shareable {
            found.extend(self.theirs("@shareable", Vec::new()));
        }
        found.extend(self.deprecation(&property.info));
        found.extend(self.rules(member, property, kept, &ty));
        if !place.foreign {
            let wanted = self.shape_type(&wanted);
            let element = format!("{on}.{name}");
            self.lose_field(&element, member, (&wanted, &ty), kept, place.extension);
        }
        Node::new(ast::FieldDefinition {
            description: self.doc(&property.info),
            name,
            arguments: Vec::new(),
            ty,
            directives: ast::DirectiveList(found),
        })
    }

    /// The directives that state what the field's type does not.
    fn rules(
        &mut self,
        member: &Member,
        property: &Property,
        kept: Kept,
        ty: &ast::Type,
    ) -> Vec<Node<ast::Directive>> {
        // A list for many values, rather than one value that is a list.
        let is_list =
            member.many() || self.agreement.is_text(member) || (kept.list && ty.is_list());
        let mut arguments = Vec::new();
        if kept.value {
            arguments.extend(
                self.range_iri(member)
                    .map(|iri| ("range", ast::Value::from(iri))),
            );
        }
        if is_list {
            arguments.extend((member.min > 0).then(|| ("minCount", count(member.min))));
        }
        if is_list || member.max == Some(0) {
            arguments.extend(member.max.map(|max| ("maxCount", count(max))));
        }
        let facets = self.stated_facets(member, kept);
        let mut found: Vec<_> = self.constraint(&facets, arguments).into_iter().collect();
        if let Some(default) = &property.default {
            found.push(self.mine(Own::Default, vec![("value", default.value.as_str().into())]));
        }
        if let Some(inverse) = property.inverse_of {
            let iri = self.models.property(inverse).info.iri.as_str();
            found.push(self.mine(Own::Inverse, vec![("uri", iri.into())]));
        }
        found.extend(self.qualified_range(member));
        found
    }

    /// `@udaConstraint` with the arguments given and those of facets, if there are any.
    pub(super) fn constraint(
        &mut self,
        facets: &Facets,
        mut arguments: Vec<(&'static str, ast::Value)>,
    ) -> Option<Node<ast::Directive>> {
        if !facets.patterns.is_empty() {
            arguments.push(("pattern", strings(&facets.patterns)));
        }
        let lengths = [
            ("minLength", facets.min_length),
            ("maxLength", facets.max_length),
        ];
        arguments.extend(
            lengths
                .into_iter()
                .filter_map(|(n, v)| v.map(|v| (n, count(v)))),
        );
        let bounds = [
            ("minInclusive", &facets.min_inclusive),
            ("maxInclusive", &facets.max_inclusive),
            ("minExclusive", &facets.min_exclusive),
            ("maxExclusive", &facets.max_exclusive),
        ];
        for (name, bound) in bounds {
            arguments.extend(
                bound
                    .as_ref()
                    .map(|b| (name, ast::Value::from(b.value.as_str()))),
            );
        }
        let digits = [
            ("totalDigits", facets.total_digits),
            ("fractionDigits", facets.fraction_digits),
        ];
        arguments.extend(
            digits
                .into_iter()
                .filter_map(|(n, v)| v.map(|v| (n, count(v)))),
        );
        if let Some(values) = &facets.one_of {
            arguments.push(("oneOf", strings(values.iter().map(|v| &v.value))));
        }
        (!arguments.is_empty()).then(|| self.mine(Own::Constraint, arguments))
    }

    /// The facets that the type of a field does not stand for: those that refinements add,
    /// and those of the datatype where the field could not narrow to its scalar.
    pub(super) fn stated_facets<'m>(&self, member: &'m Member, kept: Kept) -> Cow<'m, Facets>
    where
        'a: 'm,
    {
        let is_text = |id| matches!(shared::image(self.models.primitive(id)), Image::Texts(..));
        match self.models.value_of(member.range).datatype() {
            Some(id) if kept.value || is_text(id) => self.models.narrowed(id, &member.facets),
            Some(_) | None => Cow::Borrowed(&member.facets),
        }
    }

    fn range_iri(&self, member: &Member) -> Option<String> {
        match self.models.value_of(member.range) {
            Value::Scalar(id) => Some(self.models.datatype(id).info.iri.clone()),
            Value::Enum(id)
            | Value::Nested(id)
            | Value::Reference(id)
            | Value::OneOf(id)
            | Value::List(id, _) => Some(self.models.class(id).info.iri.clone()),
            Value::Node | Value::Any => None,
        }
    }

    /// A docstring: the description, else the label; for a deprecated type the note too.
    pub(super) fn doc(&self, info: &TermInfo) -> Option<Node<str>> {
        info.doc().and_then(docstring)
    }

    /// The docstring of a type, where GraphQL has no other place for a deprecation.
    pub(super) fn type_doc(&self, info: &TermInfo) -> Option<Node<str>> {
        let Some(reason) = self.reason(info) else {
            return self.doc(info);
        };
        let doc = info.doc().unwrap_or_default();
        docstring(&format!("{doc}\n\nDeprecated: {reason}"))
    }

    /// `@deprecated`.
    pub(super) fn deprecation(&self, info: &TermInfo) -> Option<Node<ast::Directive>> {
        let reason = self.reason(info)?;
        Some(directive("deprecated", vec![("reason", reason.into())]))
    }

    /// Why a term is deprecated, and what to use.
    pub(super) fn reason(&self, info: &TermInfo) -> Option<String> {
        let deprecated = info.deprecated.as_ref()?;
        let note = deprecated
            .note
            .preferred()
            .map(str::trim)
            .filter(|n| !n.is_empty());
        let replacement = deprecated
            .replaced_by
            .map(|term| format!("Use `{}`.", self.name_of(term)));
        let parts: Vec<String> = note
            .map(str::to_owned)
            .into_iter()
            .chain(replacement)
            .collect();
        Some(if parts.is_empty() {
            "No longer supported".to_owned()
        } else {
            parts.join(" ")
        })
    }

    fn name_of(&self, term: TermRef) -> String {
        match term {
            TermRef::Domain(id) => self.models.domain(id).info.name.clone(),
            TermRef::Class(id) => self.namer.class(self.resolve(id)).to_string(),
            TermRef::Property(id) => self.namer.property(id).to_string(),
            TermRef::Datatype(id) => self.scalar_name(id).to_string(),
            TermRef::EnumValue(id) => self.namer.value(id).to_string(),
        }
    }

    /// The field of a type that has no other: GraphQL knows no empty types.
    pub(super) fn placeholder(&mut self) -> Node<ast::FieldDefinition> {
        Node::new(ast::FieldDefinition {
            description: Some(Node::new_str("Always null: the class has no properties.")),
            name: Name::new_static_unchecked("_empty"),
            arguments: Vec::new(),
            ty: ast::Type::Named(Name::new_static_unchecked("Boolean")),
            directives: ast::DirectiveList::default(),
        })
    }
}

/// The type without its outer non-null mark.
pub(super) fn nullable(ty: ast::Type) -> ast::Type {
    match ty {
        ast::Type::NonNullNamed(name) => ast::Type::Named(name),
        ast::Type::NonNullList(inner) => ast::Type::List(inner),
        ast::Type::Named(_) | ast::Type::List(_) => ty,
    }
}

/// A number as a GraphQL `Int`; what is greater stands for no limit.
fn count<T: TryInto<i32>>(value: T) -> ast::Value {
    value.try_into().unwrap_or(i32::MAX).into()
}

/// A text without what a GraphQL document cannot hold: control characters.
fn docstring(text: &str) -> Option<Node<str>> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let clean = if text.contains(is_odd) {
        Cow::Owned(text.replace("\r\n", "\n").replace(is_odd, ""))
    } else {
        Cow::Borrowed(text)
    };
    let clean = clean.trim();
    (!clean.is_empty()).then(|| Node::new_str(clean))
}
