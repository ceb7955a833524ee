//! `denota worker`: what the server starts to answer SPARQL; not for people.

use crate::failure::{Doing as _, Done, Result};
use crate::worker;

/// Runs the command.
pub(crate) fn run() -> Result<Done> {
    worker::run().doing(|| "answer queries".to_owned())?;
    Ok(Done::Clean)
}
