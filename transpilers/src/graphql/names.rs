//! Names of terms as GraphQL names, and the list of all of them for rules that find clashes.

use std::borrow::Cow;

use apollo_compiler::Name;
use upper::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, EnumValueId, Member, Models,
    PropertyId, TermInfo, TermRef,
};

use super::builder::Builder;
use super::query::key_input_name;
use super::shared;
use crate::naming::{Naming, ScopedName, type_prefix};

/// Gives names to terms.
#[derive(Clone, Copy)]
pub(super) struct Namer<'a> {
    pub(super) models: &'a Models,
    pub(super) naming: Naming,
}

impl Namer<'_> {
    /// The name of a class's type.
    pub(super) fn class(&self, id: ClassId) -> Name {
        self.type_name(&self.models.class(id).info)
    }

    /// The name of a custom datatype's scalar.
    pub(super) fn datatype(&self, id: DatatypeId) -> Name {
        self.type_name(&self.models.datatype(id).info)
    }

    /// The name of a property's field.
    pub(super) fn property(&self, id: PropertyId) -> Name {
        self.field_name(&self.models.property(id).info, "", "")
    }

    /// The name of a field of `Query`.
    pub(super) fn query(&self, id: ClassId, suffix: &str) -> Name {
        let info = &self.models.class(id).info;
        let mut chars = info.name.chars();
        let first: String = chars
            .next()
            .into_iter()
            .flat_map(char::to_lowercase)
            .collect();
        self.field_name(info, &first, suffix)
    }

    /// The name of an enumeration's value.
    pub(super) fn value(&self, id: EnumValueId) -> Name {
        let mut name = escape(&self.models.enum_value(id).info.name);
        if matches!(name.as_ref(), "true" | "false" | "null") {
            name.to_mut().push('_');
        }
        Name::new_unchecked(&name)
    }

    fn type_name(&self, info: &TermInfo) -> Name {
        match self.naming {
            Naming::Prefixed => {
                let prefix = type_prefix(&self.models.domain(info.domain).info.name);
                Name::new_unchecked(&escape(&(prefix + &info.name)))
            }
            Naming::Plain => Name::new_unchecked(&escape(&info.name)),
        }
    }

    /// A prefix, the name with another first letter where one is given, a suffix.
    fn field_name(&self, info: &TermInfo, first: &str, suffix: &str) -> Name {
        let [domain, line] = match self.naming {
            Naming::Prefixed => [self.models.domain(info.domain).info.name.as_str(), "_"],
            Naming::Plain => ["", ""],
        };
        let skipped = if first.is_empty() {
            0
        } else {
            info.name.chars().next().map_or(0, char::len_utf8)
        };
        let rest = info.name.get(skipped..).unwrap_or_default();
        Name::new_unchecked(&escape(&[domain, line, first, rest, suffix].concat()))
    }
}

/// Whether a term's name had to be changed to become a GraphQL name.
pub(super) fn is_escaped(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    matches!(name, "true" | "false" | "null")
        || !begins
        || name.starts_with("__")
        || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A text as a GraphQL name: other ASCII characters become `_`, all others `u` and their
/// code; names that begin with a digit or with `__`, which is reserved, get a letter or
/// underscore in front.
fn escape(text: &str) -> Cow<'_, str> {
    use std::fmt::Write as _;
    if !is_escaped(text) {
        return Cow::Borrowed(text);
    }
    let mut name = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if c.is_ascii() {
            name.push('_');
        } else {
            let _ = write!(name, "u{:04X}", u32::from(c));
        }
    }
    if name.starts_with("__") {
        name.insert(0, 'x');
    }
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    Cow::Owned(name)
}

