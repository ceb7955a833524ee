//! What tests that cross crates share: the example models, golden files, oracles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "only tests use it")]

pub mod examples;
pub mod golden;
pub mod oracle;
