//! What a statement that a class does not have was meant to say: with another property, or of
//! an instance of another class.

use super::data::Data;
use super::ir::{ClassShape, Shapes, ValueShape};
use crate::finding::{Finding, Slip};
use crate::graph::{TermId, Triple};
use crate::vocabulary::{rdf, upper};

/// A way to read a statement that makes its subject whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The class that its subject is of.
    class: TermId,
    /// Its property.
    path: TermId,
}

impl Reading {
    /// The first that there is, other than what is said: with the property that the subject's
    /// class needs and has no value of, or else as an instance of another class under the same
    /// one that has all that is said, and lacks nothing. Both are other ones only where the class
    /// cannot do without the property: then the value tells what was meant.
    pub(super) fn find(
        shapes: &Shapes,
        data: &Data<'_>,
        triple: &Triple,
        class: TermId,
    ) -> Option<Self> {
        let known = shapes.classes.get(&class)?;
        let about = data.graph.about(triple.subject);
        let others = about.iter().map(|t| t.predicate);
        let others = others.filter(|p| known.by_path.contains_key(p) && *p != triple.predicate);
        let others: Vec<TermId> = others.collect();
        let above = |class| data.models.class(data.class(class)?).above();
        let beside = |c: &TermId| above(*c).is_some() && above(*c) == above(class);
        let targets = shapes.nodes.iter().flat_map(|n| n.targets.iter().copied());
        let targets = targets.filter(|c| *c != class && *c != upper::class::ANY_PROPERTY);
        let targets = targets.filter(beside);
        let said = Self {
            class,
            path: triple.predicate,
        };
        std::iter::once(class).chain(targets).find_map(|class| {
            let shape = shapes.classes.get(&class)?;
            let has_all = others.iter().all(|p| shape.by_path.contains_key(p));
            let fits = shape.iri == known.iri && has_all;
            let path = fits.then(|| path(shapes, shape, triple, &others))??;
            let reading = Self { class, path };
            let is_slip = reading != said
                && (class == said.class || path == said.path || needs(shapes, known, said.path));
            (is_slip && takes(shapes, data, shape, path, triple.object)).then_some(reading)
        })
    }

    /// What to write, and that it is read so.
    pub(super) fn explain(
        self,
        data: &Data<'_>,
        finding: Finding,
        triple: &Triple,
        class: TermId,
    ) -> Finding {
        let mut types = data.graph.with(triple.subject, rdf::TYPE);
        let stated = types.find(|t| t.object == class);
        let (a, path) = (data.plain(self.class), data.plain(self.path));
        let value = data.plain(triple.object);
        let help = match (self.class == class, self.path == triple.predicate) {
            (true, _) => format!("write `{path} {value}`"),
            (false, true) => format!("say `a {a}`, which has it"),
            (false, false) => format!("say `a {a}`, and write `{path} {value}`"),
        };
        let mut finding = finding.help(help);
        let mut slip = |at, written, meant| {
            if written != meant {
                finding.slips.push(Slip { at, written, meant });
            }
        };
        slip(triple.places.predicate, triple.predicate, self.path);
        if let Some(stated) = stated {
            slip(stated.places.object, class, self.class);
        }
        finding
    }
}

/// The property with which nothing is missing: the one that is needed and not said besides, or
/// else what is said.
fn path(shapes: &Shapes, shape: &ClassShape, triple: &Triple, others: &[TermId]) -> Option<TermId> {
    let needed = shape.slots.iter().filter(|slot| slot.extension.is_none());
    let needed = needed.map(|slot| shapes.property(slot.shape));
    let needed = needed.filter(|p| p.min > 0 && !others.contains(&p.path));
    let missing: Vec<TermId> = needed.map(|p| p.path).collect();
    match missing.as_slice() {
        [] => Some(triple.predicate),
        [one] => Some(*one),
        [..] => None,
    }
}

/// Whether every instance of a class has some value of a property.
fn needs(shapes: &Shapes, shape: &ClassShape, path: TermId) -> bool {
    let slot = shape.slot(path);
    slot.is_some_and(|slot| shapes.property(slot.shape).min > 0)
}

/// Whether a class has a property, and that can have a node as its value.
fn takes(
    shapes: &Shapes,
    data: &Data<'_>,
    shape: &ClassShape,
    path: TermId,
    value: TermId,
) -> bool {
    let Some(slot) = shape.slot(path) else {
        return false;
    };
    match &shapes.property(slot.shape).value {
        ValueShape::Values(values) => values.contains(&value),
        ValueShape::Instance(instance) => {
            let graphs = std::iter::once(&data.graph).chain(data.context);
            let mut types = graphs.flat_map(|graph| graph.types(value));
            instance.values.contains(&value) || types.any(|t| instance.classes.contains(&t))
        }
        ValueShape::Any | ValueShape::Iri | ValueShape::Literal(_) | ValueShape::List(_) => false,
    }
}
