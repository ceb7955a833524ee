//! What cannot be seen from outside the process: other texts of Upper, views without a
//! sign-in, and more queries than connections.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

mod answers;
mod catalog;
mod follow;
mod hidden;
mod hostile;
mod queries;
mod world;

/// How many queries a test generates: few in `make test`, all in `make soak`.
fn rounds(few: usize, all: usize) -> usize {
    if std::env::var_os("DENOTA_SOAK").is_some() {
        all
    } else {
        few
    }
}
