//! The binary as users run it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod bench;
mod check;
mod init;
mod kill;
mod live;
mod options;
mod transpile;
