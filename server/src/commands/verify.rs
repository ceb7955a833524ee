//! `denota verify-store`: what `denota doctor` starts to read a store that may be damaged; not
//! for people.

use crate::cli::VerifyStore;
use crate::failure::{Done, Result};
use crate::recorded::failed;
use crate::worker::limits;

/// Runs the command.
pub(crate) fn run(args: &VerifyStore) -> Result<Done> {
    limits::no_core_dumps();
    registry::verify(&args.folder).map_err(failed)?;
    Ok(Done::Clean)
}
