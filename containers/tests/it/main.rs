//! Live tables: provisioned, evolved, loaded, queried, by one process and by several.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod added;
mod branches;
mod concurrent;
mod current;
mod defaults;
mod evolve;
mod form;
mod formats;
mod headers;
mod help;
mod json_text;
mod kill;
mod load;
mod models;
mod narrow;
mod object_store;
mod oracle;
mod orphans;
mod packed;
mod parts;
mod provision;
mod references;
mod refined;
mod rename;
mod rest;
mod rest_script;
mod rest_server;
mod selected;
mod sql;
mod stores;
mod unchanged;
