//! From a domain to its schemas: which classes get a file, and the arena of named types.

use rustc_hash::FxHashMap;
use upper::model::{ClassId, ClassKind, DomainId, Models, TermRef};

use super::name::{Replaced, avro_name, namespace};
use super::schema::{Document, Identity, Named, Schemas, Type, TypeId};
use super::{losses, record};
use crate::output::Loss;

/// Named types asked for so far, in the order in which they are built.
pub(super) struct Builder<'m> {
    pub(super) models: &'m Models,
    pub(super) losses: Vec<Loss>,
    pub(super) replaced: Replaced,
    wanted: Vec<Identity>,
    ids: FxHashMap<Identity, TypeId>,
}

/// The schemas of a domain, and what they do not say.
pub(super) fn build(models: &Models, domain: DomainId) -> (Schemas<'_>, Vec<Loss>) {
    let mut builder = Builder {
        models,
        losses: Vec::new(),
        replaced: Replaced::default(),
        wanted: Vec::new(),
        ids: FxHashMap::default(),
    };
    let documents = models
        .domain(domain)
        .classes
        .iter()
        .filter_map(|id| builder.document(*id))
        .collect();
    let mut types: Vec<Named<'_>> = Vec::new();
    while let Some(identity) = builder.wanted.get(types.len()).copied() {
        types.push(record::named(&mut builder, identity));
    }
    (Schemas { types, documents }, builder.losses)
}

impl Builder<'_> {
    /// The place in the arena of a type, which is built later if it is not there yet: this
    /// is why nesting of any depth, and in circles, needs no recursion.
    pub(super) fn named(&mut self, identity: Identity) -> Type {
        let next = self.wanted.len();
        let id = *self.ids.entry(identity).or_insert(next);
        if id == next {
            self.wanted.push(identity);
        }
        Type::Named(id)
    }

    /// Notes what an element does not say.
    pub(super) fn lose(
        &mut self,
        term: &str,
        element: &str,
        construct: &'static str,
        message: impl Into<String>,
    ) {
        self.losses.push(Loss {
            term: term.to_owned(),
            element: element.to_owned(),
            construct,
            message: message.into(),
        });
    }

    /// Former names of a term that are free again.
    pub(super) fn former(&mut self, term: TermRef) -> Vec<TermRef> {
        self.replaced.by(self.models, term)
    }

    fn document(&mut self, id: ClassId) -> Option<Document> {
        let class = self.models.class(id);
        let keyed = class.key.is_some();
        let of = match &class.kind {
            ClassKind::Direct if keyed => self.named(Identity::Class(id)),
            ClassKind::Sealed if keyed => self.leaf_records(id),
            ClassKind::Qualified { of: Some(of), .. } if keyed => match self.models.class(*of).kind
            {
                // Its members are instances of the leaves, which have more than it knows.
                ClassKind::Sealed => self.leaf_records(*of),
                ClassKind::Direct
                | ClassKind::Trait
                | ClassKind::Qualified { .. }
                | ClassKind::Singleton
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::List(_)
                | ClassKind::Extension(_) => self.named(Identity::Class(id)),
            },
            ClassKind::Singleton | ClassKind::Extension(_) => self.named(Identity::Class(id)),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Qualified { .. }
            | ClassKind::Trait
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_) => return None,
        };
        let name = avro_name(&class.info.name);
        if let Type::Union(_) = of {
            let element = format!("{}.{name}", namespace(self.models, class.info.domain));
            losses::of_union(self, id, &element);
        }
        Some(Document {
            class: id,
            name,
            of,
        })
    }

    fn leaf_records(&mut self, id: ClassId) -> Type {
        let leaves = self.models.leaves(id);
        Type::Union(
            leaves
                .into_iter()
                .map(|leaf| self.named(Identity::Class(leaf)))
                .collect(),
        )
    }
}
