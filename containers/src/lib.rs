//! Live data systems: Iceberg catalogs and their tables.
//!
//! A [`Container`] says where a catalog is; [`Live::open`] opens it. Then, in this order:
//! [`Live::plan`] compares what is live with the tables of a model
//! (`transpilers::iceberg::tables`), [`Live::apply`] makes it so, [`Live::load`] puts rows
//! in, [`Live::sql`] asks for them, [`Live::tables`] says what is there, with the field ids
//! that the live tables really use.
//!
//! Two processes may work on one container at once: every change is one compare and swap,
//! made again from the new state when somebody else was first.

mod catalog;
mod data;
mod error;
mod live;
mod load;
mod provision;
mod rows;
mod sql;

pub use catalog::{CATALOG, Container, ContainerKind};
pub use error::{Error, Result};
pub use live::{Live, LiveTable};
pub use load::{Loaded, Phase, Progress, Request};
pub use provision::{Action, Allow, Plan, Refusal, Step};
pub use rows::{Format, Validated, Validator, is_watched, rejects_of};
pub use sql::{Rows, Style};
