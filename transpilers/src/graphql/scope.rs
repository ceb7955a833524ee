//! Which terms of other domains a document needs, and in what form.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, ListElement, Member, Models, Range,
    Value,
};
use upper::vocabulary::Primitive;

use super::names::Namer;
use super::shared::{self, Image};

/// The form of a class in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// With all its fields: it is the domain's own, or has no key.
    Whole,
    /// An object type with the fields of the key, and those of extensions.
    Stub,
    /// The same for a sealed class whose leaves the document does not have.
    InterfaceObject,
    /// An interface with the fields of the key: the document has its leaves.
    StubInterface,
}

/// The terms that a document defines, beside the domain's own.
pub(super) struct Scope<'a> {
    models: &'a Models,
    domains: &'a [DomainId],
    federation: bool,
    classes: FxHashSet<ClassId>,
    datatypes: FxHashSet<DatatypeId>,
    primitives: BTreeSet<Primitive>,
    any_term: bool,
    /// Foreign sealed classes with a key some leaf of which is needed.
    interfaces: FxHashSet<ClassId>,
    /// The domain's extensions, by the class that they extend.
    extensions: FxHashMap<ClassId, Vec<ClassId>>,
}

impl<'a> Scope<'a> {
    /// Collects what the document of a domain needs.
    pub(super) fn of(models: &'a Models, domains: &'a [DomainId], federation: bool) -> Self {
        let mut scope = Self {
            models,
            domains,
            federation,
            classes: FxHashSet::default(),
            datatypes: FxHashSet::default(),
            primitives: BTreeSet::new(),
            any_term: false,
            interfaces: FxHashSet::default(),
            extensions: FxHashMap::default(),
        };
        for id in domains.iter().flat_map(|d| &models.domain(*d).classes) {
            scope.enter_own(*id);
        }
        scope.enter_below_extended();
        scope.choose_interfaces();
        scope
    }

    /// Whether a class is of the document's own domains.
    pub(super) fn is_own(&self, id: ClassId) -> bool {
        self.domains.contains(&self.models.class(id).info.domain)
    }

    /// Whether the document defines a class.
    pub(super) fn has(&self, id: ClassId) -> bool {
        self.is_own(id) || self.classes.contains(&id)
    }

    /// The form in which the document defines a class.
    pub(super) fn form(&self, id: ClassId) -> Form {
        let class = self.models.class(id);
        if self.is_own(id) || class.key.is_none() {
            return Form::Whole;
        }
        if !matches!(class.kind, ClassKind::Sealed) {
            return Form::Stub;
        }
        if self.interfaces.contains(&id) {
            Form::StubInterface
        } else {
            Form::InterfaceObject
        }
    }

    /// The domain's extensions of a class and of those above it, topmost first.
    pub(super) fn extensions(&self, id: ClassId) -> Vec<ClassId> {
        let mut lines: Vec<ClassId> = self.models.ancestors(id).collect();
        lines.reverse();
        lines
            .iter()
            .filter_map(|c| self.extensions.get(c))
            .flatten()
            .copied()
            .collect()
    }

    /// The built-in datatypes whose types the document must define, each image once.
    pub(super) fn primitives(&self) -> Vec<Primitive> {
        let canonical: BTreeSet<Primitive> = self
            .primitives
            .iter()
            .copied()
            .map(shared::canonical)
            .collect();
        canonical.into_iter().collect()
    }

    /// The built-in datatypes that it needs and whose type stands, in its own words, for
    /// another.
    pub(super) fn aliases(&self) -> Vec<Primitive> {
        let is_alias = |p: &Primitive| {
            shared::canonical(*p) != *p && matches!(shared::image(*p), Image::Scalar(..))
        };
        self.primitives.iter().copied().filter(is_alias).collect()
    }

    /// Whether the document needs the scalar for any term.
    pub(super) fn any_term(&self) -> bool {
        self.any_term
    }

    /// Needed classes of other domains, by name.
    pub(super) fn foreign_classes(&self, namer: &Namer<'_>) -> Vec<ClassId> {
        let mut found: Vec<_> = self
            .classes
            .iter()
            .copied()
            .filter(|c| !self.is_own(*c))
            .collect();
        found.sort_by_cached_key(|c| namer.class(*c).to_string());
        found
    }

    /// Needed custom datatypes of other domains, by name.
    pub(super) fn foreign_datatypes(&self, namer: &Namer<'_>) -> Vec<DatatypeId> {
        let foreign =
            |d: &DatatypeId| !self.domains.contains(&self.models.datatype(*d).info.domain);
        let mut found: Vec<_> = self.datatypes.iter().copied().filter(foreign).collect();
        found.sort_by_cached_key(|d| namer.datatype(*d).to_string());
        found
    }

