//! What GraphQL cannot say or enforce: one entry per construct and element.

use apollo_compiler::ast;
use upper::model::{
    Class, ClassId, ClassKind, DatatypeKind, Domain, Facets, Literal, Member, PropertyKind,
    TermInfo,
};
use upper::vocabulary::Primitive;

use super::builder::Builder;
use super::fields::Kept;
use super::names::is_escaped;

impl Builder<'_> {
    /// The losses of a field: of the property, and of what refinements add to it.
    pub(super) fn lose_field(
        &mut self,
        element: &str,
        member: &Member,
        (wanted, given): (&ast::Type, &ast::Type),
        kept: Kept,
        is_extension: bool,
    ) {
        let property = self.models.property(member.property);
        let iri = property.info.iri.clone();
        self.lose_name(&property.info, element);
        if is_extension && member.required() {
            let message = "nullable, since the entity need not have a row of the extension; nothing requires the value in those that have one";
            self.lose(&iri, element, "minCount", message.to_owned());
        }
        if kept.value || kept.list {
            let message = format!(
                "the field keeps the type `{given}` of its interface, which GraphQL does not let it narrow to `{wanted}`; `@udaConstraint` states the refinement"
            );
            self.lose(&iri, element, "refinement", message);
        }
        self.lose_counts(&iri, element, member, given);
        let facets = self.stated_facets(member, kept);
        self.lose_facets(&iri, element, &facets);
        if let Some(id) = self.models.value_of(member.range).datatype()
            && matches!(self.models.datatype(id).kind, DatatypeKind::Primitive(_))
        {
            self.lose_primitive(&iri, element, self.models.primitive(id));
        }
        if property.kind == PropertyKind::ConnectedNode {
            let message = "the scalar holds any IRI; that it names a node of the knowledge graph is not checked";
            self.lose(&iri, element, "connected node", message.to_owned());
        }
        if let Some(default) = &property.default {
            let message = format!(
                "fields of output types have no default; `@udaDefault` states `{}`",
                default.value
            );
            self.lose(&iri, element, "default", message);
        }
        if let Some(inverse) = property.inverse_of {
            let inverse = self.namer.property(inverse);
            let message = format!(
                "nothing keeps the field and its inverse `{inverse}` in step; `@udaInverse` names it"
            );
            self.lose(&iri, element, "inverse", message);
        }
    }

    fn lose_counts(&mut self, iri: &str, element: &str, member: &Member, given: &ast::Type) {
        let is_text = self.agreement.is_text(member);
        if member.max == Some(0) {
            let message =
                format!("`{given}` allows values; `@udaConstraint` states that there are none");
            return self.lose(iri, element, "maxCount", message);
        }
        if !member.many() && !is_text {
            return;
        }
        let what = if is_text { "languages" } else { "values" };
        if member.min > 0 {
            let message = format!(
                "`{given}` allows an empty list; `@udaConstraint` states the least number of {what}, {}",
                member.min
            );
            self.lose(iri, element, "minCount", message);
        }
        if let Some(max) = member.max {
            let message = format!(
                "`{given}` has no greatest length; `@udaConstraint` states the greatest number of {what}, {max}"
            );
            self.lose(iri, element, "maxCount", message);
        }
        let message = if is_text {
            "the list may hold several texts in one language"
        } else {
            "the values are a set, and the list may repeat one"
        };
        self.lose(iri, element, "set", message.to_owned());
    }

    /// The losses of facets, which a scalar's name does not enforce.
    pub(super) fn lose_facets(&mut self, iri: &str, element: &str, facets: &Facets) {
        for (facet, value) in stated(facets) {
            let message = format!(
                "the schema does not enforce `{facet}` {value}; `@udaConstraint` states it"
            );
            self.lose(iri, element, facet, message);
        }
    }

    /// What the image of a built-in datatype cannot hold, or holds too much of.
    pub(super) fn lose_primitive(&mut self, iri: &str, element: &str, primitive: Primitive) {
        let (construct, message) = match primitive {
            Primitive::Integer => (
                "datatype",
                "values are whole numbers of 64 bits, from -9223372036854775808 to 9223372036854775807",
            ),
            Primitive::NonNegativeInteger => (
                "datatype",
                "values are whole numbers of 64 bits, up to 9223372036854775807, and the scalar allows negative ones",
            ),
            Primitive::Decimal => (
                "datatype",
                "the scalar does not limit digits; there are 38, 9 of them in the fraction unless facets say otherwise",
            ),
            Primitive::Float => (
                "datatype",
                "`Float` has double precision, and neither NaN nor infinities; values of single precision are not told apart from others",
            ),
            Primitive::Double => ("datatype", "`Float` has neither NaN nor infinities"),
            Primitive::Literal => (
                "datatype",
                "the scalar is opaque; the datatype and language are within its text",
            ),
            Primitive::LangString
            | Primitive::AnyUri
            | Primitive::Boolean
            | Primitive::Date
            | Primitive::DateTime
            | Primitive::Int
            | Primitive::Long
            | Primitive::String
            | Primitive::Time
            | Primitive::LocalDateTime
            | Primitive::Duration
            | Primitive::Uuid
            | Primitive::Base64Binary
            | Primitive::Json
            | Primitive::Text => return,
        };
        self.lose(iri, element, construct, message.to_owned());
    }

    /// The texts that a document has no place for, once for each term.
    pub(super) fn lose_texts(&mut self) {
        for domain in self.own_domains() {
            self.lose_texts_of(domain);
        }
    }

    fn lose_texts_of(&mut self, domain: &Domain) {
        let (models, namer) = (self.models, self.namer);
        let file = format!("{}.graphqls", domain.info.name);
        self.lose_texts_of_term(&domain.info, &file);
        for id in &domain.classes {
            let info = &models.class(*id).info;
            match models.class(*id).kind {
                // A list has no type of its own.
                ClassKind::List(_) => self.lose_texts_of_term(info, &file),
                ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Qualified { .. }
                | ClassKind::Singleton
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::Extension(_) => {
                    let name = namer.class(self.resolve(*id));
                    self.lose_texts_of_term(info, &name);
                }
            }
        }
        for id in &domain.properties {
            self.lose_texts_of_term(&models.property(*id).info, &namer.property(*id));
        }
        for id in &domain.datatypes {
            self.lose_texts_of_term(&models.datatype(*id).info, &self.scalar_name(*id));
        }
        for id in &domain.values {
            self.lose_texts_of_term(&models.enum_value(*id).info, &namer.value(*id));
        }
    }

    fn lose_texts_of_term(&mut self, info: &TermInfo, element: &str) {
        let more = [
            (info.labels.0.len() > 1, "further labels"),
            (info.descriptions.0.len() > 1, "further descriptions"),
            (!info.comments.0.is_empty(), "comments"),
        ];
        let more: Vec<&str> = (more.into_iter())
            .filter_map(|(is_lost, what)| is_lost.then_some(what))
            .collect();
        if !more.is_empty() {
            let message = format!(
                "a docstring holds one text: {} are left out",
                more.join(", ")
            );
            self.lose(&info.iri, element, "texts", message);
        }
    }

    pub(super) fn lose_name(&mut self, info: &TermInfo, element: &str) {
        if is_escaped(&info.name) {
            let message = format!("`{}` is no GraphQL name; `@udaName` states it", info.name);
            self.lose(&info.iri, element, "name", message);
        }
    }

    pub(super) fn lose_type_deprecation(&mut self, info: &TermInfo, element: &str) {
        if info.deprecated.is_some() {
            let message =
                "GraphQL cannot deprecate a type; its description says that it is deprecated";
            self.lose(&info.iri, element, "deprecated", message.to_owned());
        }
    }

    pub(super) fn lose_keys(&mut self, class: &Class, element: &str) {
        let declares = class
            .key
            .as_ref()
            .is_some_and(|k| self.models.class(k.declared_by).info.iri == class.info.iri);
        if declares {
            let message = "`@key` names the fields of the key; nothing keeps two objects from having the same";
            self.lose(&class.info.iri, element, "primaryKey", message.to_owned());
        }
        for key in &class.unique_keys {
            let fields: Vec<String> = key
                .iter()
                .map(|p| self.namer.property(*p).to_string())
                .collect();
            let message = format!(
                "nothing keeps two objects from having the same `{}`; `@udaUniqueKey` states it",
                fields.join(" ")
            );
            self.lose(&class.info.iri, element, "uniqueKey", message);
        }
    }

    pub(super) fn lose_sealed(&mut self, class: &Class, element: &str) {
        let message = "an interface is open: nothing says that those which implement it here are all there are";
        self.lose(&class.info.iri, element, "sealed", message.to_owned());
    }

    pub(super) fn lose_singleton(&mut self, class: &Class, element: &str) {
        let message = "nothing keeps a second object of the type from being; the field of `Query` gives the one";
        self.lose(&class.info.iri, element, "singleton", message.to_owned());
    }

    pub(super) fn lose_empty_trait(&mut self, id: ClassId) {
        let class = self.models.class(id);
        let name = self.namer.class(id);
        let message = "an interface needs a field, and the trait has no property; the classes that mix it in do not show it";
        self.lose(&class.info.iri, &name, "trait", message.to_owned());
    }

    /// Members of a union that are less than their type says.
    pub(super) fn lose_union_members(&mut self, id: ClassId, element: &str) {
        for leaf in self.models.leaves(id) {
            let class = self.models.class(leaf);
            let message = match &class.kind {
                ClassKind::Qualified { .. } => {
                    "the union has the type of the class that the member qualifies; its conditions are not checked"
                }
                ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Singleton
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::List(_)
                | ClassKind::Extension(_) => continue,
            };
            let iri = self.models.class(id).info.iri.clone();
            self.lose(
                &iri,
                element,
                "unionOf",
                format!("`{}`: {message}", class.info.name),
            );
        }
    }

    /// The fields that an interface leaves to its implementers.
    pub(super) fn lose_withheld(&mut self, id: ClassId, element: &str) {
        for member in &self.models.class(id).members {
            if self.agreement.of(id).has_field(member.property) {
                continue;
            }
            let info = &self.models.property(member.property).info;
            let (iri, name) = (info.iri.clone(), self.namer.property(member.property));
            let message = format!(
                "the interface is without `{name}`: it may have several values here, and one value of it identifies instances of a class below"
            );
            self.lose(&iri, element, "property", message);
        }
    }

    /// What the type of an extended entity does not say of an extension.
    pub(super) fn lose_extension(
        &mut self,
        extension: ClassId,
        element: &str,
        is_interface_object: bool,
    ) {
        let class = self.models.class(extension);
        let message = "an entity with and one without a row of the extension are told apart by null fields only";
        self.lose(&class.info.iri, element, "extension", message.to_owned());
        let is_implemented = !(is_interface_object && self.federation);
        let implemented = if is_implemented {
            self.extension_interfaces(extension)
        } else {
            Vec::new()
        };
        let decided = self.agreement.of(extension);
        for id in &class.traits {
            if implemented.contains(id) || decided.refused.iter().any(|(r, _)| r == id) {
                continue;
            }
            let name = self.namer.class(*id);
            let why = if self.has_no_members(*id) {
                "an interface needs a field, and the trait has no property"
            } else if is_implemented {
                "its required fields may be null here"
            } else {
                "what stands for another subgraph's interface cannot"
            };
            let message =
                format!("the type has the fields of `{name}` and does not implement it: {why}");
            self.lose(&class.info.iri, element, "trait", message);
        }
        self.lose_refused(extension, element);
    }

    /// The traits that a class cannot implement.
    pub(super) fn lose_refused(&mut self, id: ClassId, element: &str) {
        let class = self.models.class(id);
        for (refused, property) in &self.agreement.of(id).refused {
            let (name, field) = (self.namer.class(*refused), self.namer.property(*property));
            let message = format!(
                "the type has the properties of `{name}` and does not implement it: there, `{field}` is of a type with which this one cannot agree"
            );
            self.lose(&class.info.iri, element, "trait", message);
        }
    }
}

/// The facets that are stated, with their values as text.
fn stated(facets: &Facets) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for pattern in &facets.patterns {
        found.push(("pattern", format!("`{pattern}`")));
    }
    let numbers = [
        ("minLength", facets.min_length),
        ("maxLength", facets.max_length),
        ("totalDigits", facets.total_digits.map(u64::from)),
        ("fractionDigits", facets.fraction_digits.map(u64::from)),
    ];
    found.extend(
        numbers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.to_string()))),
    );
    let bounds: [(&str, &Option<Literal>); 4] = [
        ("minInclusive", &facets.min_inclusive),
        ("maxInclusive", &facets.max_inclusive),
        ("minExclusive", &facets.min_exclusive),
        ("maxExclusive", &facets.max_exclusive),
    ];
    found.extend(
        bounds
            .into_iter()
            .filter_map(|(name, bound)| Some((name, bound.as_ref()?.value.clone()))),
    );
    if let Some(values) = &facets.one_of {
        let values: Vec<&str> = values.iter().map(|v| v.value.as_str()).collect();
        found.push(("oneOf", format!("`{}`", values.join("`, `"))));
    }
    found
}
