//! `denota sparql-scratch`: the SPARQL protocol over an empty store that can be updated, for
//! the protocol's own tests; not for people.

use crate::failure::{Done, Result};
use crate::http;
use crate::out::Out;

/// Runs the command.
pub(crate) fn run(out: &Out) -> Result<Done> {
    http::sparql::scratch::run(out)?;
    Ok(Done::Clean)
}