    fn enter_own(&mut self, id: ClassId) {
        let class = self.models.class(id);
        for t in &class.traits {
            self.enter(*t);
        }
        match &class.kind {
            ClassKind::Direct | ClassKind::Sealed | ClassKind::Trait | ClassKind::Singleton => {
                self.enter_members(&class.members);
            }
            ClassKind::Extension(of) => {
                if let Some(of) = of {
                    self.extensions.entry(*of).or_default().push(id);
                    self.enter(*of);
                }
                self.enter_members(&class.members);
            }
            ClassKind::Qualified { of, .. } => of.iter().for_each(|of| self.enter(*of)),
            ClassKind::Union(_) => self.enter_leaves(id),
            ClassKind::List(element) => self.enter_element(*element),
            ClassKind::Enumeration(_) => {}
        }
    }

    fn enter(&mut self, id: ClassId) {
        if self.is_own(id) || !self.classes.insert(id) {
            return;
        }
        let class = self.models.class(id);
        match &class.kind {
            ClassKind::Qualified { of, .. } | ClassKind::Extension(of) => {
                self.classes.remove(&id);
                of.iter().for_each(|of| self.enter(*of));
            }
            ClassKind::List(element) => {
                self.classes.remove(&id);
                self.enter_element(*element);
            }
            ClassKind::Union(_) => self.enter_leaves(id),
            ClassKind::Enumeration(_) => {}
            ClassKind::Direct | ClassKind::Sealed if class.key.is_some() => self.enter_key(id),
            ClassKind::Sealed => {
                self.enter_members(&class.members);
                for below in self.below(id) {
                    self.enter(below);
                }
            }
            ClassKind::Trait => {
                self.enter_members(&class.members);
                for t in &class.traits {
                    self.enter(*t);
                }
            }
            ClassKind::Direct | ClassKind::Singleton => self.enter_members(&class.members),
        }
    }

    fn enter_leaves(&mut self, id: ClassId) {
        for leaf in self.models.leaves(id) {
            self.enter(leaf);
        }
    }

    fn enter_element(&mut self, element: Option<ListElement>) {
        match element {
            Some(ListElement::Class(c)) => self.enter(c),
            Some(ListElement::Datatype(d)) => self.enter_datatype(d),
            None => {}
        }
    }

    fn enter_key(&mut self, id: ClassId) {
        let class = self.models.class(id);
        let Some(key) = &class.key else { return };
        let members: Vec<Member> = class
            .members
            .iter()
            .filter(|m| key.members.contains(&m.property))
            .cloned()
            .collect();
        self.enter_members(&members);
    }

    fn enter_members(&mut self, members: &[Member]) {
        for member in members {
            self.enter_range(member.range);
            // Where a refinement cannot be covariant the field keeps the wider type.
            if member.refined
                && let Some(range) = self.models.property(member.property).range
            {
                self.enter_range(range);
            }
        }
    }

    fn enter_range(&mut self, range: Range) {
        let value = self.models.value_of(range);
        self.enter_value(&value);
    }

    fn enter_value(&mut self, value: &Value) {
        match value {
            Value::Scalar(d) => self.enter_datatype(*d),
            Value::Enum(c) | Value::Nested(c) | Value::Reference(c) | Value::OneOf(c) => {
                self.enter(*c)
            }
            Value::List(_, element) => self.enter_value(element),
            Value::Node => {
                self.primitives.insert(shared::NODE);
            }
            Value::Any => self.any_term = true,
        }
    }

    fn enter_datatype(&mut self, id: DatatypeId) {
        let primitive = self.models.primitive(id);
        match (&self.models.datatype(id).kind, shared::image(primitive)) {
            (DatatypeKind::Custom(_), Image::BuiltIn(_) | Image::Scalar(..)) => {
                self.datatypes.insert(id);
            }
            (DatatypeKind::Primitive(_) | DatatypeKind::Custom(_), _) => {
                self.primitives.insert(primitive);
            }
        }
    }

    /// All classes below a sealed one.
    pub(super) fn below(&self, id: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = vec![id];
        while let Some(at) = queue.pop() {
            for child in &self.models.class(at).children {
                if seen.insert(*child) {
                    found.push(*child);
                    queue.push(*child);
                }
            }
        }
        found
    }

    /// In a supergraph the interfaces below an extended one need the extension's fields.
    fn enter_below_extended(&mut self) {
        if !self.federation {
            return;
        }
        let extended: Vec<ClassId> = self
            .extensions
            .keys()
            .copied()
            .filter(|c| !self.is_own(*c))
            .collect();
        for id in extended {
            for below in self.below(id) {
                if matches!(self.models.class(below).kind, ClassKind::Sealed) {
                    self.enter(below);
                }
            }
        }
    }

    fn choose_interfaces(&mut self) {
        loop {
            let leaves = self.classes.iter().filter(|c| self.form(**c) == Form::Stub);
            let above: FxHashSet<ClassId> = leaves
                .flat_map(|leaf| self.models.ancestors(*leaf).skip(1))
                .filter(|a| self.classes.contains(a) && self.form(*a) == Form::InterfaceObject)
                .collect();
            if above.is_empty() {
                return;
            }
            for id in above {
                self.interfaces.insert(id);
                for below in self.below(id) {
                    self.enter(below);
                }
            }
        }
    }
}
