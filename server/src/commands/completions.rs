//! `denota completions`: what a shell needs to complete commands.

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _};
use transpilers::TARGETS;

use crate::cli::{Cli, Completions};
use crate::failure::{Done, Result};
use crate::out::Out;

/// Runs the command.
pub(crate) fn run(args: &Completions, out: &Out) -> Result<Done> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut offered(), "denota", &mut script);
    out.print(&String::from_utf8_lossy(&script));
    Ok(Done::Clean)
}

/// The commands that help shows, and the targets by their names.
fn offered() -> Command {
    let all = Cli::command();
    let commands = all.get_subcommands().filter(|c| !c.is_hide_set()).cloned();
    let targets = TARGETS.iter().map(|target| target.name).chain(["all"]);
    let targets = PossibleValuesParser::new(targets);
    Command::new("denota")
        .args(all.get_arguments().cloned())
        .subcommands(commands)
        .mut_subcommand("transpile", |transpile| {
            transpile.mut_arg("words", |words| words.value_parser(targets))
        })
}
