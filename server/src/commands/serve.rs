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
    serve::run(settings(&project, &flags)?, &project, out)?;
    Ok(Done::Clean)
}

/// What a server would be set to: by the file, the environment and flags, its paths from the
/// folder of the project.
///
/// # Errors
/// A setting makes no sense.
pub(super) fn settings(project: &Project, flags: &Flags) -> Result<Settings> {
    let mut settings = Settings::resolve(&project.config.serve, std::env::vars_os(), flags)?;
    settings.auth.root(&project.root);
    settings.tls.root(&project.root);
    Ok(settings)
}
