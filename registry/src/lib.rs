//! Named graphs at rest: the embedded store under `.denota/registry`.
//!
//! Every model, representation and mapping is a named graph; what was published when and
//! by whom stands in the [catalog](catalog), a named graph of the information model. This
//! is the only crate that opens RocksDB, and only one process can at a time.

pub mod catalog;
mod convert;
mod error;
mod hash;
mod sparql;
mod store;

pub use error::Error;
pub use hash::content_hash;
pub use oxigraph::store::Store;
pub use sparql::{Answer, Format, memory_store, query, write};
pub use store::{Change, Entry, Publisher, Registry};
