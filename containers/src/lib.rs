//! Live data systems: Iceberg catalogs and their tables.

mod catalog;
mod error;

pub use catalog::{CATALOG, Container, ContainerKind};
pub use error::{Error, Result};
