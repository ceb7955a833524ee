//! Named graphs at rest: the embedded store under `.denota/registry`.
//!
//! Every model, representation and mapping is a named graph; what was published when and
//! by whom stands in the [catalog](catalog), a named graph of the information model. This
//! is the only crate that opens RocksDB, and only one process can at a time.

pub mod catalog;
mod convert;
mod error;
mod hash;
mod index;
mod publication;
mod sparql;
mod store;
mod view;

pub use error::Error;
pub use hash::content_hash;
pub use oxigraph::store::Store;
pub use sparql::{Answer, Format, memory_store, query, write};
pub use store::{Change, Entry, Publisher, Registry};
pub use index::{Dependency, Graph, Index, Kind, Revision, Seen};
pub use publication::{Author, Made, MayWrite, Precondition, Publication, Published, Refused};
pub use view::{View, Visible};
