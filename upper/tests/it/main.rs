//! What `upper` promises, checked against suites and implementations that are not ours.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

mod arbitrary;
mod bombs;
mod change;
mod differential;
mod embedded;
mod examples;
mod foreign;
mod generated;
mod guide;
mod keys;
mod messages;
mod mistakes;
mod oracle;
mod places;
mod refinements;
mod remedies;
mod shapes;
mod slips;
mod suites;
mod values;
