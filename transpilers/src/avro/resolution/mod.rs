//! Which Avro schemas can read what others have written: the rules of "Schema Resolution" in
//! the specification (1.12), applied to any two schemas rather than to data.
//!
//! The answer is about every value that the writer's schema admits: a reader that fails on
//! one branch of a union or one symbol of an enum does not match. Where the specification is
//! silent, so are we: of logical types only decimals count, since it mentions no others.
//!
//! Parsing refuses what the specification forbids, and bounds what it recurses into.

mod compatibility;
mod default;
mod identity;
mod named;
mod parse;
mod resolve;
mod schema;

pub use compatibility::{Compatibility, UnknownLevel};
pub use parse::{Invalid, parse, parse_with};
pub use resolve::{Mismatch, MismatchKind, resolve};
pub use schema::Schema;
