//! What a class implements, and of which types its fields are: decided once for a model,
//! whichever document is printed.
//!
//! Subgraphs repeat types of one another, and composition wants them to say the same. So
//! nothing here looks at a document. All follows from the class, from what is above it and
//! from what is below it in its own model: the same in every run. Whoever prints a document
//! takes what it has of this.
//!
//! - **What a member wants** is the type that says all of it that GraphQL can say.
//! - **What a sealed class or a trait withholds.** It may have several values of a property
//!   that a class below it, of its own model, has in its key. A list and a single value are no
//!   subtypes of one another, and a key cannot be a list: so it is without that field, and
//!   each class below has it in its own way. Without any field it is a union.
//! - **What a class implements**: its parent, with all that the parent implements, since a
//!   field whose type is the parent has to lead to the class; then, in the author's order,
//!   every trait that it has, by itself, by its parent or by a trait, with what the trait
//!   implements. A trait is left out where the class withholds one of its fields, or has one
//!   that can agree with the trait or with what it implements already, but not with both: two
//!   traits contradict one another, or the key is of another model than the trait. The trait
//!   stays as it is, since its owner does not know all who use it.
//! - **What type a field has.** It is a list or not as it is in the interfaces; what
//!   identifies instances, of the class or of one below it, is none. It has a value wherever
//!   the member or an interface requires one. What a value is follows the member, as far as
//!   all interfaces allow it, and else that interface which satisfies the others.
//!
//! Cycles and overlong chains, which findings report, are cut.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, LEVELS, Member, Models, PropertyId,
    Range, Value,
};
use upper::vocabulary::Primitive;

use super::shared::{self, Image};

/// The type of a field.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// What one value is.
    pub(super) value: Value,
    pub(super) list: bool,
    pub(super) required: bool,
}

/// What is decided of a class.
#[derive(Default)]
pub(super) struct Decided {
    /// What it implements: parents first.
    pub(super) interfaces: Vec<ClassId>,
    /// The traits that it has and does not implement, with the field that is in the way.
    pub(super) refused: Vec<(ClassId, PropertyId)>,
    /// The interfaces among those it implements that imply all others.
    direct: Vec<ClassId>,
    withheld: FxHashSet<PropertyId>,
    is_interface: bool,
    /// The places of the members, for interfaces.
    places: FxHashMap<PropertyId, usize>,
    /// The types that may not be those which members want.
    shapes: FxHashMap<PropertyId, Shape>,
}

/// The decisions for the classes of a run, made when they are asked for.
pub(super) struct Agreement<'a> {
    models: &'a Models,
    decided: RefCell<FxHashMap<ClassId, Rc<Decided>>>,
    below: RefCell<FxHashMap<DomainId, Rc<Identifying>>>,
}

/// The properties in the keys of what is below a class, by the class.
type Identifying = FxHashMap<ClassId, FxHashSet<PropertyId>>;

impl<'a> Agreement<'a> {
    pub(super) fn new(models: &'a Models) -> Self {
        Self {
            models,
            decided: RefCell::default(),
            below: RefCell::default(),
        }
    }

    /// What is decided of a class.
    pub(super) fn of(&self, id: ClassId) -> Rc<Decided> {
        // Both parents and traits lead upwards.
        self.within(id, 2 * (LEVELS + 1))
    }

    /// Whether a class is an interface, where a document has it whole.
    pub(super) fn is_interface(&self, id: ClassId) -> bool {
        self.of(id).is_interface
    }

    /// The type of the field for a member of a class.
    pub(super) fn shape(&self, id: ClassId, member: &Member) -> Shape {
        let decided = self.of(id);
        let known = decided.shapes.get(&member.property);
        known.cloned().unwrap_or_else(|| self.wanted(member))
    }

