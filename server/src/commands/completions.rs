//! `denota completions`: what a shell needs to complete commands.

use clap::CommandFactory as _;

use crate::cli::{Cli, Completions};
use crate::failure::{Done, Result};
use crate::out::Out;

/// Runs the command.
pub(crate) fn run(args: &Completions, out: &Out) -> Result<Done> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "denota", &mut script);
    out.print(&String::from_utf8_lossy(&script));
    Ok(Done::Clean)
}
