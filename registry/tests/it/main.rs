//! Integration tests of the registry.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod access;
mod alike;
mod audit;
mod backup;
mod catalog;
mod compaction;
mod concurrent;
mod copies;
mod dependents;
mod extensions;
mod hidden;
mod history;
mod killed;
mod layout;
mod publishing;
mod queries;
mod ranges;
mod retiring;
mod schemas;
mod support;
mod through;
mod versions;
