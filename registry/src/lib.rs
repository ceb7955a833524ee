//! Named graphs at rest: the embedded store under `.denota/registry`.
//!
//! Every model, representation and mapping is a named graph; what was published when and
//! by whom stands in the [catalog], a named graph of the information model. This
//! is the only crate that opens RocksDB, and only one process can at a time.
//!
//! One way in: [`Registry::writer`] gives the turn, [`Writer::prepare`] checks a publication
//! whole, [`Writer::commit`] writes it in one step. One way out: [`Registry::index`] says
//! what there is, to whom ([`View`]), and texts, triples and artifacts are read by revision.

mod alike;
mod audit;
mod backup;
mod behind;
mod builtins;
pub mod catalog;
mod clock;
mod compaction;
pub mod contents;
mod convert;
mod definition;
mod entry;
mod error;
mod extends;
mod hash;
mod history;
mod index;
mod layout;
mod packed;
mod prepare;
mod private;
mod publication;
mod reach;
pub mod resolve;
mod restricted;
mod retire;
mod rows;
mod schemas;
pub mod search;
pub mod source;
pub mod sparql;
mod store;
mod sums;
pub mod syntax;
pub mod term;
mod trail;
mod verify;
mod view;
mod writer;
mod writing;
mod xml;

pub use audit::{Action, AuditEntry, AuditFilter, Outcome};
pub use backup::Restored;
pub use clock::now;
pub use compaction::Tables;
pub use error::Error;
pub use extends::Extends;
pub use hash::{content_hash, hex};
pub use index::{Dependency, Graph, Index, Kind, Revision, Seen, When};
pub use oxigraph::model;
pub use oxigraph::store::Store;
pub use prepare::{Prepared, codes};
pub use publication::{
    Author, Claim, Made, MayWrite, Precondition, Publication, Published, Refused,
};
pub use schemas::{RegisteredSchema, SchemaReference};
pub use sparql::{Answer, Format, memory_store, query, write};
pub use store::{Change, Publisher, Registry};
pub use verify::verify;
pub use view::{View, Visible};
pub use writer::Writer;
pub use writing::Writing;
