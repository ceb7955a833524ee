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
mod terms;
mod token;
mod transpile;
mod verify;
mod worker;

use upper::change::Report;

use crate::cli::{Command, Format};
use crate::failure::{Done, Result};
use crate::out::{Out, plain};
use crate::render::changes;
pub(crate) use explain::known_code;

/// Runs a command.
pub(crate) fn run(command: Command, format: Format, out: &Out) -> Result<Done> {
    match command {
        Command::Init(args) => init::run(&args, out),
        Command::Check(args) => check::run(&args, format, out),
        Command::Explain(args) => explain::run(&args, format, out),
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

/// What a registry says is different between two versions, for people.
fn differences(report: &Report) -> String {
    let mut report = report.clone();
    for change in &mut report.changes {
        change.term = plain(&change.term);
        change.message = plain(&change.message);
    }
    changes::human(&report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use upper::change::{Change, Kind, Level};

    #[test]
    fn what_a_registry_says_of_changes_does_not_command_the_terminal() {
        let change = Change {
            term: "https://example.com/a\u{202E}b".to_owned(),
            kind: Kind::Added,
            level: Level::Minor,
            message: "was \u{1b}[2Jadded".to_owned(),
        };
        let shown = differences(&Report {
            changes: vec![change],
        });
        let shown = anstream::adapter::strip_str(&shown).to_string();
        let expected = "a\u{FFFD}b  was \u{FFFD}[2Jadded";
        assert!(shown.contains(expected), "{shown}");
    }
}