    /// The type of a member, were there no interface to agree with.
    pub(super) fn wanted(&self, member: &Member) -> Shape {
        Shape {
            value: self.models.value_of(member.range),
            list: member.many() || self.is_text(member),
            required: member.required(),
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

    /// Where an interface has a wider class in a field than a class that implements it: that
    /// wider class.
    pub(super) fn wider(&self, id: ClassId, interface: ClassId) -> Vec<ClassId> {
        let decided = self.of(id);
        let mut found = Vec::new();
        for (property, own) in &decided.shapes {
            if let Some(theirs) = self.field(interface, *property)
                && let Some(wide) = class_of(&theirs.value)
                && class_of(&own.value).is_some_and(|c| self.resolve(c) != self.resolve(wide))
            {
                found.push(self.resolve(wide));
            }
        }
        found
    }

    /// The class whose type stands for a class: for a qualified class or an extension, that
    /// of the class that it qualifies or extends.
    pub(super) fn resolve(&self, id: ClassId) -> ClassId {
        let mut at = id;
        // A chain of qualified classes is short; a cycle is a finding.
        for _ in 0..16 {
            match &self.models.class(at).kind {
                ClassKind::Qualified { of: Some(of), .. } | ClassKind::Extension(Some(of)) => {
                    at = *of;
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

    /// All parents and traits of a class, and of these, in the author's order.
    pub(super) fn above(&self, id: ClassId) -> Vec<ClassId> {
        let (mut found, mut seen) = (Vec::new(), FxHashSet::from_iter([id]));
        let mut next = vec![(id, 0)];
        while let Some((at, depth)) = next.pop() {
            if at != id {
                if !seen.insert(at) {
                    continue;
                }
                found.push(at);
            }
            if depth <= LEVELS {
                let class = self.models.class(at);
                let traits = class.traits.iter().rev().copied();
                next.extend(traits.chain(class.parent).map(|above| (above, depth + 1)));
            }
        }
        found
    }

    fn within(&self, id: ClassId, levels: usize) -> Rc<Decided> {
        if let Some(known) = self.decided.borrow().get(&id) {
            return Rc::clone(known);
        }
        // An entry before the recursion ends cycles.
        self.decided.borrow_mut().insert(id, Rc::default());
        let Some(levels) = levels.checked_sub(1) else {
            return Rc::default();
        };
        let above = self.above(id);
        for id in above.iter().rev() {
            self.within(*id, levels);
        }
        let decided = Rc::new(self.decide(id, &above));
        self.decided.borrow_mut().insert(id, Rc::clone(&decided));
        decided
    }

    fn decide(&self, id: ClassId, above: &[ClassId]) -> Decided {
        let class = self.models.class(id);
        let below = self.identifying_below(id);
        let is_key = |m: &Member| {
            let key = class.key.as_ref();
            key.is_some_and(|key| key.members.contains(&m.property))
        };
        let mut decided = Decided::default();
        let withheld = |m: &&Member| m.many() && below.contains(&m.property);
        decided.withheld = (class.members.iter().filter(withheld))
            .map(|m| m.property)
            .collect();
        // What neither refinements nor keys touch is the same in whatever has it.
        let contested: Vec<Contested<'_>> = (class.members.iter())
            .filter(|m| m.refined || is_key(m))
            .filter(|m| !decided.withheld.contains(&m.property))
            .map(|member| Contested {
                member,
                identifies: is_key(member) || below.contains(&member.property),
            })
            .collect();
        for id in above.iter().filter(|a| self.is_interface(**a)) {
            if decided.interfaces.contains(id) {
                continue;
            }
            if let Some(property) = self.objection(*id, &decided, &contested) {
                decided.refused.push((*id, property));
                continue;
            }
            decided.direct.push(*id);
            decided.interfaces.push(*id);
            for further in &self.of(*id).interfaces {
                if !decided.interfaces.contains(further) {
                    decided.interfaces.push(*further);
                }
            }
        }
        let interfaces = std::mem::take(&mut decided.interfaces);
        (decided.refused).retain(|(id, _)| !interfaces.contains(id));
        decided.interfaces = interfaces;
        for contested in contested {
            let shape = self.agreed(&contested, decided.direct.iter());
            let shape = shape.unwrap_or_else(|| self.wanted(contested.member));
            decided.shapes.insert(contested.member.property, shape);
        }
        if matches!(class.kind, ClassKind::Trait | ClassKind::Sealed) {
            decided.is_interface = class.members.len() > decided.withheld.len();
            let places = class.members.iter().enumerate();
            decided.places = places.map(|(at, m)| (m.property, at)).collect();
        }
        decided
    }

    /// The properties in the keys of the classes below a sealed class or a trait, of its own
    /// model.
    fn identifying_below(&self, id: ClassId) -> FxHashSet<PropertyId> {
        let domain = self.models.class(id).info.domain;
        let known = self.below.borrow().get(&domain).map(Rc::clone);
        let below = known.unwrap_or_else(|| {
            let below = Rc::new(self.all_identifying_below(domain));
            self.below.borrow_mut().insert(domain, Rc::clone(&below));
            below
        });
        below.get(&id).cloned().unwrap_or_default()
    }

    fn all_identifying_below(&self, domain: DomainId) -> Identifying {
        let mut found = Identifying::default();
        for id in &self.models.domain(domain).classes {
            let Some(key) = &self.models.class(*id).key else {
                continue;
            };
            for above in self.above(*id) {
                let class = self.models.class(above);
                if class.info.domain == domain && class.key.is_none() {
                    found.entry(above).or_default().extend(&key.members);
                }
            }
        }
        found
    }

    /// The first field that keeps a class from implementing an interface.
    fn objection(
        &self,
        interface: ClassId,
        decided: &Decided,
        contested: &[Contested<'_>],
    ) -> Option<PropertyId> {
        if matches!(self.models.class(interface).kind, ClassKind::Sealed) {
            return None;
        }
        let is_theirs = |p: &&PropertyId| self.field(interface, **p).is_some();
        let members = contested.iter().filter(|c| {
            let is_theirs = self.field(interface, c.member.property).is_some();
            let all = decided.direct.iter().chain([&interface]);
            is_theirs && self.agreed(c, all).is_none()
        });
        let mut missing: Vec<_> = decided.withheld.iter().filter(is_theirs).collect();
        missing.sort_unstable();
        let mut found = missing
            .into_iter()
            .copied()
            .chain(members.map(|c| c.member.property));
        found.next()
    }

    /// The type of a field that satisfies all interfaces.
    fn agreed<'i>(
        &self,
        contested: &Contested<'_>,
        interfaces: impl Iterator<Item = &'i ClassId>,
    ) -> Option<Shape> {
        let wanted = self.wanted(contested.member);
        let given: Vec<Shape> = interfaces
            .filter_map(|i| self.field(*i, contested.member.property))
            .collect();
        let Some(first) = given.first() else {
            return Some(wanted);
        };
        let list = first.list;
        if given.iter().any(|g| g.list != list) || (list && contested.identifies) {
            return None;
        }
        let fits = |value: &&Value| given.iter().all(|g| self.is_narrower(value, &g.value));
        let value = std::iter::once(&wanted.value)
            .chain(given.iter().map(|g| &g.value))
            .find(fits)?
            .clone();
        Some(Shape {
            value,
            list,
            required: wanted.required || given.iter().any(|g| g.required),
        })
    }

    /// The type of an interface's field for a property, if it has one.
    fn field(&self, interface: ClassId, property: PropertyId) -> Option<Shape> {
        let decided = self.of(interface);
        if !decided.has_field(property) {
            return None;
        }
        let at = decided.places.get(&property)?;
        let member = self.models.class(interface).members.get(*at)?;
        let known = decided.shapes.get(&property);
        Some(known.cloned().unwrap_or_else(|| self.wanted(member)))
    }

    fn is_narrower(&self, narrow: &Value, wide: &Value) -> bool {
        match (self.named(narrow), self.named(wide)) {
            (Named::List(narrow), Named::List(wide)) => self.is_narrower(narrow, wide),
            (Named::Class(narrow), Named::Class(wide)) => self.is_narrower_class(narrow, wide),
            (narrow, wide) => narrow == wide,
        }
    }

    fn is_narrower_class(&self, narrow: ClassId, wide: ClassId) -> bool {
        if narrow == wide {
            return true;
        }
        let is_object = matches!(
            self.models.class(narrow).kind,
            ClassKind::Direct | ClassKind::Singleton
        );
        match &self.models.class(wide).kind {
            ClassKind::Sealed if self.has_fields(wide) => {
                self.models.ancestors(narrow).any(|above| above == wide)
            }
            ClassKind::Sealed | ClassKind::Union(_) => {
                is_object && self.objects(wide).contains(&narrow)
            }
            ClassKind::Direct
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => false,
        }
    }

    /// Whether a sealed class has fields. Not by what is decided: that may wait for this.
    fn has_fields(&self, id: ClassId) -> bool {
        let below = self.identifying_below(id);
        let members = &self.models.class(id).members;
        (members.iter()).any(|m| !(m.many() && below.contains(&m.property)))
    }

    /// The object types whose values a sealed class or union has.
    pub(super) fn objects(&self, id: ClassId) -> FxHashSet<ClassId> {
        let (mut found, mut seen, mut next) =
            (FxHashSet::default(), FxHashSet::default(), vec![id]);
        while let Some(at) = next.pop() {
            for leaf in self.models.leaves(at) {
                let resolved = self.resolve(leaf);
                if resolved == leaf {
                    found.insert(leaf);
                } else if seen.insert(resolved) {
                    next.push(resolved);
                }
            }
        }
        found
    }

    fn named<'v>(&self, value: &'v Value) -> Named<'v> {
        match value {
            Value::Scalar(id) => {
                let image = shared::image(self.models.primitive(*id));
                match (&self.models.datatype(*id).kind, image) {
                    (DatatypeKind::Custom(_), Image::BuiltIn(_) | Image::Scalar(..)) => {
                        Named::Custom(*id)
                    }
                    (DatatypeKind::Primitive(_) | DatatypeKind::Custom(_), _) => {
                        Named::Shared(image.name())
                    }
                }
            }
            Value::Enum(id) | Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => {
                Named::Class(self.resolve(*id))
            }
            Value::List(_, element) => Named::List(element),
            Value::Node => Named::Shared(shared::image(shared::NODE).name()),
            Value::Any => Named::Shared(shared::TERM.name()),
        }
    }
}

impl Decided {
    /// Whether the type of the class has a field for a member.
    pub(super) fn has_field(&self, property: PropertyId) -> bool {
        !self.withheld.contains(&property)
    }
}

impl Shape {
    /// Whether one value is the same in both.
    pub(super) fn has_value_of(&self, other: &Self, agreement: &Agreement<'_>) -> bool {
        let (one, two) = (&self.value, &other.value);
        agreement.is_narrower(one, two) && agreement.is_narrower(two, one)
    }
}

/// A member whose type may differ from that of the same property in an interface.
struct Contested<'m> {
    member: &'m Member,
    /// Whether it identifies instances, of the class or of one below it.
    identifies: bool,
}

/// A type by what names it.
#[derive(PartialEq, Eq)]
enum Named<'v> {
    Shared(&'static str),
    Custom(DatatypeId),
    Class(ClassId),
    List(&'v Value),
}

/// The class of a value, or of the elements of a list.
fn class_of(value: &Value) -> Option<ClassId> {
    match value.element() {
        Value::Enum(id) | Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => Some(*id),
        Value::Scalar(_) | Value::List(..) | Value::Node | Value::Any => None,
    }
}
