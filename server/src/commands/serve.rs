//! `denota serve`: the registry of this folder, over HTTP, until stopped.

use crate::cli::{LogFormat, Serve};
use crate::failure::{Done, Result};
use crate::http::settings::{Flags, Settings};
use crate::http::{logs, serve};
use crate::out::Out;
use crate::project::Project;

/// Runs the command.
pub(crate) fn run(args: &Serve, out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let flags = Flags {
        host: args.host.clone(),
        port: args.port,
        log: args.log.map(|how| match how {
            LogFormat::Text => logs::Format::Text,
            LogFormat::Json => logs::Format::Json,
        }),
    };
    let mut settings = Settings::resolve(&project.config.serve, std::env::vars_os(), &flags)?;
    settings.auth.root(&project.root);
    settings.tls.root(&project.root);
    serve::run(settings, &project, out)?;
    Ok(Done::Clean)
}
