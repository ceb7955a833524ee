//! Domain models as typed terms: what rules read and targets are made from.
//!
//! All models of a run share one arena, [`Models`]; terms refer to each other by index,
//! across domains too. [`lower`] fills it from graphs, leaving out
//! what is broken (the shapes and rules report that); a [`Valid`] model has nothing left
//! out.

mod bases;
mod class;
mod contained;
mod covers;
mod datatype;
mod domain;
mod effective;
mod excess;
mod inverses;
mod listed;
mod lower;
mod narrow;
mod property;
mod text;
mod united;
mod valid;
mod value;

pub use class::{Bound, Class, ClassKind, Condition, ListElement, Refinement, Test};
pub(crate) use covers::Covered;
pub use datatype::{Datatype, DatatypeKind, Facets, Literal};
pub use domain::{Domain, EnumValue, Models, TermRef};
pub use effective::{KEY_ATTRIBUTES, KEY_MEMBERS, KEY_STEPS, Key, LEVELS, Member};
pub use excess::INHERITED;
pub(crate) use excess::{Excess, MODELS, NARROWED, UNITED, Within};
pub use inverses::Inverses;
pub(crate) use listed::Values;
pub use lower::{ModelGraph, lower};
pub use property::{Property, PropertyKind, Range};
pub use text::{Deprecation, TermInfo, Texts};
pub use valid::{DomainModel, Valid};
pub use value::Value;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The position in its arena.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

index! {
    /// A domain of [`Models`].
    DomainId,
    /// A class of [`Models`]: anything under `upper:Class`, and extensions.
    ClassId,
    /// A property of [`Models`].
    PropertyId,
    /// A datatype of [`Models`].
    DatatypeId,
    /// A value of an enumeration of [`Models`].
    EnumValueId,
}
