//! The one binary, `denota`: parses arguments, runs a command, exits.
//!
//! The way of a model is in [`pipeline`], commands are one file each in [`commands`].
//! Nothing heavy (a runtime, a store, a catalog) is opened before a command needs it.

mod cli;
mod client;
mod commands;
mod config;
mod containers;
mod dependencies;
mod failure;
mod files;
#[cfg(test)]
#[allow(clippy::expect_used, reason = "in tests")]
mod fixture;
mod http;
mod ids;
mod inputs;
mod lock;
mod made;
mod out;
mod panic;
mod pipeline;
mod project;
mod recorded;
mod render;
mod serving;
mod table;
mod timings;
mod worker;

use std::process::ExitCode;

use clap::Parser as _;

use cli::Cli;

/// Many small texts are what a run consists of, and what this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    timings::begin();
    panic::install();
    let cli = Cli::parse();
    cli.color.apply();
    let out = out::Out::new(cli.quiet);
    match commands::run(cli.command, cli.format, &out) {
        Ok(done) => done.into(),
        Err(failure) => {
            out.failure(&failure);
            if cli.format == cli::Format::Github {
                out.print(&render::github::failure(&failure));
            }
            ExitCode::from(2)
        }
    }
}
