//! Tests of the targets and of what they share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod agreement;
mod api;
mod avro;
mod avro_narrow;
mod graphql;
mod iceberg;
mod ids;
mod images;
mod keys;
mod ledgers;
mod models;
mod resolution;
mod shacl;
