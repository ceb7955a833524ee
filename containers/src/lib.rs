//! Live data systems: Iceberg catalogs and their tables.

mod catalog;
mod data;
mod error;
mod load;
mod rows;
mod provision;

pub use catalog::{CATALOG, Container, ContainerKind};
pub use error::{Error, Result};
pub use rows::{Format, rejects_of};
pub use provision::{Action, Plan, Refusal, Step};
