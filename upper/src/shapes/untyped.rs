//! What a node without a type of the governing model was meant to be.

use std::cell::OnceCell;
use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::data::Data;
use super::ir::{Instance, Shapes, ValueShape};
use super::typing::{Status, Typing};
use crate::graph::{TermId, Triple};
use crate::likes;
use crate::vocabulary::upper;

/// What the properties that hold nodes without a type want of them.
pub(super) struct Untyped<'a> {
    shapes: &'a Shapes,
    data: &'a Data<'a>,
    typing: &'a Typing,
    /// What the header is.
    headers: Vec<TermId>,
    wanted: OnceCell<FxHashMap<TermId, &'a Instance>>,
}

impl<'a> Untyped<'a> {
    pub(super) fn new(shapes: &'a Shapes, data: &'a Data<'a>, typing: &'a Typing) -> Self {
        Self {
            shapes,
            data,
            typing,
            headers: data.graph.types(data.header).collect(),
            wanted: OnceCell::new(),
        }
    }

    /// The class that most likely was meant: one that the property that holds the node takes,
    /// and of those the one that has most of what is said of the node. Of classes that fit alike,
    /// it is the one that another vocabulary calls as the node is typed, or one whose instances
    /// have IRIs, or have none, as this node does, and that is not kept for Upper; of those the
    /// first: models begin with what is most usual. A graph has one header.
    pub(super) fn class(&self, subject: TermId) -> Option<TermId> {
        let data = self.data;
        let about = data.graph.about(subject);
        let shape = |class: TermId| self.shapes.classes.get(&class);
        let score = |class: TermId| {
            let has =
                |t: &&Triple| shape(class).is_some_and(|s| s.by_path.contains_key(&t.predicate));
            about.iter().filter(has).count()
        };
        let is_liked = |class: TermId| {
            let mut types = data.graph.types(subject);
            types.any(|t| likes::of_other(data.terms.text(t)).contains(&class))
        };
        let is_unlike = |class: TermId| {
            let has_iri = shape(class).is_some_and(|s| s.iri);
            has_iri == subject.is_blank() || class == upper::class::ANY_PROPERTY
        };
        let wanted = self.wanted().get(&subject);
        let fits = |class: &TermId| match wanted {
            Some(wanted) => wanted.classes.contains(class),
            None => score(*class) > 0 || is_liked(*class),
        };
        let classes = self.shapes.nodes.iter().flat_map(|n| n.targets.iter());
        let classes = classes.filter(|c| !self.headers.contains(c) && fits(c));
        let rank = |c: &TermId| (Reverse(score(*c)), !is_liked(*c), is_unlike(*c));
        classes.copied().min_by_key(rank)
    }

    fn wanted(&self) -> &FxHashMap<TermId, &'a Instance> {
        self.wanted.get_or_init(|| {
            let mut wanted = FxHashMap::default();
            // Many may have one list, which is walked once.
            let mut walked = FxHashSet::default();
            for triple in self.data.graph.triples() {
                let shape = self.shape(triple).map(|shape| (shape, element(shape)));
                let Some((shape, ValueShape::Instance(instance))) = shape else {
                    continue;
                };
                if walked.insert(triple.object) {
                    let members = self.members(shape, triple.object).into_iter();
                    let untyped = |n: &TermId| self.typing.get(*n) == Some(Status::Untyped);
                    for node in members.filter(untyped) {
                        wanted.entry(node).or_insert(instance);
                    }
                }
            }
            wanted
        })
    }

    /// What the value of a statement has to be.
    fn shape(&self, triple: &Triple) -> Option<&'a ValueShape> {
        let Some(Status::Of(class)) = self.typing.get(triple.subject) else {
            return None;
        };
        let class = self.shapes.classes.get(&class)?;
        let slot = class.slot(triple.predicate)?;
        Some(&self.shapes.property(slot.shape).value)
    }

    /// The members of a list where one is wanted; otherwise what stands there.
    fn members(&self, shape: &ValueShape, value: TermId) -> Vec<TermId> {
        let is_list = matches!(shape, ValueShape::List(_));
        let cells = is_list.then(|| self.data.graph.list(value).ok()).flatten();
        cells.map_or_else(
            || vec![value],
            |cells| cells.iter().map(|c| c.object).collect(),
        )
    }
}

fn element(shape: &ValueShape) -> &ValueShape {
    match shape {
        ValueShape::List(element) => element,
        ValueShape::Any
        | ValueShape::Iri
        | ValueShape::Literal(_)
        | ValueShape::Values(_)
        | ValueShape::Instance(_) => shape,
    }
}
