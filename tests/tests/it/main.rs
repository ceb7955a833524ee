//! Tests of what crosses crates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod arrows;
mod change;
mod dependents;
mod deploy;
mod diagnostics;
mod fuzz_corpus;
mod golden;
mod house;
mod manifest;
mod media;
mod oracles;
mod pages;
mod policy;
mod resolution;
mod shacl;
mod shapes;
mod stable;
mod unused;
