//! The commands, one file each.

mod check;
mod completions;
mod demo;
mod explain;
mod init;
mod load;
mod map;
mod provision;
mod query;
mod serve;
mod targets;
mod transpile;

use crate::cli::{Command, Format};
use crate::failure::{Done, Result};
use crate::out::Out;

/// Runs a command.
pub(crate) fn run(command: Command, format: Format, out: &Out) -> Result<Done> {
    match command {
        Command::Init(args) => init::run(&args, out),
        Command::Check(args) => check::run(&args, format, out),
        Command::Explain(args) => explain::run(&args, out),
        Command::Targets => targets::run(format, out),
        Command::Transpile(args) => transpile::run(&args, format, out),
        Command::Provision(args) => provision::run(&args, format, out),
        Command::Load(args) => load::run(&args, out),
        Command::Serve(args) => serve::run(&args, out),
        Command::Demo(args) => demo::run(&args, out),
        Command::Map(args) => map::run(&args, format, out),
        Command::Query(args) => query::run(&args, format, out),
        Command::Completions(args) => completions::run(&args, out),
    }
}
