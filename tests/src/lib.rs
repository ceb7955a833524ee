//! What tests that cross crates share: example and generated models, golden files, oracles.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "only tests use it"
)]

pub mod examples;
pub mod fuzz;
pub mod generate;
pub mod golden;
pub mod oracle;
pub mod pairs;
pub mod related;
pub mod scale;
