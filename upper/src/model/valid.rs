//! The type of what has been checked.

use std::ops::Deref;
use std::sync::Arc;

use super::{Domain, DomainId, Models};

/// Something that passed every check. Only this crate makes one.
#[derive(Clone, Debug)]
pub struct Valid<T>(T);

impl<T> Valid<T> {
    pub(crate) fn new(checked: T) -> Self {
        Self(checked)
    }
}

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// One domain of an arena, together with the arena that its terms refer into.
#[derive(Clone, Debug)]
pub struct DomainModel {
    models: Arc<Models>,
    id: DomainId,
}

impl DomainModel {
    pub(crate) fn new(models: Arc<Models>, id: DomainId) -> Self {
        Self { models, id }
    }

    /// The arena.
    #[must_use]
    pub fn models(&self) -> &Models {
        &self.models
    }

    /// Which domain.
    #[must_use]
    pub fn id(&self) -> DomainId {
        self.id
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        self.models.domain(self.id)
    }
}
