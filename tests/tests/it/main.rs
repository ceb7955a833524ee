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
mod fuzz_corpus;
mod golden;
mod oracles;
mod resolution;
mod stable;
