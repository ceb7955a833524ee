//! Provisioning: from planned tables to live ones.

mod apply;
pub(crate) mod evolve;
mod fields;
mod find;
mod form;
pub(crate) mod ledger;
pub(crate) mod limits;
mod plan;
mod rewrite;
pub(crate) mod types;

pub(crate) use apply::apply;
pub(crate) use plan::plan;
pub use plan::{Action, Allow, Plan, Refusal, Step};