/// Every name that the document of a domain defines, with its scope: `schema` for types, the
/// type for fields and enumeration values. Two entries of one scope with the same name and
/// different terms clash.
#[must_use]
pub fn names(models: &Models, domain: DomainId, naming: Naming) -> Vec<ScopedName> {
    let domains = [domain];
    let builder = Builder::new(models, &domains, naming, true);
    let namer = builder.namer;
    let foreign_datatypes = builder.scope.foreign_datatypes(&namer);
    let foreign_classes = builder.scope.foreign_classes(&namer);
    let primitives = builder.scope.primitives();
    let mut list = NameList {
        builder,
        out: Vec::new(),
    };
    for primitive in primitives {
        if let Some(term) = models.term(primitive.term()) {
            list.push(TYPES, shared::image(primitive).name(), term);
        }
    }
    for name in RESERVED {
        if list.out.iter().all(|known| known.name != name) {
            list.push(TYPES, name, TermRef::Domain(domain));
        }
    }
    let own = models.domain(domain);
    for id in own.datatypes.iter().copied().chain(foreign_datatypes) {
        if matches!(models.datatype(id).kind, DatatypeKind::Custom(_)) {
            list.push(TYPES, &namer.datatype(id), TermRef::Datatype(id));
        }
    }
    for id in own.classes.iter().copied().chain(foreign_classes) {
        list.class(id);
    }
    list.out
}

/// The scope of types.
const TYPES: &str = "schema";
/// The scope of what can be asked for.
const QUERY: &str = "Query";
/// Those of a graph that subgraphs are composed to.
pub(super) const SHARED: &[&str] = &[TYPES, QUERY];

/// Types that every schema or subgraph has, or that would change what it does.
const RESERVED: [&str; 12] = [
    "Query",
    "Mutation",
    "Subscription",
    "String",
    "Int",
    "Float",
    "Boolean",
    "ID",
    "_Any",
    "_Entity",
    "_Service",
    "_FieldSet",
];

struct NameList<'a> {
    builder: Builder<'a>,
    out: Vec<ScopedName>,
}

impl NameList<'_> {
    fn push(&mut self, scope: &str, name: &str, term: TermRef) {
        self.out.push(ScopedName {
            scope: scope.to_owned(),
            name: name.to_owned(),
            term,
        });
    }

    fn class(&mut self, id: ClassId) {
        let namer = self.builder.namer;
        let models = namer.models;
        let class = models.class(id);
        let query = namer.query(id, "");
        let name = match &class.kind {
            ClassKind::Qualified { .. } => return self.push(QUERY, &query, TermRef::Class(id)),
            ClassKind::List(_) => return,
            ClassKind::Extension(of) => {
                let target = self.builder.resolve(of.unwrap_or(id));
                for below in self.builder.scope.below(target) {
                    self.members(below, &class.members);
                }
                namer.class(target)
            }
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_) => {
                let name = namer.class(id);
                self.push(TYPES, &name, TermRef::Class(id));
                name
            }
        };
        if matches!(class.kind, ClassKind::Singleton) || class.key.is_some() {
            self.push(QUERY, &query, TermRef::Class(id));
        }
        if class.key.is_some() {
            self.keyed(id, &name);
        }
        self.members(id, &class.members);
        if let ClassKind::Enumeration(values) = &class.kind {
            for value in values {
                let symbol = namer.value(*value);
                self.push(&name, &symbol, TermRef::EnumValue(*value));
            }
        }
    }
}

impl NameList<'_> {
    /// Fields of the type of a class.
    fn members(&mut self, id: ClassId, members: &[Member]) {
        let namer = self.builder.namer;
        let name = namer.class(self.builder.resolve(id));
        for member in members {
            let field = namer.property(member.property);
            self.push(&name, &field, TermRef::Property(member.property));
        }
    }

    /// What a key brings: a list of all objects, an input type, fields that it needs.
    fn keyed(&mut self, id: ClassId, name: &Name) {
        let class = self.builder.models.class(id);
        self.push(
            QUERY,
            &self.builder.namer.query(id, "List"),
            TermRef::Class(id),
        );
        if class.primary_key.as_ref().is_some_and(|key| key.len() > 1) {
            self.push(TYPES, &key_input_name(name), TermRef::Class(id));
        }
        for attribute in self.builder.key_attributes(id) {
            if let Some(reference) = attribute.path.first() {
                self.push(name, &attribute.name, TermRef::Property(*reference));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn any_text_becomes_a_name() {
        for (text, name) in [
            ("Character", "Character"),
            ("PG-13", "PG_13"),
            ("4K", "_4K"),
            ("__typename", "x__typename"),
            ("Straße", "Strau00DFe"),
            ("作品", "u4F5Cu54C1"),
            ("", "_"),
        ] {
            assert_eq!(escape(text), name);
            assert!(apollo_compiler::Name::is_valid_syntax(&escape(text)));
        }
    }
}
