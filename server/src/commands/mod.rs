//! The commands, one file each.

mod backup;
mod check;
mod completions;
mod demo;
mod doctor;
mod explain;
mod init;
mod load;
mod log;
mod map;
mod provision;
mod publish;
mod pull;
mod query;
mod restore;
mod scratch;
mod search;
mod serve;
mod targets;
mod token;
mod transpile;
mod verify;
mod worker;

use crate::cli::{Command, Format};
use crate::failure::{Done, Result};
use crate::out::Out;
pub(crate) use explain::known_code;

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
        Command::Worker => worker::run(),
        Command::VerifyStore(args) => verify::run(&args),
        Command::SparqlScratch => scratch::run(out),
        Command::Token(args) => token::run(args, format, out),
        Command::Demo(args) => demo::run(&args, out),
        Command::Map(args) => map::run(&args, format, out),
        Command::Query(args) => query::run(&args, format, out),
        Command::Publish(args) => publish::run(&args, format, out),
        Command::Pull(args) => pull::run(&args, out),
        Command::Log(args) => log::run(&args, format, out),
        Command::Search(args) => search::run(&args, format, out),
        Command::Backup(args) => backup::run(&args, out),
        Command::Restore(args) => restore::run(&args, out),
        Command::Doctor => doctor::run(format, out),
        Command::Completions(args) => completions::run(&args, out),
    }
}
