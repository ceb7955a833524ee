//! Which terms of other domains a document needs, and in what form.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, ListElement, Member, Models, Value,
};
use upper::vocabulary::Primitive;

use super::agreement::Agreement;
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
    agreement: Rc<Agreement<'a>>,
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
    pub(super) fn of(
        models: &'a Models,
        domains: &'a [DomainId],
        federation: bool,
        agreement: &Rc<Agreement<'a>>,
    ) -> Self {
        let mut scope = Self {
            models,
            domains,
            federation,
            agreement: Rc::clone(agreement),
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
        scope.show_what_is_narrower();
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
        // Those that it does not implement say nothing of it.
        let decided = self.agreement.of(id);
        let is_refused = |t: &ClassId| decided.refused.iter().any(|(r, _)| r == t);
        let above = self.agreement.above(id);
        for above in above.into_iter().filter(|t| !is_refused(t)) {
            self.enter(above);
        }
        match &class.kind {
            ClassKind::Direct | ClassKind::Sealed | ClassKind::Trait | ClassKind::Singleton => {
                self.enter_members(id, &class.members);
            }
            ClassKind::Extension(of) => {
                if let Some(of) = of {
                    self.extensions.entry(*of).or_default().push(id);
                    self.enter(*of);
                }
                self.enter_members(id, &class.members);
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
                self.enter_members(id, &class.members);
                for below in self.below(id) {
                    self.enter(below);
                }
            }
            ClassKind::Trait => {
                self.enter_members(id, &class.members);
                for t in &class.traits {
                    self.enter(*t);
                }
            }
            ClassKind::Direct | ClassKind::Singleton => self.enter_members(id, &class.members),
        }
    }

    /// What a union can be. Of a sealed class that a member qualifies, the leaves: the class
    /// itself is an interface elsewhere, and no member of a union.
    fn enter_leaves(&mut self, id: ClassId) {
        for leaf in self.agreement.objects(id) {
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
        let Some(key) = &self.models.class(id).key else {
            return;
        };
        // Inputs have the key as the class has it that declares it.
        for id in [id, key.declared_by] {
            let members = self.models.class(id).members.iter();
            let members: Vec<Member> = members
                .filter(|m| key.members.contains(&m.property))
                .cloned()
                .collect();
            self.enter_members(id, &members);
        }
    }

    fn enter_members(&mut self, id: ClassId, members: &[Member]) {
        for member in members {
            self.enter_value(&self.models.value_of(member.range));
            // Where a refinement cannot be covariant the field keeps the wider type.
            if member.refined {
                let shape = self.agreement.shape(id, member);
                self.enter_value(&shape.value);
            }
        }
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
            self.open(above);
        }
    }

    /// Makes interfaces of sealed classes, with all that is below them.
    fn open(&mut self, sealed: FxHashSet<ClassId>) {
        for id in sealed {
            self.interfaces.insert(id);
            for below in self.below(id) {
                self.enter(below);
            }
        }
    }

    /// A field of a class may narrow the field of an interface to a class below: there the
    /// document has to show that the one implements the other.
    fn show_what_is_narrower(&mut self) {
        loop {
            let mut classes = self.classes.iter();
            if !classes.any(|c| self.form(*c) == Form::InterfaceObject) {
                return;
            }
            let mut wide = FxHashSet::default();
            let own = self
                .domains
                .iter()
                .flat_map(|d| &self.models.domain(*d).classes);
            for id in own.chain(&self.classes) {
                for interface in self.interfaces(*id) {
                    wide.extend(self.agreement.wider(*id, interface));
                }
            }
            wide.retain(|c| self.has(*c) && self.form(*c) == Form::InterfaceObject);
            if wide.is_empty() {
                return;
            }
            self.open(wide);
            self.choose_interfaces();
        }
    }

    /// Whether a class is an interface in the document.
    pub(super) fn is_interface(&self, id: ClassId) -> bool {
        self.has(id) && self.agreement.is_interface(id) && self.form(id) != Form::InterfaceObject
    }

    /// The interfaces that the type of a class implements, transitively: parents first.
    pub(super) fn interfaces(&self, id: ClassId) -> Vec<ClassId> {
        let mut found: Vec<ClassId> = Vec::new();
        if self.form(id) == Form::Whole {
            found.clone_from(&self.agreement.of(id).interfaces);
        } else {
            // A stub has no fields of its owner's traits. What has no key, and so stands
            // here with all its fields, it implements by external fields.
            for above in self.models.ancestors(id).skip(1) {
                let mut more = vec![above];
                if self.models.class(above).key.is_none() {
                    more.extend(&self.agreement.of(above).interfaces);
                }
                more.retain(|i| !found.contains(i));
                found.extend(more);
            }
        }
        found.retain(|i| self.is_interface(*i));
        found
    }
}
